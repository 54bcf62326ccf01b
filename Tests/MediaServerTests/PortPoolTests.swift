import Kernel
import Testing

@testable import MediaServer

@Suite("Port pool")
struct PortPoolTests {
    private static func pool(_ range: ClosedRange<UInt16>, seed: UInt64 = 1) -> PortPool {
        var generator = SeededGenerator(seed: seed)
        return PortPool(range, quarantine: .seconds(5), using: &generator)
    }

    @Test(
        "only even ports whose odd neighbour is in the range",
        arguments: [
            (4_000...4_003, [4_000, 4_002]), (4_001...4_004, [4_002]), (4_001...4_005, [4_002, 4_004]),
            (65_534...65_535, [65_534]),
        ] as [(ClosedRange<UInt16>, [UInt16])]
    )
    func pairs(range: ClosedRange<UInt16>, ports: [UInt16]) {
        var pool = Self.pool(range)
        var taken: [UInt16] = []
        while let port = pool.take(at: .start) { taken.append(port) }
        #expect(taken.sorted() == ports)
        #expect(pool.usedCount == ports.count && pool.freeCount == 0)
    }

    @Test("a returned port rests for the quarantine")
    func quarantine() throws {
        var pool = Self.pool(4_000...4_001)
        let first = pool.take(at: .start)
        let port = try #require(first)
        pool.give(back: port, at: Moment(sinceStart: .seconds(10)))
        #expect(pool.restingCount == 1)
        #expect(pool.take(at: Moment(sinceStart: .milliseconds(14_999))) == nil)
        #expect(pool.take(at: Moment(sinceStart: .seconds(15))) == port)
    }

    @Test("no port is in two hands, none is lost, none comes back too early", arguments: [UInt64(1), 2, 3, 4, 5])
    func property(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var pool = Self.pool(10_000...10_199, seed: seed)
        var held: Set<UInt16> = []
        var returned: [UInt16: Moment] = [:]
        var now = Moment.start
        for _ in 0..<5_000 {
            now = now.advanced(by: .milliseconds(Int.random(in: 0...60, using: &generator)))
            if Bool.random(using: &generator), let port = held.randomElement(using: &generator) {
                held.remove(port)
                returned[port] = now
                pool.give(back: port, at: now)
            } else if let port = pool.take(at: now) {
                #expect(held.insert(port).inserted)
                if let since = returned[port] { #expect(since.duration(to: now) >= .seconds(5)) }
            }
            #expect(pool.freeCount + pool.restingCount + held.count == 100)
        }
    }
}
