import Audio
import Kernel
import SIP
import Testing

@testable import Phone

@Suite("Transfers from phone to phone", .timeLimit(.minutes(12)))
struct TransferTests {
    @Test("REFER: the far end calls the target and reports")
    func blind() async throws {
        let phones = try await Phones.pair()
        let clara = try await Phones.make("clara") { $0.answerPolicy = .automatic(after: .milliseconds(100)) }
        let talk = try await phones.talk()
        try await talk.boris.transfer(to: await clara.loopbackURI)
        let second = try await talk.anna.waitForSuccessor()
        let atClara = try await clara.nextIncoming()
        let referrer = try #require(atClara.invite).first(.referredBy)
        #expect(referrer?.contains("boris") == true)
        await talk.boris.hangUp()
        try await atClara.hear(.tone(hertz: 440))
        try await second.waitForAnswer()
        #expect(await talk.boris.facts.steps.contains(.transferProgressed(status: 180, reason: "Ringing")))
        await clara.stop()
        await phones.stop()
    }

    @Test("a transfer to a busy phone fails with its status")
    func busy() async throws {
        let phones = try await Phones.pair()
        let clara = try await Phones.make("clara") { $0.answerPolicy = .busy }
        let talk = try await phones.talk()
        let error = try await failure { try await talk.boris.transfer(to: await clara.loopbackURI) }
        #expect(error.detail == "the transfer failed: 486 Busy Here")
        #expect(error.status == 486)
        #expect(await talk.anna.stage == .talking)
        await clara.stop()
        await phones.stop()
    }

    @Test("a phone that follows no transfers declines")
    func declined() async throws {
        let phones = try await Phones.pair { $0.followsTransfers = false }
        let talk = try await phones.talk()
        let error = try await failure { try await talk.boris.transfer(to: "103") }
        #expect(error.status == 603)
        await phones.stop()
    }

    @Test("REFER with Replaces joins the two far ends")
    func attended() async throws {
        let phones = try await Phones.pair()
        let clara = try await Phones.make("clara") { $0.answerPolicy = .automatic(after: .zero) }
        let talk = try await phones.talk()
        let consultation = try await phones.boris.call(await clara.loopbackURI)
        try await consultation.waitForAnswer()
        let first = try await clara.nextIncoming()
        try await first.play(.tone(660))
        try await talk.boris.attendedTransfer(to: consultation)
        #expect(try await first.waitForEnd() == .hungUpHere, "replaced by Anna's call")
        #expect(try await consultation.waitForEnd() == .hungUp(reason: nil))
        let second = try await clara.nextIncoming()
        try await second.hear(.tone(hertz: 440))
        await clara.stop()
        await phones.stop()
    }

    @Test("RFC 3891 INVITE with Replaces takes a talk over; one that names no call gets 481")
    func replaces() async throws {
        let phones = try await Phones.pair()
        let clara = try await Phones.make("clara")
        let talk = try await phones.talk()
        var options = CallOptions()
        options.replacing = await talk.boris.replacement
        let call = try await clara.call(await phones.anna.loopbackURI, options)
        try await call.waitForAnswer()
        #expect(try await talk.boris.waitForEnd() == .hungUp(reason: nil))
        #expect(await talk.anna.facts.steps.contains(.replaced))
        let again = try await clara.call(await phones.anna.loopbackURI, options)
        #expect(try await again.waitForEnd() == .refused(status: 481, reason: "Call/Transaction Does Not Exist"))
        await clara.stop()
        await phones.stop()
    }
}
