/// The sequence number and method of a request (RFC 3261 §20.16).
public struct CSeq: SIPHeaderValue {
    /// Below 2³¹ (§8.1.1.5).
    public var number: UInt32
    /// The method of the request that the number belongs to.
    public var method: SIPMethod

    /// A number below 2³¹ and a method.
    public init(_ number: UInt32, _ method: SIPMethod) {
        self.number = number
        self.method = method
    }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        self.number = try scanner.number("the number of CSeq")
        guard self.number < 1 << 31 else { throw .malformed("the number of CSeq is too large") }
        let behind = scanner.index
        scanner.skipSpace()
        guard scanner.index > behind else { throw .malformed("CSeq has no space before its method") }
        self.method = SIPMethod(scanner.slice(try scanner.tokenRange("the method of CSeq")))
    }

    public func write(into output: inout [UInt8]) {
        output.append(decimal: UInt64(self.number))
        output.append(Octet.space)
        self.method.write(into: &output)
    }
}

/// Which reliable provisional response a PRACK acknowledges (RFC 3262 §7.2).
public struct RAck: SIPHeaderValue {
    /// The RSeq of the response.
    public var responseNumber: UInt32
    /// The CSeq of the request it answered.
    public var cseq: CSeq

    /// Names a response.
    public init(responseNumber: UInt32, cseq: CSeq) {
        self.responseNumber = responseNumber
        self.cseq = cseq
    }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        self.responseNumber = try scanner.number("the response number of RAck")
        let behind = scanner.index
        scanner.skipSpace()
        guard scanner.index > behind else { throw .malformed("RAck has no space between its numbers") }
        self.cseq = try CSeq(from: &scanner)
    }

    public func write(into output: inout [UInt8]) {
        output.append(decimal: UInt64(self.responseNumber))
        output.append(Octet.space)
        self.cseq.write(into: &output)
    }
}
