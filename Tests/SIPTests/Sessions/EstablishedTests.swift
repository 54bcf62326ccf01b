import Kernel
import SIP
import Testing

@Suite("An established session: offers and glare (RFC 3261 §14, RFC 3311)")
struct EstablishedTests {
    static let waitingForACK = ["arm answerRepetition 0.5", "arm acknowledgementMissing 32.0"]
    static let acknowledged = ["cancel answerRepetition", "cancel acknowledgementMissing"]
    static let called = CallingTests.answered
    static let answered: [(Move, [String])] = [
        (.give(.start), ["invited [o1]"]),
        (.accept("a1"), ["200 INVITE [a1]"] + waitingForACK),
        (.request(.ack, sequence: 100), acknowledged + ["confirmed"]),
    ]

    static let scripts: [SessionScript] = [
        SessionScript(
            "hold and resume by re-INVITE",
            .calling("o1"),
            called + [
                (.offer("hold"), ["send INVITE [hold]"]),
                (.answer(100, .invite), []),
                (.answer(180, .invite), []),
                (.answer(200, .invite, sdp: "held"), ["ACK", "answer [held]"]),
                (.answer(200, .invite, sdp: "held"), ["ACK"]),
                (.offer("resume"), ["send INVITE [resume]"]),
                (.answer(488, .invite), ["offerRefused 488"]),
                (.request(.invite, sdp: "held"), ["200 INVITE [hold]"] + waitingForACK + ["refreshed"]),
            ]
        ),
        SessionScript(
            "one offer at a time: the next waits, a third is refused",
            .calling("o1"),
            called + [
                (.offer("1"), ["send INVITE [1]"]),
                (.offer("2"), []),
                (.offer("3"), ["offerRefused 491"]),
                (.answer(200, .invite, sdp: "a"), ["ACK", "answer [a]", "send INVITE [2]"]),
                (.answer(606, .invite), ["offerRefused 606"]),
            ]
        ),
        SessionScript(
            "asking for an offer: its answer goes into the ACK",
            .calling("o1"),
            called + [
                (.offer(nil), ["send INVITE"]),
                (.answer(200, .invite, sdp: "o2"), ["offer [o2]"]),
                (.offer("x"), ["offerRefused 491"]),
                (.acceptOffer("a2"), ["ACK [a2]"]),
                (.answer(200, .invite, sdp: "o2"), ["ACK [a2]"]),
                (.offer(nil), ["send INVITE"]),
                (.answer(200, .invite), ["ACK", "offerRefused 500"]),
            ]
        ),
        SessionScript(
            "hanging up before an offered answer is acknowledged",
            .calling("o1"),
            called + [
                (.offer(nil), ["send INVITE"]),
                (.answer(200, .invite, sdp: "o2"), ["offer [o2]"]),
                (.hangUp, ["ACK", "send BYE", "ended hungUpHere"]),
            ]
        ),
        SessionScript(
            "UPDATE when the far end allows it",
            .calling("o1"),
            called + [
                (.offer("u", .update), ["send UPDATE [u]"]),
                (.answer(200, .update, sdp: "b"), ["answer [b]"]),
                (.offer(nil, .update), ["send INVITE"]),
            ]
        ),
        SessionScript(
            "re-INVITE and UPDATE from there",
            .answering("o1"),
            answered + [
                (.request(.invite, sdp: "o2"), ["offer [o2]"]),
                (.request(.invite, sdp: "o3"), ["500 INVITE"]),
                (.request(.update, sdp: "o3"), ["500 UPDATE"]),
                (.request(.update), ["200 UPDATE", "refreshed"]),
                (.offer("x"), ["offerRefused 491"]),
                (.acceptOffer("a2"), ["200 INVITE [a2]"] + waitingForACK),
                (.request(.invite, sdp: "o3"), ["491 INVITE"]),
                (.offer("later"), []),
                (.request(.ack, sequence: 101), acknowledged + ["send INVITE [later]"]),
                (.request(.update, sdp: "o4"), ["491 UPDATE"]),
                (.request(.invite, sdp: "o4"), ["491 INVITE"]),
                (.answer(200, .invite, sdp: "b"), ["ACK", "answer [b]"]),
                (.request(.update, sdp: "o5"), ["offer [o5]"]),
                (.rejectOffer(488), ["488 UPDATE"]),
                (.request(.invite, sdp: "o5"), ["offer [o5]"]),
                (.rejectOffer(488), ["488 INVITE"]),
                (.request(.update, sdp: "b"), ["200 UPDATE [later]", "refreshed"]),
            ]
        ),
        SessionScript(
            "a re-INVITE without offer asks for ours",
            .answering("o1"),
            answered + [
                (.request(.invite), ["offerWanted"]),
                (.acceptOffer("o2"), ["200 INVITE [o2]"] + waitingForACK),
                (.request(.update, sdp: "x"), ["491 UPDATE"]),
                (.request(.ack, sdp: "a2", sequence: 101), acknowledged + ["answer [a2]"]),
            ]
        ),
        SessionScript(
            "CANCEL takes a re-INVITE back",
            .answering("o1"),
            answered + [
                (.request(.invite, sdp: "o2"), ["offer [o2]"]),
                (.request(.cancel, sequence: 101), ["200 CANCEL", "487 INVITE", "offerWithdrawn"]),
                (.acceptOffer("a2"), []),
                (.offer("x"), ["send INVITE [x]"]),
            ]
        ),
        SessionScript(
            "BYE answers an open re-INVITE",
            .answering("o1"),
            answered + [
                (.request(.invite, sdp: "o2"), ["offer [o2]"]),
                (.request(.bye), ["200 BYE", "487 INVITE", "ended hungUp", "finished"]),
            ]
        ),
        SessionScript(
            "our BYE answers an open re-INVITE",
            .answering("o1"),
            answered + [
                (.request(.invite, sdp: "o2"), ["offer [o2]"]),
                (.hangUp, ["487 INVITE", "send BYE", "ended hungUpHere"]),
            ]
        ),
        SessionScript(
            "our BYE overtakes our own re-INVITE: a late 200 is acknowledged",
            .calling("o1"),
            called + [
                (.offer("hold"), ["send INVITE [hold]"]),
                (.hangUp, ["CANCEL", "send BYE", "ended hungUpHere"]),
                (.answer(200, .invite, sdp: "held"), ["ACK"]),
                (.answer(200, .bye), ["finished"]),
            ]
        ),
        SessionScript(
            "a re-INVITE whose ACK never comes ends the call",
            .answering("o1"),
            answered + [
                (.request(.invite, sdp: "o2"), ["offer [o2]"]),
                (.acceptOffer("a2"), ["200 INVITE [a2]"] + waitingForACK),
                (.fire(.acknowledgementMissing), ["cancel answerRepetition", "send BYE", "ended notAcknowledged"]),
            ]
        ),
        SessionScript(
            "§12.2.1.2 481, 408 and silence to a re-INVITE end the call",
            .calling("o1"),
            called + [
                (.offer("hold"), ["send INVITE [hold]"]),
                (.answer(481, .invite), ["send BYE", "ended lost"]),
                (.fail(.bye, .timeout), ["finished"]),
            ]
        ),
        SessionScript(
            "silence to an UPDATE ends the call, to INFO not",
            .calling("o1"),
            called + [
                (
                    .give(.sendInformation(contentType: "application/dtmf-relay", body: [0x31], headers: [])),
                    [
                        "send INFO [1]"
                    ]
                ),
                (.fail(.info, .timeout), []),
                (
                    .give(.sendInformation(contentType: "application/dtmf-relay", body: [0x32], headers: [])),
                    [
                        "send INFO [2]"
                    ]
                ),
                (.answer(415, .info), []),
                (.offer("u", .update), ["send UPDATE [u]"]),
                (.fail(.update, .timeout), ["send BYE", "ended lost"]),
            ]
        ),
        SessionScript(
            "481 to INFO ends the call",
            .calling("o1"),
            called + [
                (.give(.sendInformation(contentType: "text/plain", body: [0x31], headers: [])), ["send INFO [1]"]),
                (.answer(481, .info), ["send BYE", "ended lost"]),
            ]
        ),
        SessionScript(
            "§14.1 glare: the side that made the Call-ID waits 2.1 to 4 s, then offers again",
            .calling("o1"),
            called + [
                (.offer("hold"), ["send INVITE [hold]"]),
                (.request(.invite, sdp: "o2"), ["491 INVITE"]),
                (.answer(491, .invite), ["arm glarePause 2.84"]),
                (.request(.invite, sdp: "o2"), ["offer [o2]"]),
                (.acceptOffer("a2"), ["200 INVITE [a2]"] + waitingForACK),
                (.request(.ack, sequence: 102), acknowledged),
                (.fire(.glarePause), ["send INVITE [hold]"]),
                (.answer(200, .invite, sdp: "held"), ["ACK", "answer [held]"]),
            ]
        ),
        SessionScript(
            "an offer that pauses when the far end's is open is refused, so that the other leg goes on",
            .calling("o1"),
            called + [
                (.offer("hold"), ["send INVITE [hold]"]),
                (.answer(491, .invite), ["arm glarePause 2.84"]),
                (.request(.invite, sdp: "o2"), ["offer [o2]"]),
                (.fire(.glarePause), ["offerRefused 491"]),
                (.acceptOffer("a2"), ["200 INVITE [a2]"] + waitingForACK),
            ]
        ),
        SessionScript(
            "a pause that ends while an ACK is missing waits for it",
            .calling("o1"),
            called + [
                (.offer("hold"), ["send INVITE [hold]"]),
                (.answer(491, .invite), ["arm glarePause 2.84"]),
                (.request(.invite, sdp: "o2"), ["offer [o2]"]),
                (.acceptOffer("a2"), ["200 INVITE [a2]"] + waitingForACK),
                (.fire(.glarePause), []),
                (.request(.ack, sequence: 101), acknowledged + ["send INVITE [hold]"]),
            ]
        ),
        SessionScript(
            "§14.2 500 with a short Retry-After is tried again, with a long one not",
            .calling("o1"),
            called + [
                (.offer("u", .update), ["send UPDATE [u]"]),
                (.answer(500, .update, headers: [ExtraHeader(.retryAfter, "3")]), ["arm glarePause 3.0"]),
                (.fire(.glarePause), ["send UPDATE [u]"]),
                (.answer(500, .update, headers: [ExtraHeader(.retryAfter, "300")]), ["offerRefused 500"]),
            ]
        ),
        SessionScript(
            "glare without end is given up",
            .calling("o1"),
            settings: impatient,
            called + [
                (.offer("hold"), ["send INVITE [hold]"]),
                (.answer(491, .invite), ["arm glarePause 2.84"]),
                (.fire(.glarePause), ["send INVITE [hold]"]),
                (.answer(491, .invite), ["offerRefused 491"]),
            ]
        ),
        SessionScript(
            "hanging up during a pause cancels it",
            .calling("o1"),
            called + [
                (.offer("hold"), ["send INVITE [hold]"]),
                (.answer(491, .invite), ["arm glarePause 2.84"]),
                (.hangUp, ["cancel glarePause", "send BYE", "ended hungUpHere"]),
            ]
        ),
    ]

    static var impatient: InviteSessionSettings {
        var settings = SessionBench.quiet
        settings.maximumOfferRepetitions = 1
        return settings
    }

    @Test(arguments: Self.scripts)
    func follows(_ script: SessionScript) {
        script.run()
    }

    @Test(
        "§14.1 the side that did not make the Call-ID pauses 0 to 2 s, the other 2.1 to 4 s",
        arguments: UInt64(0)..<40
    )
    func pauses(seed: UInt64) throws {
        var bench = SessionBench(calling: "o1")
        let call = OutgoingInvite(
            target: SIPURI(host: "b"),
            from: NameAddress(uri: SIPURI(host: "a")),
            to: NameAddress(uri: SIPURI(host: "b")),
            callID: SessionBench.callID,
            localTag: "near",
            contact: "<sip:a>",
            offer: Array("o1".utf8)
        )
        bench.session = InviteSession(calling: call, settings: SessionBench.quiet, seed: seed)
        let invite = SessionBench.request(.invite, sequence: 100, toTag: nil, fromTag: "far", sdp: "o1")
        var other = SessionBench(answering: invite)
        other.session = InviteSession(
            answering: invite,
            localTag: "near",
            contact: "<sip:a>",
            settings: SessionBench.quiet,
            seed: seed
        )
        for (move, _) in Self.called + [(.offer("x"), [])] { _ = bench.make(move) }
        for (move, _) in Self.answered + [(.offer("x"), [])] { _ = other.make(move) }
        let pauses = [bench, other].map { bench -> Duration? in
            var bench = bench
            guard case .arm(.glarePause, let pause) = bench.effects(of: .answer(491, .invite)).last else { return nil }
            return pause
        }
        #expect((.milliseconds(2_100)...(.milliseconds(4_000))).contains(try #require(pauses[0])))
        #expect((.zero...(.milliseconds(2_000))).contains(try #require(pauses[1])))
    }

    @Test("§12.2 the remote target follows Contact of re-INVITE and of 2xx, and only of those that succeed")
    func target() throws {
        var bench = SessionBench(calling: "o1")
        for (move, _) in Self.called { _ = bench.make(move) }
        let moved = [ExtraHeader(.contact, "<sip:moved@192.0.2.77>")]
        func bye() throws -> String? {
            var copy = bench
            _ = copy.make(.hangUp)
            return try #require(copy.messages.last).requestURI?.description
        }
        #expect(try bye() == "sip:far@192.0.2.9:5062")
        var request = SessionBench.request(.invite, sequence: 300, toTag: "near", fromTag: "far", sdp: "o2")
        request.set(.contact, moved[0].value)
        _ = bench.make(.give(.received(request)))
        _ = bench.make(.rejectOffer(488))
        #expect(try bye() == "sip:far@192.0.2.9:5062")
        request.set(.cseq, "301 INVITE")
        _ = bench.make(.give(.received(request)))
        _ = bench.make(.acceptOffer("a2"))
        _ = bench.make(.request(.ack, sequence: 301))
        #expect(try bye() == "sip:moved@192.0.2.77")
        request.set(.contact, "not an address at all <")
        request.set(.cseq, "302 INVITE")
        _ = bench.make(.give(.received(request)))
        _ = bench.make(.acceptOffer("a3"))
        _ = bench.make(.request(.ack, sequence: 302))
        #expect(try bye() == "sip:moved@192.0.2.77")
    }

    @Test("Replaces names an established dialog, or a calling one early")
    func replaces() {
        var bench = SessionBench(calling: "o1")
        let mine = Replaces(callID: SessionBench.callID, toTag: "near", fromTag: "far")
        let early = Replaces(callID: SessionBench.callID, toTag: "near", fromTag: "far", isEarlyOnly: true)
        let others = [
            Replaces(callID: "x", toTag: "near", fromTag: "far"),
            Replaces(callID: SessionBench.callID, toTag: "x", fromTag: "far"),
            Replaces(callID: SessionBench.callID, toTag: "near", fromTag: "x"),
        ]
        var seen: [[Bool]] = []
        for (move, _) in Self.called {
            _ = bench.make(move)
            seen.append([bench.session.matches(mine), bench.session.matches(early)])
            #expect(!others.contains { bench.session.matches($0) })
        }
        #expect(seen == [[false, false], [false, false], [true, true], [true, false]])
    }
}
