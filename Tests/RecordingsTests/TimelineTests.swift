import Kernel
import MediaServer
import Model
import Synchronization
import Testing

@testable import Recordings

@Suite("From taps to channels")
struct TimelineTests {
    private static let frame = 4

    private static func add(
        _ value: Int16,
        at tick: Int64,
        _ side: RecordingSide,
        _ timeline: inout RecordingTimeline
    ) -> Bool {
        [Int16](repeating: value, count: Self.frame).withUnsafeBufferPointer {
            timeline.add($0, at: tick, side: side)
        }
    }

    private static func take(before tick: Int64, _ timeline: inout RecordingTimeline) -> [[Int16]] {
        var frames: [[Int16]] = []
        timeline.take(before: tick) { left, right in
            #expect(Set(left).count == 1 && Set(right).count == 1 && left.count == Self.frame)
            frames.append([left[0], right[0]])
        }
        return frames
    }

    @Test("REC-02 two sides stay together, whichever comes first, and gaps are silence")
    func together() {
        var timeline = RecordingTimeline(samplesPerFrame: Self.frame)
        #expect(Self.add(1, at: 0, .employee, &timeline) && Self.add(2, at: 1, .employee, &timeline))
        #expect(Self.add(9, at: 1, .other, &timeline) && Self.add(8, at: 0, .other, &timeline))
        #expect(Self.add(7, at: 3, .other, &timeline))
        #expect(timeline.heardEnd == 4)
        #expect(Self.take(before: 4, &timeline) == [[1, 8], [2, 9], [0, 0], [0, 7]])
        #expect(Self.add(5, at: 3, .employee, &timeline), "what is late is dropped")
        #expect(timeline.lateFrames == 1)
        #expect(Self.take(before: 5, &timeline) == [[0, 0]])
    }

    @Test("REC-03 several parties of a side are added, and never wrap around")
    func mixing() {
        var timeline = RecordingTimeline(samplesPerFrame: Self.frame)
        for value in [30_000, 20_000] as [Int16] { #expect(Self.add(value, at: 0, .other, &timeline)) }
        for value in [-30_000, -20_000] as [Int16] { #expect(Self.add(value, at: 0, .employee, &timeline)) }
        #expect(Self.take(before: 1, &timeline) == [[-32_768, 32_767]])
        #expect(Self.add(4, at: RecordingTimeline.window, .other, &timeline), "places are used again, empty")
        #expect(!Self.add(4, at: RecordingTimeline.window + 1, .other, &timeline))
        #expect(Self.take(before: RecordingTimeline.window + 1, &timeline).last == [0, 4])
    }

    @Test("frames come out of the ring as they went in; what has no room is counted", arguments: [1, 2, 3] as [UInt64])
    func ring(seed: UInt64) {
        let ring = FrameRing(samplesPerFrame: 2, capacity: 8)
        var generator = SeededGenerator(seed: seed)
        var (next, lost): (Int64, Int) = (0, 0)
        var waiting: [Int64] = []
        for _ in 0..<1_000 {
            if Bool.random(using: &generator) {
                [Int16(next % 1_000), 1, 9].withUnsafeBufferPointer { ring.push($0, at: next) }
                if waiting.count < 8 { waiting.append(next) } else { lost += 1 }
                next += 1
            } else if UInt8.random(in: 0..<5, using: &generator) == 0 {
                ring.takeAll { frame, tick in
                    #expect(tick == waiting.removeFirst() && Array(frame) == [Int16(tick % 1_000), 1])
                }
                #expect(waiting.isEmpty)
            }
        }
        #expect(ring.lostFrames == lost && lost > 0)
    }

    /// Free bytes, and what follows, with a reserve of a million.
    static let looks: [(Int64, RecordingSpace.Change?)] = [
        (5_000_000, nil), (1_000_000, nil), (999_999, .becameFull), (0, nil), (1_100_000, nil), (1_250_000, .hasRoom),
        (1_100_000, nil), (10, .becameFull), (9_000_000, .hasRoom),
    ]

    @Test("REC-03 recording stops below the reserve and goes on with room to spare")
    func space() {
        var space = RecordingSpace(reserve: 1_000_000)
        for (free, change) in Self.looks { #expect(space.measured(freeBytes: free) == change, "\(free)") }
        #expect(space.ranOut() == .becameFull && space.ranOut() == nil && space.isFull)
    }

    @Test("REC-04 a link says what was signed until it expires; nobody else's is believed")
    func links() throws {
        let folder = TestFolder()
        let key = try KeyFolder(folder.path("keys")).linkKey()
        let link = RecordingLink(
            recording: RecordingID("call-1"),
            expiresAt: Timestamp(seconds: 100),
            user: UserID("user-1"),
            author: "anna@acme.example"
        )
        let text = link.signed(with: key)
        #expect(text.utf8.allSatisfy { Character(UnicodeScalar($0)).isLetter || "0123456789-_.".utf8.contains($0) })
        #expect(try RecordingLink(verifying: text, with: key, at: Timestamp(seconds: 99)) == link)
        #expect(throws: RecordingLink.Fault.expired) {
            try RecordingLink(verifying: text, with: key, at: Timestamp(seconds: 100))
        }
        let foreign = try KeyFolder(folder.path("other")).linkKey()
        #expect(throws: RecordingLink.Fault.unknown) {
            try RecordingLink(verifying: text, with: foreign, at: .epoch)
        }
        for index in text.indices where index < text.index(text.startIndex, offsetBy: 20) {
            var touched = text
            touched.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            #expect(throws: RecordingLink.Fault.unknown, "\(touched)") {
                try RecordingLink(verifying: touched, with: key, at: .epoch)
            }
        }
        for text in ["", ".", "a.b.c", "😀.A", String(repeating: "A", count: 5_000)] {
            #expect(throws: RecordingLink.Fault.unknown) { try RecordingLink(verifying: text, with: key, at: .epoch) }
        }
    }

    @Test("REC-04 listening piece by piece is one line of the history, each listener's own")
    func listeners() {
        let table = ListenerTable(limit: 2)
        func isNew(_ author: String, _ seconds: Int64) -> Bool {
            let listener = ListenerTable.Listener(recording: RecordingID("r"), author: author, address: "192.0.2.1")
            let now = Moment(nanoseconds: seconds * 1_000_000_000)
            let isNew = table.isNew(listener, at: now, within: .seconds(300))
            #expect(table.isNew(listener, at: now, within: .seconds(300)) == isNew, "only what was written counts")
            if isNew { table.mark(listener, at: now, within: .seconds(300)) }
            return isNew
        }
        #expect(isNew("a", 0) && !isNew("a", 299) && isNew("b", 299) && isNew("a", 300))
        #expect(isNew("c", 301), "a full table forgets rather than leaves somebody out")
        #expect(isNew("a", 302))
    }
}
