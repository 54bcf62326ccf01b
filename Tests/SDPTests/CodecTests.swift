import SDP
import Testing

@Suite("Codecs in session descriptions")
struct CodecTests {
    /// Lines of an audio section and what they mean, as `payload type name/rate/channels parameters`.
    static let sections: [(lines: [String], codecs: [String])] = [
        (
            ["m=audio 1 RTP/AVP 0 8 9 18 3 13"],
            ["0 PCMU/8000/1 ", "8 PCMA/8000/1 ", "9 G722/8000/1 ", "18 G729/8000/1 ", "3 GSM/8000/1 ", "13 CN/8000/1 "]
        ),
        (
            ["m=audio 1 RTP/AVP 96", "a=rtpmap:96 opus/48000/2", "a=fmtp:96  useinbandfec=1 "],
            ["96 opus/48000/2 useinbandfec=1"]
        ),
        // A static number given another meaning: the mapping counts.
        (["m=audio 1 RTP/AVP 0", "a=rtpmap:0 PCMA/8000"], ["0 PCMA/8000/1 "]),
        (["m=audio 1 RTP/AVP 18", "a=fmtp:18 annexb=no"], ["18 G729/8000/1 annexb=no"]),
        // Dynamic without mapping, listed twice, out of range, no number, malformed mappings.
        (["m=audio 1 RTP/AVP 97 0 0 128 x 300", "a=rtpmap:128 X/8000"], ["0 PCMU/8000/1 "]),
        (["m=audio 1 RTP/AVP 97", "a=rtpmap:97 X"], []),
        (["m=audio 1 RTP/AVP 97", "a=rtpmap:97 X/0"], []),
        (["m=audio 1 RTP/AVP 97", "a=rtpmap:97 X/99999999999"], []),
        (["m=audio 1 RTP/AVP 97", "a=rtpmap:97 X/8000/0"], []),
        (["m=audio 1 RTP/AVP 97", "a=rtpmap:97 /8000"], []),
        (["m=audio 1 RTP/AVP 97", "a=rtpmap:97"], []),
        (["m=audio 1 RTP/AVP"], []),
        (["m=video 1 RTP/AVP 0"], []),
    ]

    @Test("RFC 8866 §6.6, RFC 3551 §6: formats by mapping and by number", arguments: Self.sections)
    func reads(lines: [String], codecs: [String]) throws {
        let section = try SDPSamples.description("a", lines).media[0]
        let read = section.codecs.map { "\($0.payloadType) \($0.name)/\($0.clockRate)/\($0.channels) \($0.parameters)" }
        #expect(read == codecs)
    }

    @Test("what is written reads the same, other attributes stay")
    func writes() throws {
        var section = try SDPSamples.parse(SDPSamples.phone).media[0]
        let codecs = section.codecs
        #expect(codecs.count == 8)
        section.setCodecs(codecs)
        #expect(section.codecs == codecs)
        #expect(section.attributes.direction == .sendReceive)
        section.setCodecs([.pcma])
        #expect(section.formats == ["8"])
        #expect(Array(section.attributes.values(of: "rtpmap")) == ["8 PCMA/8000"])
    }

    static let pairs: [(Codec, Codec, Bool)] = [
        (.pcmu, Codec("pcmu", payloadType: 99), true),
        (.pcmu, .pcma, false),
        (.g729, Codec("G729", payloadType: 18, parameters: "annexb=no"), true),
        (.g729, Codec("G729A", payloadType: 96), true),
        (.opus, Codec("OPUS", payloadType: 96, clockRate: 48_000, channels: 1), true),
        (.opus, Codec("opus", payloadType: 96, clockRate: 16_000, channels: 2), false),
        (Codec("L16", payloadType: 96, clockRate: 8_000), Codec("l16", payloadType: 97, clockRate: 8_000), true),
        (Codec("L16", payloadType: 96), Codec("L16", payloadType: 96, channels: 2), false),
        (Codec("speex", payloadType: 96), Codec("ilbc", payloadType: 96), false),
        (.telephoneEvent, .telephoneEvent(clockRate: 48_000, payloadType: 101), false),
        (Codec("AMR", payloadType: 96), Codec("AMR", payloadType: 97, parameters: "octet-align=0"), true),
        (Codec("AMR", payloadType: 96), Codec("AMR", payloadType: 97, parameters: "mode-set=0; Octet-Align=1"), false),
        (Codec("AMR", payloadType: 96), Codec("AMR-WB", payloadType: 96), false),
        (
            Codec("G7221", payloadType: 96, clockRate: 16_000, parameters: "bitrate=24000"),
            Codec("G7221", payloadType: 96, clockRate: 16_000, parameters: "bitrate=32000"), false
        ),
    ]

    @Test("RFC 3264 §6.1: when two codecs are one", arguments: Self.pairs)
    func matching(left: Codec, right: Codec, isMatch: Bool) {
        #expect(left.matches(right) == isMatch)
        #expect(right.matches(left) == isMatch)
    }

    @Test("RFC 3551: the static payload types have the numbers of the table")
    func staticTable() {
        for payloadType in UInt8(0)...127 {
            guard let codec = Codec.staticAudio(payloadType) else { continue }
            #expect(codec.payloadType == payloadType && !codec.isDynamic)
        }
        #expect(Codec.staticAudio(1) == nil && Codec.staticAudio(19) == nil && Codec.staticAudio(96) == nil)
    }

    @Test("back-to-back: the called leg is offered the caller's codecs with the caller's numbers, then ours")
    func relayed() throws {
        let caller = try SDPSamples.parse(SDPSamples.phone).audioCodecs
        let ours: [Codec] = [.g722, .pcma, .telephoneEvent]
        let offered = caller.relayed(allowing: [.pcma, .opus, .telephoneEvent], adding: ours)
        #expect(offered.map(\.payloadType) == [106, 101, 8, 9])
        #expect(offered[0].parameters.hasPrefix("maxplaybackrate"))
        #expect(caller.relayed(allowing: nil) == caller)
        #expect(caller.relayed(allowing: []).isEmpty)
    }
}
