import Audio
import Foundation
import Kernel
import Model
import Testing
import Voice

@Suite("MED-01 Prompts taken in")
struct PromptShelfTests {
    private static let acme = DomainID("acme.example")

    private static func prompt(_ id: String) -> Prompt {
        Prompt(id: PromptID(id), domain: Self.acme, purpose: .greeting, name: id, changedAt: .epoch)
    }

    /// A wav file of so many samples.
    private static func wav(_ count: Int) -> [UInt8] {
        WAVFile(samples: (0..<count).map { Int16($0 % 200) * 50 }).bytes
    }

    private func take(_ bytes: [UInt8], as prompt: Prompt, _ world: VoiceWorld) async throws -> Prompt {
        let upload = world.archive.prompts.newUpload()
        try Data(bytes).write(to: URL(filePath: upload))
        _ = try await world.archive.prompts.take(prompt, file: upload)
        #expect(try await eventually { try await world.archive.prompts.find(prompt.id)?.state != .checking })
        return try #require(try await world.archive.prompts.find(prompt.id))
    }

    @Test("a good file is heard by calls, listened to as it came, replaced and removed")
    func good() async throws {
        let world = try VoiceWorld()
        try await world.archive.start()
        let awaited = Self.prompt("p1")
        try await world.archive.prompts.add(awaited)
        #expect(await world.archive.prompts.clip(of: awaited.id) == nil)
        let ready = try await self.take(Self.wav(16_000), as: awaited, world)
        #expect(ready.state == .ready && ready.duration == .seconds(2) && ready.container == .wav)
        #expect(ready.byteCount == Self.wav(16_000).count && ready.version == 1)
        #expect(await world.archive.prompts.clip(of: ready.id)?.samples.count == 16_000)
        let file = try #require(try await world.archive.prompts.file(of: ready))
        #expect(file.type == "audio/wav" && file.byteCount == ready.byteCount)
        #expect(FileManager.default.contents(atPath: file.path).map(Array.init) == Self.wav(16_000))
        let replaced = try await self.take(Self.wav(800), as: ready, world)
        #expect(replaced.version == 2 && replaced.duration == .milliseconds(100))
        #expect(await world.archive.prompts.clip(of: ready.id)?.samples.count == 800)
        try await world.archive.prompts.remove(ready.id)
        #expect(await world.archive.prompts.clip(of: ready.id) == nil)
        #expect(world.files("prompts").isEmpty)
    }

    @Test(
        "what is no sound, is broken, lies about its length or is too long gets a clear reason and is never heard",
        arguments: [
            ("not-sound", Array("<html>no sound</html>".utf8)),
            ("empty", []),
            ("truncated", Array(PromptShelfTests.wav(16_000).prefix(5_000))),
            ("too-long", PromptShelfTests.wav(8_000 * 12)),
            ("format-not-supported", Array("OggS".utf8) + [UInt8](repeating: 0, count: 200)),
        ]
    )
    func bad(reason: String, bytes: [UInt8]) async throws {
        let world = try VoiceWorld { $0.promptDuration = .seconds(10) }
        try await world.archive.start()
        let prompt = Self.prompt("bad")
        try await world.archive.prompts.add(prompt)
        let refused = try await self.take(bytes, as: prompt, world)
        #expect(refused.state == .refused && refused.refusal == reason)
        #expect(await world.archive.prompts.clip(of: prompt.id) == nil)
    }

    @Test("a domain has no more prompts than it may, and what a restart interrupted is looked at again")
    func limits() async throws {
        let world = try VoiceWorld { $0.promptLimit = 2 }
        try await world.archive.start()
        try await world.archive.prompts.add(Self.prompt("p1"))
        var interrupted = Self.prompt("p2")
        interrupted.state = .checking
        try await world.archive.prompts.add(interrupted)
        await #expect(throws: ModelError.self) { try await world.archive.prompts.add(Self.prompt("p3")) }
        try Data(Self.wav(4_000)).write(to: URL(filePath: "\(world.folder)/prompts/p2.sound"))
        try await world.archive.start()
        #expect(try await eventually { try await world.archive.prompts.find(interrupted.id)?.state == .ready })
    }
}
