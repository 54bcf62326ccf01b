import Journal
import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Many random talks in simulated time")
struct SimulatedTalksTests {
    @Test(
        "BYD-01 2 000 random calls leave no leg, seat, timer or lamp behind, and each has one whole record",
        arguments: UInt64(0)..<20
    )
    func talks(seed: UInt64) {
        var talks = SimulatedTalks(seed: seed)
        talks.run(100)
        #expect(talks.faults.isEmpty, "seed \(seed): \(talks.faults.prefix(5))")
        #expect(talks.leftBehind.isEmpty, "seed \(seed): \(talks.leftBehind.prefix(5))")
        #expect(talks.records.count == 100 && Set(talks.records.map(\.id)).count == 100)
        for record in talks.records {
            let end = record.endedAt ?? .epoch
            #expect(end >= record.answeredAt ?? record.startedAt, "\(record.id) ends before it begins")
        }
        // The dice have thrown what the test is about.
        for name in [
            "room", "transfer-completed", "conference-joined", "conference-ended", "held", "redirected",
            "consultation-began", "connection-lost", "came-back",
        ] {
            #expect(talks.seen[name, default: 0] > 0, "seed \(seed): no \(name) in \(talks.seen)")
        }
    }
}
