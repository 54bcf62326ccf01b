import Audio
import Kernel
import MediaServer
import SDP
import SIP
import Testing

@testable import Phone

@Suite("Calls from phone to phone", .timeLimit(.minutes(12)))
struct CallTests {
    @Test(
        "both ends hear the other's tone, clean and without gaps",
        arguments: PhoneTransport.allCases.filter { $0 != .tls }
    )
    func tones(_ transport: PhoneTransport) async throws {
        let phones = try await Phones.pair(transport)
        let talk = try await phones.talk()
        try await talk.boris.hear(.tone(hertz: 440))
        try await talk.anna.hear(.tone(hertz: 880))
        async let atBoris = talk.boris.listen(for: .seconds(1))
        async let atAnna = talk.anna.listen(for: .seconds(1))
        for (hearing, hertz) in [(try await atBoris, 440.0), (try await atAnna, 880.0)] {
            let tone = try #require(hearing.tone, "\(hearing)")
            #expect(abs(tone.hertz - hertz) < 0.5)
            #expect(tone.signalToNoise > 30)
            #expect(abs(tone.level.dBm0 + 10) < 0.5)
            #expect(hearing.gaps.isEmpty)
        }
        #expect(await talk.anna.codecName == "PCMA")
        await talk.anna.hangUp()
        #expect(try await talk.boris.waitForEnd() == .hungUp(reason: nil))
        #expect(await talk.anna.end == .hungUpHere)
        let statistics = try #require(await talk.boris.statistics())
        #expect(statistics.receivedPackets > 40)
        #expect(statistics.lostPackets == 0)
        #expect(await phones.anna.callCount == 0)
        await phones.stop()
    }

    @Test("each codec carries the tone", arguments: ["PCMA", "PCMU"])
    func codecs(_ name: String) async throws {
        let phones = try await Phones.pair { $0.codecs = $0.codecs.filter { $0.name == name } }
        let talk = try await phones.talk()
        #expect(await talk.boris.codecName == name)
        try await talk.boris.hear(.tone(hertz: 440))
        await phones.stop()
    }

    @Test("an INVITE without offer: the callee offers, the ACK answers")
    func lateOffer() async throws {
        let phones = try await Phones.pair()
        await phones.boris.setAnswerPolicy(.automatic(after: .zero))
        var options = CallOptions()
        options.offersLate = true
        options.sound = .tone(500)
        let call = try await phones.anna.call(await phones.boris.loopbackURI, options)
        let incoming = try await phones.boris.nextIncoming()
        try await call.waitForAnswer()
        try await incoming.hear(.tone(hertz: 500))
        await phones.stop()
    }

    @Test("early sound is heard before the answer")
    func earlySound() async throws {
        let phones = try await Phones.pair()
        await phones.boris.setAnswerPolicy(.silentRinging)
        let call = try await phones.anna.call(await phones.boris.loopbackURI)
        let incoming = try await phones.boris.nextIncoming()
        try await incoming.playEarly(.tone(700))
        try await call.wait(for: .earlySound)
        try await call.hear(.tone(hertz: 700))
        #expect(await call.stage == .ringing)
        try await incoming.answer()
        try await call.waitForAnswer()
        try await call.hear(.tone(hertz: 700))
        await phones.stop()
    }

    @Test("hold is told, stops the sound, and ends")
    func hold() async throws {
        let phones = try await Phones.pair()
        let talk = try await phones.talk()
        try await talk.boris.hear(.tone(hertz: 440))
        try await talk.boris.hold()
        try await talk.anna.wait(for: .hold)
        // Who holds still sends, as music would be.
        try await talk.boris.hear(.silence)
        try await talk.anna.hear(.tone(hertz: 880))
        try await talk.boris.resume()
        try await talk.anna.wait(for: .resumption)
        try await talk.boris.hear(.tone(hertz: 440))
        await phones.stop()
    }

    @Test(
        "an offer of the same goes through by re-INVITE and UPDATE",
        arguments: [InviteSession.OfferMethod.invite, .update]
    )
    func renegotiation(_ method: InviteSession.OfferMethod) async throws {
        let phones = try await Phones.pair()
        let talk = try await phones.talk()
        try await talk.anna.renegotiate(by: method)
        try await talk.boris.renegotiate(by: method)
        async let hearing = talk.boris.hear(.tone(hertz: 440))
        #expect(try await hearing.gaps.isEmpty)
        await phones.stop()
    }

    @Test("digits arrive, whichever way they are sent", arguments: DigitWay.allCases)
    func digits(_ way: DigitWay) async throws {
        let phones = try await Phones.pair()
        let talk = try await phones.talk(anna: .silence, boris: .silence)
        try await talk.boris.sendDigits("1590*#", as: way)
        try await talk.anna.wait(for: .digits("1590*#"))
        let expected: ReceivedDigit.Way = way == .info ? .info : way == .inBand ? .inBand : .rfc4733
        #expect(await talk.anna.receivedDigits == "1590*#".map { ReceivedDigit(character: $0, way: expected) })
        await phones.stop()
    }

    @Test("the caller gives up: CANCEL with its reason")
    func cancel() async throws {
        let phones = try await Phones.pair()
        let call = try await phones.anna.call(await phones.boris.loopbackURI)
        let incoming = try await phones.boris.nextIncoming()
        try await call.waitForRinging()
        await call.hangUp(reason: "SIP;cause=200;text=\"Call completed elsewhere\"")
        let end = try await incoming.waitForEnd()
        #expect(end == .cancelled(reason: "SIP;cause=200;text=\"Call completed elsewhere\""))
        #expect(await call.end == .cancelledHere)
        #expect(try #require(await incoming.farewell).method == .cancel)
        await phones.stop()
        #expect(await phones.boris.callCount == 0)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let policy: AnswerPolicy
        let status: Int
        var testDescription: String { "\(self.policy)" }
    }

    @Test(
        "a phone that does not take the call says so",
        arguments: [
            Refusal(policy: .busy, status: 486), Refusal(policy: .decline, status: 603),
            Refusal(policy: .redirect(to: "103"), status: 302), Refusal(policy: .refuse(status: 480), status: 480),
        ]
    )
    func refusals(_ example: Refusal) async throws {
        let phones = try await Phones.pair()
        await phones.boris.setAnswerPolicy(example.policy)
        let call = try await phones.anna.call(await phones.boris.loopbackURI)
        guard case .refused(example.status, _) = try await call.waitForEnd() else {
            Issue.record("ended with \(String(describing: await call.end))")
            return
        }
        #expect(await call.lastStatus == example.status)
        if example.status == 302 {
            let response = try #require(await call.lastResponse)
            #expect(try response.contacts().first?.uri.user == "103")
        }
        #expect(await phones.boris.callCount == 0)
        await phones.stop()
    }

    @Test("an error says what happened instead")
    func errors() async throws {
        let phones = try await Phones.pair()
        await phones.boris.setAnswerPolicy(.busy)
        let call = try await phones.anna.call(await phones.boris.loopbackURI)
        let busy = try await failure { try await call.waitForRinging() }
        #expect(busy.detail == "expected ringing within 5 s, saw 486 Busy Here")
        #expect(busy.status == 486)
        await phones.boris.setAnswerPolicy(.manual)
        let other = try await phones.anna.call(await phones.boris.loopbackURI)
        let late = try await failure { try await other.waitForAnswer(within: .milliseconds(300)) }
        #expect(late.detail == "expected an answer within 300 ms, saw 180 Ringing")
        let none = try await failure { _ = try await phones.anna.nextIncoming(within: .milliseconds(50)) }
        #expect(none.detail == "expected a call to anna within 50 ms, saw none")
        await other.hangUp()
        #expect(try await phones.boris.nextIncoming().waitForEnd() == .cancelled(reason: nil))
        let talk = try await phones.talk(anna: .tone(425), boris: .nothing)
        let wrong = try await failure { try await talk.boris.hear(.tone(hertz: 440), within: .milliseconds(900)) }
        #expect(wrong.detail.hasPrefix("expected a tone of 440 Hz within 900 ms, saw 425 Hz at -10 dBm0"))
        await phones.stop()
    }

    @Test("a phone that hears nothing is reported as silence of the network")
    func deaf() async throws {
        var timing = TransactionTiming()
        timing.t1 = .milliseconds(5)
        let phones = try await Phones.pair { $0.timing = timing }
        await phones.boris.setDeaf(true)
        let call = try await phones.anna.call(await phones.boris.loopbackURI)
        #expect(try await call.waitForEnd() == .failed("nobody answered"))
        await phones.stop()
    }

    @Test("stop() hangs up")
    func stopping() async throws {
        let phones = try await Phones.pair()
        let talk = try await phones.talk()
        await phones.anna.stop()
        #expect(try await talk.boris.waitForEnd() == .hungUp(reason: nil))
        await phones.boris.stop()
    }

    @Test("a text arrives, a request that is not understood is refused")
    func messages() async throws {
        let phones = try await Phones.pair()
        let boris = await phones.boris.loopbackURI
        try await phones.anna.message(to: boris, "привет")
        #expect(try await phones.boris.nextMessage() == ReceivedMessage(sender: "anna", text: "привет"))
        #expect(try await phones.anna.ask(.options, of: boris).status == 200)
        #expect(try await phones.anna.ask(.publish, of: boris).status == 405)
        await phones.stop()
    }
}
