import SIP
import Testing

@Suite("Transfers in a session (RFC 3515, RFC 3891, RFC 3892, RFC 4488)")
struct TransferTests {
    static let answered = EstablishedTests.answered
    static let called = EstablishedTests.called
    static let target = NameAddress(uri: SIPURI(user: "carol", host: "c.example"))

    static func refer(_ headers: [ExtraHeader] = []) -> Move {
        .request(.refer, headers: [ExtraHeader(.referTo, "<sip:carol@c.example>")] + headers)
    }

    static func notify(_ status: String?, event: String = "refer", state: String) -> Move {
        var request = SessionBench.request(.notify, sequence: 500, toTag: "near", fromTag: "far")
        request.append(.event, event)
        request.append(.subscriptionState, state)
        if let status {
            request.append(.contentType, "message/sipfrag")
            request.body = Array("SIP/2.0 \(status)\r\n".utf8)
        }
        return .give(.received(request))
    }

    static let scripts: [SessionScript] = [
        SessionScript(
            "a transfer asked for, taken on and reported",
            .answering("o1"),
            answered + [
                (.give(.acceptTransfer), []),
                (refer(), ["transferRequested sip:carol@c.example"]),
                (refer(), ["491 REFER"]),
                (.give(.reportTransfer(status: 180, reason: nil)), []),
                (.give(.acceptTransfer), ["202 REFER", "send NOTIFY [SIP/2.0 100 Trying]"]),
                (.answer(200, .notify), []),
                (.give(.reportTransfer(status: 180, reason: nil)), ["send NOTIFY [SIP/2.0 180 Ringing]"]),
                (.give(.reportTransfer(status: 200, reason: "Fine")), ["send NOTIFY [SIP/2.0 200 Fine]"]),
                (.give(.reportTransfer(status: 200, reason: nil)), []),
                (refer(), ["transferRequested sip:carol@c.example"]),
                (.give(.rejectTransfer(status: 603)), ["603 REFER"]),
                (.request(.bye), ["200 BYE", "ended hungUp", "finished"]),
            ]
        ),
        SessionScript(
            "RFC 4488: nobody wants to hear of it",
            .answering("o1"),
            answered + [
                (refer([ExtraHeader(.referSub, "false")]), ["transferRequested sip:carol@c.example"]),
                (.give(.acceptTransfer), ["202 REFER"]),
                (.give(.reportTransfer(status: 180, reason: nil)), []),
                (.give(.reportTransfer(status: 486, reason: nil)), []),
                (refer(), ["transferRequested sip:carol@c.example"]),
            ]
        ),
        SessionScript(
            "a transferor that refuses reports gets no more",
            .answering("o1"),
            answered + [
                (refer(), ["transferRequested sip:carol@c.example"]),
                (.give(.acceptTransfer), ["202 REFER", "send NOTIFY [SIP/2.0 100 Trying]"]),
                (.answer(481, .notify), []),
                (.give(.reportTransfer(status: 200, reason: nil)), []),
            ]
        ),
        SessionScript(
            "a REFER without one readable target",
            .answering("o1"),
            answered + [
                (.request(.refer), ["400 REFER"]),
                (.request(.refer, headers: [ExtraHeader(.referTo, "<<<")]), ["400 REFER"]),
            ]
        ),
        SessionScript(
            "our REFER, its 202 and the reports",
            .calling("o1"),
            called + [
                (.give(.refer(to: target, headers: [])), ["send REFER"]),
                (.give(.refer(to: target, headers: [])), ["transfer 491"]),
                (.answer(202, .refer), ["transfer 100"]),
                (notify("180 Ringing", event: "presence", state: "active"), ["481 NOTIFY"]),
            ]
        ),
        SessionScript(
            "a report that overtakes the 202",
            .calling("o1"),
            called + [
                (.give(.refer(to: target, headers: [])), ["send REFER"]),
                (notify("180 Ringing", state: "active;expires=60"), ["200 NOTIFY", "transfer 180"]),
                (.answer(202, .refer), ["transfer 100"]),
                (.request(.info, sequence: 501), ["200 INFO", "information"]),
            ]
        ),
        SessionScript(
            "the last report",
            .calling("o1"),
            called + [
                (.give(.refer(to: target, headers: [])), ["send REFER"]),
                (.answer(202, .refer), ["transfer 100"]),
                (
                    notify("486 Busy", event: "refer;id=2", state: "terminated;reason=noresource"),
                    [
                        "200 NOTIFY", "transfer 486",
                    ]
                ),
                (.give(.refer(to: target, headers: [])), ["send REFER"]),
            ]
        ),
        SessionScript(
            "reports that end without an outcome",
            .calling("o1"),
            called + [
                (.give(.refer(to: target, headers: [])), ["send REFER"]),
                (.answer(202, .refer), ["transfer 100"]),
                (notify("100 Trying", state: "terminated;reason=timeout"), ["200 NOTIFY", "transfer 408"]),
            ]
        ),
        SessionScript(
            "a REFER refused, unanswered, or to a far end that lost the call",
            .calling("o1"),
            called + [
                (.give(.refer(to: target, headers: [])), ["send REFER"]),
                (.answer(603, .refer), ["transfer 603"]),
                (.give(.refer(to: target, headers: [])), ["send REFER"]),
                (.fail(.refer, .timeout), ["transfer 408"]),
                (.give(.refer(to: target, headers: [])), ["send REFER"]),
                (.answer(200, .refer, headers: [ExtraHeader(.referSub, "false")]), ["transfer 202"]),
                (.give(.refer(to: target, headers: [])), ["send REFER"]),
                (.answer(481, .refer), ["transfer 481", "send BYE", "ended lost"]),
            ]
        ),
    ]

    @Test(arguments: Self.scripts)
    func follows(_ script: SessionScript) {
        script.run()
    }

    @Test("an attended transfer names the dialog to replace and who referred")
    func attended() throws {
        var bench = SessionBench(answering: "o1")
        for (move, _) in Self.answered { _ = bench.make(move) }
        let to = "<sip:carol@c.example?Replaces=abc%40x%3Bto-tag%3D1%3Bfrom-tag%3D2>"
        let effects = bench.effects(
            of: .request(.refer, headers: [ExtraHeader(.referTo, to), ExtraHeader(.referredBy, "<sip:bob@b>")])
        )
        guard case .transferRequested(let transfer) = try #require(effects.first) else {
            Issue.record("no transfer")
            return
        }
        #expect(transfer.replaces == Replaces(callID: "abc@x", toTag: "1", fromTag: "2"))
        #expect(transfer.referredBy == "<sip:bob@b>")
    }

    @Test("NOTIFY says the state of its subscription, and its number from the second REFER on")
    func notifications() {
        var bench = SessionBench(answering: "o1")
        for (move, _) in Self.answered { _ = bench.make(move) }
        var seen: [String] = []
        for _ in 0..<2 {
            _ = bench.make(Self.refer())
            for move in [Move.give(.acceptTransfer), .give(.reportTransfer(status: 200, reason: nil))] {
                _ = bench.make(move)
                guard let notify = bench.messages.last, notify.method == .notify else { continue }
                seen.append("\(notify.first(.event) ?? "") \(notify.first(.subscriptionState) ?? "")")
            }
        }
        #expect(
            seen == [
                "refer active;expires=180", "refer terminated;reason=noresource",
                "refer;id=102 active;expires=180", "refer;id=102 terminated;reason=noresource",
            ]
        )
    }
}
