/// A header value that can be read and printed. An own header takes part by conforming to it.
public protocol SIPHeaderValue: Hashable, Sendable, CustomStringConvertible {
    /// Reads one value and leaves the scanner behind it, at a comma or at the end.
    init(from scanner: inout FieldScanner) throws(SIPParseError)

    /// Appends the value as it stands in a message.
    func write(into output: inout [UInt8])
}

extension SIPHeaderValue {
    /// Reads a text that holds one value and nothing else.
    public init(parsing text: String) throws(SIPParseError) {
        self = try text.withOctets { (octets) throws(SIPParseError) -> Self in try Self(whole: octets) }
    }

    /// Reads octets that hold one value and nothing else.
    public init(parsing bytes: [UInt8]) throws(SIPParseError) {
        self = try bytes.withUnsafeBufferPointer { (octets) throws(SIPParseError) -> Self in try Self(whole: octets) }
    }

    init(whole octets: UnsafeBufferPointer<UInt8>) throws(SIPParseError) {
        var scanner = FieldScanner(octets)
        scanner.skipSpace()
        self = try Self(from: &scanner)
        scanner.skipSpace()
        guard scanner.isAtEnd else { throw .malformed("something stands behind a value that should be the last") }
    }

    /// The value as it stands in a message.
    public var description: String {
        var output: [UInt8] = []
        self.write(into: &output)
        return String(decoding: output, as: UTF8.self)
    }
}
