import Codecs
import Kernel
import Model
import ModelTesting
import Synchronization
import Testing

@testable import Recordings

@Suite("Room for recordings")
struct RecordingQuotaTests {
    private static let acme = DomainID("acme.example")
    private static let other = DomainID("other.example")

    @Test("TEN-03 a domain at its limit is refused, told once until there is room, and others are not")
    func admission() {
        let limits = Mutex([Self.acme: Int64(1_000)])
        let usage = RecordingUsage { domain in limits.withLock { $0[domain] ?? .max } }
        usage.replace([Self.acme: 999, Self.other: 5_000])
        #expect(usage.admit(Self.acme) == .room && !usage.isFull(Self.acme))
        usage.add(1, of: Self.acme)
        #expect(usage.isFull(Self.acme) && usage.admit(Self.acme) == .full(isNews: true))
        #expect(usage.admit(Self.acme) == .full(isNews: false))
        #expect(usage.admit(Self.other) == .room)
        usage.add(-400, of: Self.acme)
        #expect(usage.admit(Self.acme) == .room && usage.bytes(of: Self.acme) == 600)
        // A limit that is lowered counts at once; none at all records nothing.
        limits.withLock { $0[Self.acme] = 0 }
        #expect(usage.admit(Self.acme) == .full(isNews: true))
        usage.add(-5_000, of: Self.acme)
        #expect(usage.bytes(of: Self.acme) == 0 && usage.admit(Self.acme) == .full(isNews: false))
    }

    @Test("TEN-03 what is on the disk counts after a restart, what ends counts, what is deleted makes room")
    func life() async throws {
        let told = Mutex<[DomainID]>([])
        let world = RecorderTests.World(quota: 3 << 20) { domain in told.withLock { $0.append(domain) } }
        var old = world.recording("old")
        old.byteCount = (3 << 20) - 1
        old.state = .converted
        old.ending = .callEnded
        await world.repository.put(old)
        #expect(try await world.keeper.repair() == 0)
        #expect(world.recorder.usage.bytes(of: Self.acme) == old.byteCount)
        try world.recorder.start()
        let job = Task { await world.keeper.run() }
        let session = try world.recorder.begin(world.recording(), at: .hertz8000) { _ in }
        let tap = session.makeTap(on: .employee)
        world.speak(10, [(tap, 1)])
        session.finish(.callEnded)
        try await world.until("its end counts") { world.recorder.usage.isFull(Self.acme) }
        for name in ["second", "third"] {
            #expect(throws: RecordingRefusal(.quotaReached)) {
                try world.recorder.begin(world.recording(name), at: .hertz8000) { _ in }
            }
        }
        try await world.until("somebody is told") { told.withLock { $0 } == [Self.acme] }
        #expect(world.events.kinds == [.recording(.quotaReached(megabytes: 3))])
        try await world.library.delete(old, by: "anna@acme.example", from: "192.0.2.1")
        #expect(!world.recorder.usage.isFull(Self.acme))
        _ = try world.recorder.begin(world.recording("fourth"), at: .hertz8000) { _ in }
        world.recorder.stop()
        await job.value
        let kept = await world.repository.byteCounts()
        #expect(kept == [Self.acme: world.recorder.usage.bytes(of: Self.acme)])
    }
}
