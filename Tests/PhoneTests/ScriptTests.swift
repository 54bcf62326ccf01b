import Audio
import Kernel
import SIPTransport
import Synchronization
import Testing

@testable import Phone

@Suite("Scripts of martlet phone", .timeLimit(.minutes(12)))
struct ScriptTests {
    @Test(
        "a wrong word is told with what was expected",
        arguments: [
            (["jump"], "\"jump\" is no action of a phone; see martlet phone --help"),
            (["call", "a b"], "\"a b\" is no number and no SIP address"),
            (["call"], "behind \"call\" whom to call is missing"),
            (["reject", "200"], "behind \"reject\" comes a status from 400 to 699, not \"200\""),
            (["wait", "long"], "behind \"wait\" comes a number of seconds or \"played\", not \"long\""),
            (["wait", "nan"], "behind \"wait\" comes a number of seconds or \"played\", not \"nan\""),
            (["play", "tone:9000"], "a tone has 50 to 3900 Hz, not \"9000\""),
            (["play", "none.wav"], "cannot play \"none.wav\": no such file"),
            (["digits", "12x"], "behind \"digits\" come 1 to 32 of 0-9, *, #, A-D, not \"12x\""),
            (["expect", "joy"], "\"joy\" cannot be expected; see martlet phone --help"),
            (["expect", "status:900"], "\"status:900\" cannot be expected; see martlet phone --help"),
        ]
    )
    func wrong(words: [String], sentence: String) {
        let error = #expect(throws: PhoneError.self) { try PhoneScript(words, load: Self.noFile) }
        #expect(error?.detail == sentence)
        #expect(error?.code == .invalid)
    }

    @Test("every action of the manual is understood")
    func manual() throws {
        let words = [
            "register", "call", "102", "play", "tone:440", "play", "loop:a.wav", "record", "b.wav", "digits", "1#",
            "digits", "info:22", "digits", "sound:3", "hold", "resume", "consult", "103", "join", "transfer", "104",
            "message", "102", "hello", "wait", "0.5", "wait", "played", "expect", "tone:440", "expect", "digits:12",
            "expect", "status:486", "expect", "message:yes", "dial", "102", "answer", "ring", "reject", "486",
            "redirect",
            "105", "hangup", "unregister",
        ]
        let script = try PhoneScript(words) { _ in AudioClip(samples: []) }
        #expect(script.actions.count == 27)
        for line in PhoneScript.manual.split(separator: "\n") where !line.hasPrefix(" ") {
            let name = try #require(line.split(whereSeparator: { " ,".contains($0) }).first)
            #expect(words.contains(String(name)), "\(name)")
        }
    }

    /// Two scripts against each other: the caller's server is the callee.
    @Test("scripts call, answer, play, dial, listen, record and hang up")
    func talk() async throws {
        let boris = try await Phones.make("boris")
        let port = try #require(await boris.address).port
        let saved = Mutex<[String: AudioClip]>([:])
        var caller = ScriptPlayer(try await self.caller(port), waiting: .seconds(30)) { name, clip in
            saved.withLock { $0[name] = clip }
        }
        var callee = ScriptPlayer(boris, waiting: .seconds(30)) { _, _ in }
        let script = try PhoneScript(
            [
                "call", "102", "play", "tone:440", "expect", "tone:880", "record", "a.wav", "wait", "0.5", "digits",
                "12#", "expect", "tone:700", "hangup",
            ],
            load: Self.noFile
        )
        let other = try PhoneScript(
            [
                "answer", "play", "tone:880", "expect", "tone:440", "expect", "digits:12#", "play", "tone:700",
                "expect", "end",
            ],
            load: Self.noFile
        )
        async let called: Void = callee.run(other)
        try await caller.run(script)
        try await called
        let clip = try #require(saved.withLock { $0["a.wav"] })
        #expect(clip.duration > .milliseconds(400))
        await boris.stop()
    }

    @Test("the first thing that does not happen is the error")
    func failing() async throws {
        let boris = try await Phones.make("boris") { $0.answerPolicy = .busy }
        let port = try #require(await boris.address).port
        var player = ScriptPlayer(try await self.caller(port), waiting: .seconds(5)) { _, _ in }
        let call = try PhoneScript(["call", "102", "hangup"], load: Self.noFile)
        let error = try await failure { try await player.run(call) }
        #expect(error.detail == "expected an answer within 5 s, saw 486 Busy Here")
        let expected = try PhoneScript(["dial", "102", "expect", "status:486", "expect", "end"], load: Self.noFile)
        try await player.run(expected)
        let nobody = try await failure { try await player.run(try PhoneScript(["join"], load: Self.noFile)) }
        #expect(nobody.detail == "there is nobody to join with; consult comes first")
        await boris.stop()
    }

    private func caller(_ port: UInt16) async throws -> Phone {
        try await Phones.make("anna") { $0.server = TransportAddress(.v4(127, 0, 0, 1), port: port) }
    }

    private static func noFile(_ name: String) throws -> AudioClip { throw PhoneError(.invalid, "no such file") }
}
