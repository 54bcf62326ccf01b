import Foundation
import Kernel
import Model
import Synchronization

@testable import Web

/// Prompts and messages in memory, their sound in a folder of its own.
final class FakeVoice: VoiceControl {
    private struct State {
        var prompts: [PromptID: Prompt] = [:]
        var messages: [VoiceMessageID: VoiceMessage] = [:]
        var uploads = 0
        var recorded: [String] = []
        var absence: SpeechRefusal?
    }

    private let state = Mutex(State())
    let folder: String

    init() {
        self.folder = NSTemporaryDirectory() + "martlet-web-voice-" + UUID().uuidString
        // A test that stores a file says what went wrong.
        try? FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
    }

    deinit {
        // What cannot be removed is the system's to sweep.
        try? FileManager.default.removeItem(atPath: self.folder)
    }

    var fileLimit: Int { 100_000 }
    var recorded: [String] { self.state.withLock(\.recorded) }
    var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: self.folder)) ?? []).sorted() }

    func prompts(of domain: DomainID) async throws -> [Prompt] {
        self.state.withLock { $0.prompts.values.filter { $0.domain == domain }.sorted { $0.name < $1.name } }
    }

    func prompt(_ id: PromptID) async throws -> Prompt? { self.state.withLock { $0.prompts[id] } }
    func add(_ prompt: Prompt) async throws { self.state.withLock { $0.prompts[prompt.id] = prompt } }

    func rename(_ prompt: Prompt, to name: String) async throws -> Prompt {
        var prompt = prompt
        (prompt.name, prompt.version) = (name, prompt.version + 1)
        try await self.add(prompt)
        return prompt
    }

    func remove(_ id: PromptID) async throws { self.state.withLock { $0.prompts[id] = nil } }

    func newUpload() -> String {
        let number = self.state.withLock { state in
            state.uploads += 1
            return state.uploads
        }
        return "\(self.folder)/upload-\(number)"
    }

    func discard(_ upload: String) async { try? FileManager.default.removeItem(atPath: upload) }

    func take(_ prompt: Prompt, file: String) async throws -> Prompt {
        let path = "\(self.folder)/\(prompt.id.text)"
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: file, toPath: path)
        var prompt = prompt
        prompt.state = .ready
        prompt.container = .wav
        prompt.byteCount = FileManager.default.contents(atPath: path)?.count ?? 0
        prompt.version += 1
        try await self.add(prompt)
        return prompt
    }

    var speechAbsence: SpeechRefusal? { self.state.withLock(\.absence) }

    /// No text can be said any more.
    func refuseSpeech(_ refusal: SpeechRefusal) { self.state.withLock { $0.absence = refusal } }

    func speak(_ text: SpokenText, for domain: DomainID) async throws -> [UInt8] {
        if let absence = self.speechAbsence { throw absence }
        return Array("said: \(text.text)".utf8)
    }

    func speak(_ text: SpokenText, as prompt: Prompt) async throws -> Prompt {
        let path = self.newUpload()
        try Data(try await self.speak(text, for: prompt.domain)).write(to: URL(filePath: path))
        var prompt = prompt
        prompt.spoken = text
        return try await self.take(prompt, file: path)
    }

    func sound(of prompt: Prompt) async throws -> SoundFileAnswer? {
        guard prompt.state == .ready else { return nil }
        return SoundFileAnswer(path: "\(self.folder)/\(prompt.id.text)", byteCount: prompt.byteCount, type: "audio/wav")
    }

    func sound(of melody: BuiltInMelody) async throws -> SoundFileAnswer? {
        SoundFileAnswer(path: "/dev/null", byteCount: 0, type: "audio/wav")
    }

    func record(_ prompt: PromptID, by user: UserID) async throws -> CallID {
        self.state.withLock { $0.recorded.append("\(prompt) by \(user)") }
        return CallID("recording-call")
    }

    func put(_ message: VoiceMessage, bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: "\(self.folder)/\(message.id.text)"))
        self.state.withLock { $0.messages[message.id] = message }
    }

    func counts(of user: UserID) -> MessageCounts {
        let own = self.state.withLock { $0.messages.values.filter { $0.user == user } }
        let new = own.count { $0.heardAt == nil }
        return MessageCounts(new: new, old: own.count - new)
    }

    func messages(of user: UserID) async throws -> [VoiceMessage] {
        self.state.withLock { $0.messages.values.filter { $0.user == user }.sorted { $0.at > $1.at } }
    }

    func message(_ id: VoiceMessageID) async throws -> VoiceMessage? { self.state.withLock { $0.messages[id] } }

    func mark(_ id: VoiceMessageID, isHeard: Bool) async throws -> VoiceMessage? {
        self.state.withLock { state in
            state.messages[id]?.heardAt = isHeard ? Timestamp(seconds: 1_790_000_000) : nil
            return state.messages[id]
        }
    }

    func remove(_ id: VoiceMessageID) async throws -> Bool {
        self.state.withLock { $0.messages.removeValue(forKey: id) != nil }
    }

    func sound(of message: VoiceMessage, asMP3: Bool) async throws -> SoundFileAnswer? {
        let path = "\(self.folder)/\(message.id.text)"
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        return SoundFileAnswer(path: path, byteCount: bytes.count, type: asMP3 ? "audio/mpeg" : "audio/wav")
    }

    func hash(ofPIN pin: String) async throws -> String { "hash-of-\(pin)" }
}
