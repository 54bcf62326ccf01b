/// A key or signal that travels as an event instead of sound (RFC 4733 §2.3), as one packet's payload says it.
public struct TelephoneEvent: Hashable, Sendable {
    /// The payload on the wire, in bytes.
    public static let length = 4

    /// Which key or signal it is.
    public var code: Code
    /// Whether this packet says that the event is over.
    public var isEnd: Bool
    /// The tone's power below 0 dBm0, 0 to 63 dB.
    public var volume: UInt8
    /// How long the event has lasted so far, in clock units. 65 535 at most.
    public var duration: UInt16

    /// A payload; the volume is cut to 63 dB.
    public init(_ code: Code, isEnd: Bool = false, volume: UInt8 = 10, duration: UInt16) {
        self.code = code
        self.isEnd = isEnd
        self.volume = min(volume, 63)
        self.duration = duration
    }

    /// Reads the first event of a payload; `nil` when it is shorter than four bytes.
    public init?(parsing payload: UnsafeRawBufferPointer) {
        guard payload.count >= Self.length else { return nil }
        self.code = Code(rawValue: payload[0])
        self.isEnd = payload[1] & 0x80 != 0
        self.volume = payload[1] & 0x3f
        self.duration = payload.number16(at: 2)
    }

    /// Reads the payload of a packet; `nil` when it is shorter than four bytes.
    public init?(of header: RTPHeader, in datagram: UnsafeRawBufferPointer) {
        let range = header.payloadRange
        guard range.upperBound <= datagram.count else { return nil }
        self.init(parsing: UnsafeRawBufferPointer(rebasing: datagram[range]))
    }

    /// Writes the payload into storage of the caller.
    ///
    /// - Returns: how many bytes were written: 4, or 0 when the storage is shorter.
    @discardableResult
    public func write(into storage: UnsafeMutableRawBufferPointer) -> Int {
        guard storage.count >= Self.length else { return 0 }
        storage[0] = self.code.rawValue
        storage[1] = (self.isEnd ? 0x80 : 0) | (self.volume & 0x3f)
        storage.store16(self.duration, at: 2)
        return Self.length
    }
}

extension TelephoneEvent {
    /// Which key or signal it is (RFC 4733 §3.2, the IANA registry of telephone events).
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// 0 to 255; 0 to 15 are keys.
        public let rawValue: UInt8

        /// A code by its number.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// Hook flash.
        public static let flash = Code(rawValue: 16)

        /// The code of one of `0123456789*#ABCD`, in either case; `nil` for any other character.
        public init?(digit: Character) {
            guard let byte = digit.asciiValue else { return nil }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): self.rawValue = byte - UInt8(ascii: "0")
            case UInt8(ascii: "*"): self.rawValue = 10
            case UInt8(ascii: "#"): self.rawValue = 11
            case UInt8(ascii: "A")...UInt8(ascii: "D"): self.rawValue = byte - UInt8(ascii: "A") + 12
            case UInt8(ascii: "a")...UInt8(ascii: "d"): self.rawValue = byte - UInt8(ascii: "a") + 12
            default: return nil
            }
        }

        /// The key's character, upper case; `nil` for events that are not one of the sixteen keys.
        public var digit: Character? {
            switch self.rawValue {
            case 0...9: Character(Unicode.Scalar(UInt8(ascii: "0") + self.rawValue))
            case 10: "*"
            case 11: "#"
            case 12...15: Character(Unicode.Scalar(UInt8(ascii: "A") + self.rawValue - 12))
            default: nil
            }
        }
    }
}
