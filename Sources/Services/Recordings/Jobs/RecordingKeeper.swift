import AudioFiles
package import Kernel
package import Logging
package import Model
import Synchronization

/// Keeps the list of recordings up to date, makes mp3 files and deletes what is too old: the jobs behind ``Recorder``.
package final class RecordingKeeper: Sendable {
    /// Time between looks for recordings that are too old.
    private static let sweepInterval = Duration.seconds(3_600)
    /// After a failure of the store or the disk.
    private static let pause = Duration.seconds(5)
    private static let batch = 100
    /// What the encoder could not make is tried again with the next start.
    private static let mostFailures = 10_000

    private let recorder: Recorder
    private let library: RecordingLibrary
    private let configuration: @Sendable () -> Configuration
    private let events: any EventSink
    private let onQuotaReached: @Sendable (DomainID) -> Void
    private let time: any TimeSource
    private let logger: Logger
    private let failed = Mutex<Set<RecordingID>>([])

    /// - Parameter onQuotaReached: a call of the domain was not recorded for want of room, and the one before was (TEN-03).
    package init(
        _ library: RecordingLibrary,
        configuration: @escaping @Sendable () -> Configuration,
        events: any EventSink,
        onQuotaReached: @escaping @Sendable (DomainID) -> Void = { _ in },
        time: any TimeSource,
        logger: Logger
    ) {
        self.recorder = library.recorder
        self.library = library
        self.configuration = configuration
        self.events = events
        self.onQuotaReached = onQuotaReached
        self.time = time
        self.logger = logger
    }

    /// Runs until ``Recorder/stop()``; then the list knows everything.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            let wake = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
            group.addTask { await self.convert(wake.stream) }
            group.addTask { await self.sweepForEver() }
            wake.continuation.yield()
            for await news in self.recorder.news {
                await self.take(news)
                switch news {
                case .ended, .spaceChanged(isFull: false, _): wake.continuation.yield()
                case .began, .spaceChanged, .quotaReached: break
                }
            }
            wake.continuation.finish()
            group.cancelAll()
            self.library.converting.abandon()
        }
        self.library.stop()
    }

    // MARK: - After a crash

    /// Before the recorder starts: what the last life left unfinished is mended and listed (REC-03).
    ///
    /// What cannot be mended stays as it is, for the next start.
    ///
    /// - Returns: how many were mended.
    package func repair() async throws -> Int {
        let count = try await self.mend()
        try await self.measure()
        return count
    }

    /// Counts anew what the recordings of each domain take.
    private func measure() async throws {
        self.recorder.usage.replace(try await self.library.repository.byteCounts())
    }

    private func mend() async throws -> Int {
        var count = 0
        var left: Set<RecordingID> = []
        while true {
            let unfinished = try await self.library.repository.all(in: .recording, limit: Self.batch + left.count)
                .filter { !left.contains($0.id) }
            guard !unfinished.isEmpty else { return count }
            for recording in unfinished {
                if let repaired = await self.repaired(recording) {
                    try await self.library.repository.put(repaired)
                    count += 1
                } else {
                    left.insert(recording.id)
                }
            }
        }
    }

    /// `nil` when it is to be tried again.
    private func repaired(_ recording: Recording) async -> Recording? {
        var mended = recording
        mended.ending = .crashed
        let place = RecordingPlace(recording, in: self.recorder.settings.folder)
        let keys = self.recorder.keys
        do {
            mended.duration = try await self.library.reading.run { try Self.repair(recording, place, keys) }
            mended.byteCount = Int64(place.byteCount)
            mended.state = .kept
        } catch {
            let metadata = [LogKey.recording: "\(recording.id)"].with(error)
            guard place.isWithoutSound else {
                self.logger.error(
                    "a recording cannot be mended; see to its file and the folder of keys, the next start tries again",
                    metadata: metadata
                )
                return nil
            }
            mended.state = .deleted
            self.logger.warning("a recording never had any sound", metadata: metadata)
        }
        return mended
    }

    private static func repair(
        _ recording: Recording,
        _ place: RecordingPlace,
        _ keys: KeyFolder
    ) throws -> Duration {
        let file = try DiskFile(place.sound, .mending)
        guard recording.isEncrypted else { return try RecordingFile.repair(descriptor: file.descriptor).duration }
        let key = try keys.key(of: recording.domain)
        _ = try SealedReader.repair(file, domainKey: key)
        let sound = try SealedSound(SealedReader(file, domainKey: key))
        return sound.format.duration(ofFrames: sound.frameCount)
    }

    // MARK: - The list

    private func take(_ news: Recorder.News) async {
        switch news {
        case .began(let recording):
            await self.put(recording)
        case .ended(let recording):
            self.recorder.usage.add(recording.byteCount, of: recording.domain)
            await self.put(recording)
        case .quotaReached(let domain):
            let megabytes = Int(self.recorder.usage.bytes(of: domain) >> 20)
            self.logger.warning(
                "calls are not recorded: the domain's recordings take as much as they may",
                metadata: [LogKey.domain: "\(domain)", LogKey.megabytes: "\(megabytes)"]
            )
            let news = RecordingEvent.quotaReached(megabytes: megabytes)
            self.events.publish(.recording(news), at: self.time.timestamp, domain: domain, call: nil)
            self.onQuotaReached(domain)
        case .spaceChanged(let isFull, let megabytes):
            let news = RecordingEvent.spaceChanged(isFull: isFull, freeMegabytes: megabytes)
            self.events.publish(.recording(news), at: self.time.timestamp, domain: nil, call: nil)
        }
    }

    /// Tries until it is stored: recordings follow one another, and the recorder waits for none of it.
    private func put(_ recording: Recording) async {
        while true {
            do {
                try await self.library.repository.put(recording)
                return
            } catch {
                self.logger.error(
                    "the list of recordings cannot be written",
                    metadata: [LogKey.recording: "\(recording.id)"].with(error)
                )
                do { try await Task.sleep(for: Self.pause) } catch { return }
            }
        }
    }

    // MARK: - mp3

    private func convert(_ wake: AsyncStream<Void>) async {
        for await _ in wake {
            do {
                while let next = try await self.nextToConvert(), await self.convert(next) {}
            } catch {
                self.logger.error("recordings cannot be read for conversion", metadata: Logger.Metadata().with(error))
            }
        }
    }

    private func nextToConvert() async throws -> Recording? {
        let failed = self.failed.withLock { $0 }
        guard !Task.isCancelled, failed.count < Self.mostFailures else { return nil }
        // Those that failed are skipped, not in the way.
        return try await self.library.repository.all(in: .kept, limit: failed.count + 1).first {
            !failed.contains($0.id)
        }
    }

    /// - Returns: `false` when there is no room for any: the next end of a recording, or room, is waited for.
    private func convert(_ recording: Recording) async -> Bool {
        do {
            guard let byteCount = try await self.library.converting.convert(recording) else {
                // Deleted meanwhile, or the server stops: not to be taken up again in this life.
                _ = self.failed.withLock { $0.insert(recording.id) }
                return true
            }
            // It may have been deleted since it was asked for.
            guard var converted = try await self.library.repository.find(recording.id), converted.state == .kept else {
                return true
            }
            let more = Int64(byteCount) - converted.byteCount
            converted.state = .converted
            converted.byteCount = Int64(byteCount)
            try await self.library.repository.put(converted)
            self.recorder.usage.add(more, of: converted.domain)
        } catch let error as RecordingError where error.code == .diskFull {
            self.logger.warning(
                "mp3 files wait for room on the disk",
                metadata: [LogKey.recording: "\(recording.id)"].with(error)
            )
            return false
        } catch {
            _ = self.failed.withLock { $0.insert(recording.id) }
            self.logger.error(
                "a recording cannot be made an mp3 file",
                metadata: [LogKey.recording: "\(recording.id)"].with(error)
            )
        }
        return true
    }

    // MARK: - Storage time

    private func sweepForEver() async {
        while !Task.isCancelled {
            do {
                try await self.sweep()
                try await self.measure()
            } catch {
                self.logger.error("old recordings cannot be deleted", metadata: Logger.Metadata().with(error))
            }
            // A cancelled sleep is a short one.
            try? await Task.sleep(for: Self.sweepInterval)
        }
    }

    /// Deletes what is older than its domain's storage time and reports what it did (REC-01).
    package func sweep() async throws {
        let configuration = self.configuration()
        for domain in try await self.library.repository.domains() {
            // A domain that is no more has nobody who would want longer.
            let rules = configuration.tenants[domain]?.domain.recording ?? RecordingRules()
            let limit = self.time.timestamp.advanced(by: .zero - rules.storageTime.duration)
            var (count, bytes) = (0, Int64(0))
            // What cannot be deleted is in nobody's way, and tried again with the next look.
            var stuck: Set<RecordingID> = []
            while !Task.isCancelled, stuck.count < Self.mostFailures {
                let most = Self.batch + stuck.count
                let old = try await self.library.repository.kept(of: domain, before: limit, limit: most)
                    .filter { !stuck.contains($0.id) }
                if old.isEmpty { break }
                for recording in old {
                    do {
                        try await self.library.remove(recording)
                        count += 1
                        bytes += recording.byteCount
                        try await self.library.note(.deleted, recording, by: "storage time", from: "")
                    } catch {
                        stuck.insert(recording.id)
                        self.logger.error(
                            "an old recording cannot be deleted; see to its files, it is tried again in an hour",
                            metadata: [LogKey.recording: "\(recording.id)"].with(error)
                        )
                    }
                }
            }
            guard count > 0 else { continue }
            let megabytes = Int(bytes >> 20)
            self.logger.notice(
                "recordings older than their storage time were deleted",
                metadata: [
                    LogKey.domain: "\(domain)", LogKey.count: "\(count)", LogKey.megabytes: "\(megabytes)",
                ]
            )
            let news = RecordingEvent.swept(count: count, megabytes: megabytes)
            self.events.publish(.recording(news), at: self.time.timestamp, domain: domain, call: nil)
        }
    }
}
