import Exchange
import Kernel
import Logging
import Model
import Phrases
import ServiceLifecycle
import Storage
import Voice
import Web

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Phrases, prompts and mailboxes: found, opened, and followed while the server runs.
enum VoiceService {
    /// Reads the phrases and opens the mailboxes.
    static func open(
        _ settings: ServerSettings,
        _ store: Store,
        time: any TimeSource,
        logger: Logger
    ) async throws -> VoiceArchive {
        let builtIn = settings.phrases ?? Self.builtPhrases()
        let own = settings.data + "/phrases"
        let phrases = PhraseLibrary(builtIn: builtIn, own: own)
        for fault in phrases.faults {
            logger.warning("a phrase cannot be used", metadata: ["file": "\(fault.path)", "reason": "\(fault.reason)"])
        }
        for language in PhraseLanguage.allCases where phrases.count(of: language) == 0 {
            logger.warning(
                "there are no phrases of a language: Scripts/phrases.sh makes them",
                metadata: ["language": "\(language.rawValue)"]
            )
        }
        let voice = VoiceSettings(folder: settings.data + "/voice")
        let archive = VoiceArchive(
            voice,
            phrases: phrases,
            prompts: store.prompts,
            messages: store.voiceMessages,
            synthesizer: EspeakSynthesizer(program: settings.speechProgram, duration: voice.promptDuration),
            hashing: PasswordPINs(),
            time: time,
            tokens: .system(),
            logger: logger
        )
        try await archive.start()
        return archive
    }

    /// `.build/phrases` under the working folder, or `share/martlet/phrases` beside the executable's folder.
    static func builtPhrases() -> String? {
        let executable = CommandLine.arguments.first.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
        let candidates = [".build/phrases"] + [executable.map { $0 + "/../share/martlet/phrases" }].compactMap { $0 }
        return candidates.first { FileManager.default.fileExists(atPath: $0 + "/ru") }
    }

    /// What calls ask of the mailboxes and of the configuration.
    static func desk(_ archive: VoiceArchive, _ keeper: ConfigurationKeeper) -> VoiceDesk {
        VoiceDesk(archive) { prompt, id in
            try await Self.change(id, by: id, in: keeper) { $0.voicemail.greeting = prompt }
        } setLamp: { isLit, id, author in
            try await Self.change(id, by: author, in: keeper) { $0.voicemail.isLampLit = isLit }
        }
    }

    /// A change that somebody has made by phone.
    private static func change(
        _ id: UserID,
        by author: UserID,
        in keeper: ConfigurationKeeper,
        _ change: (inout User) -> Void
    ) async throws {
        guard var user = keeper.current.user(id), let author = keeper.current.user(author) else { return }
        let former = user
        change(&user)
        guard user != former else { return }
        _ = try await keeper.apply(
            [.putUser(user)],
            by: ChangeAuthor(name: "\(author.login)@\(author.domain)", address: "phone")
        )
    }
}

/// PINs as passwords are kept, cheaper: they have few digits, and a phone waits.
struct PasswordPINs: PINHashing {
    /// 2^12 rounds: 4 MiB and some ten milliseconds.
    static let cost = 12

    func matches(_ pin: String, _ hash: String) async throws -> Bool {
        guard let hash = PasswordHash(hash) else { return false }
        return try hash.matches(pin)
    }

    func hash(of pin: String) async throws -> String {
        var tokens = TokenSource.system()
        return try PasswordHash(of: pin, cost: Self.cost, tokens: &tokens).text
    }
}

/// The archive and the exchange behind the web's wishes.
struct RemoteVoice: VoiceControl {
    let archive: VoiceArchive
    let handle: ExchangeHandle

    var fileLimit: Int { PromptShelf.fileLimit }

    func prompts(of domain: DomainID) async throws -> [Prompt] {
        try await self.archive.prompts.all(of: domain, owner: nil)
    }

    func prompt(_ id: PromptID) async throws -> Prompt? { try await self.archive.prompts.find(id) }
    func add(_ prompt: Prompt) async throws { try await self.archive.prompts.add(prompt) }

    func rename(_ prompt: Prompt, to name: String) async throws -> Prompt {
        try await self.archive.prompts.rename(prompt, name)
    }

    func remove(_ id: PromptID) async throws { try await self.archive.prompts.remove(id) }
    func newUpload() -> String { self.archive.prompts.newUpload() }
    func discard(_ upload: String) async { await self.archive.prompts.discard(upload) }

    func take(_ prompt: Prompt, file: String) async throws -> Prompt {
        try await self.archive.prompts.take(prompt, file: file)
    }

    var speechAbsence: SpeechRefusal? { self.archive.synthesizer.absence }
    func speak(_ text: SpokenText, for domain: DomainID) async throws -> [UInt8] {
        try await self.archive.speak(text, for: domain)
    }

    func speak(_ text: SpokenText, as prompt: Prompt) async throws -> Prompt {
        try await self.archive.speak(text, as: prompt)
    }

    func sound(of prompt: Prompt) async throws -> SoundFileAnswer? {
        try await self.archive.prompts.file(of: prompt).map { SoundFileAnswer($0) }
    }

    func sound(of melody: BuiltInMelody) async throws -> SoundFileAnswer? {
        try await self.archive.file(of: melody).map { SoundFileAnswer($0) }
    }

    func record(_ prompt: PromptID, by user: UserID) async throws -> CallID {
        guard let outcome = try? await self.handle.record(prompt, by: user) else {
            throw CallRefusal(.unavailable, "The server stops and takes no more calls.")
        }
        return try outcome.get()
    }

    func counts(of user: UserID) -> MessageCounts { self.archive.mailboxes.counts(of: user) }

    func messages(of user: UserID) async throws -> [VoiceMessage] {
        try await self.archive.mailboxes.messages(of: user)
    }

    func message(_ id: VoiceMessageID) async throws -> VoiceMessage? { try await self.archive.mailboxes.find(id) }

    func mark(_ id: VoiceMessageID, isHeard: Bool) async throws -> VoiceMessage? {
        try await self.archive.mailboxes.mark(id, isHeard: isHeard)
    }

    func remove(_ id: VoiceMessageID) async throws -> Bool { try await self.archive.mailboxes.remove(id) }

    func sound(of message: VoiceMessage, asMP3: Bool) async throws -> SoundFileAnswer? {
        let sound =
            asMP3
            ? try await self.archive.mailboxes.mp3(of: message) : try await self.archive.mailboxes.sound(of: message)
        return sound.map { SoundFileAnswer($0) }
    }

    func hash(ofPIN pin: String) async throws -> String { try await PasswordPINs().hash(of: pin) }
}

extension SoundFileAnswer {
    fileprivate init(_ sound: StoredSound) {
        self.init(path: sound.path, byteCount: sound.byteCount, type: sound.type)
    }
}
