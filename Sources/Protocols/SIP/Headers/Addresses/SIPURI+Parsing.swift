extension SIPURI {
    /// Reads a URI that ends where the scanner's octets end or where no URI goes on.
    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        try self.init(from: &scanner, isBare: false)
    }

    /// - Parameter isBare: the URI stands in a header without angle brackets, where a semicolon begins a parameter of
    ///   the header and a question mark is forbidden (RFC 3261 §20.10).
    init(from scanner: inout FieldScanner, isBare: Bool) throws(SIPParseError) {
        let start = scanner.index
        if let byte = scanner.peek, CharacterClass.letter.contains(byte) { _ = scanner.run(of: .scheme) }
        let name = start..<scanner.index
        guard !name.isEmpty, scanner.take(Octet.colon) else { throw .malformed("a URI has no scheme") }
        if scanner.matches(name, "sip") {
            try self.init(afterScheme: .sip, &scanner, isBare: isBare)
        } else if scanner.matches(name, "sips") {
            try self.init(afterScheme: .sips, &scanner, isBare: isBare)
        } else if scanner.matches(name, "tel") {
            try self.init(number: &scanner, isBare: isBare)
        } else {
            let scheme = scanner.text(in: name).lowercased()
            let opaque = Self.opaqueRange(&scanner, isBare: isBare)
            guard !opaque.isEmpty else { throw .malformed("a URI has nothing behind its scheme") }
            self.init(scheme: scheme, opaque: scanner.text(in: opaque))
        }
    }

    private init(afterScheme scheme: Scheme, _ scanner: inout FieldScanner, isBare: Bool) throws(SIPParseError) {
        // The user part may hold nearly everything, so whether there is one shows at the at sign only.
        let start = scanner.index
        let user = Self.userRange(&scanner)
        var userText: String?
        var passwordText: String?
        if scanner.peek == Octet.at {
            guard !user.isEmpty, scanner.hasSoundEscapes(start..<scanner.index) else {
                throw .malformed("the user part of a URI is malformed")
            }
            userText = scanner.text(in: user)
            if user.upperBound < scanner.index {
                passwordText = scanner.text(in: user.upperBound + 1..<scanner.index)
            }
            scanner.index &+= 1
        } else {
            scanner.index = start
        }
        let host = try scanner.hostRange()
        self.init(scheme: scheme, host: scanner.text(in: host))
        self.userText = userText
        self.passwordText = passwordText
        if scanner.take(Octet.colon) { self.port = try scanner.port() }
        guard !isBare else {
            guard scanner.peek != Octet.question else {
                throw .malformed("a URI with headers must stand in angle brackets")
            }
            return
        }
        self.parameters = try SIPParameters(uri: &scanner)
        guard scanner.take(Octet.question) else { return }
        let headers = scanner.run(of: .uriHeader)
        guard !headers.isEmpty, scanner.hasSoundEscapes(headers) else {
            throw .malformed("the headers of a URI are malformed")
        }
        self.headersText = scanner.text(in: headers)
    }

    /// Takes what may be a user part with its password; the range ends at the colon before a password.
    private static func userRange(_ scanner: inout FieldScanner) -> Range<Int> {
        let start = scanner.index
        var colon: Int?
        while let byte = scanner.peek {
            guard CharacterClass.userAccepted.contains(byte) || byte >= 0x80 else { break }
            if byte == Octet.colon, colon == nil { colon = scanner.index }
            scanner.index &+= 1
        }
        return start..<(colon ?? scanner.index)
    }

    /// `telephone-subscriber` of RFC 3966: digits with visual separators, then parameters.
    private init(number scanner: inout FieldScanner, isBare: Bool) throws(SIPParseError) {
        let start = scanner.index
        _ = scanner.take(Octet.plus)
        var digits = 0
        number: while let byte = scanner.peek {
            switch byte {
            case Octet.zero...0x39, 0x41...0x46, 0x61...0x66, Octet.star, 0x23: digits += 1
            case Octet.hyphen, Octet.dot, Octet.openParenthesis, Octet.closeParenthesis: break
            default: break number
            }
            scanner.index &+= 1
        }
        guard digits > 0 else { throw .malformed("a tel URI holds no number") }
        self.init(scheme: .tel, host: "")
        self.userText = scanner.text(in: start..<scanner.index)
        if !isBare { self.parameters = try SIPParameters(uri: &scanner) }
    }

    private static func opaqueRange(_ scanner: inout FieldScanner, isBare: Bool) -> Range<Int> {
        let start = scanner.index
        while let byte = scanner.peek, byte > Octet.space, byte != Octet.less, byte != Octet.greater,
            byte != Octet.quote, byte != 0x7f
        {
            if isBare, byte == Octet.semicolon || byte == Octet.comma { break }
            scanner.index &+= 1
        }
        return start..<scanner.index
    }
}
