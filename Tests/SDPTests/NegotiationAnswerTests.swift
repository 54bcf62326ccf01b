import SDP
import Testing

@Suite("RFC 3264, our answers")
struct NegotiationAnswerTests {
    static let local = LocalMedia(codecs: [.pcma, .pcmu, .telephoneEvent], address: "203.0.113.1", port: 30_000)

    /// An offer's media lines and the media lines of our answer.
    struct Exchange: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var local = NegotiationAnswerTests.local
        let offer: [String]
        let answer: [String]
        var direction = MediaDirection.sendReceive
    }

    static let iLBC = Codec("iLBC", payloadType: 100)

    static let exchanges: [Exchange] = [
        Exchange(
            testDescription: "RFC 3264 §10.1: audio is taken, both videos are refused in their places",
            offer: [
                "m=audio 49170 RTP/AVP 0", "a=rtpmap:0 PCMU/8000", "m=video 51372 RTP/AVP 31", "a=rtpmap:31 H261/90000",
                "m=video 53000 RTP/AVP 32", "a=rtpmap:32 MPV/90000",
            ],
            answer: [
                "m=audio 30000 RTP/AVP 0", "a=rtpmap:0 PCMU/8000", "a=sendrecv", "m=video 0 RTP/AVP 31",
                "m=video 0 RTP/AVP 32",
            ]
        ),
        Exchange(
            testDescription: "RFC 3264 §10.2: one of N codecs, while inactive",
            local: LocalMedia(codecs: [Codec("G723", payloadType: 4), .pcmu], address: "203.0.113.1", port: 30_000),
            offer: [
                "m=audio 62986 RTP/AVP 0 4 18", "a=rtpmap:0 PCMU/8000", "a=rtpmap:4 G723/8000", "a=rtpmap:18 G729/8000",
                "a=inactive",
            ],
            answer: ["m=audio 30000 RTP/AVP 0 4", "a=rtpmap:0 PCMU/8000", "a=rtpmap:4 G723/8000", "a=inactive"],
            direction: .inactive
        ),
        Exchange(
            testDescription: "RFC 4317 §2.1: only one of three audio codecs is known",
            local: LocalMedia(codecs: [.pcmu], address: "203.0.113.1", port: 30_000),
            offer: [
                "m=audio 49170 RTP/AVP 0 8 97", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000", "a=rtpmap:97 iLBC/8000",
                "a=sendrecv", "m=video 51372 RTP/AVP 31 32", "a=rtpmap:31 H261/90000", "a=rtpmap:32 MPV/90000",
            ],
            answer: ["m=audio 30000 RTP/AVP 0", "a=rtpmap:0 PCMU/8000", "a=sendrecv", "m=video 0 RTP/AVP 31 32"]
        ),
        Exchange(
            testDescription:
                "RFC 4317 §2.4: of two audio streams the one with events alone is refused; their number is kept",
            local: LocalMedia(codecs: [iLBC, .telephoneEvent], address: "203.0.113.1", port: 30_000),
            offer: [
                "m=audio 49170 RTP/AVP 0 97", "a=rtpmap:0 PCMU/8000", "a=rtpmap:97 iLBC/8000", "a=sendrecv",
                "m=audio 49172 RTP/AVP 98", "a=rtpmap:98 telephone-event/8000", "a=sendonly",
            ],
            answer: ["m=audio 30000 RTP/AVP 97", "a=rtpmap:97 iLBC/8000", "a=sendrecv", "m=audio 0 RTP/AVP 98"]
        ),
        Exchange(
            testDescription: "RFC 4317 §3.1: hold is answered by receiving only",
            offer: ["m=audio 49170 RTP/AVP 0", "a=sendonly"],
            answer: ["m=audio 30000 RTP/AVP 0", "a=rtpmap:0 PCMU/8000", "a=recvonly"],
            direction: .receiveOnly
        ),
        Exchange(
            testDescription: "hold in the manner of RFC 2543",
            offer: ["m=audio 49170 RTP/AVP 0", "c=IN IP4 0.0.0.0"],
            answer: ["m=audio 30000 RTP/AVP 0", "a=rtpmap:0 PCMU/8000", "a=recvonly"],
            direction: .receiveOnly
        ),
        Exchange(
            testDescription: "both hold",
            local: LocalMedia(codecs: [.pcmu], address: "203.0.113.1", port: 30_000, direction: .sendOnly),
            offer: ["m=audio 49170 RTP/AVP 0", "a=sendonly"],
            answer: ["m=audio 30000 RTP/AVP 0", "a=rtpmap:0 PCMU/8000", "a=inactive"],
            direction: .inactive
        ),
        Exchange(
            testDescription: "the direction of the session part counts",
            offer: ["a=recvonly", "m=audio 49170 RTP/AVP 0"],
            answer: ["m=audio 30000 RTP/AVP 0", "a=rtpmap:0 PCMU/8000", "a=sendonly"],
            direction: .sendOnly
        ),
        Exchange(
            testDescription: "their order of codecs by default, events with their number",
            offer: ["m=audio 1 RTP/AVP 96 0 8 18", "a=rtpmap:96 TELEPHONE-EVENT/8000", "a=fmtp:96 0-15"],
            answer: [
                "m=audio 30000 RTP/AVP 0 8 96", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000",
                "a=rtpmap:96 TELEPHONE-EVENT/8000", "a=fmtp:96 0-16", "a=sendrecv",
            ]
        ),
        Exchange(
            testDescription: "our order when the other leg talks a codec already, and one codec only",
            local: LocalMedia(
                codecs: [.pcma, .pcmu],
                address: "2001:db8::1",
                port: 30_000,
                controlPort: 30_005,
                packetTime: .milliseconds(20),
                codecOrder: .ours,
                answeredVoiceCodecs: 1
            ),
            offer: ["m=audio 1 RTP/AVP 0 8", "a=rtcp-mux"],
            answer: [
                "m=audio 30000 RTP/AVP 8", "a=rtpmap:8 PCMA/8000", "a=ptime:20", "a=sendrecv", "a=rtcp:30005",
                "a=rtcp-mux",
            ]
        ),
        Exchange(
            testDescription: "events of the clock rate of what is talked (RFC 4733 §2.4.1)",
            offer: [
                "m=audio 1 RTP/AVP 106 98 101 0", "a=rtpmap:106 opus/48000/2", "a=rtpmap:98 telephone-event/48000",
                "a=rtpmap:101 telephone-event/8000",
            ],
            answer: [
                "m=audio 30000 RTP/AVP 0 101", "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000",
                "a=fmtp:101 0-16", "a=sendrecv",
            ]
        ),
        Exchange(
            testDescription: "events of 8 000 Hz beside Opus alone are meant",
            local: LocalMedia(codecs: [.opus, .telephoneEvent], address: "203.0.113.1", port: 30_000),
            offer: ["m=audio 1 RTP/AVP 106 101", "a=rtpmap:106 opus/48000/2", "a=rtpmap:101 telephone-event/8000"],
            answer: [
                "m=audio 30000 RTP/AVP 106 101", "a=rtpmap:106 opus/48000/2", "a=fmtp:106 useinbandfec=1",
                "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16", "a=sendrecv",
            ]
        ),
        Exchange(
            testDescription: "RFC 7261: no silence compression as soon as one side has none",
            local: LocalMedia(codecs: [.g729], address: "203.0.113.1", port: 30_000),
            offer: ["m=audio 1 RTP/AVP 18", "a=fmtp:18 annexb=no"],
            answer: ["m=audio 30000 RTP/AVP 18", "a=rtpmap:18 G729/8000", "a=fmtp:18 annexb=no", "a=sendrecv"]
        ),
        Exchange(
            testDescription: "the profile of the offer, section identifiers, a bundle of what is taken",
            offer: [
                "a=group:BUNDLE 0 1", "m=video 9 RTP/SAVPF 96", "a=mid:0", "m=audio 1 RTP/AVPF 0", "a=mid:1",
                "m=application 0 foo bar",
            ],
            answer: [
                "a=group:BUNDLE 1", "m=video 0 RTP/SAVPF 96", "a=mid:0", "m=audio 30000 RTP/AVPF 0",
                "a=rtpmap:0 PCMU/8000", "a=sendrecv",
                "a=mid:1", "m=application 0 foo bar",
            ]
        ),
    ]

    @Test(arguments: Self.exchanges)
    func answers(_ exchange: Exchange) throws {
        var negotiation = Negotiation(username: "martlet", sessionID: 7, sessionName: "call")
        let offer = try SDPSamples.description("alice", exchange.offer)
        let answer = try negotiation.answer(offer, with: exchange.local)
        let address = exchange.local.address
        let family = address.contains(":") ? "IP6" : "IP4"
        let head = ["v=0", "o=martlet 7 1 IN \(family) \(address)", "s=call", "c=IN \(family) \(address)", "t=0 0"]
        #expect(answer.description.description == SDPSamples.text(head + exchange.answer))
        #expect(answer.media?.direction == exchange.direction)
        #expect(negotiation.media == answer.media)
        #expect(negotiation.localDescription == answer.description)
    }

    static let refusals: [(lines: [String], code: NegotiationError.Code)] = [
        ([], .noAudio),
        (["m=video 9 RTP/AVP 31"], .noAudio),
        (["m=audio 0 RTP/AVP 0"], .noAudio),
        (["m=audio 9 RTP/SAVP 0"], .unsupportedTransport),
        (["m=audio 9 RTP/AVP 18 101", "a=rtpmap:101 telephone-event/8000"], .noCommonCodec),
        (["m=audio 9 RTP/AVP 101", "a=rtpmap:101 telephone-event/8000"], .noCommonCodec),
        (["m=audio 9 RTP/AVP"], .noCommonCodec),
        (["m=audio 9 RTP/SAVP 0", "m=audio 9 RTP/AVP 18"], .noCommonCodec),
    ]

    @Test("an offer that cannot be taken is refused with its reason, and changes nothing", arguments: Self.refusals)
    func refuses(lines: [String], code: NegotiationError.Code) throws {
        var negotiation = Negotiation(sessionID: 7)
        let before = negotiation
        let offer = try SDPSamples.description("alice", lines)
        do {
            _ = try negotiation.answer(offer, with: Self.local)
            Issue.record("accepted")
        } catch {
            #expect(error.code == code)
        }
        #expect(negotiation == before)
    }

    @Test("without c= there is nowhere to send to")
    func noAddress() throws {
        var negotiation = Negotiation(sessionID: 7)
        let offer = try SDPSamples.parse(["v=0", "o=- 1 1 IN IP4 a", "s=-", "t=0 0", "m=audio 9 RTP/AVP 0"])
        #expect(throws: NegotiationError.self) { try negotiation.answer(offer, with: Self.local) }
    }

    /// Lines of the offer; where RTP and RTCP go; packet time in milliseconds.
    static let addresses: [(lines: [String], remote: String, control: String, packetTime: Int)] = [
        (["m=audio 4000 RTP/AVP 0"], "192.0.2.1:4000", "192.0.2.1:4001", 20),
        (["m=audio 4000 RTP/AVP 0", "c=IN IP6 2001:db8::5", "a=ptime:30"], "2001:db8::5:4000", "2001:db8::5:4001", 30),
        (["m=audio 4000 RTP/AVP 0", "a=rtcp:5000", "a=ptime:1"], "192.0.2.1:4000", "192.0.2.1:5000", 10),
        (
            ["m=audio 4000 RTP/AVP 0", "a=rtcp:5000 IN IP4 192.0.2.9", "a=ptime:5000"], "192.0.2.1:4000",
            "192.0.2.9:5000", 200
        ),
        (
            ["m=audio 4000 RTP/AVP 0", "a=rtcp-mux", "a=ptime:60", "a=maxptime:40"], "192.0.2.1:4000", "192.0.2.1:4000",
            40
        ),
        (["m=audio 65535 RTP/AVP 0"], "192.0.2.1:65535", "192.0.2.1:65535", 20),
    ]

    @Test("where media and its control go", arguments: Self.addresses)
    func destinations(lines: [String], remote: String, control: String, packetTime: Int) throws {
        var negotiation = Negotiation(sessionID: 7)
        let answer = try negotiation.answer(SDPSamples.description("alice", lines), with: Self.local)
        let media = try #require(answer.media)
        #expect("\(media.remote.host):\(media.remote.port)" == remote)
        #expect("\(media.remoteControl.host):\(media.remoteControl.port)" == control)
        #expect(media.packetTime == .milliseconds(packetTime))
        #expect(media.multiplexesControl == lines.contains("a=rtcp-mux"))
    }

    @Test("a browser's unspecified address is no hold: its candidates follow")
    func browser() throws {
        var local = LocalMedia(codecs: [.opus, .telephoneEvent], address: "203.0.113.1", port: 30_000)
        local.profiles = [.dtlsSAVPF]
        local.attributes = [Attribute("ice-lite"), Attribute("setup", "passive")]
        var negotiation = Negotiation(sessionID: 7)
        let answer = try negotiation.answer(SDPSamples.parse(SDPSamples.browser), with: local)
        let media = try #require(answer.media)
        #expect(media.direction == .sendReceive && !media.isHeldByRemote && media.multiplexesControl)
        #expect(media.voice.sentPayloadType == 111)
        #expect(media.telephoneEvent?.sentPayloadType == 126)
        #expect(media.remoteSection.attributes.candidates.count == 2)
        #expect(answer.description.media[0].attributes.isICELite)
        #expect(answer.description.media[0].profile == .dtlsSAVPF)
    }
}
