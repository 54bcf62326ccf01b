package import Audio
import AudioFiles
import Dispatch
package import Kernel
import Logging
package import Model
import Synchronization

/// The sounds of domains and users: taken in, checked by decoding, heard, replaced, removed (MED-01, MED-02).
///
/// A file stays as it came, for listening and downloading; beside it lies what calls hear, 8 kHz in one channel. Any
/// thread; the disk is waited for on threads of its own.
package final class PromptShelf: Sendable {
    /// The largest file that is taken, 20 MB (MED-01).
    package static let fileLimit = 20 << 20

    private let repository: any PromptRepository
    private let settings: VoiceSettings
    private let time: any TimeSource
    private let logger: Logger
    private let worker: VoiceWorker
    private let cache: ClipCache
    private let uploads = Mutex<UInt64>(0)

    init(
        _ repository: any PromptRepository,
        settings: VoiceSettings,
        worker: VoiceWorker,
        cache: ClipCache,
        time: any TimeSource,
        logger: Logger
    ) {
        self.repository = repository
        self.settings = settings
        self.worker = worker
        self.cache = cache
        self.time = time
        self.logger = logger
    }

    /// Makes the folder, looks again at what was being looked at when the server ended, removes what is nobody's.
    func start() async throws {
        try await self.makeFolder()
        for prompt in try await self.repository.all(in: .checking) { self.checkLater(prompt) }
        try await self.sweep()
    }

    private func makeFolder() async throws {
        let settings = self.settings
        try await self.worker.runQuick { try VoiceFiles.makeFolder(settings.prompts) }
    }

    /// Removes prompts whose user or domain is gone, with their files.
    package func sweep() async throws {
        for id in try await self.repository.orphans() { try await self.removeAll(id) }
    }

    // MARK: - The list

    package func all(of domain: DomainID, owner: UserID?) async throws -> [Prompt] {
        try await self.repository.all(of: domain, owner: owner)
    }

    package func find(_ id: PromptID) async throws -> Prompt? { try await self.repository.find(id) }

    /// Adds a prompt without a sound: it is uploaded or recorded next.
    /// - Throws: ``ModelError`` `.conflict` when the domain has as many as it may.
    package func add(_ prompt: Prompt) async throws {
        guard try await self.repository.all(of: prompt.domain, owner: nil).count < self.settings.promptLimit else {
            throw ModelError(.conflict, "A domain has at most \(self.settings.promptLimit) prompts.")
        }
        try await self.repository.put(prompt)
    }

    package func rename(_ prompt: Prompt, _ name: String) async throws -> Prompt {
        var prompt = prompt
        prompt.name = name
        prompt.version += 1
        try await self.repository.put(prompt)
        return prompt
    }

    package func remove(_ id: PromptID) async throws { try await self.removeAll(id) }

    private func removeAll(_ id: PromptID) async throws {
        try await self.repository.remove(id)
        self.cache.remove(Self.key(id))
        let (original, clip) = (self.original(id), self.clipPath(id))
        try await self.worker.runQuick { VoiceFiles.remove(original, clip) }
    }

    // MARK: - The sound

    /// A place for a file on its way in; whoever writes it gives it to ``take(_:file:)`` or ``discard(_:)``.
    package func newUpload() -> String {
        let number = self.uploads.withLock { count in
            count += 1
            return count
        }
        return "\(self.settings.prompts)/upload-\(number).part"
    }

    package func discard(_ upload: String) async {
        // Nobody waits for a file to go away.
        try? await self.worker.runQuick { VoiceFiles.remove(upload) }
    }

    /// Makes the file the sound of the prompt. It is decoded in the background: the prompt is `checking` meanwhile and
    /// its former sound is not heard any more.
    /// - Parameter spoken: the text that is said in it.
    package func take(_ prompt: Prompt, file: String, spoken: SpokenText? = nil) async throws -> Prompt {
        let taken = try await self.accept(prompt, file, spoken)
        self.checkLater(taken)
        return taken
    }

    /// Makes a copy of a file that lies elsewhere the sound of the prompt, and waits for what decoding says of it. Also
    /// where no server has begun, or another process is the server.
    package func take(_ prompt: Prompt, copying path: String, tokens: inout TokenSource) async throws -> Prompt {
        try await self.makeFolder()
        let copy = "\(self.settings.prompts)/copy-\(tokens.token()).part"
        try await self.worker.runQuick { try VoiceFiles.copy(path, to: copy, limit: Self.fileLimit) }
        let taken = try await self.accept(prompt, copy, prompt.spoken)
        await self.check(taken)
        return try await self.repository.find(prompt.id) ?? taken
    }

    private func accept(_ prompt: Prompt, _ file: String, _ spoken: SpokenText?) async throws -> Prompt {
        let original = self.original(prompt.id)
        let clip = self.clipPath(prompt.id)
        var prompt = prompt
        prompt.byteCount = try await self.worker.runQuick {
            try VoiceFiles.move(file, to: original)
            VoiceFiles.remove(clip)
            return VoiceFiles.size(original) ?? 0
        }
        self.cache.remove(Self.key(prompt.id))
        prompt.state = .checking
        prompt.refusal = nil
        prompt.container = nil
        prompt.duration = .zero
        prompt.changedAt = self.time.timestamp
        prompt.spoken = spoken
        prompt.version += 1
        try await self.repository.put(prompt)
        return prompt
    }

    private func checkLater(_ prompt: Prompt) {
        Task(priority: .utility) { await self.check(prompt) }
    }

    /// Decodes the file and writes what calls hear.
    private func check(_ prompt: Prompt) async {
        let (original, clip) = (self.original(prompt.id), self.clipPath(prompt.id))
        let limits = SoundFile.Limits(bytes: Self.fileLimit, duration: self.settings.promptDuration)
        var checked = prompt
        do {
            let sound = try await self.worker.runSlow {
                let sound = try SoundFile(reading: VoiceFiles.read(original, limit: limits.bytes), limits: limits)
                try VoiceFiles.write(sound.samples, to: clip)
                return (sound.container, sound.duration)
            }
            checked.state = .ready
            checked.container = sound.0 == .wav ? .wav : .mp3
            checked.duration = sound.1
        } catch let error as AudioFileError {
            checked.state = .refused
            checked.refusal = error.code.rawValue
        } catch {
            checked.state = .refused
            checked.refusal = AudioFileError.Code.decoderFailed.rawValue
            self.logger.error("a prompt could not be kept", metadata: ["error": "\(error)"])
        }
        do {
            // Replaced or removed meanwhile: this sound is nobody's any more.
            guard let now = try await self.repository.find(prompt.id), now.version == prompt.version else { return }
            try await self.repository.put(checked)
        } catch {
            self.logger.error("a prompt could not be stored", metadata: ["error": "\(error)"])
        }
    }

    /// What to listen to or download; `nil` while there is no sound.
    package func file(of prompt: Prompt) async throws -> StoredSound? {
        guard prompt.state == .ready || prompt.state == .refused else { return nil }
        let path = self.original(prompt.id)
        guard let size = try await self.worker.runQuick({ VoiceFiles.size(path) }) else { return nil }
        let type =
            switch prompt.container {
            case .wav: "audio/wav"
            case .mp3: "audio/mpeg"
            case nil: "application/octet-stream"
            }
        return StoredSound(path: path, byteCount: size, type: type)
    }

    /// What calls hear, when it is in memory: waits for nothing.
    package func loadedClip(of id: PromptID) -> AudioClip? { self.cache.find(Self.key(id)) }

    /// What calls hear; `nil` when there is none.
    package func clip(of id: PromptID) async -> AudioClip? {
        if let clip = self.cache.find(Self.key(id)) { return clip }
        let path = self.clipPath(id)
        let clip = try? await self.worker.runQuick {
            try SoundFile(reading: VoiceFiles.read(path, limit: 64 << 20), limits: .own).clip
        }
        guard let clip else { return nil }
        self.cache.put(clip, for: Self.key(id))
        return clip
    }

    private func original(_ id: PromptID) -> String { "\(self.settings.prompts)/\(id.text).sound" }
    private func clipPath(_ id: PromptID) -> String { "\(self.settings.prompts)/\(id.text).wav" }
    private static func key(_ id: PromptID) -> String { "prompt \(id.text)" }
}

extension SoundFile.Limits {
    /// For files that the server wrote itself.
    static let own = SoundFile.Limits(bytes: 64 << 20, duration: .seconds(3_600))
}
