package import Audio
import AudioFiles
import Kernel
import Logging
package import Model
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What callers left: recorded, listed, heard, removed, counted (VM-01, VM-02).
///
/// Any thread; the disk is waited for on threads of its own.
package final class Mailboxes: Sendable {
    /// A message that is being left.
    package struct Draft: Sendable {
        package let message: VoiceMessage
        package let recorder: VoiceRecorder
    }

    /// Told on any thread.
    package struct Listener: Sendable {
        /// The counts of a mailbox have changed.
        package var countsChanged: @Sendable (UserID, MessageCounts) -> Void
        /// A message was left.
        package var messageLeft: @Sendable (VoiceMessage) -> Void

        package init(
            countsChanged: @escaping @Sendable (UserID, MessageCounts) -> Void,
            messageLeft: @escaping @Sendable (VoiceMessage) -> Void
        ) {
            self.countsChanged = countsChanged
            self.messageLeft = messageLeft
        }
    }

    private struct State {
        var counts: [UserID: MessageCounts] = [:]
        var tokens: TokenSource
        var listener: Listener?
    }

    private let repository: any VoiceMessageRepository
    private let settings: VoiceSettings
    private let time: any TimeSource
    private let logger: Logger
    private let worker: VoiceWorker
    private let desk: RecorderDesk
    private let cache: ClipCache
    private let state: Mutex<State>

    init(
        _ repository: any VoiceMessageRepository,
        settings: VoiceSettings,
        worker: VoiceWorker,
        desk: RecorderDesk,
        cache: ClipCache,
        time: any TimeSource,
        tokens: sending TokenSource,
        logger: Logger
    ) {
        self.repository = repository
        self.settings = settings
        self.worker = worker
        self.desk = desk
        self.cache = cache
        self.time = time
        self.logger = logger
        self.state = Mutex(State(tokens: tokens))
    }

    /// Makes the folder, finishes what was being left when the server ended, removes what is nobody's, and counts.
    func start() async throws {
        let settings = self.settings
        try await self.worker.runQuick { try VoiceFiles.makeFolder(settings.messages) }
        for message in try await self.repository.unfinished() { try await self.mend(message) }
        try await self.sweep()
        let counts = try await self.repository.counts()
        self.state.withLock { $0.counts = counts }
    }

    /// A message whose server died: all but its last moment is there.
    private func mend(_ message: VoiceMessage) async throws {
        let path = self.path(message.id)
        let found = try? await self.worker.runQuick {
            let descriptor = open(path, O_RDWR | O_CLOEXEC)
            guard descriptor >= 0 else { throw RecordingError(.ioFailed, "error \(errno)") }
            defer { close(descriptor) }
            return (try RecordingFile.repair(descriptor: descriptor).duration, VoiceFiles.size(path) ?? 0)
        }
        guard let found, found.0 >= self.settings.shortestMessage else {
            try await self.delete(message.id)
            return
        }
        var message = message
        (message.duration, message.byteCount, message.state) = (found.0, found.1, .kept)
        try await self.repository.put(message)
    }

    /// Removes messages whose user is gone, with their files.
    package func sweep() async throws {
        for id in try await self.repository.orphans() { try await self.delete(id) }
    }

    /// - Parameter listener: told of changes from now on.
    package func listen(_ listener: Listener) {
        self.state.withLock { $0.listener = listener }
    }

    package func counts(of user: UserID) -> MessageCounts {
        self.state.withLock { $0.counts[user] ?? MessageCounts() }
    }

    /// Of everybody who has messages.
    package var allCounts: [UserID: MessageCounts] { self.state.withLock(\.counts) }

    /// Whether a mailbox takes no more.
    package func isFull(_ user: UserID) -> Bool {
        let counts = self.counts(of: user)
        return counts.new + counts.old >= self.settings.messageLimit
    }

    // MARK: - Leaving a message

    /// Begins a message: its file is there before its first word.
    ///
    /// - Parameter onEnd: it ended by itself; on a thread that is nobody's.
    package func begin(
        for user: UserID,
        in domain: DomainID,
        from caller: Party,
        call: CallID,
        onEnd: @escaping @Sendable (RecordingEnd) -> Void
    ) async throws -> Draft {
        let at = self.time.timestamp
        let id = VoiceMessageID(self.state.withLock { $0.tokens.orderedToken(at: at) })
        let message = VoiceMessage(id: id, user: user, domain: domain, call: call, caller: caller, at: at)
        let (path, settings, desk) = (self.path(id), self.settings, self.desk)
        let recorder = try await self.worker.runQuick {
            try desk.begin(at: path, limit: settings.messageDuration, silence: settings.silence, onEnd: onEnd)
        }
        do {
            try await self.repository.put(message)
        } catch {
            _ = await self.desk.finish(recorder)
            VoiceFiles.remove(path)
            throw error
        }
        return Draft(message: message, recorder: recorder)
    }

    /// Ends a message and puts it into the mailbox.
    /// - Returns: `nil` when it was too short, or nobody said anything: nothing is kept then.
    package func finish(_ draft: Draft) async throws -> VoiceMessage? {
        var message = draft.message
        message.duration = await self.desk.finish(draft.recorder)
        guard draft.recorder.hasVoice, message.duration >= self.settings.shortestMessage else {
            try await self.delete(message.id)
            return nil
        }
        let path = self.path(message.id)
        message.byteCount = try await self.worker.runQuick { VoiceFiles.size(path) ?? 0 }
        message.state = .kept
        try await self.repository.put(message)
        self.count(message.user) { $0.new += 1 }
        self.state.withLock(\.listener)?.messageLeft(message)
        return message
    }

    // MARK: - The mailbox

    /// Newest first.
    package func messages(of user: UserID) async throws -> [VoiceMessage] {
        try await self.repository.all(of: user)
    }

    /// A message that is complete.
    package func find(_ id: VoiceMessageID) async throws -> VoiceMessage? {
        guard let message = try await self.repository.find(id), message.state == .kept else { return nil }
        return message
    }

    /// Marks a message as heard, or as new again.
    package func mark(_ id: VoiceMessageID, isHeard: Bool) async throws -> VoiceMessage? {
        guard var message = try await self.find(id) else { return nil }
        guard (message.heardAt != nil) != isHeard else { return message }
        message.heardAt = isHeard ? self.time.timestamp : nil
        try await self.repository.put(message)
        self.count(message.user) { counts in
            counts.new = max(0, counts.new + (isHeard ? -1 : 1))
            counts.old = max(0, counts.old + (isHeard ? 1 : -1))
        }
        return message
    }

    /// - Returns: `false` when there is no such message.
    package func remove(_ id: VoiceMessageID) async throws -> Bool {
        guard let message = try await self.find(id) else { return false }
        try await self.delete(id)
        self.count(message.user) { counts in
            if message.heardAt == nil {
                counts.new = max(0, counts.new - 1)
            } else {
                counts.old = max(0, counts.old - 1)
            }
        }
        return true
    }

    private func delete(_ id: VoiceMessageID) async throws {
        try await self.repository.remove(id)
        self.cache.remove(Self.key(id))
        let (path, mp3) = (self.path(id), self.mp3Path(id))
        try await self.worker.runQuick { VoiceFiles.remove(path, mp3) }
    }

    private func count(_ user: UserID, _ change: (inout MessageCounts) -> Void) {
        let (counts, listener) = self.state.withLock { state in
            var counts = state.counts[user] ?? MessageCounts()
            change(&counts)
            state.counts[user] = counts == MessageCounts() ? nil : counts
            return (counts, state.listener)
        }
        listener?.countsChanged(user, counts)
    }

    // MARK: - The sound

    /// As wav; `nil` when the file is gone.
    package func sound(of message: VoiceMessage) async throws -> StoredSound? {
        let path = self.path(message.id)
        return try await self.worker.runQuick {
            VoiceFiles.size(path).map { StoredSound(path: path, byteCount: $0, type: "audio/wav") }
        }
    }

    /// As mp3, which is made when it is first asked for; `nil` when the file is gone.
    package func mp3(of message: VoiceMessage) async throws -> StoredSound? {
        let (path, mp3) = (self.path(message.id), self.mp3Path(message.id))
        return try await self.worker.runSlow {
            guard VoiceFiles.size(path) != nil else { return nil }
            if VoiceFiles.size(mp3) == nil { try Self.convert(path, to: mp3) }
            return VoiceFiles.size(mp3).map { StoredSound(path: mp3, byteCount: $0, type: "audio/mpeg") }
        }
    }

    private static func convert(_ path: String, to target: String) throws {
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw ModelError(.storeFailed, "The message cannot be read (error \(errno)).") }
        defer { close(source) }
        let made = open(target + ".new", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard made >= 0 else { throw ModelError(.storeFailed, "An mp3 file cannot be made (error \(errno)).") }
        defer { close(made) }
        do {
            var conversion = try RecordingConversion(from: source, to: made, kilobitsPerSecond: 32)
            while try conversion.advance() < 1 {}
        } catch {
            VoiceFiles.remove(target + ".new")
            throw ModelError(.storeFailed, "The mp3 file cannot be written.", cause: error)
        }
        try VoiceFiles.move(target + ".new", to: target)
    }

    /// For a call; `nil` when it cannot be read.
    package func clip(of id: VoiceMessageID) async -> AudioClip? {
        if let clip = self.cache.find(Self.key(id)) { return clip }
        let path = self.path(id)
        let clip = try? await self.worker.runQuick {
            try SoundFile(reading: VoiceFiles.read(path, limit: 64 << 20), limits: .own).clip
        }
        guard let clip else { return nil }
        self.cache.put(clip, for: Self.key(id))
        return clip
    }

    private func path(_ id: VoiceMessageID) -> String { "\(self.settings.messages)/\(id.text).wav" }
    private func mp3Path(_ id: VoiceMessageID) -> String { "\(self.settings.messages)/\(id.text).mp3" }
    private static func key(_ id: VoiceMessageID) -> String { "message \(id.text)" }
}
