import SIP
import Testing

@Suite("RFC 3261 §13.3, what the messages of an answering session carry")
struct AnsweringMessagesTests {
    @Test(
        "an INVITE that cannot be served is refused at once",
        arguments: [
            ([ExtraHeader(.require, "dance, 100rel")], 420, ExtraHeader(.unsupported, "dance")),
            ([ExtraHeader(.supported, "timer"), ExtraHeader(.sessionExpires, "30")], 422, ExtraHeader(.minSE, "90")),
            ([ExtraHeader(.contentType, "text/plain")], 415, ExtraHeader(.accept, "application/sdp")),
        ]
    )
    func refuses(headers: [ExtraHeader], status: Int, answer: ExtraHeader) {
        var invite = SessionBench.request(.invite, sequence: 100, toTag: nil, fromTag: "far", sdp: nil)
        for header in headers {
            invite.append(header.name, header.value)
            if header.name == .contentType { invite.body = Array("hello".utf8) }
        }
        var bench = SessionBench(answering: invite)
        #expect(bench.make(.give(.start)) == ["\(status) INVITE", "ended rejected \(status)", "finished"])
        #expect(bench.messages.last?.first(answer.name) == answer.value)
        #expect(bench.session.isOver)
    }

    @Test("an INVITE without Contact makes no dialog")
    func noContact() {
        var invite = SessionBench.request(.invite, sequence: 100, toTag: nil, fromTag: "far", sdp: "o")
        invite.remove(.contact)
        var bench = SessionBench(answering: invite)
        #expect(bench.make(.give(.start)) == ["400 INVITE", "ended rejected 400", "finished"])
    }

    @Test("responses carry tag, Contact and what RFC 3262 and RFC 4028 want")
    func responses() throws {
        var settings = InviteSessionSettings()
        settings.reliability = .always
        settings.agent = "Martlet"
        var bench = SessionBench(
            answering: "o1",
            settings: settings,
            headers: [ExtraHeader(.supported, "100rel, timer"), ExtraHeader(.recordRoute, "<sip:p;lr>")]
        )
        _ = bench.make(.give(.start))
        _ = bench.make(.progress(180, "a1"))
        let ringing = try #require(bench.messages.last)
        let common: [(SIPHeaderName, String)] = [
            (.to, "<sip:here@a.example>;tag=near"), (.contact, "<sip:here@10.0.0.1:5060>"),
            (.recordRoute, "<sip:p;lr>"), (.server, "Martlet"), (.contentType, "application/sdp"),
        ]
        for (name, value) in common + [(.require, "100rel"), (.rseq, String(AnsweringTests.firstRSeq))] {
            #expect(ringing.first(name) == value)
        }
        _ = bench.make(AnsweringTests.prack(AnsweringTests.firstRSeq))
        #expect(
            bench.make(.accept("a1")) == ["arm sessionExpiry 1768.0", "200 INVITE"] + AnsweringTests.waitingForACK
        )
        let answer = try #require(bench.messages.last)
        for (name, value) in common.dropLast() + [(.sessionExpires, "1800;refresher=uac"), (.require, "timer")] {
            #expect(answer.first(name) == value)
        }
        #expect(!answer.contains(.contentType))
        _ = bench.make(.request(.ack, sequence: 100))
        _ = bench.make(.hangUp)
        let bye = try #require(bench.messages.last)
        #expect(bye.first(.from) == "<sip:here@a.example>;tag=near")
        #expect(bye.first(.to) == "<sip:far@far.example>;tag=far")
        #expect(bye.all(.route) == ["<sip:p;lr>"])
        #expect(bye.first(.cseq) == "1 BYE")
    }
}
