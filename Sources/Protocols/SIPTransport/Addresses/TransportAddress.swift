/// An IP address with a port (a "transport address" in RFC 8445), as a plain value.
public struct TransportAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address.
    public var ip: IPAddress
    /// The port; 0 means "any" when binding and is unreachable otherwise.
    public var port: UInt16
    /// The interface of a link-local IPv6 address, 0 elsewhere.
    var scope: UInt32 = 0

    /// An address with its port.
    public init(_ ip: IPAddress, port: UInt16) {
        self.ip = ip
        self.port = port
    }

    /// Reads `192.0.2.1:5060` or `[2001:db8::1]:5060`; the port is required.
    public init?(_ text: String) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let host = text[..<colon]
        let digits = text[text.utf8.index(after: colon)...]
        guard let ip = IPAddress(host), ip.isIPv4 || host.utf8.first == UInt8(ascii: "["),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits)
        else { return nil }
        self.init(ip, port: port)
    }

    /// `192.0.2.1:5060` or `[2001:db8::1]:5060`.
    public var description: String { "\(self.ip.hostText):\(self.port)" }
}
