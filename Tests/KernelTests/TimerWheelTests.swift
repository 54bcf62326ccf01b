import Kernel
import Testing

@Suite("Timer wheel")
struct TimerWheelTests {
    private func moment(_ milliseconds: Int) -> Moment { Moment(sinceStart: .milliseconds(milliseconds)) }

    @Test("a timer fires once, not early and at most one tick late")
    func firesInTime() {
        var wheel = TimerWheel<Int>(startingAt: .start)
        _ = wheel.arm(1, after: .milliseconds(500), at: .start)
        #expect(wheel.advance(to: self.moment(499)).isEmpty)
        #expect(wheel.advance(to: self.moment(510)) == [1])
        #expect(wheel.advance(to: self.moment(100_000)).isEmpty)
        #expect(wheel.count == 0)
    }

    @Test("a cancelled timer does not fire, and its old ticket does not touch the next one in the same place")
    func cancels() {
        var wheel = TimerWheel<Int>(startingAt: .start)
        let first = wheel.arm(1, after: .seconds(1), at: .start)
        #expect(wheel.cancel(first) == 1)
        #expect(wheel.cancel(first) == nil)
        _ = wheel.arm(2, after: .seconds(1), at: .start)
        #expect(wheel.cancel(first) == nil)
        #expect(wheel.advance(to: self.moment(1_010)) == [2])
    }

    @Test("any mix of arming, cancelling and waiting agrees with a plain list", arguments: UInt64(0)..<40)
    func agreesWithList(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var wheel = TimerWheel<Int>(granularity: .milliseconds(10), bucketCount: 16, startingAt: .start)
        var plain: [(ticket: TimerWheel<Int>.Ticket, payload: Int, deadline: Moment)] = []
        var now = Moment.start
        for step in 0..<400 {
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                let delay = Duration.milliseconds(Int.random(in: 0...2_000, using: &random))
                let ticket = wheel.arm(step, after: delay, at: now)
                plain.append((ticket, step, now.advanced(by: delay)))
            case 1:
                guard let victim = plain.indices.randomElement(using: &random) else { continue }
                let timer = plain.remove(at: victim)
                #expect(wheel.cancel(timer.ticket) == timer.payload)
            default:
                now = now.advanced(by: .milliseconds(Int.random(in: 1...700, using: &random)))
                let fired = Set(wheel.advance(to: now))
                for timer in plain where fired.contains(timer.payload) {
                    #expect(timer.deadline <= now, "early")
                }
                plain.removeAll { fired.contains($0.payload) }
                for timer in plain {
                    #expect(timer.deadline.advanced(by: .milliseconds(10)) > now, "late")
                }
                #expect(wheel.count == plain.count)
            }
        }
    }
}
