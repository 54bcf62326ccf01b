/// An answer to a challenge: the value of Authorization or Proxy-Authorization (RFC 3261 §20.7).
public enum Credentials: SIPHeaderValue {
    case digest(DigestCredentials)
    /// A scheme that is not known; its parameters as text. It proves nothing and is no fault (RFC 4475 §3.3.7).
    case other(scheme: String, text: String)

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        switch try AuthenticationScheme.read(&scanner) {
        case .digest: self = .digest(try DigestCredentials(parameters: &scanner))
        case .other(let scheme, let text): self = .other(scheme: scheme, text: text)
        }
    }

    public func write(into output: inout [UInt8]) {
        switch self {
        case .digest(let credentials): credentials.write(into: &output)
        case .other(let scheme, let text): output.append(text: text.isEmpty ? scheme : "\(scheme) \(text)")
        }
    }
}

/// A Digest answer (RFC 7616 §3.4).
public struct DigestCredentials: SIPHeaderValue {
    /// Who claims to send the request.
    public var username: String
    /// Of the challenge that is answered.
    public var realm: String
    /// Of the challenge that is answered.
    public var nonce: String
    /// The URI that was hashed, as text.
    public var uri: String
    /// The proof, in hexadecimal.
    public var response: String
    /// MD5 when none is named.
    public var algorithm: DigestAlgorithm
    /// As the challenge gave it.
    public var opaque: String?
    /// What the proof covers; `nil` in the manner of RFC 2069.
    public var protection: DigestProtection?
    /// The client's nonce; there when ``protection`` is.
    public var clientNonce: String?
    /// How often the client has used the nonce; there when ``protection`` is.
    public var nonceCount: UInt32?
    /// Parameters that have no place above, each written as it came.
    public var others: [String]

    /// Credentials that still lack protection and proof.
    public init(
        username: String,
        realm: String,
        nonce: String,
        uri: String,
        response: String = "",
        algorithm: DigestAlgorithm = .md5
    ) {
        self.username = username
        self.realm = realm
        self.nonce = nonce
        self.uri = uri
        self.response = response
        self.algorithm = algorithm
        self.opaque = nil
        self.protection = nil
        self.clientNonce = nil
        self.nonceCount = nil
        self.others = []
    }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        guard case .digest(let credentials) = try Credentials(from: &scanner) else {
            throw .malformed("credentials are not of scheme Digest")
        }
        self = credentials
    }

    init(parameters scanner: inout FieldScanner) throws(SIPParseError) {
        self.init(username: "", realm: "", nonce: "", uri: "")
        var seen: UInt8 = 0
        var isCountSound = true
        try AuthenticationScheme.eachParameter(&scanner) { (scanner, name, value) in
            if scanner.matches(name, "username") {
                self.username = value.text
                seen |= 1
            } else if scanner.matches(name, "realm") {
                self.realm = value.text
                seen |= 2
            } else if scanner.matches(name, "nonce") {
                self.nonce = value.text
                seen |= 4
            } else if scanner.matches(name, "uri") {
                self.uri = value.text
                seen |= 8
            } else if scanner.matches(name, "response") {
                self.response = value.text
                seen |= 16
            } else if scanner.matches(name, "algorithm") {
                self.algorithm = DigestAlgorithm(value.text)
            } else if scanner.matches(name, "opaque") {
                self.opaque = value.text
            } else if scanner.matches(name, "qop") {
                self.protection = DigestProtection(value.text)
            } else if scanner.matches(name, "cnonce") {
                self.clientNonce = value.text
            } else if scanner.matches(name, "nc") {
                self.nonceCount = UInt32(value.text, radix: 16)
                isCountSound = self.nonceCount != nil
            } else {
                self.others.append(value.whole)
            }
        }
        guard seen == 31, isCountSound else { throw .malformed("Digest credentials are incomplete") }
    }

    public func write(into output: inout [UInt8]) {
        output.append(text: "Digest username=")
        output.append(quoted: self.username)
        output.append(text: ", realm=")
        output.append(quoted: self.realm)
        output.append(text: ", nonce=")
        output.append(quoted: self.nonce)
        output.append(text: ", uri=")
        output.append(quoted: self.uri)
        output.append(text: ", response=")
        output.append(quoted: self.response)
        output.append(text: ", algorithm=")
        output.append(tokenOrQuoted: self.algorithm.text)
        if let opaque = self.opaque {
            output.append(text: ", opaque=")
            output.append(quoted: opaque)
        }
        if let protection = self.protection {
            output.append(text: ", qop=")
            output.append(tokenOrQuoted: protection.text)
        }
        if let clientNonce = self.clientNonce {
            output.append(text: ", cnonce=")
            output.append(quoted: clientNonce)
        }
        if let nonceCount = self.nonceCount {
            output.append(text: ", nc=")
            output.append(hex: nonceCount)
        }
        for other in self.others {
            output.append(text: ", ")
            output.append(text: other)
        }
    }
}
