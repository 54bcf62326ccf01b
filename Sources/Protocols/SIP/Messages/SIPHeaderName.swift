/// The name of a header field: one of those the product knows, compared by number, or any other.
///
/// Names are compared without regard to capitals, and a compact form is the same name as its long form
/// (RFC 3261 §7.3.3). A new known header is one line in ``Known``, one in its `text` and one below.
public struct SIPHeaderName: Hashable, Sendable, CustomStringConvertible {
    let known: Known
    /// The spelling of a name that is not known, otherwise empty.
    private let custom: String

    init(known: Known) {
        self.known = known
        self.custom = ""
    }

    /// Any name, long or compact.
    public init(_ text: String) {
        let known = text.withOctets { Known.recognise($0) }
        self.known = known
        self.custom = known == .other ? text : ""
    }

    init(known: Known, orOctets octets: UnsafeBufferPointer<UInt8>) {
        self.known = known
        self.custom = known == .other ? String(decoding: octets, as: UTF8.self) : ""
    }

    /// A name that has no constant here; a known one is recognised all the same.
    public static func other(_ text: String) -> SIPHeaderName { SIPHeaderName(text) }

    /// The usual spelling of a known name, the given spelling of another.
    public var text: String { self.known == .other ? self.custom : self.known.text.description }

    public var description: String { self.text }

    /// Whether the field may hold several values separated by commas, which is the same as several lines (§7.3.1).
    public var isList: Bool { self.known.isList }

    public static func == (left: Self, right: Self) -> Bool {
        left.known == right.known && (left.known != .other || left.custom.equalsIgnoringCase(right.custom))
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.known)
        guard self.known == .other else { return }
        for byte in self.custom.utf8 { hasher.combine(byte.lowercased) }
    }

    /// Whether the octets spell this name, which is no known one.
    func isSpelled(_ octets: UnsafeBufferPointer<UInt8>) -> Bool {
        self.custom.withOctets { $0.equalsIgnoringCase(octets) }
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

extension SIPHeaderName {
    public static var accept: SIPHeaderName { SIPHeaderName(known: .accept) }
    public static var acceptContact: SIPHeaderName { SIPHeaderName(known: .acceptContact) }
    public static var acceptEncoding: SIPHeaderName { SIPHeaderName(known: .acceptEncoding) }
    public static var acceptLanguage: SIPHeaderName { SIPHeaderName(known: .acceptLanguage) }
    public static var alertInfo: SIPHeaderName { SIPHeaderName(known: .alertInfo) }
    public static var allow: SIPHeaderName { SIPHeaderName(known: .allow) }
    public static var allowEvents: SIPHeaderName { SIPHeaderName(known: .allowEvents) }
    public static var authenticationInfo: SIPHeaderName { SIPHeaderName(known: .authenticationInfo) }
    public static var authorization: SIPHeaderName { SIPHeaderName(known: .authorization) }
    public static var callID: SIPHeaderName { SIPHeaderName(known: .callID) }
    public static var callInfo: SIPHeaderName { SIPHeaderName(known: .callInfo) }
    public static var contact: SIPHeaderName { SIPHeaderName(known: .contact) }
    public static var contentDisposition: SIPHeaderName { SIPHeaderName(known: .contentDisposition) }
    public static var contentEncoding: SIPHeaderName { SIPHeaderName(known: .contentEncoding) }
    public static var contentID: SIPHeaderName { SIPHeaderName(known: .contentID) }
    public static var contentLanguage: SIPHeaderName { SIPHeaderName(known: .contentLanguage) }
    public static var contentLength: SIPHeaderName { SIPHeaderName(known: .contentLength) }
    public static var contentType: SIPHeaderName { SIPHeaderName(known: .contentType) }
    public static var cseq: SIPHeaderName { SIPHeaderName(known: .cseq) }
    public static var date: SIPHeaderName { SIPHeaderName(known: .date) }
    public static var diversion: SIPHeaderName { SIPHeaderName(known: .diversion) }
    public static var errorInfo: SIPHeaderName { SIPHeaderName(known: .errorInfo) }
    public static var event: SIPHeaderName { SIPHeaderName(known: .event) }
    public static var expires: SIPHeaderName { SIPHeaderName(known: .expires) }
    public static var flowTimer: SIPHeaderName { SIPHeaderName(known: .flowTimer) }
    public static var from: SIPHeaderName { SIPHeaderName(known: .from) }
    public static var geolocation: SIPHeaderName { SIPHeaderName(known: .geolocation) }
    public static var historyInfo: SIPHeaderName { SIPHeaderName(known: .historyInfo) }
    public static var identity: SIPHeaderName { SIPHeaderName(known: .identity) }
    public static var inReplyTo: SIPHeaderName { SIPHeaderName(known: .inReplyTo) }
    public static var infoPackage: SIPHeaderName { SIPHeaderName(known: .infoPackage) }
    public static var join: SIPHeaderName { SIPHeaderName(known: .join) }
    public static var maxBreadth: SIPHeaderName { SIPHeaderName(known: .maxBreadth) }
    public static var maxForwards: SIPHeaderName { SIPHeaderName(known: .maxForwards) }
    public static var mimeVersion: SIPHeaderName { SIPHeaderName(known: .mimeVersion) }
    public static var minExpires: SIPHeaderName { SIPHeaderName(known: .minExpires) }
    public static var minSE: SIPHeaderName { SIPHeaderName(known: .minSE) }
    public static var organization: SIPHeaderName { SIPHeaderName(known: .organization) }
    public static var pAccessNetworkInfo: SIPHeaderName { SIPHeaderName(known: .pAccessNetworkInfo) }
    public static var pAssertedIdentity: SIPHeaderName { SIPHeaderName(known: .pAssertedIdentity) }
    public static var pCalledPartyID: SIPHeaderName { SIPHeaderName(known: .pCalledPartyID) }
    public static var pChargingVector: SIPHeaderName { SIPHeaderName(known: .pChargingVector) }
    public static var pPreferredIdentity: SIPHeaderName { SIPHeaderName(known: .pPreferredIdentity) }
    public static var path: SIPHeaderName { SIPHeaderName(known: .path) }
    public static var priority: SIPHeaderName { SIPHeaderName(known: .priority) }
    public static var privacy: SIPHeaderName { SIPHeaderName(known: .privacy) }
    public static var proxyAuthenticate: SIPHeaderName { SIPHeaderName(known: .proxyAuthenticate) }
    public static var proxyAuthorization: SIPHeaderName { SIPHeaderName(known: .proxyAuthorization) }
    public static var proxyRequire: SIPHeaderName { SIPHeaderName(known: .proxyRequire) }
    public static var rack: SIPHeaderName { SIPHeaderName(known: .rack) }
    public static var reason: SIPHeaderName { SIPHeaderName(known: .reason) }
    public static var recordRoute: SIPHeaderName { SIPHeaderName(known: .recordRoute) }
    public static var recvInfo: SIPHeaderName { SIPHeaderName(known: .recvInfo) }
    public static var referSub: SIPHeaderName { SIPHeaderName(known: .referSub) }
    public static var referTo: SIPHeaderName { SIPHeaderName(known: .referTo) }
    public static var referredBy: SIPHeaderName { SIPHeaderName(known: .referredBy) }
    public static var rejectContact: SIPHeaderName { SIPHeaderName(known: .rejectContact) }
    public static var remotePartyID: SIPHeaderName { SIPHeaderName(known: .remotePartyID) }
    public static var replaces: SIPHeaderName { SIPHeaderName(known: .replaces) }
    public static var replyTo: SIPHeaderName { SIPHeaderName(known: .replyTo) }
    public static var requestDisposition: SIPHeaderName { SIPHeaderName(known: .requestDisposition) }
    public static var require: SIPHeaderName { SIPHeaderName(known: .require) }
    public static var resourcePriority: SIPHeaderName { SIPHeaderName(known: .resourcePriority) }
    public static var retryAfter: SIPHeaderName { SIPHeaderName(known: .retryAfter) }
    public static var route: SIPHeaderName { SIPHeaderName(known: .route) }
    public static var rseq: SIPHeaderName { SIPHeaderName(known: .rseq) }
    public static var server: SIPHeaderName { SIPHeaderName(known: .server) }
    public static var serviceRoute: SIPHeaderName { SIPHeaderName(known: .serviceRoute) }
    public static var sessionExpires: SIPHeaderName { SIPHeaderName(known: .sessionExpires) }
    public static var sipETag: SIPHeaderName { SIPHeaderName(known: .sipETag) }
    public static var sipIfMatch: SIPHeaderName { SIPHeaderName(known: .sipIfMatch) }
    public static var subject: SIPHeaderName { SIPHeaderName(known: .subject) }
    public static var subscriptionState: SIPHeaderName { SIPHeaderName(known: .subscriptionState) }
    public static var supported: SIPHeaderName { SIPHeaderName(known: .supported) }
    public static var suppressIfMatch: SIPHeaderName { SIPHeaderName(known: .suppressIfMatch) }
    public static var targetDialog: SIPHeaderName { SIPHeaderName(known: .targetDialog) }
    public static var timestamp: SIPHeaderName { SIPHeaderName(known: .timestamp) }
    public static var to: SIPHeaderName { SIPHeaderName(known: .to) }
    public static var unsupported: SIPHeaderName { SIPHeaderName(known: .unsupported) }
    public static var userAgent: SIPHeaderName { SIPHeaderName(known: .userAgent) }
    public static var userToUser: SIPHeaderName { SIPHeaderName(known: .userToUser) }
    public static var via: SIPHeaderName { SIPHeaderName(known: .via) }
    public static var warning: SIPHeaderName { SIPHeaderName(known: .warning) }
    public static var wwwAuthenticate: SIPHeaderName { SIPHeaderName(known: .wwwAuthenticate) }
}
