/// The dialog that a new INVITE takes the place of (RFC 3891 §6.1); Join (RFC 3911) has the same shape.
public struct Replaces: SIPHeaderValue {
    /// Of the dialog to be replaced.
    public var callID: String
    /// The tag of the side that receives the request.
    public var toTag: String
    /// The tag of the other side of that dialog.
    public var fromTag: String
    /// Whether only a dialog that is not yet confirmed may be replaced.
    public var isEarlyOnly: Bool

    /// Names a dialog.
    public init(callID: String, toTag: String, fromTag: String, isEarlyOnly: Bool = false) {
        self.callID = callID
        self.toTag = toTag
        self.fromTag = fromTag
        self.isEarlyOnly = isEarlyOnly
    }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        let start = scanner.index
        while let byte = scanner.peek, byte != Octet.semicolon, byte > Octet.space { scanner.index &+= 1 }
        guard scanner.index > start else { throw .malformed("Replaces names no Call-ID") }
        self.callID = scanner.text(in: start..<scanner.index)
        let parameters = try SIPParameters(header: &scanner)
        guard let toTag = parameters[known: "to-tag"], let fromTag = parameters[known: "from-tag"] else {
            throw .malformed("Replaces lacks one of its tags")
        }
        self.toTag = toTag
        self.fromTag = fromTag
        self.isEarlyOnly = parameters[known: "early-only"] != nil
    }

    public func write(into output: inout [UInt8]) {
        output.append(text: self.callID)
        output.append(text: ";to-tag=")
        output.append(tokenOrQuoted: self.toTag)
        output.append(text: ";from-tag=")
        output.append(tokenOrQuoted: self.fromTag)
        if self.isEarlyOnly { output.append(text: ";early-only") }
    }
}

/// Why a request was sent or a call ended (RFC 3326): `Q.850;cause=16`, `SIP;cause=200;text="Call completed elsewhere"`.
public struct Reason: SIPHeaderValue {
    /// `SIP`, `Q.850` or another.
    public var protocolName: String
    /// `cause`, `text` and whatever else is said.
    public var parameters: SIPParameters

    /// A reason of any protocol.
    public init(protocolName: String, cause: Int, text: String? = nil) {
        self.protocolName = protocolName
        self.parameters = SIPParameters()
        self.parameters["cause"] = String(cause)
        self.parameters["text"] = text
    }

    /// A status of SIP.
    public static func sip(_ status: Int, _ text: String? = nil) -> Reason {
        Reason(protocolName: "SIP", cause: status, text: text)
    }

    /// A cause of Q.850.
    public static func q850(_ cause: Int, _ text: String? = nil) -> Reason {
        Reason(protocolName: "Q.850", cause: cause, text: text)
    }

    /// The protocol's own number; `nil` when there is none.
    public var cause: Int? { self.parameters[known: "cause"].flatMap { UInt32(clampingDecimal: $0) }.map { Int($0) } }

    /// For people to read.
    public var text: String? { self.parameters[known: "text"] }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        self.protocolName = try scanner.token("the protocol of Reason")
        self.parameters = try SIPParameters(header: &scanner)
    }

    public func write(into output: inout [UInt8]) {
        output.append(text: self.protocolName)
        self.parameters.write(into: &output)
    }
}
