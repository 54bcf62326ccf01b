import SIP
import Testing

@Suite("RFC 3261 §13.3, a session that answers")
struct AnsweringTests {
    static let waitingForACK = ["arm answerRepetition 0.5", "arm acknowledgementMissing 32.0"]
    static let acknowledged = ["cancel answerRepetition", "cancel acknowledgementMissing"]
    static let ringing: [(Move, [String])] = [
        (.give(.start), ["invited [o1]"]),
        (.progress(180), ["180 INVITE", "arm progressRepetition 60.0"]),
    ]
    static let accepted: [(Move, [String])] = [
        (.give(.start), ["invited [o1]"]),
        (.accept("a1"), ["200 INVITE [a1]"] + waitingForACK),
    ]
    static let requires = [ExtraHeader(.require, "100rel")]
    static let supports = [ExtraHeader(.supported, "100rel")]
    static let waitingForPRACK = ["arm provisionalRepetition 0.5", "arm provisionalAcknowledgementMissing 32.0"]
    static let pracked = ["cancel provisionalRepetition", "cancel provisionalAcknowledgementMissing"]

    static func prack(_ sequence: UInt32, sdp: String? = nil) -> Move {
        .request(.prack, sdp: sdp, headers: [ExtraHeader(.rack, "\(sequence) 100 INVITE")])
    }

    static let scripts: [SessionScript] = [
        SessionScript(
            "180, 200, ACK, BYE",
            .answering("o1"),
            ringing + [
                (.accept("a1"), ["cancel progressRepetition", "200 INVITE [a1]"] + waitingForACK),
                (.request(.ack, sequence: 100), acknowledged + ["confirmed"]),
                (.request(.ack, sequence: 100), []),
                (.request(.bye), ["200 BYE", "ended hungUp", "finished"]),
            ]
        ),
        SessionScript(
            "§13.3.1.4 the 200 is repeated up to T2 until its ACK",
            .answering("o1"),
            accepted + [
                (.fire(.answerRepetition), ["200 INVITE [a1]", "arm answerRepetition 1.0"]),
                (.fire(.answerRepetition), ["200 INVITE [a1]", "arm answerRepetition 2.0"]),
                (.fire(.answerRepetition), ["200 INVITE [a1]", "arm answerRepetition 4.0"]),
                (.fire(.answerRepetition), ["200 INVITE [a1]", "arm answerRepetition 4.0"]),
                (.request(.ack, sequence: 99), []),
                (.request(.ack, sequence: 100, tag: "stranger"), []),
                (.request(.ack, sequence: 100), acknowledged + ["confirmed"]),
                (.fire(.answerRepetition), []),
            ]
        ),
        SessionScript(
            "§13.3.1.4 a 200 that is never acknowledged ends in BYE",
            .answering("o1"),
            accepted + [
                (
                    .fire(.acknowledgementMissing),
                    [
                        "cancel answerRepetition", "send BYE", "ended notAcknowledged",
                    ]
                ),
                (.answer(200, .bye), ["finished"]),
            ]
        ),
        SessionScript(
            "§15 our BYE waits for the ACK",
            .answering("o1"),
            accepted + [
                (.hangUp, ["ended hungUpHere"]),
                (.fire(.answerRepetition), ["200 INVITE [a1]", "arm answerRepetition 1.0"]),
                (.request(.info), ["481 INFO"]),
                (.request(.ack, sequence: 100), acknowledged + ["send BYE"]),
                (.answer(200, .bye), ["finished"]),
            ]
        ),
        SessionScript(
            "§15 our BYE waits no longer than 64·T1",
            .answering("o1"),
            accepted + [
                (.hangUp, ["ended hungUpHere"]),
                (.fire(.acknowledgementMissing), ["cancel answerRepetition", "send BYE"]),
                (.fail(.bye, .timeout), ["finished"]),
            ]
        ),
        SessionScript(
            "the caller's BYE overtakes its ACK",
            .answering("o1"),
            accepted + [
                (.request(.bye), ["200 BYE"] + acknowledged + ["ended hungUp", "finished"])
            ]
        ),
        SessionScript(
            "the caller's BYE comes while ours waits",
            .answering("o1"),
            accepted + [
                (.hangUp, ["ended hungUpHere"]),
                (.request(.bye), ["200 BYE"] + acknowledged + ["finished"]),
            ]
        ),
        SessionScript(
            "CANCEL",
            .answering("o1"),
            ringing + [
                (
                    .request(.cancel, sequence: 100),
                    [
                        "200 CANCEL", "487 INVITE", "cancel progressRepetition", "ended cancelled", "finished",
                    ]
                ),
                (.accept("a1"), []),
            ]
        ),
        SessionScript(
            "CANCEL that crossed the 200 is answered and nothing else",
            .answering("o1"),
            accepted + [
                (.request(.cancel, sequence: 100), ["200 CANCEL"]),
                (.request(.ack, sequence: 100), acknowledged + ["confirmed"]),
            ]
        ),
        SessionScript(
            "an early BYE ends it like CANCEL",
            .answering("o1"),
            ringing + [
                (
                    .request(.bye),
                    [
                        "200 BYE", "487 INVITE", "cancel progressRepetition", "ended cancelled", "finished",
                    ]
                )
            ]
        ),
        SessionScript(
            "§13.3.1.1 ringing is said again every minute",
            .answering("o1"),
            ringing + [
                (.fire(.progressRepetition), ["180 INVITE", "arm progressRepetition 60.0"]),
                (.progress(183, "early"), ["183 INVITE [early]", "arm progressRepetition 60.0"]),
                (.fire(.progressRepetition), ["183 INVITE [early]", "arm progressRepetition 60.0"]),
                (.accept(nil), ["cancel progressRepetition", "200 INVITE [early]"] + waitingForACK),
            ]
        ),
        SessionScript(
            "refusals, with what the owner adds",
            .answering("o1"),
            ringing + [
                (
                    .give(.reject(status: 486, reason: "Busy", headers: [ExtraHeader(.retryAfter, "5")])),
                    [
                        "486 INVITE", "cancel progressRepetition", "ended rejected 486", "finished",
                    ]
                )
            ]
        ),
        SessionScript(
            "hanging up while it rings is 480",
            .answering("o1"),
            ringing + [(.hangUp, ["480 INVITE", "cancel progressRepetition", "ended rejected 480", "finished"])]
        ),
        SessionScript(
            "accepting without any description is our mistake, and the caller hears 500",
            .answering("o1"),
            ringing + [(.accept(nil), ["500 INVITE", "cancel progressRepetition", "ended faulty", "finished"])]
        ),
        SessionScript(
            "delayed offer: 200 offers, ACK answers",
            .answering(nil),
            [
                (.give(.start), ["invited"]),
                (.progress(183, "no offer in an unreliable response"), ["183 INVITE", "arm progressRepetition 60.0"]),
                (.accept("o2"), ["cancel progressRepetition", "200 INVITE [o2]"] + waitingForACK),
                (.request(.ack, sdp: "a2", sequence: 100), acknowledged + ["confirmed", "answer [a2]"]),
            ]
        ),
        SessionScript(
            "delayed offer: an ACK without the answer ends the call",
            .answering(nil),
            [
                (.give(.start), ["invited"]),
                (.accept("o2"), ["200 INVITE [o2]"] + waitingForACK),
                (.request(.ack, sequence: 100), acknowledged + ["send BYE", "ended faulty"]),
                (.answer(200, .bye), ["finished"]),
            ]
        ),
        SessionScript(
            "§14.2 a second INVITE before the answer",
            .answering("o1"),
            ringing + [
                (.request(.invite, sdp: "x"), ["500 INVITE"]),
                (.request(.update, sdp: "x"), ["500 UPDATE"]),
                (.request(.update), ["200 UPDATE"]),
                (.request(.info), ["200 INFO", "information"]),
                (.request(.info, sequence: 104), ["500 INFO"]),
                (.request(.info, sequence: 104, tag: "stranger"), ["481 INFO"]),
                (.request(.refer), ["403 REFER"]),
                (.request(.notify), ["481 NOTIFY"]),
                (.request(.subscribe), ["405 SUBSCRIBE"]),
                (.request(SIPMethod("DANCE")), ["501 DANCE"]),
                (.request(.options), ["200 OPTIONS"]),
                (.request(.message), ["request MESSAGE"]),
                (.request(.info, headers: [ExtraHeader(.infoPackage, "x")]), ["469 INFO"]),
                (.request(.bye, headers: [ExtraHeader(.require, "timer, dance")]), ["420 BYE"]),
            ]
        ),
        SessionScript(
            "RFC 3262: reliable responses one after the other; the 200 waits for the PRACK",
            .answering("o1"),
            headers: requires,
            [
                (.give(.start), ["invited [o1]"]),
                (.progress(180), ["180 INVITE"] + waitingForPRACK),
                (.progress(183, "a1"), []),
                (.fire(.provisionalRepetition), ["180 INVITE", "arm provisionalRepetition 1.0"]),
                (.fire(.provisionalRepetition), ["180 INVITE", "arm provisionalRepetition 2.0"]),
                (prack(firstRSeq + 1), ["481 PRACK"]),
                (prack(firstRSeq), pracked + ["200 PRACK", "183 INVITE [a1]"] + waitingForPRACK),
                (prack(firstRSeq), ["481 PRACK"]),
                (.accept("a1"), []),
                (.progress(180), []),
                (prack(firstRSeq + 1), pracked + ["200 PRACK", "200 INVITE"] + waitingForACK),
                (.request(.ack, sequence: 100), acknowledged + ["confirmed"]),
            ]
        ),
        SessionScript(
            "RFC 3262: without PRACK for 64·T1 the INVITE is refused",
            .answering("o1"),
            headers: requires,
            [
                (.give(.start), ["invited [o1]"]),
                (.progress(180), ["180 INVITE"] + waitingForPRACK),
                (
                    .fire(.provisionalAcknowledgementMissing),
                    [
                        "504 INVITE", "cancel provisionalRepetition", "ended notAcknowledged", "finished",
                    ]
                ),
            ]
        ),
        SessionScript(
            "RFC 3262: an offer in a reliable response, its answer in PRACK",
            .answering(nil),
            settings: reliably(.withDescription),
            headers: supports,
            [
                (.give(.start), ["invited"]),
                (.progress(180), ["180 INVITE", "arm progressRepetition 60.0"]),
                (.progress(183, "o2"), ["cancel progressRepetition", "183 INVITE [o2]"] + waitingForPRACK),
                (.request(.update, sdp: "x"), ["491 UPDATE"]),
                (prack(firstRSeq, sdp: "a2"), pracked + ["200 PRACK", "answer [a2]"]),
                (.accept("o2"), ["200 INVITE"] + waitingForACK),
                (.request(.ack, sequence: 100), acknowledged + ["confirmed"]),
            ]
        ),
        SessionScript(
            "RFC 3262: a PRACK that lacks the answer ends the call",
            .answering(nil),
            settings: reliably(.always),
            headers: supports,
            [
                (.give(.start), ["invited"]),
                (.progress(183, "o2"), ["183 INVITE [o2]"] + waitingForPRACK),
                (prack(firstRSeq), pracked + ["400 PRACK", "500 INVITE", "ended faulty", "finished"]),
            ]
        ),
        SessionScript(
            "RFC 3262: a PRACK may offer anew",
            .answering("o1"),
            headers: requires,
            [
                (.give(.start), ["invited [o1]"]),
                (.progress(183, "a1"), ["183 INVITE [a1]"] + waitingForPRACK),
                (prack(firstRSeq, sdp: "o2"), pracked + ["offer [o2]"]),
                (.accept("a1"), []),
                (.acceptOffer("a2"), ["200 PRACK [a2]", "200 INVITE"] + waitingForACK),
                (.request(.ack, sequence: 100), acknowledged + ["confirmed", "send UPDATE [a1]"]),
            ]
        ),
        SessionScript(
            "a description that changed after a reliable answer is offered when the call is confirmed",
            .answering("o1"),
            headers: requires,
            [
                (.give(.start), ["invited [o1]"]),
                (.progress(183, "a1"), ["183 INVITE [a1]"] + waitingForPRACK),
                (prack(firstRSeq), pracked + ["200 PRACK"]),
                (.accept("a2"), ["200 INVITE"] + waitingForACK),
                (.request(.ack, sequence: 100), acknowledged + ["confirmed", "send UPDATE [a2]"]),
                (.answer(200, .update, sdp: "b2"), ["answer [b2]"]),
            ]
        ),
        SessionScript(
            "RFC 3311: UPDATE from us and from there before the answer",
            .answering("o1"),
            headers: requires,
            [
                (.give(.start), ["invited [o1]"]),
                (.offer("early", .update), ["offerRefused 491"]),
                (.progress(183, "a1"), ["183 INVITE [a1]"] + waitingForPRACK),
                (prack(firstRSeq), pracked + ["200 PRACK"]),
                (.offer("u1", .update), ["send UPDATE [u1]"]),
                (.request(.update, sdp: "x"), ["491 UPDATE"]),
                (.accept("u1"), []),
                (.answer(200, .update, sdp: "b1"), ["answer [b1]", "200 INVITE"] + waitingForACK),
                (.request(.update, sdp: "u2"), ["offer [u2]"]),
            ].dropLast() + [(.request(.ack, sequence: 100), acknowledged + ["confirmed"])]
        ),
        SessionScript(
            "CANCEL answers what else is open",
            .answering("o1"),
            headers: requires,
            [
                (.give(.start), ["invited [o1]"]),
                (.progress(183, "a1"), ["183 INVITE [a1]"] + waitingForPRACK),
                (prack(firstRSeq), pracked + ["200 PRACK"]),
                (.request(.update, sdp: "u1"), ["offer [u1]"]),
                (.request(.update, sdp: "u2"), ["500 UPDATE"]),
                (.accept("a1"), []),
                (
                    .request(.cancel, sequence: 100),
                    [
                        "200 CANCEL", "487 INVITE", "487 UPDATE", "ended cancelled", "finished",
                    ]
                ),
            ]
        ),
    ]

    /// The bench's seed gives this number.
    static let firstRSeq: UInt32 = {
        var bench = SessionBench(answering: "o1", headers: requires)
        _ = bench.make(.give(.start))
        _ = bench.make(.progress(180))
        return UInt32(bench.messages.last?.first(.rseq) ?? "") ?? 0
    }()

    static func reliably(_ reliability: InviteSessionSettings.Reliability) -> InviteSessionSettings {
        var settings = SessionBench.quiet
        settings.reliability = reliability
        return settings
    }

    @Test(arguments: Self.scripts)
    func follows(_ script: SessionScript) {
        script.run()
    }
}
