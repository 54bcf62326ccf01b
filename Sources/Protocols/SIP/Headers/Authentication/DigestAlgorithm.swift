/// The hash of a digest (RFC 7616 §3.3, RFC 8760).
public enum DigestAlgorithm: Hashable, Sendable {
    case md5
    case sha256
    /// MD5 with a key per session.
    case md5Session
    /// SHA-256 with a key per session.
    case sha256Session
    /// One that this library does not compute.
    case other(String)

    /// Reads the name, capitals aside.
    public init(_ text: String) {
        self =
            switch text.lowercased() {
            case "md5": .md5
            case "sha-256": .sha256
            case "md5-sess": .md5Session
            case "sha-256-sess": .sha256Session
            default: .other(text)
            }
    }

    /// The name as it stands in a header.
    public var text: String {
        switch self {
        case .md5: "MD5"
        case .sha256: "SHA-256"
        case .md5Session: "MD5-sess"
        case .sha256Session: "SHA-256-sess"
        case .other(let text): text
        }
    }
}

/// The quality of protection (RFC 7616 §3.3).
public enum DigestProtection: Hashable, Sendable {
    /// The request's method and URI are covered.
    case authentication
    /// The body too.
    case integrity
    case other(String)

    /// Reads the name, capitals aside.
    public init(_ text: String) {
        self =
            switch text.lowercased() {
            case "auth": .authentication
            case "auth-int": .integrity
            default: .other(text)
            }
    }

    /// The name as it stands in a header.
    public var text: String {
        switch self {
        case .authentication: "auth"
        case .integrity: "auth-int"
        case .other(let text): text
        }
    }
}
