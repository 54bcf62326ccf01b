import Foundation
import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("IVR-07 Texts that are said, by REST")
struct SpeechRouteTests {
    private static let hello: JSONValue = ["text": "Нажмите 1.\nИли 2.", "voice": "ru-female", "wordsPerMinute": 140]

    @Test("IVR-07 a text is heard before it is kept, and nothing is kept")
    func rehearsal() async throws {
        let world = try await TestWorld()
        try await world.leaveVoice()
        let before = world.voice.files
        let heard = try await world.ask(.post, "/speech", as: .acmeUser, body: Self.hello)
        #expect(heard.status == .ok && heard.headers[.contentType] == "audio/wav")
        #expect(heard.text == "said: Нажмите 1.\nИли 2." && world.voice.files == before)
    }

    @Test("IVR-07 a text becomes a prompt's sound, is kept with it, and gives way to a file")
    func kept() async throws {
        let world = try await TestWorld()
        try await world.leaveVoice()
        let path = "/prompts/prompt-1/speech"
        let spoken = try await world.ask(.put, path, as: .acmeUser, body: Self.hello)
        #expect(spoken.status == .ok && spoken.json["spoken"] == Self.hello, "\(spoken.text)")
        let version = spoken.json["version"]?.whole ?? 0
        let late = try await world.ask(
            .put,
            path,
            as: .acmeUser,
            body: Self.hello,
            headers: [.ifMatch: "\"\(version - 1)\""]
        )
        #expect(late.status == .conflict)
        let again: JSONValue = ["text": "Hello", "voice": "en-male"]
        let changed = try await world.ask(.put, path, as: .acmeUser, body: again, headers: [.ifMatch: "\"\(version)\""])
        #expect(changed.json["spoken"]?["wordsPerMinute"]?.whole == 160)
        #expect(try await world.ask(.put, path, as: .acmeOther, body: Self.hello).status == .notFound)
    }

    @Test(
        "IVR-07 hostile and empty texts are refused at their field",
        arguments: [
            ("", 422), ("a\u{0}b", 422), ("a\u{1}b", 422), ("a\tb", 422), (String(repeating: "a", count: 2_001), 422),
            ("?!…", 409), ("\n", 409), ("<speak>one</speak>", 200), ("-f /etc/passwd", 200),
        ]
    )
    func refused(text: String, status: Int) async throws {
        let world = try await TestWorld()
        let answer = try await world.ask(
            .post,
            "/speech",
            as: .acmeUser,
            body: ["text": .string(text), "voice": "en-male"]
        )
        #expect(answer.status.code == status, "\(answer.text)")
    }

    @Test(
        "IVR-07 what cannot be said now is a refusal with a sentence",
        arguments: [
            (.absent, 503, "speech-unavailable"), (.busy, 503, "unavailable"), (.failed, 409, "speech-failed"),
            (.tooLong, 409, "speech-failed"),
        ] as [(SpeechRefusal.Code, Int, String)]
    )
    func unavailable(code: SpeechRefusal.Code, status: Int, name: String) async throws {
        let world = try await TestWorld()
        #expect(try await world.ask(.get, "/speech", as: .acmeUser).json["isAvailable"] == true)
        world.voice.refuseSpeech(SpeechRefusal(code, "Texts are said by espeak-ng: apt-get install espeak-ng."))
        let answer = try await world.ask(.post, "/speech", as: .acmeUser, body: Self.hello)
        #expect(answer.status.code == status && answer.errorCode == name)
        let state = try await world.ask(.get, "/speech", as: .acmeUser)
        #expect(state.json["isAvailable"] == false && state.json["advice"]?.text?.contains("apt-get") == true)
    }
}
