/// Why a request was not met as asked (RFC 3261 §20.43).
public struct Warning: SIPHeaderValue {
    /// 300 to 399 in SIP.
    public var code: UInt16
    /// Who warns: a host with port, or a pseudonym.
    public var agent: String
    /// For people to read.
    public var text: String

    /// A warning.
    public init(code: UInt16, agent: String, text: String) {
        self.code = code
        self.agent = agent
        self.text = text
    }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        let code = try scanner.number("the code of a Warning")
        guard code <= 999 else { throw .malformed("the code of a Warning has more than three digits") }
        self.code = UInt16(code)
        scanner.skipSpace()
        let start = scanner.index
        while let byte = scanner.peek, byte > Octet.space, byte != Octet.quote, byte != Octet.comma {
            scanner.index &+= 1
        }
        guard scanner.index > start else { throw .malformed("a Warning names no agent") }
        self.agent = scanner.text(in: start..<scanner.index)
        scanner.skipSpace()
        self.text = try scanner.quotedString()
    }

    public func write(into output: inout [UInt8]) {
        output.append(decimal: UInt64(self.code))
        output.append(Octet.space)
        output.append(text: self.agent)
        output.append(Octet.space)
        output.append(quoted: self.text)
    }
}
