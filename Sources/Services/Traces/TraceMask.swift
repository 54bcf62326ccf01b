/// Makes what is secret in a SIP message unreadable before it is kept (BYD-06).
///
/// Every octet of a secret becomes `x`, so that lengths and the place of everything else stay as they were on the wire.
/// What is not known to be harmless is masked: of credentials and challenges all but the parameters that say who and how,
/// of bodies all but session descriptions without their keys.
package enum TraceMask {
    private static let mark = UInt8(ascii: "x")

    /// Headers with credentials or challenges (RFC 3261 §20.7, §20.27, §20.28, §20.44).
    private static let credentials: [StaticString] = [
        "authorization", "proxy-authorization", "www-authenticate", "proxy-authenticate", "authentication-info",
        "proxy-authentication-info",
    ]
    /// Parameters of those that are no secret; `auth-param`s that are not here are masked.
    private static let harmless: [StaticString] = [
        "realm", "username", "uri", "algorithm", "qop", "nc", "stale", "domain", "userhash",
    ]
    /// Parts of names of headers and parameters that nobody but two parties knows the meaning of.
    private static let secretParts: [StaticString] = [
        "token", "secret", "passw", "passphrase", "pwd", "cookie", "key", "auth", "credential", "signature", "bearer",
        "jwt",
    ]
    /// Names of dialogs and hops, which everything else is found by.
    private static let plainHeaders: [StaticString] = [
        "call-id", "i", "via", "v", "cseq", "max-forwards", "content-length", "l", "allow", "supported", "k",
    ]
    /// Besides, URI and header parameters whose values are secrets. All of push services (RFC 8599) are but these.
    private static let secretParameters: [StaticString] = ["pin", "pass", "sig"]
    private static let pushParameters: [StaticString] = ["pn-provider", "pn-purr"]
    /// Headers that a URI may bring along (RFC 3261 §19.1.1) and that are no secret.
    private static let harmlessURIHeaders: [StaticString] = [
        "replaces", "join", "subject", "require", "supported", "priority",
    ]

    /// The message without its secrets, of the same length.
    ///
    /// - Parameter account: by which a provider knows us; it is masked in credentials and as the user of URIs.
    package static func masked(_ message: [UInt8], account: String? = nil) -> [UInt8] {
        var bytes = message
        let lines = Self.lines(of: bytes, in: 0..<bytes.count)
        let empty = lines.firstIndex { $0.isEmpty } ?? lines.count
        var body = BodyKind.none
        Self.maskHeaders(&bytes, lines[..<empty], &body)
        if let account, !account.isEmpty { Self.maskAccount(&bytes, lines[..<empty], Array(account.utf8)) }
        guard empty + 1 < lines.count else { return bytes }
        Self.maskBody(&bytes, lines[(empty + 1)...], body)
        return bytes
    }

    // MARK: - Headers

    enum BodyKind: Equatable {
        case none, description, other, packed
        /// Between lines that are this behind `--`.
        case parts(boundary: [UInt8])
    }

    /// Masks the first line of a message and the headers of it or of a part of its body.
    static func maskHeaders(_ bytes: inout [UInt8], _ lines: ArraySlice<Range<Int>>, _ body: inout BodyKind) {
        var index = lines.startIndex
        while index < lines.endIndex {
            // A header goes on in lines that begin with a space (RFC 3261 §7.3.1).
            var whole = lines[index]
            while index + 1 < lines.endIndex, Self.isSpace(bytes[lines[index + 1].lowerBound]) {
                index += 1
                whole = whole.lowerBound..<lines[index].upperBound
            }
            index += 1
            if whole.lowerBound == 0 {
                Self.maskParameters(&bytes, whole)
            } else {
                Self.maskHeader(&bytes, whole, &body)
            }
        }
    }

    private static func maskHeader(_ bytes: inout [UInt8], _ line: Range<Int>, _ body: inout BodyKind) {
        guard let colon = bytes[line].firstIndex(of: UInt8(ascii: ":")) else {
            // No header at all: nobody knows what it is.
            return Self.fill(&bytes, line)
        }
        let name = Self.trimmed(bytes, line.lowerBound..<colon)
        let value = colon + 1..<line.upperBound
        if Self.isAny(bytes, name, of: Self.plainHeaders) { return }
        if Self.isAny(bytes, name, of: Self.credentials) { return Self.maskCredentials(&bytes, value) }
        if Self.hasAny(bytes, name, of: Self.secretParts) { return Self.fill(&bytes, value) }
        if Self.isAny(bytes, name, of: ["content-type", "c"]) {
            let kind = Self.kind(bytes, Self.trimmed(bytes, value))
            // Once packed, it stays unreadable; of two types neither is believed.
            if body == .none { body = kind } else if body != .packed, body != kind { body = .other }
        } else if Self.isAny(bytes, name, of: ["content-encoding", "e"]) {
            // What is packed cannot be looked through.
            body = .packed
        } else if Self.isAny(bytes, name, of: ["content-transfer-encoding"]),
            !Self.isAny(bytes, Self.trimmed(bytes, value), of: ["binary", "8bit", "7bit"])
        {
            body = .packed
        }
        Self.maskParameters(&bytes, value)
    }

    static func isPlain(_ bytes: [UInt8], _ line: Range<Int>) -> Bool {
        guard let colon = bytes[line].firstIndex(of: UInt8(ascii: ":")) else { return false }
        return Self.isAny(bytes, Self.trimmed(bytes, line.lowerBound..<colon), of: Self.plainHeaders)
    }

    private static func kind(_ bytes: [UInt8], _ type: Range<Int>) -> BodyKind {
        let end = bytes[type].firstIndex { $0 == UInt8(ascii: ";") || $0 <= 0x20 } ?? type.upperBound
        if Self.isAny(bytes, type.lowerBound..<end, of: ["application/sdp"]) { return .description }
        guard Self.begins(bytes, type, with: "multipart/") else { return .other }
        var place = end
        while place < type.upperBound {
            while place < type.upperBound, bytes[place] <= 0x20 || bytes[place] == UInt8(ascii: ";") { place += 1 }
            let start = place
            while place < type.upperBound, Self.isNameOctet(bytes[place]) { place += 1 }
            let name = start..<place
            while place < type.upperBound, bytes[place] <= 0x20 { place += 1 }
            guard place < type.upperBound, bytes[place] == UInt8(ascii: "=") else { return .other }
            place += 1
            while place < type.upperBound, bytes[place] <= 0x20 { place += 1 }
            let (inner, after) = Self.parameterValue(bytes, place..<type.upperBound) {
                $0 <= 0x20 || $0 == UInt8(ascii: ";")
            }
            if Self.isAny(bytes, name, of: ["boundary"]) {
                return inner.isEmpty ? .other : .parts(boundary: Array(bytes[inner]))
            }
            place = after
        }
        return .other
    }

    /// Keeps the scheme, names of parameters, and values known to be harmless.
    private static func maskCredentials(_ bytes: inout [UInt8], _ value: Range<Int>) {
        var place = value.lowerBound
        func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || Self.isSpace(byte) || byte < 0x20 }
        // The scheme: the first word, without "=".
        while place < value.upperBound, isSeparator(bytes[place]) { place += 1 }
        let start = place
        while place < value.upperBound, !isSeparator(bytes[place]), bytes[place] != UInt8(ascii: "=") { place += 1 }
        let hasScheme = place == value.upperBound || bytes[place] != UInt8(ascii: "=")
        if !hasScheme { place = start }
        // What belongs to another scheme is nobody's to look into.
        let isDigest = !hasScheme || Self.isAny(bytes, start..<place, of: ["digest"])
        guard isDigest else { return Self.fill(&bytes, place..<value.upperBound) }
        while place < value.upperBound {
            while place < value.upperBound, isSeparator(bytes[place]) { place += 1 }
            let nameStart = place
            while place < value.upperBound, !isSeparator(bytes[place]), bytes[place] != UInt8(ascii: "=") {
                place += 1
            }
            let name = nameStart..<place
            while place < value.upperBound, Self.isSpace(bytes[place]) || bytes[place] < 0x20 { place += 1 }
            guard place < value.upperBound, bytes[place] == UInt8(ascii: "=") else {
                // A word alone: another scheme's token.
                Self.fill(&bytes, name)
                continue
            }
            place += 1
            while place < value.upperBound, Self.isSpace(bytes[place]) || bytes[place] < 0x20 { place += 1 }
            let (inner, end) = Self.parameterValue(bytes, place..<value.upperBound) { isSeparator($0) }
            if Self.isAny(bytes, name, of: Self.harmless) {
                // A URI has secrets of its own.
                Self.maskParameters(&bytes, inner)
            } else {
                Self.fill(&bytes, inner)
            }
            place = max(end, place)
        }
    }

    /// Masks passwords in URIs, the values of parameters that are secrets, and of headers in URIs that may be.
    static func maskParameters(_ bytes: inout [UInt8], _ range: Range<Int>) {
        Self.maskUserPasswords(&bytes, range)
        var place = range.lowerBound
        var isBracketed = false
        while place < range.upperBound {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "<"): isBracketed = true
            case UInt8(ascii: ">"): isBracketed = false
            case UInt8(ascii: "?"): place = Self.maskURIHeaders(&bytes, place..<range.upperBound, isBracketed)
            case UInt8(ascii: ";"), UInt8(ascii: "&"): place = Self.maskParameter(&bytes, place..<range.upperBound)
            default: break
            }
        }
    }

    /// - Returns: where to look on.
    private static func maskParameter(_ bytes: inout [UInt8], _ range: Range<Int>) -> Int {
        var place = range.lowerBound
        // Line ends are spaces where a header goes on in the next line.
        while place < range.upperBound, bytes[place] <= 0x20 { place += 1 }
        let start = place
        while place < range.upperBound, Self.isNameOctet(bytes[place]) || bytes[place] == UInt8(ascii: "%") {
            place += 1
        }
        let name = start..<place
        while place < range.upperBound, bytes[place] <= 0x20 { place += 1 }
        guard place < range.upperBound, bytes[place] == UInt8(ascii: "="), Self.isSecret(bytes, name) else {
            return name.upperBound
        }
        place += 1
        while place < range.upperBound, bytes[place] <= 0x20 { place += 1 }
        let (inner, end) = Self.parameterValue(bytes, place..<range.upperBound) { Self.endsParameter($0) }
        Self.fill(&bytes, inner)
        return max(end, place)
    }

    private static func isSecret(_ bytes: [UInt8], _ name: Range<Int>) -> Bool {
        if Self.begins(bytes, name, with: "pn-") { return !Self.isAny(bytes, name, of: Self.pushParameters) }
        // Who writes a name in escapes has something to hide.
        return bytes[name].contains(UInt8(ascii: "%")) || Self.isAny(bytes, name, of: Self.secretParameters)
            || Self.hasAny(bytes, name, of: Self.secretParts)
    }

    /// What is behind the `?` of a URI: headers and a body to send along, or the query of a link. Only what is known to be
    /// harmless is left; a name in escapes is not known.
    ///
    /// - Returns: where to look on.
    private static func maskURIHeaders(_ bytes: inout [UInt8], _ range: Range<Int>, _ isBracketed: Bool) -> Int {
        func endsURI(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ">") || !isBracketed && byte <= 0x20 }
        var place = range.lowerBound
        while place < range.upperBound, !endsURI(bytes[place]) {
            let start = place
            while place < range.upperBound, bytes[place] != UInt8(ascii: "="), bytes[place] != UInt8(ascii: "&"),
                !endsURI(bytes[place])
            {
                place += 1
            }
            var secret = start..<place
            let name = Self.trimmed(bytes, secret)
            if place < range.upperBound, bytes[place] == UInt8(ascii: "=") {
                place += 1
                // A header may go on in the next line here.
                while place < range.upperBound, bytes[place] <= 0x20 { place += 1 }
                let value = place
                while place < range.upperBound, bytes[place] != UInt8(ascii: "&"), !endsURI(bytes[place]) { place += 1 }
                secret = value..<place
            }
            if !Self.isAny(bytes, name, of: Self.harmlessURIHeaders) { Self.fill(&bytes, secret) }
            if !bytes[name].allSatisfy({ Self.isNameOctet($0) || $0 == UInt8(ascii: "%") }) { Self.fill(&bytes, name) }
            if place < range.upperBound, bytes[place] == UInt8(ascii: "&") { place += 1 }
        }
        return place
    }

    /// `sip:user:password@host` (RFC 3261 §19.1.1), and the same in any other scheme: in a word with an `@`, what lies
    /// between the second colon and the last `@`. A comma may be part of a password; of a list without brackets and spaces
    /// more is masked than need be.
    static func maskUserPasswords(_ bytes: inout [UInt8], _ range: Range<Int>) {
        var colons = 0
        var secret: Int?
        var end: Int?
        for index in range.lowerBound...range.upperBound {
            let byte = index < range.upperBound ? bytes[index] : 0x20
            switch byte {
            case UInt8(ascii: ":"):
                colons += 1
                if colons == 2 { secret = index + 1 }
            case UInt8(ascii: "@"):
                end = index
            case ...0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""):
                if let secret, let end, secret < end { Self.fill(&bytes, secret..<end) }
                (colons, secret, end) = (0, nil, nil)
            default:
                break
            }
        }
    }

    // MARK: - Octets

    /// What lies between line ends; CRLF or, from the careless, LF alone.
    private static func lines(of bytes: [UInt8], in range: Range<Int>) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let end = bytes[start..<range.upperBound].firstIndex(of: 0x0a) ?? range.upperBound
            let isReturn = end > start && bytes[end - 1] == 0x0d
            lines.append(start..<(isReturn ? end - 1 : end))
            start = end + 1
        }
        return lines
    }

    /// A value's octets without its quotes, and where it ends.
    static func parameterValue(
        _ bytes: [UInt8],
        _ range: Range<Int>,
        _ isEnd: (UInt8) -> Bool
    ) -> (inner: Range<Int>, end: Int) {
        var place = range.lowerBound
        guard place < range.upperBound else { return (place..<place, place) }
        if bytes[place] == UInt8(ascii: "\"") {
            place += 1
            let start = place
            while place < range.upperBound, bytes[place] != UInt8(ascii: "\"") {
                place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
            }
            place = min(place, range.upperBound)
            return (start..<place, min(place + 1, range.upperBound))
        }
        while place < range.upperBound, !isEnd(bytes[place]) { place += 1 }
        return (range.lowerBound..<place, place)
    }

    /// Spaces and line ends stay, so that a masked text keeps its shape.
    static func fill(_ bytes: inout [UInt8], _ range: Range<Int>) {
        for index in range where bytes[index] > 0x20 { bytes[index] = Self.mark }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    static func isNameOctet(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "+")
    }

    /// Behind the value of a parameter of a URI or header.
    private static func endsParameter(_ byte: UInt8) -> Bool {
        switch byte {
        case ...0x20, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "?"), UInt8(ascii: ","), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "\""):
            true
        default:
            false
        }
    }

    // MARK: - Words, whatever the case of their letters. No strings are made: every line of every message comes here.

    static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, bytes[start] <= 0x20 { start += 1 }
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        return start..<end
    }

    static func begins(_ bytes: [UInt8], _ range: Range<Int>, with word: StaticString) -> Bool {
        guard range.count >= word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            for (index, letter) in letters.enumerated() {
                let byte = bytes[range.lowerBound + index]
                guard byte == letter || (0x41...0x5a).contains(byte) && byte | 0x20 == letter else { return false }
            }
            return true
        }
    }

    static func isAny(_ bytes: [UInt8], _ range: Range<Int>, of words: [StaticString]) -> Bool {
        for word in words where word.utf8CodeUnitCount == range.count {
            if Self.begins(bytes, range, with: word) { return true }
        }
        return false
    }

    static func hasAny(_ bytes: [UInt8], _ range: Range<Int>, of words: [StaticString]) -> Bool {
        for start in range {
            for word in words where Self.begins(bytes, start..<range.upperBound, with: word) { return true }
        }
        return false
    }
}
