import SIP
import Testing

@Suite("RFC 3261 §13.2, a session that calls")
struct CallingTests {
    static let answered: [(Move, [String])] = [
        (.give(.start), ["send INVITE [o1]"]),
        (.answer(100, .invite), []),
        (.answer(180, .invite), ["progressed 180"]),
        (.answer(200, .invite, sdp: "a1"), ["ACK", "answered [a1]"]),
    ]

    static let scripts: [SessionScript] = [
        SessionScript(
            "INVITE, 180, 200, ACK, BYE from there",
            .calling("o1"),
            answered + [
                (.request(.bye), ["200 BYE", "ended hungUp", "finished"]),
                (.request(.info), ["481 INFO"]),
            ]
        ),
        SessionScript(
            "BYE from here; a repeated 2xx gets its ACK again, before and after",
            .calling("o1"),
            answered + [
                (.answer(200, .invite, sdp: "a1"), ["ACK"]),
                (.fire(.acknowledgementMissing), []),
                (.fire(.sessionExpiry), []),
                (.hangUp, ["send BYE", "ended hungUpHere"]),
                (.answer(200, .invite, sdp: "a1"), ["ACK"]),
                (.hangUp, []),
                (.answer(100, .bye), []),
                (.answer(200, .bye), ["finished"]),
            ]
        ),
        SessionScript(
            "BYE crosses BYE",
            .calling("o1"),
            answered + [
                (.hangUp, ["send BYE", "ended hungUpHere"]),
                (.request(.bye), ["200 BYE"]),
                (.answer(481, .bye), ["finished"]),
            ]
        ),
        SessionScript(
            "BYE that nobody answers",
            .calling("o1"),
            answered + [
                (.hangUp, ["send BYE", "ended hungUpHere"]),
                (.request(.invite, sdp: "x"), ["481 INVITE"]),
                (.fail(.bye, .timeout), ["finished"]),
            ]
        ),
        SessionScript(
            "a refusal",
            .calling("o1"),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (.answer(486, .invite), ["ended refused 486", "finished"]),
            ]
        ),
        SessionScript(
            "nobody answers at all",
            .calling("o1"),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (.fail(.invite, .timeout), ["ended unreachable timeout", "finished"]),
            ]
        ),
        SessionScript(
            "CANCEL, 487",
            .calling("o1"),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (.answer(180, .invite), ["progressed 180"]),
                (.cancel, ["CANCEL", "ended cancelled here"]),
                (.answer(183, .invite, sdp: "late"), []),
                (.answer(487, .invite), ["finished"]),
            ]
        ),
        SessionScript(
            "CANCEL crosses the answer: ACK and BYE",
            .calling("o1"),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (.give(.cancel(reason: "SIP;cause=200")), ["CANCEL SIP;cause=200", "ended cancelled here"]),
                (.answer(200, .invite, sdp: "a1"), ["ACK", "send BYE"]),
                (.answer(200, .invite, sdp: "a1"), ["ACK"]),
                (.answer(200, .bye), ["finished"]),
            ]
        ),
        SessionScript(
            "CANCEL without any answer",
            .calling("o1"),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (.hangUp, ["CANCEL", "ended cancelled here"]),
                (.fail(.invite, .timeout), ["finished"]),
            ]
        ),
        SessionScript(
            "early media, and an answer that comes only before the 200",
            .calling("o1"),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (.answer(183, .invite, sdp: "early"), ["progressed 183 [early]"]),
                (.answer(200, .invite), ["ACK", "answered [early]"]),
            ]
        ),
        SessionScript(
            "the 200's answer counts more than early media",
            .calling("o1"),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (.answer(183, .invite, sdp: "early"), ["progressed 183 [early]"]),
                (.answer(200, .invite, sdp: "a1"), ["ACK", "answered [a1]"]),
                (
                    .request(.invite, sdp: "a1"),
                    [
                        "200 INVITE [o1]", "arm answerRepetition 0.5",
                        "arm acknowledgementMissing 32.0", "refreshed",
                    ]
                ),
            ]
        ),
        SessionScript(
            "a 200 without the answer it owes",
            .calling("o1"),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (.answer(200, .invite), ["ACK", "send BYE", "ended faulty"]),
                (.answer(200, .bye), ["finished"]),
            ]
        ),
        SessionScript(
            "delayed offer: the 200 offers, the ACK answers",
            .calling(nil),
            [
                (.give(.start), ["send INVITE"]),
                (.answer(183, .invite, sdp: "not an offer"), ["progressed 183"]),
                (.answer(200, .invite, sdp: "o2"), ["answered", "offer [o2]"]),
                (.answer(200, .invite, sdp: "o2"), []),
                (.request(.invite, sdp: "x"), ["491 INVITE"]),
                (.acceptOffer("a2"), ["ACK [a2]"]),
                (.acceptOffer("a2"), []),
                (.answer(200, .invite, sdp: "o2"), ["ACK [a2]"]),
                (
                    .request(.invite, sdp: "o2"),
                    [
                        "200 INVITE [a2]", "arm answerRepetition 0.5",
                        "arm acknowledgementMissing 32.0", "refreshed",
                    ]
                ),
            ]
        ),
        SessionScript(
            "delayed offer refused: ACK and BYE",
            .calling(nil),
            [
                (.give(.start), ["send INVITE"]),
                (.answer(200, .invite, sdp: "o2"), ["answered", "offer [o2]"]),
                (.rejectOffer(488), ["ACK", "send BYE", "ended hungUpHere"]),
                (.fail(.bye, .transport), ["finished"]),
            ]
        ),
        SessionScript(
            "a fork: two branches ring, the second answers, the first answers late",
            .calling("o1"),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (.answer(180, .invite, tag: "x"), ["progressed 180"]),
                (.answer(183, .invite, sdp: "y-early", tag: "y"), ["progressed 183 [y-early]"]),
                (.answer(200, .invite, sdp: "a-y", tag: "y"), ["ACK", "answered [a-y]"]),
                (.answer(200, .invite, sdp: "a-x", tag: "x"), ["ACK", "send BYE"]),
                (.answer(200, .invite, sdp: "a-x", tag: "x"), ["ACK"]),
                (.answer(200, .bye, tag: "x"), []),
                (.answer(200, .invite, sdp: "a-z", tag: "z"), ["ACK", "send BYE"]),
                (.request(.info, tag: "y"), ["200 INFO", "information"]),
                (.request(.info, tag: "x"), ["481 INFO"]),
                (.request(.bye, sequence: 200, tag: "y"), ["200 BYE", "ended hungUp", "finished"]),
            ]
        ),
        SessionScript(
            "RFC 3262: reliable responses are acknowledged in order, once",
            .calling("o1"),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (reliable(183, 17, "a1"), ["send PRACK", "progressed 183 reliably [a1]"]),
                (reliable(183, 17, "a1"), []),
                (reliable(180, 19), []),
                (reliable(180, 18), ["send PRACK", "progressed 180 reliably"]),
                (.answer(200, .prack), []),
                (.answer(200, .invite), ["ACK", "answered [a1]"]),
            ]
        ),
        SessionScript(
            "RFC 3262: an offer in a reliable response is answered by PRACK",
            .calling(nil),
            [
                (.give(.start), ["send INVITE"]),
                (reliable(183, 1, "o2"), ["progressed 183 reliably", "offer [o2]"]),
                (.acceptOffer("a2"), ["send PRACK [a2]"]),
                (.answer(200, .prack), []),
                (.answer(200, .invite), ["ACK", "answered [o2]"]),
            ]
        ),
        SessionScript(
            "RFC 3262: an offer in a reliable response that we cannot take ends the call",
            .calling(nil),
            [
                (.give(.start), ["send INVITE"]),
                (reliable(183, 1, "o2"), ["progressed 183 reliably", "offer [o2]"]),
                (.rejectOffer(488), ["CANCEL", "ended cancelled here"]),
                (.answer(487, .invite), ["finished"]),
            ]
        ),
        SessionScript(
            "RFC 3311: UPDATE in both directions before the answer",
            .calling("o1"),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (.offer("too early", .update), ["offerRefused 491"]),
                (.answer(180, .invite), ["progressed 180"]),
                (.request(.update, sdp: "u0"), ["491 UPDATE"]),
                (.offer("u1", .update), ["offerRefused 491"]),
                (reliable(183, 1, "a1"), ["send PRACK", "progressed 183 reliably [a1]"]),
                (.request(.update, sdp: "u2"), ["offer [u2]"]),
                (.acceptOffer("b2"), ["200 UPDATE [b2]"]),
                (.request(.update, sdp: "u3"), ["offer [u3]"]),
                (.rejectOffer(488), ["488 UPDATE"]),
                (.offer("u4", .update), ["send UPDATE [u4]"]),
                (.request(.update, sdp: "u5"), ["491 UPDATE"]),
                (.answer(200, .update, sdp: "b4"), ["answer [b4]"]),
                (.offer("u6", .update), ["send UPDATE [u6]"]),
                (.answer(491, .update), ["offerRefused 491"]),
                (.offer("u7", .update), ["send UPDATE [u7]"]),
                (.fail(.update, .timeout), ["offerRefused 408"]),
                (.request(.bye), ["403 BYE"]),
                (.answer(200, .invite), ["ACK", "answered [b4]"]),
            ]
        ),
        SessionScript(
            "commands of the other role change nothing",
            .calling("o1"),
            [
                (.give(.start), ["send INVITE [o1]"]),
                (.accept("x"), []),
                (.progress(180), []),
                (.give(.reject(status: 486, reason: nil, headers: [])), []),
                (.acceptOffer("x"), []),
                (.fire(.answerRepetition), []),
                (.answer(603, .invite), ["ended refused 603", "finished"]),
            ]
        ),
    ]

    static func reliable(_ status: Int, _ sequence: Int, _ sdp: String? = nil) -> Move {
        .answer(
            status,
            .invite,
            sdp: sdp,
            headers: [ExtraHeader(.require, "100rel"), ExtraHeader(.rseq, String(sequence))]
        )
    }

    @Test(arguments: Self.scripts)
    func follows(_ script: SessionScript) {
        script.run()
    }

    @Test("the INVITE carries what RFC 3261 §8.1.1 wants, and the owner's headers")
    func invite() throws {
        var settings = InviteSessionSettings()
        settings.agent = "Martlet"
        var bench = SessionBench(
            calling: "o1",
            settings: settings,
            headers: [ExtraHeader(.pAssertedIdentity, "<sip:101@a.example>"), ExtraHeader(.alertInfo, "<x>")]
        )
        _ = bench.make(.give(.start))
        let invite = try #require(bench.messages.first)
        let expected: [(SIPHeaderName, String)] = [
            (.maxForwards, "70"), (.from, "<sip:alice@a.example>;tag=near"), (.to, "<sip:bob@b.example>"),
            (.callID, SessionBench.callID), (.cseq, "1 INVITE"), (.contact, "<sip:here@10.0.0.1:5060>"),
            (.allow, "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY, MESSAGE"),
            (.supported, "100rel, timer, replaces, norefersub"), (.sessionExpires, "1800"),
            (.userAgent, "Martlet"), (.pAssertedIdentity, "<sip:101@a.example>"), (.alertInfo, "<x>"),
            (.contentType, "application/sdp"),
        ]
        for (name, value) in expected { #expect(invite.first(name) == value) }
        #expect(!invite.contains(.via))
        #expect(invite.requestURI?.description == "sip:bob@b.example")
    }

    @Test("§12.2 the confirmed dialog counts on from the early one, in both directions")
    func sequences() throws {
        var bench = SessionBench(calling: "o1")
        _ = bench.make(.give(.start))
        _ = bench.make(Self.reliable(183, 1, "a1"))
        _ = bench.make(.request(.info, sequence: 50))
        _ = bench.make(.answer(200, .invite))
        #expect(bench.make(.request(.info, sequence: 50)) == ["500 INFO"])
        _ = bench.make(.hangUp)
        #expect(
            bench.messages.filter { $0.isRequest }.map { $0.first(.cseq) } == [
                "1 INVITE", "2 PRACK", "1 ACK", "3 BYE",
            ]
        )
    }

    @Test("§12.2.1.1 requests of the dialog follow the route set, loose and strict", arguments: [true, false])
    func routes(isLoose: Bool) throws {
        var bench = SessionBench(calling: "o1")
        let lr = isLoose ? ";lr" : ""
        let routes = [ExtraHeader(.recordRoute, "<sip:p2.example\(lr)>, <sip:p1.example;lr>")]
        _ = bench.make(.give(.start))
        #expect(bench.make(.answer(200, .invite, sdp: "a", headers: routes)) == ["ACK", "answered [a]"])
        _ = bench.make(.hangUp)
        let bye = try #require(bench.messages.last)
        #expect(bye.requestURI?.description == "sip:far@192.0.2.9:5062")
        #expect(bye.all(.route) == ["<sip:p1.example;lr>", "<sip:p2.example\(lr)>"])
        #expect(bye.first(.cseq) == "2 BYE")
    }

    @Test("§12.2.1.1 a strict first route goes into the Request-URI")
    func strictRoute() throws {
        var bench = SessionBench(calling: "o1")
        let routes = [ExtraHeader(.recordRoute, "<sip:p2.example;lr>, <sip:p1.example>")]
        _ = bench.make(.give(.start))
        _ = bench.make(.answer(200, .invite, sdp: "a", headers: routes))
        let ack = try #require(bench.messages.last)
        #expect(ack.requestURI?.description == "sip:p1.example")
        #expect(ack.all(.route) == ["<sip:p2.example;lr>", "<sip:far@192.0.2.9:5062>"])
    }
}
