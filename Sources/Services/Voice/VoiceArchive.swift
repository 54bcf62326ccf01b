package import Audio
import AudioFiles
package import Kernel
package import Logging
package import Model
package import Phrases

/// Everything that the server says and everything that is said to it: phrases, prompts, mailboxes.
package final class VoiceArchive: Sendable {
    package let phrases: PhraseLibrary
    package let prompts: PromptShelf
    package let mailboxes: Mailboxes
    package let synthesizer: any SpeechSynthesizer
    private let settings: VoiceSettings
    private let lock: PINLock
    private let desk: RecorderDesk
    private let worker: VoiceWorker

    package init(
        _ settings: VoiceSettings,
        phrases: PhraseLibrary,
        prompts: any PromptRepository,
        messages: any VoiceMessageRepository,
        synthesizer: any SpeechSynthesizer,
        hashing: any PINHashing,
        time: any TimeSource,
        tokens: sending TokenSource,
        logger: Logger
    ) {
        let worker = VoiceWorker()
        let desk = RecorderDesk()
        let cache = ClipCache(limit: settings.cacheLimit)
        self.settings = settings
        self.phrases = phrases
        self.synthesizer = synthesizer
        self.worker = worker
        self.desk = desk
        self.lock = PINLock(hashing, time: time)
        self.prompts = PromptShelf(
            prompts,
            settings: settings,
            worker: worker,
            cache: cache,
            time: time,
            logger: logger
        )
        self.mailboxes = Mailboxes(
            messages,
            settings: settings,
            worker: worker,
            desk: desk,
            cache: cache,
            time: time,
            tokens: tokens,
            logger: logger
        )
    }

    /// Makes folders, mends what a crash left, counts messages.
    /// - Throws: ``ModelError`` `.storeFailed` with what to do.
    package func start() async throws {
        try await self.prompts.start()
        try await self.mailboxes.start()
    }

    /// A melody as a file to listen to, made when it is first asked for.
    package func file(of melody: BuiltInMelody) async throws -> StoredSound? {
        guard let score = HoldMelody(rawValue: melody.rawValue) else { return nil }
        let path = "\(self.settings.prompts)/melody-\(melody.rawValue).wav"
        let size = try await self.worker.runSlow {
            if VoiceFiles.size(path) == nil { try VoiceFiles.write(score.clip.samples, to: path) }
            return VoiceFiles.size(path)
        }
        return size.map { StoredSound(path: path, byteCount: $0, type: "audio/wav") }
    }

    // MARK: - Texts that are said

    /// The text as callers would hear it, as a wav file. Nothing is kept.
    package func speak(_ text: SpokenText, for domain: DomainID) async throws(SpeechRefusal) -> [UInt8] {
        WAVFile(samples: try await self.synthesizer.say(text, for: domain)).bytes
    }

    /// Makes the text, said, the sound of the prompt.
    /// - Throws: ``SpeechRefusal``, ``ModelError``.
    package func speak(_ text: SpokenText, as prompt: Prompt) async throws -> Prompt {
        let samples = try await self.synthesizer.say(text, for: prompt.domain)
        let path = self.prompts.newUpload()
        do {
            try await self.worker.runQuick { try VoiceFiles.write(samples, to: path) }
            // It took its time: what was renamed, filled or removed meanwhile is somebody else's by now.
            guard try await self.prompts.find(prompt.id)?.version == prompt.version else {
                throw ModelError(.conflict, "The prompt was changed while the text was said. Please look at it again.")
            }
            return try await self.prompts.take(prompt, file: path, spoken: text)
        } catch {
            await self.prompts.discard(path)
            throw error
        }
    }

    /// Whether the PIN opens the mailbox; see ``PINLock``.
    package func check(_ pin: String, _ user: User?, from source: String) async -> PINVerdict {
        await self.lock.check(pin, user?.id, hash: user?.voicemail.pinHash, from: source)
    }

    // MARK: - Recording a prompt by phone

    /// Begins a recording that becomes a prompt by ``PromptShelf/take(_:file:)`` or goes by ``PromptShelf/discard(_:)``.
    package func beginRecording(
        onEnd: @escaping @Sendable (RecordingEnd) -> Void
    ) async throws -> (recorder: VoiceRecorder, path: String) {
        let path = self.prompts.newUpload()
        let (settings, desk) = (self.settings, self.desk)
        let recorder = try await self.worker.runQuick {
            try desk.begin(at: path, limit: settings.messageDuration, silence: settings.silence, onEnd: onEnd)
        }
        return (recorder, path)
    }

    /// - Returns: whether somebody said something that is long enough to keep.
    package func finishRecording(_ recorder: VoiceRecorder) async -> Bool {
        let duration = await self.desk.finish(recorder)
        return recorder.hasVoice && duration >= self.settings.shortestMessage
    }

    /// What was recorded a moment ago, to be listened to.
    package func clip(ofRecording path: String) async -> AudioClip? {
        try? await self.worker.runQuick {
            try SoundFile(reading: VoiceFiles.read(path, limit: 64 << 20), limits: .own).clip
        }
    }
}
