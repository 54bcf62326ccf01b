/// How long a session lives without a refresh, and who refreshes (RFC 4028 §4).
public struct SessionExpires: SIPHeaderValue {
    /// Who sends the refreshes.
    public enum Refresher: String, Sendable {
        /// The side that sent the request that set the timer.
        case uac
        /// The side that answered it.
        case uas
    }

    /// Seconds; at least 90 in a session that follows the RFC.
    public var seconds: UInt32
    /// `nil` while it is left to the other side.
    public var refresher: Refresher?

    /// A session timer.
    public init(seconds: UInt32, refresher: Refresher? = nil) {
        self.seconds = seconds
        self.refresher = refresher
    }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        self.seconds = try scanner.clampedNumber("the seconds of Session-Expires")
        let parameters = try SIPParameters(header: &scanner)
        self.refresher = parameters[known: "refresher"].flatMap { Refresher(rawValue: $0.lowercased()) }
    }

    public func write(into output: inout [UInt8]) {
        output.append(decimal: UInt64(self.seconds))
        if let refresher = self.refresher { output.append(text: ";refresher=\(refresher.rawValue)") }
    }
}

/// A number of seconds with parameters behind: Min-SE (RFC 4028 §5).
public struct MinimumSessionExpires: SIPHeaderValue {
    /// Seconds.
    public var seconds: UInt32
    /// What stands behind the number.
    public var parameters: SIPParameters

    /// A minimum.
    public init(seconds: UInt32) {
        self.seconds = seconds
        self.parameters = SIPParameters()
    }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        self.seconds = try scanner.clampedNumber("the seconds of Min-SE")
        self.parameters = try SIPParameters(header: &scanner)
    }

    public func write(into output: inout [UInt8]) {
        output.append(decimal: UInt64(self.seconds))
        self.parameters.write(into: &output)
    }
}

/// When to try again (RFC 3261 §20.33).
public struct RetryAfter: SIPHeaderValue {
    /// Seconds.
    public var seconds: UInt32
    /// What stands in parentheses behind the number.
    public var comment: String?
    /// `duration` among them says how long the callee will stay reachable, in seconds.
    public var parameters: SIPParameters

    /// A pause.
    public init(seconds: UInt32, comment: String? = nil) {
        self.seconds = seconds
        self.comment = comment
        self.parameters = SIPParameters()
    }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        // A number past 32 bits in a response is a fault and drops it (RFC 4475 §3.1.2.5).
        self.seconds = try scanner.number("the seconds of Retry-After")
        scanner.skipSpace()
        self.comment = scanner.peek == Octet.openParenthesis ? try scanner.comment() : nil
        self.parameters = try SIPParameters(header: &scanner)
    }

    public func write(into output: inout [UInt8]) {
        output.append(decimal: UInt64(self.seconds))
        if let comment = self.comment {
            output.append(text: " (")
            for byte in comment.utf8 {
                if byte == Octet.openParenthesis || byte == Octet.closeParenthesis || byte == Octet.backslash {
                    output.append(Octet.backslash)
                }
                output.append(byte)
            }
            output.append(Octet.closeParenthesis)
        }
        self.parameters.write(into: &output)
    }
}

extension FieldScanner {
    /// Takes a comment in parentheses, which may nest (RFC 3261 §25.1), without the outer ones and the backslashes.
    mutating func comment() throws(SIPParseError) -> String {
        guard self.take(Octet.openParenthesis) else { throw .malformed("no comment where one belongs") }
        var plain: [UInt8] = []
        var depth = 1
        while let byte = self.peek {
            self.index &+= 1
            switch byte {
            case Octet.backslash:
                guard let escaped = self.peek else { break }
                plain.append(escaped)
                self.index &+= 1
                continue
            case Octet.openParenthesis:
                depth += 1
            case Octet.closeParenthesis:
                depth -= 1
                if depth == 0 { return String(decoding: plain, as: UTF8.self) }
            default:
                break
            }
            plain.append(byte)
        }
        throw .malformed("a comment is not closed")
    }
}
