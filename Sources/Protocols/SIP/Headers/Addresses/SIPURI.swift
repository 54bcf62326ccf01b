/// A SIP, SIPS or tel URI (RFC 3261 §19.1, RFC 3966); a URI of another scheme is kept as its text.
///
/// The parts are kept as they stood in the message, so that printing gives back what was read. Equality compares that
/// text; whether two URIs mean the same is ``isEquivalent(to:)``.
public struct SIPURI: SIPHeaderValue {
    /// What kind of URI it is.
    public enum Scheme: Hashable, Sendable {
        case sip
        case sips
        case tel
        /// Any other, in lower case. Empty when the text is no URI at all (``SIPURI/isReadable``).
        case other(String)
    }

    /// What stands before the first colon.
    public var scheme: Scheme
    /// The user part with its escapes, or the number of a tel URI; `nil` when there is none. See ``user``.
    var userText: String?
    var passwordText: String?
    /// A name, an IPv4 address, or an IPv6 address in brackets. Empty in a tel URI.
    public var host: String
    /// `nil` when the URI names none; the transport then chooses (5060 or 5061).
    public var port: UInt16?
    /// `transport`, `user`, `lr`; of a tel URI `phone-context`, `ext` …
    public var parameters: SIPParameters
    /// What follows the question mark, escapes kept.
    var headersText: String
    /// What follows the colon in a URI of another scheme.
    public private(set) var opaque: String

    /// A `sip` or `sips` URI.
    ///
    /// - Parameters:
    ///   - user: unescaped; `nil` for none.
    ///   - host: an IPv6 address stands in brackets or without.
    public init(scheme: Scheme = .sip, user: String? = nil, host: String, port: UInt16? = nil) {
        self.scheme = scheme
        self.userText = user?.percentEscaped(leaving: .userPlain)
        self.passwordText = nil
        self.host = host.utf8.contains(Octet.colon) && host.utf8.first != Octet.openBracket ? "[\(host)]" : host
        self.port = port
        self.parameters = SIPParameters(text: "", place: .uri)
        self.headersText = ""
        self.opaque = ""
    }

    /// A `tel` URI of a number with its visual separators.
    public init(telephone number: String) {
        self.init(scheme: .tel, user: number, host: "")
    }

    /// A text that is no URI, so that the request can still be refused properly.
    init(unreadable text: String) {
        self.init(scheme: .other(""), host: "")
        self.opaque = text
    }

    init(scheme: String, opaque: String) {
        self.init(scheme: .other(scheme), host: "")
        self.opaque = opaque
    }

    /// The user without escapes, or the number of a tel URI.
    public var user: String? {
        get { self.userText?.percentUnescaped }
        set { self.userText = newValue?.percentEscaped(leaving: .userPlain) }
    }

    /// The password without escapes. RFC 3261 advises against it.
    public var password: String? {
        get { self.passwordText?.percentUnescaped }
        set { self.passwordText = newValue?.percentEscaped(leaving: .userPlain) }
    }

    /// The header fields that a request to this URI is to carry, unescaped (RFC 3261 §19.1.1).
    public var headers: [(name: String, value: String)] {
        get {
            self.headersText.split(separator: "&", omittingEmptySubsequences: true).map { field in
                let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let value = parts.count > 1 ? String(parts[1]).percentUnescaped : ""
                return (String(parts[0]).percentUnescaped, value)
            }
        }
        set {
            self.headersText = newValue.map { field in
                let name = field.name.percentEscaped(leaving: .uriHeaderPlain)
                return "\(name)=\(field.value.percentEscaped(leaving: .uriHeaderPlain))"
            }.joined(separator: "&")
        }
    }

    /// The value of the first of ``headers`` with that name.
    public func header(_ name: String) -> String? {
        self.headersText.isEmpty ? nil : self.headers.first { $0.name.equalsIgnoringCase(name) }?.value
    }

    /// Removes the headers, as a Request-URI may carry none (§19.1.1).
    public mutating func removeHeaders() {
        self.headersText = ""
    }

    /// Whether the text was a URI at all. Only a Request-URI can be unreadable, elsewhere reading throws.
    public var isReadable: Bool { self.scheme != .other("") }

    /// Whether the scheme is one that a SIP element can route to: sip, sips or tel. Others are answered 416.
    public var isSupported: Bool {
        switch self.scheme {
        case .sip, .sips, .tel: true
        case .other: false
        }
    }

    /// Whether every hop must be encrypted (§26.2.2).
    public var isSecure: Bool { self.scheme == .sips }

    /// The `transport` parameter in lower case.
    public var transport: String? { self.parameters[known: "transport"]?.lowercased() }

    /// Whether the `lr` parameter marks a loose router.
    public var isLooseRouter: Bool { self.parameters[known: "lr"] != nil }

    /// ``host`` without the brackets of an IPv6 address.
    public var bareHost: String {
        self.host.utf8.first == Octet.openBracket ? String(self.host.dropFirst().dropLast()) : self.host
    }

    public func write(into output: inout [UInt8]) {
        switch self.scheme {
        case .sip: output.append(text: "sip:")
        case .sips: output.append(text: "sips:")
        case .tel: output.append(text: "tel:")
        case .other(let scheme):
            if !scheme.isEmpty {
                output.append(text: scheme)
                output.append(Octet.colon)
            }
            output.append(text: self.opaque)
            return
        }
        if let user = self.userText {
            output.append(text: user)
            if let password = self.passwordText {
                output.append(Octet.colon)
                output.append(text: password)
            }
            if self.scheme != .tel { output.append(Octet.at) }
        }
        output.append(text: self.host)
        if let port = self.port {
            output.append(Octet.colon)
            output.append(decimal: UInt64(port))
        }
        self.parameters.write(into: &output)
        if !self.headersText.isEmpty {
            output.append(Octet.question)
            output.append(text: self.headersText)
        }
    }
}
