/// The grammar that challenges and credentials share: a scheme, then parameters separated by commas.
enum AuthenticationScheme {
    case digest
    case other(scheme: String, text: String)

    /// The value of one parameter.
    struct Value {
        fileprivate let scanner: FieldScanner
        fileprivate let range: Range<Int>
        fileprivate let isQuoted: Bool
        fileprivate let wholeRange: Range<Int>

        /// Without quotes and backslashes.
        var text: String { self.isQuoted ? self.scanner.unquoted(self.range) : self.scanner.text(in: self.range) }
        /// Name and value as they stand in the header.
        var whole: String { self.scanner.text(in: self.wholeRange) }
    }

    /// Takes the scheme; of one that is not known, everything behind it too.
    static func read(_ scanner: inout FieldScanner) throws(SIPParseError) -> AuthenticationScheme {
        scanner.skipSpace()
        let name = try scanner.tokenRange("an authentication scheme")
        scanner.skipSpace()
        if scanner.matches(name, "digest") { return .digest }
        let rest = scanner.bytes.trimmed(scanner.index..<scanner.end)
        let text = scanner.text(in: rest)
        let scheme = scanner.text(in: name)
        scanner.index = scanner.end
        return .other(scheme: scheme, text: text)
    }

    /// Takes every parameter up to the end.
    @inline(__always)
    static func eachParameter(
        _ scanner: inout FieldScanner,
        _ body: (FieldScanner, Range<Int>, Value) -> Void
    ) throws(SIPParseError) {
        while true {
            scanner.skipSpace()
            let name = try scanner.tokenRange("the name of an authentication parameter")
            guard scanner.takeSeparator(Octet.equal) else {
                throw .malformed("an authentication parameter has no value")
            }
            let isQuoted = scanner.peek == Octet.quote
            let range = isQuoted ? try scanner.quotedRange() : scanner.run(of: .parameterValueAccepted)
            guard isQuoted || !range.isEmpty else { throw .malformed("an authentication parameter has no value") }
            let whole = name.lowerBound..<scanner.index
            body(scanner, name, Value(scanner: scanner, range: range, isQuoted: isQuoted, wholeRange: whole))
            guard scanner.takeSeparator(Octet.comma) else { return }
        }
    }
}

extension [UInt8] {
    /// Appends eight lower-case hexadecimal digits.
    mutating func append(hex value: UInt32) {
        for shift in stride(from: UInt32(28), through: 0, by: -4) {
            self.append(.hexDigit(UInt8(value &>> shift & 15)))
        }
    }
}
