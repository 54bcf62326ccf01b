/// An address as From, To, Contact, Route and their kin carry it: display name, URI and parameters of the header.
public struct NameAddress: SIPHeaderValue {
    /// The shown name without quotes; `nil` when there is none.
    public var displayName: String?
    /// The address.
    public var uri: SIPURI
    /// The parameters behind the address: `tag`, `q`, `expires` …
    public var parameters: SIPParameters

    /// An address with its name.
    public init(displayName: String? = nil, uri: SIPURI, parameters: SIPParameters = SIPParameters()) {
        self.displayName = displayName
        self.uri = uri
        self.parameters = parameters
    }

    /// The tag that names one side of a dialog (RFC 3261 §19.3).
    public var tag: String? {
        get { self.parameters[known: "tag"] }
        set { self.parameters["tag"] = newValue }
    }

    /// The `expires` parameter of a contact, in seconds; a number too large is the largest, no number is `nil`.
    public var expires: UInt32? {
        get { self.parameters[known: "expires"].flatMap { UInt32(clampingDecimal: $0) } }
        set { self.parameters["expires"] = newValue.map { String($0) } }
    }

    /// The preference of a contact in thousandths, 0 to 1000, exactly as written; 1000 when there is none (§20.10).
    public var preference: Int {
        get { self.parameters[known: "q"].flatMap { Self.thousandths($0) } ?? 1_000 }
        set {
            let clamped = min(max(newValue, 0), 1_000)
            let digits = String(clamped % 1_000 + 1_000).dropFirst()
            self.parameters["q"] = clamped == 1_000 ? "1" : "0.\(digits)"
        }
    }

    /// `qvalue` of RFC 3261 §25.1: 0 or 1 with at most three decimals.
    private static func thousandths(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, first == 0x30 || first == 0x31, bytes.count <= 5 else { return nil }
        guard bytes.count > 1 else { return first == 0x31 ? 1_000 : 0 }
        guard bytes[1] == Octet.dot else { return nil }
        var value = 0
        for index in 2..<5 {
            let byte = index < bytes.count ? bytes[index] : Octet.zero
            guard CharacterClass.digit.contains(byte) else { return nil }
            value = value * 10 + Int(byte - Octet.zero)
        }
        guard first == 0x30 || value == 0 else { return nil }
        return first == 0x31 ? 1_000 : value
    }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        let (displayName, uri) = try Self.address(&scanner)
        self.displayName = displayName
        self.uri = uri
        self.parameters = try SIPParameters(header: &scanner)
    }

    private static func address(_ scanner: inout FieldScanner) throws(SIPParseError) -> (String?, SIPURI) {
        if scanner.peek == Octet.quote {
            let name = try scanner.quotedString()
            scanner.skipSpace()
            return (name.isEmpty ? nil : name, try Self.bracketed(&scanner))
        }
        if scanner.peek == Octet.less { return (nil, try Self.bracketed(&scanner)) }
        // Either tokens of a display name before an angle bracket, or a URI alone, whose colon no token holds.
        let start = scanner.index
        var end = start
        while let byte = scanner.peek, CharacterClass.token.contains(byte) || byte >= 0x80 {
            while let inner = scanner.peek, CharacterClass.token.contains(inner) || inner >= 0x80 {
                scanner.index &+= 1
            }
            end = scanner.index
            scanner.skipSpace()
        }
        if scanner.peek == Octet.less {
            return (scanner.text(in: start..<end), try Self.bracketed(&scanner))
        }
        scanner.index = start
        return (nil, try SIPURI(from: &scanner, isBare: true))
    }

    private static func bracketed(_ scanner: inout FieldScanner) throws(SIPParseError) -> SIPURI {
        guard scanner.take(Octet.less) else { throw .malformed("an address has no angle bracket behind its name") }
        let uri = try SIPURI(from: &scanner)
        guard scanner.take(Octet.greater) else { throw .malformed("a URI in angle brackets is malformed") }
        return uri
    }

    public func write(into output: inout [UInt8]) {
        if let name = self.displayName, !name.isEmpty {
            output.append(quoted: name)
            output.append(Octet.space)
        }
        output.append(Octet.less)
        self.uri.write(into: &output)
        output.append(Octet.greater)
        self.parameters.write(into: &output)
    }
}

/// Refer-To carries one address (RFC 3515).
public typealias ReferTo = NameAddress

extension UInt32 {
    /// Reads decimal digits; a number that needs more than 32 bits is the largest, anything else `nil`.
    init?(clampingDecimal text: String) {
        let value = text.withOctets { octets -> UInt32? in
            var scanner = FieldScanner(octets)
            guard let value = try? scanner.clampedNumber("a number"), scanner.isAtEnd else { return nil }
            return value
        }
        guard let value else { return nil }
        self = value
    }
}
