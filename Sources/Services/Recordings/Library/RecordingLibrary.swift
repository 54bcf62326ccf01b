import AudioFiles
package import Kernel
package import Model

/// The recordings that there are: listed, opened, deleted, and told about (REC-04).
///
/// Who may do what is decided by who asks; this knows no roles.
package final class RecordingLibrary: Sendable {
    /// Why a recording cannot be given out.
    package enum Fault: Error, Equatable {
        /// Its files were deleted, by hand or because their time was over.
        case gone
        /// The call goes on.
        case stillRecording
        /// There is no mp3 file yet.
        case notConverted
        /// The files are there and cannot be read.
        case unreadable(String)
    }

    /// Listening goes piece by piece; within this time it counts once.
    private static let listeningTime = Duration.seconds(300)
    private static let mostListeners = 4_096

    package let repository: any RecordingRepository
    let recorder: Recorder
    private let settings: RecordingSettings
    private let keys: KeyFolder
    private let time: any TimeSource
    let reading = WorkQueue(name: "rec-reading")
    let converting: ConversionJob
    private let listeners = ListenerTable(limit: RecordingLibrary.mostListeners)

    package init(
        _ repository: any RecordingRepository,
        _ recorder: Recorder,
        time: any TimeSource
    ) {
        self.repository = repository
        self.recorder = recorder
        self.settings = recorder.settings
        self.keys = recorder.keys
        self.time = time
        self.converting = ConversionJob(settings: recorder.settings, keys: recorder.keys)
    }

    /// Nothing is recorded: there is no room on the disk (REC-03).
    package var isFull: Bool { self.recorder.isFull }

    /// How much the recordings of each domain take, and may (TEN-03).
    package var usage: RecordingUsage { self.recorder.usage }

    /// Calls of the domain are not recorded: there is no room on the disk, or none for the domain (REC-03, TEN-03).
    package func isFull(for domain: DomainID) -> Bool { self.isFull || self.usage.isFull(domain) }

    /// How far the mp3 file of a recording is, 0 to 1; `nil` when it is not being made.
    package func progress(of recording: RecordingID) -> Double? { self.converting.progress(of: recording) }

    /// Opens a recording's sound.
    ///
    /// - Parameter form: `nil` takes what is there, mp3 first: it is a tenth in size.
    package func open(_ recording: Recording, as form: RecordingContent.Form?) async throws -> RecordingContent {
        switch recording.state {
        case .recording: throw Fault.stillRecording
        case .deleted: throw Fault.gone
        case .kept where form == .mp3: throw Fault.notConverted
        case .kept, .converted: break
        }
        let place = RecordingPlace(recording, in: self.settings.folder)
        let isMP3 = recording.state == .converted && form != .wav
        let (keys, queue) = (self.keys, self.reading)
        return try await queue.run {
            do throws(RecordingError) {
                let file = try DiskFile(isMP3 ? place.mp3 : place.sound, .reading)
                guard recording.isEncrypted else {
                    return try RecordingContent(file, isMP3 ? .mp3 : .wav, queue: queue)
                }
                let reader = try SealedReader(file, domainKey: keys.key(of: recording.domain))
                return RecordingContent(reader, queue: queue)
            } catch {
                throw Fault.unreadable("\(error)")
            }
        }
    }

    /// Deletes the files. The row stays and says so.
    package func delete(_ recording: Recording, by author: String, from address: String) async throws {
        guard recording.state != .recording else { throw Fault.stillRecording }
        guard recording.state != .deleted else { throw Fault.gone }
        try await self.remove(recording)
        try await self.note(.deleted, recording, by: author, from: address)
    }

    func remove(_ recording: Recording) async throws {
        let place = RecordingPlace(recording, in: self.settings.folder)
        await self.converting.forget(recording.id)
        try await self.reading.run { try place.delete() }
        var deleted = recording
        deleted.state = .deleted
        deleted.byteCount = 0
        try await self.repository.put(deleted)
        self.usage.add(-recording.byteCount, of: recording.domain)
    }

    // MARK: - The action history

    /// Writes down what somebody does with a recording. Listening that goes on is written once.
    package func note(
        _ action: RecordingAccess.Action,
        _ recording: Recording,
        by author: String,
        from address: String
    ) async throws {
        let now = self.time.now
        let listener = ListenerTable.Listener(recording: recording.id, author: author, address: address)
        if action == .listened {
            guard self.listeners.isNew(listener, at: now, within: Self.listeningTime) else { return }
        }
        try await self.repository.note(
            RecordingAccess(
                at: self.time.timestamp,
                action: action,
                recording: recording.id,
                call: recording.call,
                domain: recording.domain,
                author: author,
                address: address
            )
        )
        // What could not be written down is tried again with the next piece.
        if action == .listened { self.listeners.mark(listener, at: now, within: Self.listeningTime) }
    }

    // MARK: - Links

    /// Makes a temporary link's secret.
    ///
    /// - Parameter author: `login@domain` of the user, for the action history.
    package func makeLink(
        _ recording: Recording,
        by user: UserID,
        named author: String,
        lasting: Duration
    ) async throws -> (secret: String, expiresAt: Timestamp) {
        let keys = self.keys
        let key = try await self.reading.run { try keys.linkKey() }
        let link = RecordingLink(
            recording: recording.id,
            expiresAt: self.time.timestamp.advanced(by: lasting),
            user: user,
            author: author
        )
        return (link.signed(with: key), link.expiresAt)
    }

    /// - Throws: ``RecordingLink/Fault``.
    package func link(of secret: String) async throws -> RecordingLink {
        let keys = self.keys
        let key = try await self.reading.run { try keys.linkKey() }
        return try RecordingLink(verifying: secret, with: key, at: self.time.timestamp)
    }

    package func stop() {
        self.reading.stop()
        self.converting.stop()
    }
}
