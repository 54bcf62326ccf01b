import AudioFiles
import Codecs
import Foundation
import Kernel
import Logging
import MediaServer
import Model
import ModelTesting
import Synchronization
import Testing

@testable import Recordings

/// The recorder with its thread, on a real disk, with taps that the test speaks into.
@Suite("Recorder and its jobs", .serialized)
struct RecorderTests {
    /// Steps by hand, read by the writer's thread.
    final class Clock: TimeSource {
        private let passed = Atomic<Int64>(1)
        private let looks = Atomic<Int>(0)

        var now: Moment {
            self.looks.wrappingAdd(1, ordering: .relaxed)
            return Moment(nanoseconds: self.passed.load(ordering: .relaxed))
        }

        /// How often it was read.
        var count: Int { self.looks.load(ordering: .relaxed) }
        var timestamp: Timestamp { Timestamp(seconds: 1_790_000_000) }

        func advance(_ milliseconds: Int64) {
            self.passed.wrappingAdd(milliseconds * 1_000_000, ordering: .relaxed)
        }
    }

    final class Events: EventSink {
        private let told = Mutex<[Event.Kind]>([])

        func publish(_ kind: Event.Kind, at: Timestamp, domain: DomainID?, call: CallID?) {
            self.told.withLock { $0.append(kind) }
        }

        var kinds: [Event.Kind] { self.told.withLock { $0 } }
    }

    final class World: Sendable {
        let folder = TestFolder()
        let clock = Clock()
        let events = Events()
        let repository = InMemoryRecordingRepository()
        let recorder: Recorder
        let library: RecordingLibrary
        let keeper: RecordingKeeper

        init(
            reserve: Int64 = 1 << 20,
            quota: Int64 = .max,
            configuration: Configuration = Configuration(),
            folder name: String = "files",
            onQuotaReached: @escaping @Sendable (DomainID) -> Void = { _ in }
        ) {
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            self.recorder = Recorder(
                RecordingSettings(folder: self.folder.path(name), reserve: reserve),
                keys: KeyFolder(self.folder.path("keys")),
                usage: RecordingUsage { _ in quota },
                time: self.clock,
                logger: logger
            )
            self.library = RecordingLibrary(self.repository, self.recorder, time: self.clock)
            self.keeper = RecordingKeeper(
                self.library,
                configuration: { configuration },
                events: self.events,
                onQuotaReached: onQuotaReached,
                time: self.clock,
                logger: logger
            )
        }

        /// The keeper of the next life: nothing is remembered but what is on the disk and in the list.
        func later() -> RecordingKeeper {
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let recorder = Recorder(
                RecordingSettings(folder: self.folder.path("files"), reserve: 1 << 20),
                keys: KeyFolder(self.folder.path("keys")),
                time: self.clock,
                logger: logger
            )
            return RecordingKeeper(
                RecordingLibrary(self.repository, recorder, time: self.clock),
                configuration: { Configuration() },
                events: self.events,
                time: self.clock,
                logger: logger
            )
        }

        func recording(_ id: String = "call-1", isEncrypted: Bool = false) -> Recording {
            Recording(
                id: RecordingID(id),
                call: CallID("call"),
                domain: DomainID("acme.example"),
                user: UserID("anna"),
                login: "anna",
                users: [UserID("anna")],
                direction: .incoming,
                peer: Party(number: "+74951234567"),
                startedAt: self.clock.timestamp,
                isEncrypted: isEncrypted
            )
        }

        /// Speaks so many frames of these values, left and right; `nil` says nothing.
        func speak(_ count: Int, _ taps: [((any SoundTap)?, Int16)], samples: Int = 160) {
            for _ in 0..<count {
                for case (let tap?, let value) in taps {
                    [Int16](repeating: value, count: samples).withUnsafeBufferPointer { tap.hear($0) }
                }
                self.clock.advance(20)
            }
        }

        /// Waits for what other threads do.
        func until(_ what: String, _ isTrue: () async throws -> Bool) async throws {
            for _ in 0..<6_000 {
                if try await isTrue() { return }
                try await Task.sleep(for: .milliseconds(10))
            }
            Issue.record("never came: \(what)")
        }

        /// Waits until the writer has taken all that was said, once its recording has begun. It reads the clock once a
        /// round, before it takes anything.
        func takesAll() async throws {
            let former = self.clock.count
            try await self.until("another round of the writer") { self.clock.count >= former + 2 }
        }

        func state(_ id: String = "call-1") async -> Recording? { await self.repository.find(RecordingID(id)) }

        /// The samples of a wav recording by channels.
        func channels(_ id: String = "call-1") async throws -> (left: [Int16], right: [Int16]) {
            let recording = try #require(await self.state(id))
            let content = try await self.library.open(recording, as: .wav)
            let bytes = try await content.read(at: 0, upTo: content.length)
            #expect(bytes.starts(with: Array("RIFF".utf8)) && bytes.count == content.length)
            let samples = stride(from: 44, to: bytes.count - 1, by: 2).map {
                Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
            }
            return (
                stride(from: 0, to: samples.count, by: 2).map { samples[$0] },
                stride(from: 1, to: samples.count, by: 2).map { samples[$0] }
            )
        }
    }

    @Test("REC-02 both sides are kept, each on its channel, and become an mp3 file", arguments: [false, true])
    func channels(isEncrypted: Bool) async throws {
        let world = World()
        try world.recorder.start()
        let job = Task { await world.keeper.run() }
        let session = try world.recorder.begin(world.recording(isEncrypted: isEncrypted), at: .hertz8000) { _ in }
        let (left, right) = (session.makeTap(on: .employee), session.makeTap(on: .other))
        world.speak(50, [(left, 1_000), (right, -2_000)])
        // What the rings hold is less than all that is said here.
        try await world.takesAll()
        // The employee leaves, a colleague comes: the same channel, the other one undisturbed.
        session.drop(left)
        world.speak(25, [(nil, 0), (right, -2_000)])
        let colleague = session.makeTap(on: .employee)
        session.add(UserID("boris"), isWithheld: false)
        world.speak(25, [(colleague, 3_000), (right, -2_000)])
        session.isPaused = true
        world.speak(10, [(colleague, 5_000), (right, 6_000)])
        session.isPaused = false
        world.speak(10, [(colleague, 3_000), (right, -2_000)])
        session.finish(.callEnded)
        try await world.until("the mp3 file") { await world.state()?.state == .converted }
        let recording = try #require(await world.state())
        #expect(recording.ending == .callEnded && recording.users == [UserID("anna"), UserID("boris")])
        #expect(recording.duration == .milliseconds(120 * 20))
        let sound = try await world.channels()
        let turns: [(Range<Int>, Int16, Int16)] = [
            (0..<50, 1_000, -2_000), (50..<75, 0, -2_000), (75..<100, 3_000, -2_000), (100..<110, 0, 0),
            (110..<120, 3_000, -2_000),
        ]
        for (turns, left, right) in turns {
            let range = turns.lowerBound * 160..<turns.upperBound * 160
            #expect(Set(sound.left[range]) == [left] && Set(sound.right[range]) == [right], "turns \(turns)")
        }
        let mp3 = try await world.library.open(recording, as: nil)
        #expect(mp3.form == .mp3)
        let read = try SoundFile(reading: try await mp3.read(at: 0, upTo: mp3.length))
        #expect(abs(read.duration.inSeconds - 2.4) < 0.05 && read.originalChannels == 2)
        let names = world.folder.files.filter { $0.hasPrefix("files/") }
        #expect(names.count == 2 && names.allSatisfy { $0.hasSuffix(".sealed") == isEncrypted }, "\(names)")
        try await world.library.delete(recording, by: "boss@acme.example", from: "192.0.2.1")
        #expect(world.folder.files.filter { $0.hasPrefix("files/") }.isEmpty)
        #expect(await world.state()?.state == .deleted)
        await #expect(throws: RecordingLibrary.Fault.gone) {
            try await world.library.open(try #require(await world.state()), as: nil)
        }
        #expect(await world.repository.accesses(of: recording.id, limit: 9).map(\.action) == [.deleted])
        world.recorder.stop()
        await job.value
    }

    @Test(
        "REC-03 a recording whose server died is mended and listed, all but the last moment",
        arguments: [false, true]
    )
    func crash(isEncrypted: Bool) async throws {
        let world = World()
        try world.recorder.start()
        let recording = world.recording(isEncrypted: isEncrypted)
        let session = try world.recorder.begin(recording, at: .hertz16000) { _ in }
        let taps = [session.makeTap(on: .employee), session.makeTap(on: .other)]
        for _ in 0..<5 {
            world.speak(20, [(taps[0], 100), (taps[1], 200)], samples: 320)
            try await world.takesAll()
        }
        // The disk as a killed process leaves it, and a list that knows of a beginning.
        await world.repository.put(recording)
        let other = World(folder: "copy")
        try FileManager.default.createDirectory(
            atPath: other.folder.path("copy/acme.example"),
            withIntermediateDirectories: true
        )
        try FileManager.default.copyItem(
            atPath: world.folder.path("files/acme.example/2026-09-21"),
            toPath: other.folder.path("copy/acme.example/2026-09-21")
        )
        if isEncrypted {
            try FileManager.default.copyItem(atPath: world.folder.path("keys"), toPath: other.folder.path("keys"))
        }
        await other.repository.put(recording)
        #expect(try await other.keeper.repair() == 1)
        let mended = try #require(await other.state())
        #expect(mended.state == .kept && mended.ending == .crashed)
        #expect(mended.duration >= .milliseconds(1_250) && mended.duration <= .seconds(2), "\(mended.duration)")
        let sound = try await other.channels()
        #expect(Set(sound.left) == [100] && Set(sound.right) == [200] && sound.left.count == sound.right.count)
        world.recorder.stop()
        #expect(try await other.keeper.repair() == 0)
    }

    @Test("BYD-08 without its key a recording is left alone and mended when the key is back")
    func crashWithoutKey() async throws {
        let world = World()
        let recording = world.recording(isEncrypted: true)
        let place = RecordingPlace(recording, in: world.folder.path("files"))
        try place.makeFolder()
        let key = try world.recorder.keys.keyForNew(of: recording.domain)
        let salt = [UInt8](repeating: 3, count: 32)
        let format = SealedFormat(.sound(RecordingFormat(.pcm16)), salt: salt)
        var writer = try SealedWriter(try DiskFile(place.sound, .making), format, domainKey: key)
        try writer.append([UInt8](repeating: 1, count: 20_000))
        await world.repository.put(recording)
        // A sound file that was never made is no reason to wait.
        await world.repository.put(world.recording("call-2"))
        let size = place.soundByteCount
        try FileManager.default.moveItem(atPath: world.folder.path("keys"), toPath: world.folder.path("away"))
        let keeper = world.later()
        #expect(try await keeper.repair() == 1)
        #expect(await world.state()?.state == .recording && place.soundByteCount == size)
        #expect(await world.state("call-2")?.state == .deleted)
        #expect(!FileManager.default.fileExists(atPath: world.folder.path("keys")))
        try FileManager.default.moveItem(atPath: world.folder.path("away"), toPath: world.folder.path("keys"))
        #expect(try await keeper.repair() == 1)
        #expect(await world.state()?.state == .kept)
    }

    @Test("REC-03 no mp3 file is made of what is kept free for calls")
    func conversionLeavesReserve() async throws {
        let world = World(reserve: .max / 2)
        let recording = world.recording()
        let place = RecordingPlace(recording, in: world.folder.path("files"))
        try place.makeFolder()
        try Data([UInt8](repeating: 0, count: 1_000)).write(to: URL(fileURLWithPath: place.sound))
        let error = await #expect(throws: RecordingError.self) {
            try await world.library.converting.convert(recording)
        }
        #expect(error?.code == .diskFull && !place.hasMP3)
    }

    @Test("REC-01 one file that cannot be deleted keeps nothing else from it")
    func stuckFile() async throws {
        let world = World()
        for id in ["first", "second"] {
            var recording = world.recording(id)
            recording.startedAt = world.clock.timestamp.advanced(by: .seconds((id == "first" ? -900 : -800) * 86_400))
            recording.state = .kept
            await world.repository.put(recording)
            guard id == "first" else { continue }
            // A folder in its place cannot be unlinked, whoever runs the test.
            let place = RecordingPlace(recording, in: world.folder.path("files"))
            try FileManager.default.createDirectory(atPath: place.sound, withIntermediateDirectories: true)
        }
        try await world.keeper.sweep()
        #expect(await world.state("first")?.state == .kept)
        #expect(await world.state("second")?.state == .deleted)
    }

    @Test("REC-03 without room nothing is begun, what goes on ends, and it is told once")
    func diskFull() async throws {
        let world = World(reserve: .max / 2)
        let job = Task { await world.keeper.run() }
        let endings = Mutex<[RecordingEnding]>([])
        let session = try world.recorder.begin(world.recording(), at: .hertz8000) { ending in
            endings.withLock { $0.append(ending) }
        }
        let tap = session.makeTap(on: .employee)
        world.speak(10, [(tap, 1)])
        try world.recorder.start()
        try await world.until("the alarm") { world.recorder.isFull && endings.withLock { $0 } == [.diskFull] }
        #expect(throws: RecordingRefusal(.diskFull)) {
            try world.recorder.begin(world.recording("call-2"), at: .hertz8000) { _ in }
        }
        try await world.until("the list") { await world.state()?.ending == .diskFull }
        let alarms = world.events.kinds.filter { kind in
            if case .recording(.spaceChanged(true, _)) = kind { true } else { false }
        }
        #expect(alarms.count == 1)
        world.recorder.stop()
        await job.value
    }

    @Test("REC-01 what is older than its domain's storage time is deleted, and the job says how much")
    func storageTime() async throws {
        var configuration = Configuration()
        for (name, time) in [("acme.example", RecordingStorageTime.halfYear), ("brief.example", .month)] {
            let domain = Domain(
                id: DomainID(name),
                shownName: name,
                recording: RecordingRules(storageTime: time)
            )
            configuration.apply(.putDomain(domain), version: 1)
        }
        let world = World(configuration: configuration)
        for (domain, ages) in [
            ("acme.example", [10, 100, 183, 185]), ("brief.example", [30, 32, 400]), ("gone", [40]),
        ] {
            for age in ages {
                var recording = world.recording("\(domain)-\(age)")
                recording.domain = DomainID(domain)
                recording.startedAt = world.clock.timestamp.advanced(by: .seconds(-age * 86_400))
                recording.state = age == 400 ? .converted : .kept
                recording.byteCount = 1 << 20
                await world.repository.put(recording)
            }
        }
        try await world.keeper.sweep()
        let kept = await world.repository.all(in: .kept, limit: 99).map(\.id.text)
        #expect(Set(kept) == ["acme.example-10", "acme.example-100", "acme.example-183", "brief.example-30"])
        #expect(await world.repository.all(in: .deleted, limit: 99).count == 4)
        let swept: [Event.Kind] = [(1, 1), (2, 2), (1, 1)].map { .recording(.swept(count: $0.0, megabytes: $0.1)) }
        #expect(world.events.kinds == swept)
        try await world.keeper.sweep()
        #expect(world.events.kinds == swept, "nothing to do is no news")
    }
}
