import Foundation
import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

extension TestWorld {
    static let message = VoiceMessage(
        id: VoiceMessageID("message-1"),
        user: Person.acmeUser.id,
        domain: TestWorld.acme,
        call: CallID("call-9"),
        caller: Party(number: "+74951234567", name: "Client"),
        at: Timestamp(seconds: 1_790_000_000),
        duration: .milliseconds(2_500),
        byteCount: 10,
        state: .kept
    )

    /// Sends a file.
    func upload(_ path: String, _ bytes: [UInt8], as person: Person) async throws -> Answer {
        try await self.ask(.put, path, as: person, raw: String(decoding: bytes, as: UTF8.self))
    }

    /// A prompt of Alice with a sound, and a message for her.
    func leaveVoice() async throws {
        let prompt = Prompt(
            id: PromptID("prompt-1"),
            domain: TestWorld.acme,
            owner: Person.acmeUser.id,
            purpose: .voicemail,
            name: "Привет",
            changedAt: .epoch
        )
        try await self.voice.add(prompt)
        let upload = self.voice.newUpload()
        try Data(0..<100).write(to: URL(filePath: upload))
        _ = try await self.voice.take(prompt, file: upload)
        try self.voice.put(Self.message, bytes: Array("0123456789".utf8))
    }
}

@Suite("MED-01, VM-02 Prompts and mailboxes by REST")
struct VoiceRouteTests {
    private static let alice = TestWorld.Person.acmeUser.id

    @Test(
        "VM-02 players get the part they ask for",
        arguments: [
            (nil, 200, "0123456789", nil), ("bytes=2-4", 206, "234", "bytes 2-4/10"),
            ("bytes=7-", 206, "789", "bytes 7-9/10"), ("bytes=-3", 206, "789", "bytes 7-9/10"),
            ("bytes=8-99", 206, "89", "bytes 8-9/10"), ("bytes=10-", 416, "", "bytes */10"),
            ("bytes=5-2", 200, "0123456789", nil), ("bytes=1-2,4-5", 200, "0123456789", nil),
            ("bytes=x", 200, "0123456789", nil), ("lines=1-2", 200, "0123456789", nil),
        ] as [(String?, Int, String, String?)]
    )
    func ranges(range: String?, status: Int, body: String, contentRange: String?) async throws {
        let world = try await TestWorld()
        try await world.leaveVoice()
        let headers: HTTPFields = range.map { [.range: $0] } ?? [:]
        let answer = try await world.ask(.get, "/messages/message-1/sound", as: .acmeUser, headers: headers)
        #expect(answer.status.code == status && answer.text == body)
        #expect(answer.headers[.contentRange] == contentRange)
        #expect(answer.headers[.contentDisposition] == nil)
    }

    @Test("MED-02 a download has a name, in every script")
    func download() async throws {
        let world = try await TestWorld()
        try await world.leaveVoice()
        let answer = try await world.ask(.get, "/prompts/prompt-1/sound?download=true", as: .acmeUser)
        let disposition = try #require(answer.headers[.contentDisposition])
        #expect(disposition.hasPrefix("attachment; filename=\"______.wav\""))
        #expect(disposition.hasSuffix("filename*=UTF-8''%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82.wav"))
    }

    @Test("MED-01 what is too large is refused, by its announcement and by its bytes, and leaves no file")
    func tooLarge() async throws {
        let world = try await TestWorld()
        try await world.leaveVoice()
        let before = world.voice.files
        let body = [UInt8](repeating: 7, count: 100_001)
        let answer = try await world.upload("/prompts/prompt-1/sound", body, as: .acmeUser)
        #expect(answer.status == .contentTooLarge && answer.errorCode == "too-large")
        #expect(world.voice.files == before)
        let fits = try await world.upload("/prompts/prompt-1/sound", Array(body.prefix(100_000)), as: .acmeUser)
        #expect(fits.status == .ok && fits.json["bytes"]?.whole == 100_000)
    }

    @Test("MED-01 users make prompts of their own, administrators those of the domain")
    func owners() async throws {
        let world = try await TestWorld()
        let own = try await world.ask(.post, "/prompts", as: .acmeUser, body: ["name": "A", "purpose": "greeting"])
        #expect(own.json["owner"]?.text == Self.alice.text && own.json["state"]?.text == "awaited")
        let shared: JSONValue = ["name": "B", "purpose": "melody", "owner": nil]
        #expect(try await world.ask(.post, "/prompts", as: .acmeUser, body: shared).status == .forbidden)
        let melody = try await world.ask(.post, "/prompts", as: .acmeAdministrator, body: shared)
        #expect(melody.status == .created && melody.json["owner"]?.isNull == true)
        let id = melody.json["id"]?.text ?? ""
        #expect(try await world.ask(.get, "/prompts/\(id)", as: .acmeOther).status == .ok)
        #expect(try await world.ask(.delete, "/prompts/\(id)", as: .acmeOther).status == .forbidden)
        let foreign: JSONValue = ["name": "C", "purpose": "greeting", "owner": .string(Self.alice.text)]
        #expect(try await world.ask(.post, "/prompts", as: .acmeOther, body: foreign).status == .notFound)
        #expect(try await world.ask(.get, "/prompts", as: .acmeOther).items.count == 1)
        #expect(try await world.ask(.get, "/prompts", as: .acmeAdministrator).items.count == 2)
    }

    @Test("VM-01 a mailbox is switched, gets a greeting that callers may hear, and a PIN that nobody sees")
    func mailbox() async throws {
        let world = try await TestWorld()
        try await world.leaveVoice()
        let path = "/users/\(Self.alice)/mailbox"
        let change: JSONValue = ["isOn": true, "greeting": "prompt-1", "notice": "sound"]
        let changed = try await world.ask(.patch, path, as: .acmeUser, body: change)
        #expect(changed.json["isOn"] == true && changed.json["greeting"]?.text == "prompt-1")
        #expect(changed.json["new"]?.whole == 1 && changed.json["hasPIN"] == false)
        #expect(changed.json["greets"] == true)
        #expect(try await world.ask(.patch, path, as: .acmeUser, body: ["greets": false]).json["greets"] == false)
        #expect(try await world.ask(.put, path + "/pin", as: .acmeUser, body: ["pin": "4711"]).status == .noContent)
        let stored = try #require(world.configuration.current.user(Self.alice)).voicemail
        #expect(stored.pinHash == "hash-of-4711" && stored.notice == .sound)
        let seen = try await world.ask(.get, path, as: .acmeAdministrator)
        #expect(seen.json["hasPIN"] == true && !seen.text.contains("4711"))
        let history = try await world.ask(.get, "/changes", as: .acmeAdministrator)
        #expect(!history.text.contains("hash-of") && history.text.contains("voicemailPIN"))
        #expect(try await world.ask(.put, path + "/pin", as: .acmeUser, body: ["pin": nil]).status == .noContent)
        #expect(try await world.ask(.get, path, as: .acmeUser).json["hasPIN"] == false)
        let foreign: JSONValue = ["greeting": "unknown"]
        #expect(try await world.ask(.patch, path, as: .acmeUser, body: foreign).status == .notFound)
    }

    @Test("VM-02 a message is marked, counted and removed")
    func messages() async throws {
        let world = try await TestWorld()
        try await world.leaveVoice()
        let list = try await world.ask(.get, "/users/\(Self.alice)/messages", as: .acmeUser)
        #expect(list.items.count == 1 && list.items.first?["seconds"] == .number(2.5))
        let marked = try await world.ask(.patch, "/messages/message-1", as: .acmeUser, body: ["isHeard": true])
        #expect(marked.json["heardAt"]?.text != nil)
        #expect(try await world.ask(.delete, "/messages/message-1", as: .acmeUser).status == .noContent)
        #expect(try await world.ask(.get, "/messages/message-1", as: .acmeUser).status == .notFound)
    }

    @Test("MED-01 'call me and record' rings whom one may ring")
    func recording() async throws {
        let world = try await TestWorld()
        try await world.leaveVoice()
        let path = "/prompts/prompt-1/recording"
        let answer = try await world.ask(.post, path, as: .acmeUser, body: [:])
        #expect(answer.status == .created && world.voice.recorded == ["prompt-1 by \(Self.alice)"])
        let other: JSONValue = ["user": .string(TestWorld.Person.acmeOther.id.text)]
        #expect(try await world.ask(.post, path, as: .acmeUser, body: other).status == .notFound)
        #expect(try await world.ask(.post, path, as: .acmeAdministrator, body: other).status == .created)
    }
}
