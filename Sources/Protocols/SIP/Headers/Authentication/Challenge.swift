/// One challenge of a WWW-Authenticate or Proxy-Authenticate header (RFC 3261 §20.44).
public enum Challenge: SIPHeaderValue {
    case digest(DigestChallenge)
    /// A scheme that is not known; its parameters as text.
    case other(scheme: String, text: String)

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        switch try AuthenticationScheme.read(&scanner) {
        case .digest: self = .digest(try DigestChallenge(parameters: &scanner))
        case .other(let scheme, let text): self = .other(scheme: scheme, text: text)
        }
    }

    public func write(into output: inout [UInt8]) {
        switch self {
        case .digest(let challenge): challenge.write(into: &output)
        case .other(let scheme, let text): output.append(text: text.isEmpty ? scheme : "\(scheme) \(text)")
        }
    }
}

/// A Digest challenge (RFC 7616 §3.3, RFC 8760).
public struct DigestChallenge: SIPHeaderValue {
    /// What the password is for, as a user would know it.
    public var realm: String
    /// To be hashed into the answer.
    public var nonce: String
    /// To be sent back as it is.
    public var opaque: String?
    /// MD5 when the challenge names none.
    public var algorithm: DigestAlgorithm
    /// Empty when the challenge offers none (RFC 2069).
    public var protections: [DigestProtection]
    /// Whether only the nonce of the last answer was too old.
    public var isStale: Bool
    /// Parameters that have no place above, each written as it came.
    public var others: [String]

    /// A challenge.
    public init(
        realm: String,
        nonce: String,
        algorithm: DigestAlgorithm = .md5,
        protections: [DigestProtection] = [.authentication],
        opaque: String? = nil,
        isStale: Bool = false
    ) {
        self.realm = realm
        self.nonce = nonce
        self.opaque = opaque
        self.algorithm = algorithm
        self.protections = protections
        self.isStale = isStale
        self.others = []
    }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        guard case .digest(let challenge) = try Challenge(from: &scanner) else {
            throw .malformed("a challenge is not of scheme Digest")
        }
        self = challenge
    }

    init(parameters scanner: inout FieldScanner) throws(SIPParseError) {
        self.init(realm: "", nonce: "", protections: [])
        var (hasRealm, hasNonce) = (false, false)
        try AuthenticationScheme.eachParameter(&scanner) { (scanner, name, value) in
            if scanner.matches(name, "realm") {
                self.realm = value.text
                hasRealm = true
            } else if scanner.matches(name, "nonce") {
                self.nonce = value.text
                hasNonce = true
            } else if scanner.matches(name, "opaque") {
                self.opaque = value.text
            } else if scanner.matches(name, "algorithm") {
                self.algorithm = DigestAlgorithm(value.text)
            } else if scanner.matches(name, "stale") {
                self.isStale = value.text.lowercased() == "true"
            } else if scanner.matches(name, "qop") {
                self.protections = value.text.split { $0 == "," || $0 == " " }.map { DigestProtection(String($0)) }
            } else {
                self.others.append(value.whole)
            }
        }
        guard hasRealm, hasNonce else { throw .malformed("a Digest challenge lacks realm or nonce") }
    }

    public func write(into output: inout [UInt8]) {
        output.append(text: "Digest realm=")
        output.append(quoted: self.realm)
        output.append(text: ", nonce=")
        output.append(quoted: self.nonce)
        if let opaque = self.opaque {
            output.append(text: ", opaque=")
            output.append(quoted: opaque)
        }
        if self.isStale { output.append(text: ", stale=true") }
        output.append(text: ", algorithm=")
        output.append(tokenOrQuoted: self.algorithm.text)
        if !self.protections.isEmpty {
            output.append(text: ", qop=")
            output.append(quoted: self.protections.map(\.text).joined(separator: ","))
        }
        for other in self.others {
            output.append(text: ", ")
            output.append(text: other)
        }
    }
}
