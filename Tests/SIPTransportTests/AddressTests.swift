import SIP
import SIPTransport
import Testing

@Suite("Addresses")
struct AddressTests {
    @Test(
        "are read and printed (RFC 5952)",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"),
            ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("[2001:db8::1]", "2001:db8::1"),
            ("::ffff:192.0.2.1", "192.0.2.1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1::8", "1::8"),
            ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
            ("fe80::", "fe80::"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ]
    )
    func reads(text: String, printed: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == printed)
        #expect(IPAddress(bytes: address.bytes) == address)
        #expect(IPAddress(address.hostText) == address)
    }

    @Test(
        "are refused when they are none",
        arguments: [
            "", "1.2.3", "1.2.3.256", "1.2.3.4.5", "1.2.3.", "01234.1.1.1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
            "1::2::3",
            ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "12345::", "g::", "::1%eth0", "[1.2.3.4]", "[::1", ":", ":::",
            "::1.2.3",
            "1.2.3.4::", "example.com",
        ]
    )
    func refuses(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(
        "networks hold what is in them",
        arguments: [
            ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true), ("::/0", "8.8.8.8", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
            ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
            ("192.0.2.128/25", "192.0.2.127", false),
            ("2001:db8::/128", "2001:db8::", true), ("2001:db8::/64", "2001:db8::1:0:0:0", true),
        ]
    )
    func networks(network: String, address: String, isIn: Bool) throws {
        let network = try #require(IPNetwork(network))
        #expect(network.contains(try #require(IPAddress(address))) == isIn)
    }

    @Test("networks are refused when they are none", arguments: ["10.0.0.0/33", "::/129", "10.0.0.0/-1", "/8", "10/8"])
    func badNetworks(text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test(
        "transport addresses need a port, and brackets around IPv6",
        arguments: [
            ("192.0.2.1:5060", true), ("[::1]:5060", true), ("192.0.2.1", false), ("::1:5060", false), ("[::1]", false),
            ("192.0.2.1:70000", false), ("192.0.2.1:", false), ("192.0.2.1:+5", false),
        ]
    )
    func transportAddresses(text: String, isGood: Bool) {
        #expect(TransportAddress(text)?.description == (isGood ? text : nil))
    }

    @Test("BYD-04 the narrowest rule of the peer's network says what we are called")
    func advertised() throws {
        var settings = SIPEndpointSettings()
        settings.addressRules = [
            AddressRule(network: .allIPv4, advertisedHost: "pbx.example.com", advertisedPort: 15_060),
            AddressRule(network: try #require(IPNetwork("10.0.0.0/8")), local: IPAddress("10.1.1.1")),
            AddressRule(network: try #require(IPNetwork("10.9.0.0/16")), advertisedHost: "2001:db8::9"),
        ]
        let network = VirtualNetwork(settings)
        func name(_ text: String) throws -> String {
            let peer = TransportAddress(try #require(IPAddress(text)), port: 5_060)
            return network.endpoint.advertised(for: SIPDestination(.udp, peer)).sentBy
        }
        #expect(try name("203.0.113.1") == "pbx.example.com:15060")
        #expect(try name("10.2.3.4") == "10.1.1.1")
        #expect(try name("10.9.3.4") == "[2001:db8::9]")
        #expect(try VirtualNetworkTests.plainName() == "192.0.2.1")
    }

    @Test(
        "TEN-04 the endpoint reaches itself where it is bound, whatever networks call it",
        arguments: [
            ("192.0.2.1:5060", "192.0.2.1:5060"), ("0.0.0.0:15060", "127.0.0.1:15060"), ("[::]:5060", "[::1]:5060"),
        ]
    )
    func ownAddress(_ bound: String, _ expected: String) throws {
        var settings = SIPEndpointSettings()
        settings.addressRules = [AddressRule(network: .allIPv4, advertisedHost: "pbx.example.com")]
        let network = VirtualNetwork(settings, local: try #require(TransportAddress(bound)))
        #expect(network.endpoint.ownAddress == TransportAddress(expected))
    }

    @Test("the route to the local host leaves from the local host")
    func routes() {
        let network = VirtualNetwork()
        #expect(network.endpoint.localAddress(toward: .v4(127, 0, 0, 1)) == .v4(127, 0, 0, 1))
    }
}

enum VirtualNetworkTests {
    /// What a peer without a rule is told.
    static func plainName() throws -> String {
        let network = VirtualNetwork()
        return network.endpoint.advertised(for: SIPDestination(.udp, VirtualNetwork.phone)).sentBy
    }
}
