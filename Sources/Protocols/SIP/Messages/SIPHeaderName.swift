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
    /// Accept, RFC 3261 §20.1.
    public static var accept: SIPHeaderName { SIPHeaderName(known: .accept) }
    /// Accept-Contact, RFC 3841 §9.2.
    public static var acceptContact: SIPHeaderName { SIPHeaderName(known: .acceptContact) }
    /// Accept-Encoding, RFC 3261 §20.2.
    public static var acceptEncoding: SIPHeaderName { SIPHeaderName(known: .acceptEncoding) }
    /// Accept-Language, RFC 3261 §20.3.
    public static var acceptLanguage: SIPHeaderName { SIPHeaderName(known: .acceptLanguage) }
    /// Alert-Info, RFC 3261 §20.4.
    public static var alertInfo: SIPHeaderName { SIPHeaderName(known: .alertInfo) }
    /// Allow, RFC 3261 §20.5.
    public static var allow: SIPHeaderName { SIPHeaderName(known: .allow) }
    /// Allow-Events, RFC 6665 §8.2.2.
    public static var allowEvents: SIPHeaderName { SIPHeaderName(known: .allowEvents) }
    /// Authentication-Info, RFC 3261 §20.6.
    public static var authenticationInfo: SIPHeaderName { SIPHeaderName(known: .authenticationInfo) }
    /// Authorization, RFC 3261 §20.7.
    public static var authorization: SIPHeaderName { SIPHeaderName(known: .authorization) }
    /// Call-ID, RFC 3261 §20.8.
    public static var callID: SIPHeaderName { SIPHeaderName(known: .callID) }
    /// Call-Info, RFC 3261 §20.9.
    public static var callInfo: SIPHeaderName { SIPHeaderName(known: .callInfo) }
    /// Contact, RFC 3261 §20.10.
    public static var contact: SIPHeaderName { SIPHeaderName(known: .contact) }
    /// Content-Disposition, RFC 3261 §20.11.
    public static var contentDisposition: SIPHeaderName { SIPHeaderName(known: .contentDisposition) }
    /// Content-Encoding, RFC 3261 §20.12.
    public static var contentEncoding: SIPHeaderName { SIPHeaderName(known: .contentEncoding) }
    /// Content-ID, RFC 8262.
    public static var contentID: SIPHeaderName { SIPHeaderName(known: .contentID) }
    /// Content-Language, RFC 3261 §20.13.
    public static var contentLanguage: SIPHeaderName { SIPHeaderName(known: .contentLanguage) }
    /// Content-Length, RFC 3261 §20.14.
    public static var contentLength: SIPHeaderName { SIPHeaderName(known: .contentLength) }
    /// Content-Type, RFC 3261 §20.15.
    public static var contentType: SIPHeaderName { SIPHeaderName(known: .contentType) }
    /// CSeq, RFC 3261 §20.16.
    public static var cseq: SIPHeaderName { SIPHeaderName(known: .cseq) }
    /// Date, RFC 3261 §20.17.
    public static var date: SIPHeaderName { SIPHeaderName(known: .date) }
    /// Diversion, RFC 5806.
    public static var diversion: SIPHeaderName { SIPHeaderName(known: .diversion) }
    /// Error-Info, RFC 3261 §20.18.
    public static var errorInfo: SIPHeaderName { SIPHeaderName(known: .errorInfo) }
    /// Event, RFC 6665 §8.2.1.
    public static var event: SIPHeaderName { SIPHeaderName(known: .event) }
    /// Expires, RFC 3261 §20.19.
    public static var expires: SIPHeaderName { SIPHeaderName(known: .expires) }
    /// Flow-Timer, RFC 5626 §11.1.
    public static var flowTimer: SIPHeaderName { SIPHeaderName(known: .flowTimer) }
    /// From, RFC 3261 §20.20.
    public static var from: SIPHeaderName { SIPHeaderName(known: .from) }
    /// Geolocation, RFC 6442.
    public static var geolocation: SIPHeaderName { SIPHeaderName(known: .geolocation) }
    /// History-Info, RFC 7044.
    public static var historyInfo: SIPHeaderName { SIPHeaderName(known: .historyInfo) }
    /// Identity, RFC 8224.
    public static var identity: SIPHeaderName { SIPHeaderName(known: .identity) }
    /// In-Reply-To, RFC 3261 §20.21.
    public static var inReplyTo: SIPHeaderName { SIPHeaderName(known: .inReplyTo) }
    /// Info-Package, RFC 6086.
    public static var infoPackage: SIPHeaderName { SIPHeaderName(known: .infoPackage) }
    /// Join, RFC 3911.
    public static var join: SIPHeaderName { SIPHeaderName(known: .join) }
    /// Max-Breadth, RFC 5393.
    public static var maxBreadth: SIPHeaderName { SIPHeaderName(known: .maxBreadth) }
    /// Max-Forwards, RFC 3261 §20.22.
    public static var maxForwards: SIPHeaderName { SIPHeaderName(known: .maxForwards) }
    /// MIME-Version, RFC 3261 §20.24.
    public static var mimeVersion: SIPHeaderName { SIPHeaderName(known: .mimeVersion) }
    /// Min-Expires, RFC 3261 §20.23.
    public static var minExpires: SIPHeaderName { SIPHeaderName(known: .minExpires) }
    /// Min-SE, RFC 4028 §5.
    public static var minSE: SIPHeaderName { SIPHeaderName(known: .minSE) }
    /// Organization, RFC 3261 §20.25.
    public static var organization: SIPHeaderName { SIPHeaderName(known: .organization) }
    /// P-Access-Network-Info, RFC 7315.
    public static var pAccessNetworkInfo: SIPHeaderName { SIPHeaderName(known: .pAccessNetworkInfo) }
    /// P-Asserted-Identity, RFC 3325.
    public static var pAssertedIdentity: SIPHeaderName { SIPHeaderName(known: .pAssertedIdentity) }
    /// P-Called-Party-ID, RFC 7315.
    public static var pCalledPartyID: SIPHeaderName { SIPHeaderName(known: .pCalledPartyID) }
    /// P-Charging-Vector, RFC 7315.
    public static var pChargingVector: SIPHeaderName { SIPHeaderName(known: .pChargingVector) }
    /// P-Preferred-Identity, RFC 3325.
    public static var pPreferredIdentity: SIPHeaderName { SIPHeaderName(known: .pPreferredIdentity) }
    /// Path, RFC 3327.
    public static var path: SIPHeaderName { SIPHeaderName(known: .path) }
    /// Priority, RFC 3261 §20.26.
    public static var priority: SIPHeaderName { SIPHeaderName(known: .priority) }
    /// Privacy, RFC 3323.
    public static var privacy: SIPHeaderName { SIPHeaderName(known: .privacy) }
    /// Proxy-Authenticate, RFC 3261 §20.27.
    public static var proxyAuthenticate: SIPHeaderName { SIPHeaderName(known: .proxyAuthenticate) }
    /// Proxy-Authorization, RFC 3261 §20.28.
    public static var proxyAuthorization: SIPHeaderName { SIPHeaderName(known: .proxyAuthorization) }
    /// Proxy-Require, RFC 3261 §20.29.
    public static var proxyRequire: SIPHeaderName { SIPHeaderName(known: .proxyRequire) }
    /// RAck, RFC 3262 §7.2.
    public static var rack: SIPHeaderName { SIPHeaderName(known: .rack) }
    /// Reason, RFC 3326.
    public static var reason: SIPHeaderName { SIPHeaderName(known: .reason) }
    /// Record-Route, RFC 3261 §20.30.
    public static var recordRoute: SIPHeaderName { SIPHeaderName(known: .recordRoute) }
    /// Recv-Info, RFC 6086.
    public static var recvInfo: SIPHeaderName { SIPHeaderName(known: .recvInfo) }
    /// Refer-Sub, RFC 4488.
    public static var referSub: SIPHeaderName { SIPHeaderName(known: .referSub) }
    /// Refer-To, RFC 3515.
    public static var referTo: SIPHeaderName { SIPHeaderName(known: .referTo) }
    /// Referred-By, RFC 3892.
    public static var referredBy: SIPHeaderName { SIPHeaderName(known: .referredBy) }
    /// Reject-Contact, RFC 3841 §9.2.
    public static var rejectContact: SIPHeaderName { SIPHeaderName(known: .rejectContact) }
    /// Remote-Party-ID, which never became an RFC.
    public static var remotePartyID: SIPHeaderName { SIPHeaderName(known: .remotePartyID) }
    /// Replaces, RFC 3891.
    public static var replaces: SIPHeaderName { SIPHeaderName(known: .replaces) }
    /// Reply-To, RFC 3261 §20.31.
    public static var replyTo: SIPHeaderName { SIPHeaderName(known: .replyTo) }
    /// Request-Disposition, RFC 3841 §9.1.
    public static var requestDisposition: SIPHeaderName { SIPHeaderName(known: .requestDisposition) }
    /// Require, RFC 3261 §20.32.
    public static var require: SIPHeaderName { SIPHeaderName(known: .require) }
    /// Resource-Priority, RFC 4412.
    public static var resourcePriority: SIPHeaderName { SIPHeaderName(known: .resourcePriority) }
    /// Retry-After, RFC 3261 §20.33.
    public static var retryAfter: SIPHeaderName { SIPHeaderName(known: .retryAfter) }
    /// Route, RFC 3261 §20.34.
    public static var route: SIPHeaderName { SIPHeaderName(known: .route) }
    /// RSeq, RFC 3262 §7.1.
    public static var rseq: SIPHeaderName { SIPHeaderName(known: .rseq) }
    /// Server, RFC 3261 §20.35.
    public static var server: SIPHeaderName { SIPHeaderName(known: .server) }
    /// Service-Route, RFC 3608.
    public static var serviceRoute: SIPHeaderName { SIPHeaderName(known: .serviceRoute) }
    /// Session-Expires, RFC 4028 §4.
    public static var sessionExpires: SIPHeaderName { SIPHeaderName(known: .sessionExpires) }
    /// SIP-ETag, RFC 3903.
    public static var sipETag: SIPHeaderName { SIPHeaderName(known: .sipETag) }
    /// SIP-If-Match, RFC 3903.
    public static var sipIfMatch: SIPHeaderName { SIPHeaderName(known: .sipIfMatch) }
    /// Subject, RFC 3261 §20.36.
    public static var subject: SIPHeaderName { SIPHeaderName(known: .subject) }
    /// Subscription-State, RFC 6665 §8.2.3.
    public static var subscriptionState: SIPHeaderName { SIPHeaderName(known: .subscriptionState) }
    /// Supported, RFC 3261 §20.37.
    public static var supported: SIPHeaderName { SIPHeaderName(known: .supported) }
    /// Suppress-If-Match, RFC 5839.
    public static var suppressIfMatch: SIPHeaderName { SIPHeaderName(known: .suppressIfMatch) }
    /// Target-Dialog, RFC 4538.
    public static var targetDialog: SIPHeaderName { SIPHeaderName(known: .targetDialog) }
    /// Timestamp, RFC 3261 §20.38.
    public static var timestamp: SIPHeaderName { SIPHeaderName(known: .timestamp) }
    /// To, RFC 3261 §20.39.
    public static var to: SIPHeaderName { SIPHeaderName(known: .to) }
    /// Unsupported, RFC 3261 §20.40.
    public static var unsupported: SIPHeaderName { SIPHeaderName(known: .unsupported) }
    /// User-Agent, RFC 3261 §20.41.
    public static var userAgent: SIPHeaderName { SIPHeaderName(known: .userAgent) }
    /// User-to-User, RFC 7433.
    public static var userToUser: SIPHeaderName { SIPHeaderName(known: .userToUser) }
    /// Via, RFC 3261 §20.42.
    public static var via: SIPHeaderName { SIPHeaderName(known: .via) }
    /// Warning, RFC 3261 §20.43.
    public static var warning: SIPHeaderName { SIPHeaderName(known: .warning) }
    /// WWW-Authenticate, RFC 3261 §20.44.
    public static var wwwAuthenticate: SIPHeaderName { SIPHeaderName(known: .wwwAuthenticate) }
}
