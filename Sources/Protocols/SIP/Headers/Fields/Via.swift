/// One hop of the way a request came (RFC 3261 §20.42, RFC 3581).
public struct Via: SIPHeaderValue {
    /// The transport a hop was sent over, in capitals: UDP, TCP, TLS, WS, WSS, SCTP or any other.
    public var transport: String
    /// The host of sent-by; an IPv6 address stands in brackets.
    public var host: String
    /// The port of sent-by, `nil` for the transport's usual one.
    public var port: UInt16?
    /// `branch`, `received`, `rport` and whatever else the hop says.
    public var parameters: SIPParameters

    /// A hop; an IPv6 address gets its brackets.
    public init(transport: String, host: String, port: UInt16? = nil, branch: String? = nil) {
        self.transport = transport
        self.host = host.utf8.contains(Octet.colon) && host.utf8.first != Octet.openBracket ? "[\(host)]" : host
        self.port = port
        self.parameters = SIPParameters(text: branch.map { ";branch=\($0)" } ?? "", place: .header)
    }

    /// What every branch of an RFC 3261 element begins with.
    public static let magicCookie = "z9hG4bK"

    /// The transaction's name on this hop.
    public var branch: String? {
        get { self.parameters[known: "branch"] }
        set { self.parameters["branch"] = newValue }
    }

    /// Whether the branch is unique by RFC 3261: the cookie with something behind it. Otherwise §17.2.3's older rule
    /// finds the transaction.
    public var hasUniqueBranch: Bool {
        guard let branch = self.branch, branch.utf8.count > 7 else { return false }
        return String(branch.utf8.prefix(7))?.equalsIgnoringCase(Self.magicCookie) ?? false
    }

    /// Where the request really came from.
    public var received: String? {
        get { self.parameters[known: "received"] }
        set { self.parameters["received"] = newValue }
    }

    /// The port in an `rport` parameter that has been filled in (RFC 3581).
    public var rport: UInt16? {
        get { self.parameters[known: "rport"].flatMap { UInt16($0) } }
        set { self.parameters["rport"] = newValue.map { String($0) } }
    }

    /// Whether `rport` is there, filled in or not: the client asks for symmetric response routing.
    public var asksForRport: Bool { self.parameters[known: "rport"] != nil }

    /// Where responses are to go instead of sent-by (§18.2.2).
    public var maddr: String? { self.parameters[known: "maddr"] }

    /// The `ttl` of a multicast hop.
    public var timeToLive: UInt8? { self.parameters[known: "ttl"].flatMap { UInt8($0) } }

    /// `host:port` as it was sent, which is part of a transaction's key.
    public var sentBy: String { self.port.map { "\(self.host):\($0)" } ?? self.host }

    public init(from scanner: inout FieldScanner) throws(SIPParseError) {
        scanner.skipSpace()
        let name = try scanner.tokenRange("the protocol of a Via")
        guard scanner.matches(name, "sip"), scanner.takeSeparator(Octet.slash) else {
            throw .malformed("a Via is not of protocol SIP")
        }
        let version = try scanner.tokenRange("the version of a Via")
        guard scanner.matches(version, "2.0"), scanner.takeSeparator(Octet.slash) else {
            throw .malformed("a Via is not of version 2.0")
        }
        let transport = try scanner.tokenRange("the transport of a Via")
        self.transport = Self.transportText(scanner.slice(transport))
        let behind = scanner.index
        scanner.skipSpace()
        guard scanner.index > behind else { throw .malformed("a Via has no space before its host") }
        self.host = scanner.text(in: try scanner.hostRange())
        self.port = scanner.takeSeparator(Octet.colon) ? try scanner.port() : nil
        self.parameters = try SIPParameters(header: &scanner)
    }

    private static func transportText(_ octets: UnsafeBufferPointer<UInt8>) -> String {
        if octets.equalsIgnoringCase("udp") { return "UDP" }
        if octets.equalsIgnoringCase("tcp") { return "TCP" }
        if octets.equalsIgnoringCase("tls") { return "TLS" }
        if octets.equalsIgnoringCase("ws") { return "WS" }
        if octets.equalsIgnoringCase("wss") { return "WSS" }
        return String(decoding: octets, as: UTF8.self).uppercased()
    }

    public func write(into output: inout [UInt8]) {
        output.append(text: "SIP/2.0/")
        output.append(text: self.transport)
        output.append(Octet.space)
        output.append(text: self.host)
        if let port = self.port {
            output.append(Octet.colon)
            output.append(decimal: UInt64(port))
        }
        self.parameters.write(into: &output)
    }
}
