extension SIPHeaderName {
    /// The header names that are recognised without making a text.
    enum Known: UInt8, CaseIterable, Sendable {
        case accept, acceptContact, acceptEncoding, acceptLanguage, alertInfo, allow, allowEvents
        case authenticationInfo, authorization, callID, callInfo, contact, contentDisposition, contentEncoding
        case contentID, contentLanguage, contentLength, contentType, cseq, date, diversion, errorInfo, event
        case expires, flowTimer, from, geolocation, historyInfo, identity, inReplyTo, infoPackage, join
        case maxBreadth, maxForwards, mimeVersion, minExpires, minSE, organization, pAccessNetworkInfo
        case pAssertedIdentity, pCalledPartyID, pChargingVector, pPreferredIdentity, path, priority, privacy
        case proxyAuthenticate, proxyAuthorization, proxyRequire, rack, reason, recordRoute, recvInfo, referSub
        case referTo, referredBy, rejectContact, remotePartyID, replaces, replyTo, requestDisposition, require
        case resourcePriority, retryAfter, route, rseq, server, serviceRoute, sessionExpires, sipETag, sipIfMatch
        case subject, subscriptionState, supported, suppressIfMatch, targetDialog, timestamp, to, unsupported
        case userAgent, userToUser, via, warning, wwwAuthenticate
        /// Any other name; its spelling is kept beside it.
        case other

        /// The usual spelling.
        var text: StaticString {
            switch self {
            case .accept: "Accept"
            case .acceptContact: "Accept-Contact"
            case .acceptEncoding: "Accept-Encoding"
            case .acceptLanguage: "Accept-Language"
            case .alertInfo: "Alert-Info"
            case .allow: "Allow"
            case .allowEvents: "Allow-Events"
            case .authenticationInfo: "Authentication-Info"
            case .authorization: "Authorization"
            case .callID: "Call-ID"
            case .callInfo: "Call-Info"
            case .contact: "Contact"
            case .contentDisposition: "Content-Disposition"
            case .contentEncoding: "Content-Encoding"
            case .contentID: "Content-ID"
            case .contentLanguage: "Content-Language"
            case .contentLength: "Content-Length"
            case .contentType: "Content-Type"
            case .cseq: "CSeq"
            case .date: "Date"
            case .diversion: "Diversion"
            case .errorInfo: "Error-Info"
            case .event: "Event"
            case .expires: "Expires"
            case .flowTimer: "Flow-Timer"
            case .from: "From"
            case .geolocation: "Geolocation"
            case .historyInfo: "History-Info"
            case .identity: "Identity"
            case .inReplyTo: "In-Reply-To"
            case .infoPackage: "Info-Package"
            case .join: "Join"
            case .maxBreadth: "Max-Breadth"
            case .maxForwards: "Max-Forwards"
            case .mimeVersion: "MIME-Version"
            case .minExpires: "Min-Expires"
            case .minSE: "Min-SE"
            case .organization: "Organization"
            case .pAccessNetworkInfo: "P-Access-Network-Info"
            case .pAssertedIdentity: "P-Asserted-Identity"
            case .pCalledPartyID: "P-Called-Party-ID"
            case .pChargingVector: "P-Charging-Vector"
            case .pPreferredIdentity: "P-Preferred-Identity"
            case .path: "Path"
            case .priority: "Priority"
            case .privacy: "Privacy"
            case .proxyAuthenticate: "Proxy-Authenticate"
            case .proxyAuthorization: "Proxy-Authorization"
            case .proxyRequire: "Proxy-Require"
            case .rack: "RAck"
            case .reason: "Reason"
            case .recordRoute: "Record-Route"
            case .recvInfo: "Recv-Info"
            case .referSub: "Refer-Sub"
            case .referTo: "Refer-To"
            case .referredBy: "Referred-By"
            case .rejectContact: "Reject-Contact"
            case .remotePartyID: "Remote-Party-ID"
            case .replaces: "Replaces"
            case .replyTo: "Reply-To"
            case .requestDisposition: "Request-Disposition"
            case .require: "Require"
            case .resourcePriority: "Resource-Priority"
            case .retryAfter: "Retry-After"
            case .route: "Route"
            case .rseq: "RSeq"
            case .server: "Server"
            case .serviceRoute: "Service-Route"
            case .sessionExpires: "Session-Expires"
            case .sipETag: "SIP-ETag"
            case .sipIfMatch: "SIP-If-Match"
            case .subject: "Subject"
            case .subscriptionState: "Subscription-State"
            case .supported: "Supported"
            case .suppressIfMatch: "Suppress-If-Match"
            case .targetDialog: "Target-Dialog"
            case .timestamp: "Timestamp"
            case .to: "To"
            case .unsupported: "Unsupported"
            case .userAgent: "User-Agent"
            case .userToUser: "User-to-User"
            case .via: "Via"
            case .warning: "Warning"
            case .wwwAuthenticate: "WWW-Authenticate"
            case .other: ""
            }
        }

        /// Whether several values may stand in one line, separated by commas.
        var isList: Bool {
            switch self {
            case .accept, .acceptContact, .acceptEncoding, .acceptLanguage, .alertInfo, .allow, .allowEvents,
                .callInfo, .contact, .contentEncoding, .contentLanguage, .diversion, .errorInfo, .geolocation,
                .historyInfo, .inReplyTo, .pAccessNetworkInfo, .pAssertedIdentity, .pPreferredIdentity, .path,
                .proxyRequire, .reason, .recordRoute, .recvInfo, .rejectContact, .remotePartyID,
                .requestDisposition, .require, .resourcePriority, .route, .serviceRoute, .supported, .unsupported,
                .userToUser, .via, .warning:
                true
            default: false
            }
        }

        /// The name of a compact form (RFC 3261 §20, RFC 3515, 3841, 3892, 4028, 6665, 8224).
        static func compact(_ letter: UInt8) -> Known {
            switch letter {
            case UInt8(ascii: "a"): .acceptContact
            case UInt8(ascii: "b"): .referredBy
            case UInt8(ascii: "c"): .contentType
            case UInt8(ascii: "d"): .requestDisposition
            case UInt8(ascii: "e"): .contentEncoding
            case UInt8(ascii: "f"): .from
            case UInt8(ascii: "i"): .callID
            case UInt8(ascii: "j"): .rejectContact
            case UInt8(ascii: "k"): .supported
            case UInt8(ascii: "l"): .contentLength
            case UInt8(ascii: "m"): .contact
            case UInt8(ascii: "o"): .event
            case UInt8(ascii: "r"): .referTo
            case UInt8(ascii: "s"): .subject
            case UInt8(ascii: "t"): .to
            case UInt8(ascii: "u"): .allowEvents
            case UInt8(ascii: "v"): .via
            case UInt8(ascii: "x"): .sessionExpires
            case UInt8(ascii: "y"): .identity
            default: .other
            }
        }
    }
}

extension SIPHeaderName.Known {
    /// Finds the name that the octets spell, capitals aside.
    @inline(__always)
    static func recognise(_ octets: UnsafeBufferPointer<UInt8>) -> Self {
        self.table.recognise(octets)
    }

    /// A hash table of the known names: length, first, middle and last letter choose the slot.
    struct Table: Sendable {
        /// Raw values in 256 slots, `other` where nothing stands; a name that finds its slot taken moves on by one.
        private let slots: [UInt8]

        init() {
            var slots = [UInt8](repeating: SIPHeaderName.Known.other.rawValue, count: 256)
            for name in SIPHeaderName.Known.allCases where name != .other {
                let text = name.text
                var slot = Self.slot(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
                while slots[slot] != SIPHeaderName.Known.other.rawValue { slot = (slot + 1) & 0xff }
                slots[slot] = name.rawValue
            }
            self.slots = slots
        }

        @inline(__always)
        private static func slot(_ octets: UnsafeBufferPointer<UInt8>) -> Int {
            let first = Int(octets[0] | 0x20)
            let middle = Int(octets[octets.count / 2] | 0x20)
            let last = Int(octets[octets.count - 1] | 0x20)
            return (octets.count &* 7 &+ first &* 31 &+ middle &* 5 &+ last &* 17) & 0xff
        }

        @inline(__always)
        func recognise(_ octets: UnsafeBufferPointer<UInt8>) -> SIPHeaderName.Known {
            guard octets.count > 1 else {
                return octets.isEmpty ? .other : SIPHeaderName.Known.compact(octets[0] | 0x20)
            }
            var slot = Self.slot(octets)
            while true {
                let raw = self.slots[slot]
                guard let name = SIPHeaderName.Known(rawValue: raw), name != .other else { return .other }
                if Self.spells(octets, name.text) { return name }
                slot = (slot &+ 1) & 0xff
            }
        }

        @inline(__always)
        private static func spells(_ octets: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
            guard octets.count == text.utf8CodeUnitCount else { return false }
            let other = text.utf8Start
            // Header names hold letters and hyphens only, and setting bit 5 leaves a hyphen as it is.
            for index in 0..<octets.count where (octets[index] | 0x20) != (other[index] | 0x20) { return false }
            return true
        }
    }

    static let table = Table()
}
