/// A request's method. Known ones compare by number; methods are case-sensitive (RFC 3261 §7.1).
public struct SIPMethod: Hashable, Sendable, CustomStringConvertible {
    enum Known: UInt8, CaseIterable {
        case invite, ack, bye, cancel, options, register, prack, update, refer, notify, subscribe, info, message
        case publish, other

        var text: StaticString {
            switch self {
            case .invite: "INVITE"
            case .ack: "ACK"
            case .bye: "BYE"
            case .cancel: "CANCEL"
            case .options: "OPTIONS"
            case .register: "REGISTER"
            case .prack: "PRACK"
            case .update: "UPDATE"
            case .refer: "REFER"
            case .notify: "NOTIFY"
            case .subscribe: "SUBSCRIBE"
            case .info: "INFO"
            case .message: "MESSAGE"
            case .publish: "PUBLISH"
            case .other: ""
            }
        }
    }

    let known: Known
    /// The text of a method that is not known, otherwise empty.
    private let custom: String

    private init(known: Known) {
        self.known = known
        self.custom = ""
    }

    /// Any method. The text must be a token to make a valid message.
    public init(_ text: String) {
        let known = text.withOctets { Self.recognise($0) }
        self.known = known
        self.custom = known == .other ? text : ""
    }

    init(_ octets: UnsafeBufferPointer<UInt8>) {
        self.known = Self.recognise(octets)
        self.custom = self.known == .other ? String(decoding: octets, as: UTF8.self) : ""
    }

    init(known: Known, orOctets octets: UnsafeBufferPointer<UInt8>) {
        self.known = known
        self.custom = known == .other ? String(decoding: octets, as: UTF8.self) : ""
    }

    /// RFC 3261 §13.
    public static var invite: SIPMethod { SIPMethod(known: .invite) }
    /// RFC 3261 §13.2.2.4.
    public static var ack: SIPMethod { SIPMethod(known: .ack) }
    /// RFC 3261 §15.
    public static var bye: SIPMethod { SIPMethod(known: .bye) }
    /// RFC 3261 §9.
    public static var cancel: SIPMethod { SIPMethod(known: .cancel) }
    /// RFC 3261 §11.
    public static var options: SIPMethod { SIPMethod(known: .options) }
    /// RFC 3261 §10.
    public static var register: SIPMethod { SIPMethod(known: .register) }
    /// RFC 3262.
    public static var prack: SIPMethod { SIPMethod(known: .prack) }
    /// RFC 3311.
    public static var update: SIPMethod { SIPMethod(known: .update) }
    /// RFC 3515.
    public static var refer: SIPMethod { SIPMethod(known: .refer) }
    /// RFC 6665.
    public static var notify: SIPMethod { SIPMethod(known: .notify) }
    /// RFC 6665.
    public static var subscribe: SIPMethod { SIPMethod(known: .subscribe) }
    /// RFC 6086.
    public static var info: SIPMethod { SIPMethod(known: .info) }
    /// RFC 3428.
    public static var message: SIPMethod { SIPMethod(known: .message) }
    /// RFC 3903.
    public static var publish: SIPMethod { SIPMethod(known: .publish) }

    /// Whether the method is one of those named here.
    public var isKnown: Bool { self.known != .other }

    /// The method as it stands in a message.
    public var text: String { self.known == .other ? self.custom : self.known.text.description }

    public var description: String { self.text }

    static func recognise(_ octets: UnsafeBufferPointer<UInt8>) -> Known {
        guard (3...9).contains(octets.count) else { return .other }
        let candidate: Known =
            switch octets[0] {
            case 0x41: .ack
            case 0x42: .bye
            case 0x43: .cancel
            case 0x49: octets.count == 4 ? .info : .invite
            case 0x4d: .message
            case 0x4e: .notify
            case 0x4f: .options
            case 0x50: octets.count == 5 ? .prack : .publish
            case 0x52: octets.count == 5 ? .refer : .register
            case 0x53: .subscribe
            case 0x55: .update
            default: .other
            }
        let text = candidate.text
        guard candidate != .other, text.utf8CodeUnitCount == octets.count else { return .other }
        for index in 0..<octets.count where octets[index] != text.utf8Start[index] { return .other }
        return candidate
    }

    func write(into output: inout [UInt8]) {
        if self.known == .other {
            output.append(text: self.custom)
        } else {
            let text = self.known.text
            output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }
    }
}
