import Kernel
import Testing

@testable import Audio

@Suite("Prompt queues")
struct PromptQueueTests {
    private static func ramp(_ range: Range<Int>) -> AudioClip { AudioClip(samples: range.map { Int16($0) }) }

    /// Reads the whole queue in frames of `frame` samples.
    private static func read(
        _ queue: PromptQueue,
        from start: PromptQueue.Place = PromptQueue.beginning,
        frame: Int
    ) -> [Int16] {
        var place = start
        var heard: [Int16] = []
        var isOver = false
        while !isOver, heard.count < 1_000_000 {
            let sound = UnsafeMutableBufferPointer<Int16>.allocate(capacity: frame)
            defer { sound.deallocate() }
            isOver = queue.read(from: &place, into: sound)
            heard += Array(sound)
        }
        return heard
    }

    @Test(
        "MED-02 pieces follow one another to the sample, whatever the length of a frame, with silence after the last",
        arguments: [1, 7, 160, 1_000]
    )
    func order(frame: Int) {
        let queue = PromptQueue([
            .clip(Self.ramp(1..<300)), .silence(.milliseconds(20)), .clip(AudioClip(samples: [])), .silence(.zero),
            .clip(Self.ramp(1_000..<1_161)), .clip(Self.ramp(5_000..<5_001)),
        ])
        let expected =
            (1..<300).map(Int16.init) + [Int16](repeating: 0, count: 160)
            + (1_000..<1_161).map(Int16.init) + [5_000]
        let heard = Self.read(queue, frame: frame)
        #expect(queue.sampleCount == expected.count)
        #expect(Array(heard.prefix(expected.count)) == expected)
        #expect(heard.count < expected.count + frame && heard.dropFirst(expected.count).allSatisfy { $0 == 0 })
    }

    @Test("MED-02 a place is found by time and by distance, and never lies outside")
    func places() {
        let queue = PromptQueue([.clip(Self.ramp(0..<800)), .clip(Self.ramp(800..<1_600))])
        let middle = queue.place(at: .milliseconds(150))
        #expect(middle.sample == 1_200 && middle.time == .milliseconds(150))
        #expect(Self.read(queue, from: middle, frame: 400) == (1_200..<1_600).map(Int16.init))
        #expect(queue.place(.milliseconds(-100), after: middle).sample == 400)
        #expect(queue.place(.milliseconds(-500), after: middle) == PromptQueue.beginning)
        #expect(queue.isOver(at: queue.place(.seconds(5), after: middle)))
        #expect(Self.read(queue, from: queue.place(at: .seconds(9)), frame: 3) == [0, 0, 0])
    }

    @Test("a queue that repeats begins again without a seam; an empty one ends")
    func repeating() {
        let queue = PromptQueue([.clip(Self.ramp(1..<4)), .clip(Self.ramp(4..<6))])
        var place = PromptQueue.beginning
        let sound = UnsafeMutableBufferPointer<Int16>.allocate(capacity: 12)
        defer { sound.deallocate() }
        #expect(!queue.read(from: &place, repeats: true, into: sound))
        #expect(Array(sound) == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2])
        var empty = PromptQueue.beginning
        #expect(PromptQueue([]).read(from: &empty, repeats: true, into: sound))
    }
}
