import AudioFiles
import Crypto
import Model
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Makes mp3 files, one at a time, on a thread that takes only what nobody else wants of the processor (REC-02).
final class ConversionJob: Sendable {
    private struct State {
        var current: RecordingID?
        var share = 0.0
        var isForgotten = false
    }

    private let settings: RecordingSettings
    private let keys: KeyFolder
    private let queue = WorkQueue(name: "rec-mp3", niceness: 15)
    private let state = Mutex(State())
    private let isEnding = Atomic<Bool>(false)

    init(settings: RecordingSettings, keys: KeyFolder) {
        self.settings = settings
        self.keys = keys
    }

    func progress(of recording: RecordingID) -> Double? {
        self.state.withLock { $0.current == recording ? $0.share : nil }
    }

    /// Makes the mp3 file of a recording that is kept.
    ///
    /// - Returns: bytes of all files; `nil` when the recording was deleted meanwhile.
    /// - Throws: `diskFull` when it would take what is kept free for calls.
    func convert(_ recording: Recording) async throws -> Int? {
        self.state.withLock { $0 = State(current: recording.id) }
        defer { self.state.withLock { $0 = State() } }
        return try await self.queue.run {
            let place = RecordingPlace(recording, in: self.settings.folder)
            // What a former try left.
            unlink(place.draft)
            // A quarter of the samples is more than twice what the encoder makes of them.
            let expected = Int64(place.soundByteCount / 4)
            if let free = RecordingPlace.freeBytes(of: self.settings.folder), free - expected <= self.settings.reserve {
                throw RecordingError(.diskFull, "an mp3 file of \(expected) bytes would take from the reserve")
            }
            do throws(RecordingError) {
                let isDone =
                    recording.isEncrypted
                    ? try self.convertSealed(recording, place) : try self.convertPlain(place)
                guard isDone else {
                    unlink(place.draft)
                    return nil
                }
                guard rename(place.draft, place.mp3) == 0 else { throw DiskFile.failure("rename") }
                return place.byteCount
            } catch {
                unlink(place.draft)
                throw error
            }
        }
    }

    private func convertPlain(_ place: RecordingPlace) throws(RecordingError) -> Bool {
        let source = try DiskFile(place.sound, .reading)
        let target = try DiskFile(place.draft, .making)
        var conversion = try RecordingConversion(from: source.descriptor, to: target.descriptor)
        guard try self.run(&conversion) else { return false }
        try target.synchronize()
        return true
    }

    /// In memory first: an mp3 file ends with a change to its beginning, and a sealed chunk is never written twice.
    private func convertSealed(_ recording: Recording, _ place: RecordingPlace) throws(RecordingError) -> Bool {
        let key = try self.keys.key(of: recording.domain)
        let reader = try SealedReader(DiskFile(place.sound, .reading), domainKey: key)
        let memory = try DiskFile(inMemoryNamed: "mp3")
        var conversion = try RecordingConversion(of: SealedSound(reader), to: memory.descriptor)
        guard try self.run(&conversion) else { return false }
        let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let target = try DiskFile(place.draft, .making)
        var writer = try SealedWriter(target, SealedFormat(.bytes, salt: salt), domainKey: key)
        let length = try memory.length()
        for offset in stride(from: 0, to: length, by: 1 << 18) {
            try writer.append(memory.read(at: offset, upTo: 1 << 18))
        }
        try writer.finish()
        try target.synchronize()
        return true
    }

    /// - Returns: `false` when the recording was deleted meanwhile.
    private func run(_ conversion: inout RecordingConversion) throws(RecordingError) -> Bool {
        while true {
            let share = try conversion.advance()
            let goesOn = self.state.withLock { state in
                state.share = share
                return !state.isForgotten
            }
            guard goesOn, !self.isEnding.load(ordering: .relaxed) else { return false }
            if share >= 1 { return true }
        }
    }

    /// The recording is deleted: no file of it is made after this.
    func forget(_ recording: RecordingID) async {
        let isUnderWay = self.state.withLock { state in
            guard state.current == recording else { return false }
            state.isForgotten = true
            return true
        }
        // One behind the other on the same thread; the only failure is that there is no thread and so no work.
        if isUnderWay { try? await self.queue.run {} }
    }

    /// What is under way is given up between two pieces; the next start makes it anew.
    func abandon() { self.isEnding.store(true, ordering: .relaxed) }

    func stop() { self.queue.stop() }
}
