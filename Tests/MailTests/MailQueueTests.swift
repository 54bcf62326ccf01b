import Kernel
import Testing

@testable import Mail

@Suite("VM-02 The queue of mail")
struct MailQueueTests {
    private struct Story {
        var queue = MailQueue<String>(limit: 3, attempts: 3, firstPause: .seconds(60))
        var now = Moment.start

        mutating func tell(_ input: MailQueue<String>.Input) -> [String] {
            self.queue.handle(input, at: self.now).map { effect in
                switch effect {
                case .send(let message): "send \(message)"
                case .arm(let delay): "arm \(delay.components.seconds)"
                case .lose(let message, let loss): "lose \(message): \(loss)"
                }
            }
        }
    }

    @Test("one at a time, in order")
    func order() {
        var story = Story()
        #expect(story.tell(.added("a")) == ["send a"])
        #expect(story.tell(.added("b")) == [] && story.tell(.added("c")) == [])
        #expect(story.tell(.added("d")) == ["lose d: queueFull"])
        #expect(story.tell(.sent) == ["send b"] && story.tell(.sent) == ["send c"] && story.tell(.sent) == [])
        #expect(story.queue.count == 0)
    }

    @Test("what passes is tried again, each time later, and given up; others do not wait for it")
    func retries() {
        var story = Story()
        _ = story.tell(.added("a"))
        #expect(story.tell(.failed(isPassing: true)) == ["arm 60"])
        #expect(story.tell(.added("b")) == ["send b"] && story.tell(.sent) == ["arm 60"])
        story.now = story.now.advanced(by: .seconds(60))
        #expect(story.tell(.fired) == ["send a"])
        #expect(story.tell(.failed(isPassing: true)) == ["arm 120"])
        #expect(story.tell(.fired) == ["arm 120"])
        story.now = story.now.advanced(by: .seconds(120))
        #expect(story.tell(.fired) == ["send a"])
        #expect(story.tell(.failed(isPassing: true)) == ["lose a: tooManyAttempts"])
        #expect(story.tell(.fired) == [] && story.queue.count == 0)
    }

    @Test("what is refused is not tried again")
    func refused() {
        var story = Story()
        _ = story.tell(.added("a"))
        _ = story.tell(.added("b"))
        #expect(story.tell(.failed(isPassing: false)) == ["lose a: refused", "send b"])
    }
}
