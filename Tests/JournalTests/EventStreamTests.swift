import Journal
import Kernel
import Model
import Testing

@Suite("EventStream")
struct EventStreamTests {
    private func publish(_ count: Int, to stream: EventStream) {
        for _ in 0..<count {
            stream.publish(.held(LegID("a")), at: .epoch, domain: nil, call: nil)
        }
    }

    @Test("numbers go on after what is stored, without a gap")
    func numbers() {
        let stream = EventStream(lastSequence: 41)
        self.publish(3, to: stream)
        #expect(stream.lastSequence == 44)
        let slice = stream.events(after: 41, limit: 10)
        #expect(slice.events.map(\.sequence) == [42, 43, 44])
        #expect(slice.isComplete)
    }

    @Test(
        "the newest are kept, and a reader that is too late is told",
        arguments: [
            // after, limit, first and last of what comes, complete
            (0, 100, 7, 10, false), (5, 100, 7, 10, false), (6, 100, 7, 10, true), (8, 1, 9, 9, true),
            (10, 5, nil, nil, true), (12, 5, nil, nil, true), (-5, 2, 7, 8, false),
        ] as [(Int64, Int, Int64?, Int64?, Bool)]
    )
    func ring(after: Int64, limit: Int, first: Int64?, last: Int64?, isComplete: Bool) {
        let stream = EventStream(lastSequence: 0, capacity: 4)
        self.publish(10, to: stream)
        let slice = stream.events(after: after, limit: limit)
        #expect(slice.events.first?.sequence == first)
        #expect(slice.events.last?.sequence == last)
        #expect(slice.isComplete == isComplete)
        if let first, let last { #expect(slice.events.map(\.sequence) == Array(first...last)) }
    }

    @Test("a subscriber gets every event once, in order, while others publish")
    func subscription() async {
        let stream = EventStream(lastSequence: 0)
        let subscription = stream.subscribe(after: 0)
        await withTaskGroup(of: [Int64].self) { group in
            group.addTask {
                var seen: [Int64] = []
                for await element in subscription {
                    if case .events(let events) = element { seen += events.map(\.sequence) }
                }
                return seen
            }
            for _ in 0..<4 {
                group.addTask {
                    self.publish(500, to: stream)
                    return []
                }
            }
            var seen: [Int64] = []
            var finished = 0
            for await part in group {
                seen += part
                finished += 1
                if finished == 4 { stream.finish() }
            }
            #expect(seen == Array(1...2_000))
        }
    }

    @Test("a slow subscriber is told what it missed and goes on behind it")
    func slowSubscriber() async {
        let stream = EventStream(lastSequence: 0, capacity: 8)
        var reader = stream.subscribe(after: 0).makeAsyncIterator()
        self.publish(20, to: stream)
        #expect(await reader.next() == .missed(upTo: 12))
        guard case .events(let events) = await reader.next() else {
            Issue.record("no events came")
            return
        }
        #expect(events.map(\.sequence) == Array(13...20))
    }

    @Test("a subscriber from now on sees nothing older, and ends with the stream")
    func fromNowOn() async {
        let stream = EventStream(lastSequence: 0)
        self.publish(5, to: stream)
        var reader = stream.subscribe().makeAsyncIterator()
        self.publish(1, to: stream)
        stream.finish()
        guard case .events(let events) = await reader.next() else {
            Issue.record("no events came")
            return
        }
        #expect(events.map(\.sequence) == [6])
        #expect(await reader.next() == nil)
    }

    @Test("a waiting subscriber ends when its task is cancelled")
    func cancelled() async {
        let stream = EventStream(lastSequence: 0)
        let task = Task {
            var count = 0
            for await _ in stream.subscribe() { count += 1 }
            return count
        }
        task.cancel()
        #expect(await task.value == 0)
    }
}
