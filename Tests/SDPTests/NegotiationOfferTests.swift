import SDP
import Testing

@Suite("RFC 3264, our offers and the life of a session")
struct NegotiationOfferTests {
    static let local = LocalMedia(
        codecs: [.pcma, .opus, .telephoneEvent],
        address: "203.0.113.1",
        port: 30_000,
        allowsControlMultiplexing: false
    )

    static func answer(_ lines: [String]) throws -> SessionDescription {
        try SDPSamples.description("bob", lines)
    }

    @Test("the first offer")
    func firstOffer() throws {
        var negotiation = Negotiation(sessionID: 7)
        let offer = try negotiation.offer(Self.local)
        let expected = [
            "v=0", "o=- 7 1 IN IP4 203.0.113.1", "s=-", "c=IN IP4 203.0.113.1", "t=0 0",
            "m=audio 30000 RTP/AVP 8 107 101",
            "a=rtpmap:8 PCMA/8000", "a=rtpmap:107 opus/48000/2", "a=fmtp:107 useinbandfec=1",
            "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16", "a=sendrecv",
        ]
        #expect(offer.description == SDPSamples.text(expected))
        #expect(negotiation.isOfferPending && negotiation.media == nil)
        #expect(throws: NegotiationError.self) { try negotiation.offer(Self.local) }
        #expect(throws: NegotiationError.self) { try negotiation.answer(offer, with: Self.local) }
    }

    /// An answer and the payload types `ours→theirs` that were agreed, in order.
    static let answers: [(lines: [String], agreed: [String])] = [
        (["m=audio 4000 RTP/AVP 8 101", "a=rtpmap:101 telephone-event/8000"], ["8→8", "101→101"]),
        // RFC 4317 §2.3: the answerer may number as it likes.
        (["m=audio 4000 RTP/AVP 99 8", "a=rtpmap:99 opus/48000/2"], ["107→99", "8→8"]),
        // A phone that forgets its mappings.
        (["m=audio 4000 RTP/AVP 107 101"], ["107→107", "101→101"]),
        // Formats that were not offered do not count.
        (["m=audio 4000 RTP/AVP 0 8 18"], ["8→8"]),
        (["m=audio 4000 RTP/AVPF 101 8", "a=rtpmap:101 telephone-event/8000"], ["8→8", "101→101"]),
    ]

    @Test("RFC 3264 §6.1: what an answer agrees to", arguments: Self.answers)
    func accepts(lines: [String], agreed: [String]) throws {
        var negotiation = Negotiation(sessionID: 7)
        _ = try negotiation.offer(Self.local)
        let media = try negotiation.accept(Self.answer(lines))
        #expect(media.codecs.map { "\($0.receivedPayloadType)→\($0.sentPayloadType)" } == agreed)
        #expect(media.codec(receivedAs: media.codecs[0].receivedPayloadType) == media.codecs[0])
        #expect(media.codec(receivedAs: 77) == nil)
        #expect(!negotiation.isOfferPending)
    }

    static let misfits: [(lines: [String], code: NegotiationError.Code)] = [
        ([], .answerDoesNotFit),
        (["m=video 4000 RTP/AVP 8"], .answerDoesNotFit),
        (["m=audio 4000 RTP/AVP 8", "m=audio 4002 RTP/AVP 8"], .answerDoesNotFit),
        (["m=audio 0 RTP/AVP 8"], .mediaRefused),
        (["m=audio 4000 RTP/SAVP 8"], .unsupportedTransport),
        (["m=audio 4000 RTP/AVP 0"], .noCommonCodec),
        (["m=audio 4000 RTP/AVP 101", "a=rtpmap:101 telephone-event/8000"], .noCommonCodec),
    ]

    @Test("an answer that does not fit is refused with its reason; the offer still waits", arguments: Self.misfits)
    func refuses(lines: [String], code: NegotiationError.Code) throws {
        var negotiation = Negotiation(sessionID: 7)
        #expect(throws: NegotiationError.self) { try negotiation.accept(Self.answer(["m=audio 1 RTP/AVP 8"])) }
        _ = try negotiation.offer(Self.local)
        let before = negotiation
        do {
            _ = try negotiation.accept(Self.answer(lines))
            Issue.record("accepted")
        } catch let error as NegotiationError {
            #expect(error.code == code)
        }
        #expect(negotiation == before)
    }

    /// What we want, what they answer, what may flow for us, and whether they hold us.
    static let holds: [(MediaDirection, String, MediaDirection, Bool)] = [
        (.sendReceive, "a=sendrecv", .sendReceive, false), (.sendReceive, "a=recvonly", .sendOnly, false),
        (.sendReceive, "a=sendonly", .receiveOnly, true), (.sendReceive, "a=inactive", .inactive, true),
        (.sendOnly, "a=recvonly", .sendOnly, false), (.sendOnly, "a=inactive", .inactive, true),
        // An answer that takes more than was offered gets no more.
        (.sendOnly, "a=sendrecv", .sendOnly, false), (.inactive, "a=sendrecv", .inactive, false),
        (.sendReceive, "c=IN IP4 0.0.0.0", .receiveOnly, true),
    ]

    @Test("RFC 3264 §6.1: directions of offer and answer", arguments: Self.holds)
    func directions(wish: MediaDirection, line: String, direction: MediaDirection, isHeld: Bool) throws {
        var local = Self.local
        local.direction = wish
        var negotiation = Negotiation(sessionID: 7)
        _ = try negotiation.offer(local)
        let media = try negotiation.accept(Self.answer(["m=audio 4000 RTP/AVP 8", line]))
        #expect(media.direction == direction)
        #expect(media.isHeldByRemote == isHeld)
    }

    @Test("RFC 3264 §8: the version rises when and only when the description changes")
    func versions() throws {
        var negotiation = Negotiation(sessionID: 7)
        func version() -> String { negotiation.localDescription?.origin.sessionVersion ?? "" }
        let agreed = try Self.answer(["m=audio 4000 RTP/AVP 8"])
        _ = try negotiation.offer(Self.local)
        try negotiation.accept(agreed)
        _ = try negotiation.offer(Self.local)
        try negotiation.accept(agreed)
        #expect(version() == "1", "a refresh")
        var held = Self.local
        held.direction = held.direction.held
        let hold = try negotiation.offer(held)
        #expect(hold.origin.sessionVersion == "2")
        negotiation.withdrawOffer()
        #expect(version() == "1", "the offer was refused: the old description counts")
        let again = try negotiation.offer(held)
        #expect(again.origin.sessionVersion == "2")
        try negotiation.accept(Self.answer(["m=audio 4000 RTP/AVP 8", "a=recvonly"]))
        #expect(negotiation.media?.direction == .sendOnly)
        let answered = try negotiation.answer(agreed, with: Self.local)
        #expect(answered.description.origin.sessionVersion == "3")
        _ = try negotiation.answer(agreed, with: Self.local)
        #expect(version() == "3")
    }

    @Test("RFC 3264 §8: the number and order of sections stay for the life of the session")
    func sections() throws {
        var negotiation = Negotiation(sessionID: 7)
        let first = ["m=video 5000 RTP/AVP 31", "m=audio 4000 RTP/AVP 8", "m=image 6000 udptl t38"]
        _ = try negotiation.answer(Self.answer(first), with: Self.local)
        let offer = try negotiation.offer(Self.local)
        #expect(
            offer.media.map { "\($0.kind.rawValue) \($0.port) \($0.formats)" } == [
                "video 0 [\"31\"]", "audio 30000 [\"8\", \"107\", \"101\"]", "image 0 [\"t38\"]",
            ]
        )
        // A sloppy answer that leaves the last refused section away.
        let media = try negotiation.accept(Self.answer(["m=video 0 RTP/AVP 31", "m=audio 4000 RTP/AVP 8"]))
        #expect(media.section == 1)

        let added = first + ["m=audio 7000 RTP/AVP 8"]
        let answer = try negotiation.answer(Self.answer(added), with: Self.local)
        #expect(answer.description.media.map(\.port) == [0, 30_000, 0, 0])

        // RFC 4317 §4: the stream is switched off, and later on again.
        let off = ["m=video 0 RTP/AVP 31", "m=audio 0 RTP/AVP 8", "m=image 0 udptl t38", "m=audio 0 RTP/AVP 8"]
        let silent = try negotiation.answer(Self.answer(off), with: Self.local)
        #expect(silent.media == nil && silent.description.media.map(\.port) == [0, 0, 0, 0])
        #expect(negotiation.media == nil)
        let on = try negotiation.offer(Self.local)
        #expect(on.media.map(\.port) == [0, 30_000, 0, 0])
    }

    @Test("RFC 3264 §8.3.2: a payload type never changes its meaning")
    func payloadTypes() throws {
        var negotiation = Negotiation(sessionID: 7)
        let first = ["m=audio 4000 RTP/AVP 8 107 101", "a=rtpmap:107 telephone-event/8000", "a=rtpmap:101 iLBC/8000"]
        var local = Self.local
        local.codecs.append(Codec("iLBC", payloadType: 97))
        _ = try negotiation.answer(Self.answer(first), with: local)
        let offer = try negotiation.offer(local)
        // iLBC and the events keep the numbers they have got; Opus, which wanted 107, takes a free one.
        #expect(
            offer.audioCodecs.map { "\($0.payloadType) \($0.name)" } == [
                "8 PCMA", "96 opus", "107 telephone-event", "101 iLBC",
            ]
        )
    }

    @Test("payload types that clash or look like RTCP are replaced, those that are wanted stay free for their codec")
    func clashes() throws {
        var negotiation = Negotiation(sessionID: 7)
        var local = Self.local
        local.codecs = [96, 96, 97, 72].enumerated().map { Codec("x\($0.offset)", payloadType: $0.element) } + [.pcma]
        #expect(try negotiation.offer(local).audioCodecs.map(\.payloadType) == [96, 98, 97, 99, 8])
    }

    @Test("a preview of the answer in a provisional response leaves the offer open; forks answer for themselves")
    func previews() throws {
        var negotiation = Negotiation(sessionID: 7)
        _ = try negotiation.offer(Self.local)
        var fork = negotiation
        let early = try negotiation.accept(Self.answer(["m=audio 4000 RTP/AVP 8"]), isFinal: false)
        #expect(early.remote.port == 4_000 && negotiation.isOfferPending)
        let final = try negotiation.accept(Self.answer(["m=audio 5000 RTP/AVP 8"]))
        #expect(final.remote.port == 5_000 && !negotiation.isOfferPending)
        #expect(try fork.accept(Self.answer(["m=audio 6000 RTP/AVP 8"])).remote.port == 6_000)
    }

    @Test("an offer without a voice codec is a mistake of ours")
    func nothingToOffer() {
        var negotiation = Negotiation(sessionID: .max)
        let local = LocalMedia(codecs: [.telephoneEvent], address: "203.0.113.1", port: 30_000)
        #expect(throws: NegotiationError.self) { try negotiation.offer(local) }
        #expect(!negotiation.isOfferPending)
    }

    @Test("SIP-06 back-to-back: a payload passes untouched, its number is translated where the legs differ")
    func backToBack() throws {
        let callerOffer = try SDPSamples.parse(SDPSamples.phone)
        var called = Negotiation(sessionID: 8)
        let codecs = callerOffer.audioCodecs.relayed(allowing: [.opus, .pcma, .telephoneEvent], adding: [.g722])
        _ = try called.offer(LocalMedia(codecs: codecs, address: "203.0.113.1", port: 30_010))
        let calledMedia = try called.accept(
            Self.answer(["m=audio 4000 RTP/AVP 8 96", "a=rtpmap:96 telephone-event/8000", "a=fmtp:96 0-15"])
        )

        var caller = Negotiation(sessionID: 9)
        let answer = try caller.answer(
            callerOffer,
            with: LocalMedia(
                codecs: .answering(after: calledMedia.codecs, adding: [.pcmu]),
                address: "203.0.113.1",
                port: 30_000,
                codecOrder: .ours
            )
        )
        let callerMedia = try #require(answer.media)
        #expect(answer.description.audioCodecs.map(\.payloadType) == [8, 0, 101])
        #expect(callerMedia.voice.ours.encoding == .pcma)
        #expect(callerMedia.telephoneEvent?.ours.parameters == "0-15")
        let there = callerMedia.translations(to: calledMedia).map { "\($0.received)→\($0.sent)" }
        let back = calledMedia.translations(to: callerMedia).map { "\($0.received)→\($0.sent)" }
        #expect(there == ["8→8", "101→96"])
        #expect(back == ["8→8", "101→101"])
    }
}
