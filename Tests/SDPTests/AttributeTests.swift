import SDP
import Testing

@Suite("Attributes of session descriptions")
struct AttributeTests {
    static func browserAudio() throws -> AttributeList {
        try SDPSamples.parse(SDPSamples.browser).media[0].attributes
    }

    @Test("RFC 8839: ICE credentials and candidates")
    func ice() throws {
        let attributes = try Self.browserAudio()
        #expect(attributes.iceUserFragment == "ie02")
        #expect(attributes.icePassword == "CWO5WLKWo2j5QmsY1396cvFe")
        #expect(attributes.iceOptions == ["trickle", "renomination"])
        #expect(!attributes.isICELite)
        let candidates = attributes.candidates
        #expect(candidates.count == 2)
        #expect(candidates[0].type == "srflx" && candidates[0].relatedPort == 46_155)
        #expect(candidates[0].extensions == [Attribute("generation", "0")])
        #expect(candidates[1].address == "4c3e.local" && candidates[1].priority == 2_130_706_431)
        #expect(candidates.map(\.value) == Array(attributes.values(of: "candidate")).dropLast())
    }

    @Test("RFC 4568, RFC 8122, RFC 4145: keys, fingerprints, roles")
    func security() throws {
        let attributes = try Self.browserAudio()
        #expect(attributes.fingerprints == [Fingerprint(hash: "sha-256", digest: [0xa9, 0x1f, 0xf1, 0xfd])])
        #expect(attributes.fingerprints[0].value == "sha-256 A9:1F:F1:FD")
        #expect(attributes.setup == .activeOrPassive)
        let crypto = try #require(attributes.cryptos.first)
        #expect(crypto.tag == 1 && crypto.suite == "AES_CM_128_HMAC_SHA1_80" && crypto.sessionParameters == ["KDR=1"])
        #expect(crypto.value == attributes.first("crypto"))
    }

    @Test("RFC 3605, RFC 5761, RFC 5576, RFC 4574: control address, multiplexing, sources, label")
    func media() throws {
        let attributes = try Self.browserAudio()
        #expect(attributes.control == ControlAddress(port: 9, connection: Connection(address: "0.0.0.0")))
        #expect(attributes.control?.value == "9 IN IP4 0.0.0.0")
        #expect(attributes.multiplexesControl)
        #expect(attributes.label == "left")
        let source = SourceAttribute(ssrc: 2_161_565_476, attribute: Attribute("cname", "P6e47zI3iVPviKRL"))
        #expect(attributes.sources == [source])
        #expect(source.value == attributes.first("ssrc"))
    }

    static let malformed: [Attribute] = [
        Attribute("rtcp", "70000"), Attribute("rtcp", "9 IN"), Attribute("rtcp", ""), Attribute("ptime", "0"),
        Attribute("ptime", "x"), Attribute("ptime", "99999999999999999999"), Attribute("fingerprint", "sha-1 A"),
        Attribute("fingerprint", "sha-1 +1:AA"), Attribute("fingerprint", "sha-1"), Attribute("setup", "maybe"),
        Attribute("crypto", "1 AES"), Attribute("crypto", "9999999999 A b"), Attribute("ssrc", "x cname:a"),
        Attribute("ssrc", "1 :"), Attribute("group", " "), Attribute("candidate", "1 0 UDP 1 a 1 typ host"),
        Attribute("candidate", "1 1 UDP 1 a 99999 typ host"), Attribute("candidate", "1 1 UDP 1 a 1 typ host raddr"),
    ]

    @Test("malformed values count as missing", arguments: Self.malformed)
    func ignores(attribute: Attribute) {
        let attributes = AttributeList([attribute])
        #expect(attributes.control == nil && attributes.packetTime == nil && attributes.fingerprints.isEmpty)
        #expect(attributes.setup == nil && attributes.cryptos.isEmpty && attributes.sources.isEmpty)
        #expect(attributes.groups.isEmpty && attributes.candidates.isEmpty)
    }

    @Test("lines are set in place, once")
    func setting() {
        var attributes: AttributeList = [Attribute("a", "1"), Attribute("b"), Attribute("a", "2")]
        attributes.set("a", "3")
        #expect(Array(attributes) == [Attribute("a", "3"), Attribute("b")])
        attributes.set("c")
        attributes.remove("b")
        attributes.packetTime = .milliseconds(30)
        attributes.setDirection(.inactive)
        attributes.setDirection(.sendOnly)
        #expect(
            Array(attributes) == [Attribute("a", "3"), Attribute("c"), Attribute("ptime", "30"), Attribute("sendonly")]
        )
        attributes.packetTime = nil
        #expect(attributes.packetTime == nil)
        #expect(AttributeList([Attribute("ptime", "20.0")]).packetTime == .milliseconds(20))
    }

    /// A direction, reversed, held, resumed.
    static let directions: [[MediaDirection]] = [
        [.sendReceive, .sendReceive, .sendOnly, .sendReceive],
        [.sendOnly, .receiveOnly, .sendOnly, .sendReceive],
        [.receiveOnly, .sendOnly, .inactive, .receiveOnly],
        [.inactive, .inactive, .inactive, .receiveOnly],
    ]

    @Test("RFC 3264 §5.1, §8.4: directions", arguments: Self.directions)
    func followsTable(row: [MediaDirection]) {
        #expect(row[0].reversed == row[1])
        #expect(row[0].held == row[2])
        #expect(row[0].resumed == row[3])
        #expect(row[0].intersection(.sendReceive) == row[0])
    }
}
