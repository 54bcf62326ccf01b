import Kernel
import RTP
import Testing

@Suite("RFC 3550 §A.1, sequence numbers")
struct SequenceTrackerTests {
    typealias Outcome = SequenceTracker.Outcome

    struct Script: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var minimumSequential: UInt8 = 2
        let numbers: [UInt16]
        let outcomes: [Outcome]
        let expected: UInt64
        let received: UInt64
    }

    static let next = Outcome.inOrder(missing: 0)

    static let scripts: [Script] = [
        Script(
            testDescription: "two in sequence prove a source, which counts from the second",
            numbers: [10, 11, 12],
            outcomes: [.probation, next, next],
            expected: 2,
            received: 2
        ),
        Script(
            testDescription: "a stray on probation starts it anew",
            numbers: [10, 500, 501],
            outcomes: [.probation, .probation, next],
            expected: 1,
            received: 1
        ),
        Script(
            testDescription: "without probation the first packet counts",
            minimumSequential: 1,
            numbers: [10, 12],
            outcomes: [next, .inOrder(missing: 1)],
            expected: 3,
            received: 2
        ),
        Script(
            testDescription: "the numbers wrap",
            minimumSequential: 1,
            numbers: [65_534, 65_535, 0, 1],
            outcomes: [next, next, next, next],
            expected: 4,
            received: 4
        ),
        Script(
            testDescription: "a late packet fills its gap, also across the wrap; a repeated one is told from it",
            minimumSequential: 1,
            numbers: [65_534, 0, 65_535, 65_535, 0, 1],
            outcomes: [next, .inOrder(missing: 1), .late, .duplicate, .duplicate, next],
            expected: 4,
            received: 6
        ),
        Script(
            testDescription: "a jump is dropped until the next number confirms it",
            minimumSequential: 1,
            numbers: [1, 2, 30_000, 3, 40_000, 40_001, 40_002],
            outcomes: [next, next, .outOfRange, next, .outOfRange, .restarted, next],
            expected: 2,
            received: 2
        ),
        Script(
            testDescription: "2 999 missing is a gap, 3 000 a jump; 99 behind is late, 100 a jump",
            minimumSequential: 1,
            numbers: [0, 2_999, 2_900, 2_899, 5_999],
            outcomes: [next, .inOrder(missing: 2_998), .late, .outOfRange, .outOfRange],
            expected: 3_000,
            received: 3
        ),
    ]

    @Test(arguments: Self.scripts)
    func follows(_ script: Script) {
        var tracker = SequenceTracker(minimumSequential: script.minimumSequential)
        let outcomes = script.numbers.map { tracker.receive($0) }
        #expect(outcomes == script.outcomes)
        #expect(tracker.expected == script.expected)
        #expect(tracker.received == script.received)
    }

    @Test("packets are counted over many cycles, whatever the first number", arguments: UInt64(0)..<3)
    func cycles(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var number = UInt16.random(in: 0...(.max), using: &random)
        var tracker = SequenceTracker(minimumSequential: 1)
        for _ in 0..<200_000 {
            _ = tracker.receive(number)
            number &+= 1
        }
        #expect(tracker.expected == 200_000)
        #expect(tracker.received == 200_000)
    }

    @Test("every packet of a bad network is counted as what it was", arguments: [0, 5, 30], UInt64(0)..<20)
    func badNetwork(lossPercent: Int, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let first = UInt16.random(in: 0...(.max), using: &random)
        // Each packet is lost, sent, or sent twice, and overtaken by up to eight others.
        var arrivals: [(order: Int, index: Int)] = []
        var kept: Set<Int> = [0]
        for index in 1..<2_000 where Int.random(in: 0..<100, using: &random) >= lossPercent {
            kept.insert(index)
            for _ in 0..<(Int.random(in: 0..<20, using: &random) == 0 ? 2 : 1) {
                arrivals.append((index * 10 + Int.random(in: 0..<80, using: &random), index))
            }
        }
        arrivals.sort { ($0.order, $0.index) < ($1.order, $1.index) }
        var tracker = SequenceTracker(minimumSequential: 1)
        _ = tracker.receive(first)
        var seen: Set<Int> = [0]
        var wrong = 0
        for arrival in arrivals {
            let isDuplicate = !seen.insert(arrival.index).inserted
            let outcome = tracker.receive(first &+ UInt16(arrival.index))
            if isDuplicate != (outcome == .duplicate) { wrong += 1 }
        }
        #expect(wrong == 0)
        #expect(tracker.expected == UInt64((kept.max() ?? 0) + 1))
        #expect(tracker.received == UInt64(arrivals.count + 1))
    }
}
