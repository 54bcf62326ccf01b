import Kernel
import Model
import Testing

@testable import Exchange

@Suite("FWD-02 Ringing one number after another")
struct RingAttemptTests {
    typealias Failure = RingAttempt.Failure

    private static let busy = Failure(status: 486, cause: .busy)
    private static let declined = Failure(status: 603, cause: .declined)
    private static let unreachable = Failure(status: 480, cause: .unreachable)
    private static let dead = Failure(status: 503, cause: .trunkUnavailable)
    private static let noAnswer = Failure(status: 480, cause: .noAnswer)

    /// Steps of branches, a branch as its stages of legs and its seconds.
    private static func attempt(
        _ steps: [[(stages: [String], seconds: Int)]],
        isOnePerson: Bool = true
    ) -> RingAttempt {
        let chain = steps.map { step in
            step.map { branch in
                RingChain.Branch(
                    stages: branch.stages.map { stage in
                        stage.split(separator: " ").map { CallTests.destination(LegID(String($0))) }
                    },
                    ringTime: .seconds(branch.seconds)
                )
            }
        }
        return RingAttempt(RingChain(steps: chain, isOnePerson: isOnePerson))
    }

    private static func words(_ steps: [RingAttempt.Step]) -> [String] {
        steps.map { step in
            switch step {
            case .start(let destination): "start \(destination.leg)"
            case .stop(let leg, let cause): "stop \(leg) \(cause.rawValue)"
            case .wait(let time): "wait \(time.components.seconds)"
            case .exhausted(let failure): "exhausted \(failure.cause.rawValue)"
            }
        }
    }

    @Test("FWD-02 no answer and what cannot be reached make room for the next number")
    func chain() {
        var attempt = Self.attempt([[(["a b"], 20)], [(["c"], 30)], [(["d"], 10)]])
        #expect(Self.words(attempt.start()) == ["wait 20", "start a", "start b"])
        #expect(Self.words(attempt.timePassed()) == ["stop a no-answer", "stop b no-answer", "wait 30", "start c"])
        #expect(Self.words(attempt.failed(LegID("c"), Self.unreachable)) == ["wait 10", "start d"])
        #expect(Self.words(attempt.timePassed()) == ["stop d no-answer", "exhausted no-answer"])
        #expect(Self.words(attempt.timePassed()) == [])
    }

    @Test("FWD-02 busy on the lowest priority stops the chain, later it does not")
    func busy() {
        var first = Self.attempt([[(["a"], 20)], [(["b"], 20)], [(["c"], 20)]])
        _ = first.start()
        #expect(Self.words(first.failed(LegID("a"), Self.busy)) == ["exhausted busy"])
        var second = Self.attempt([[(["a"], 20)], [(["b"], 20)], [(["c"], 20)]])
        _ = second.start()
        _ = second.timePassed()
        #expect(Self.words(second.failed(LegID("b"), Self.busy)) == ["wait 20", "start c"])
    }

    @Test("FWD-02 one busy phone of several at the first number does not make the number busy")
    func busyHandset() {
        var attempt = Self.attempt([[(["a b"], 20)], [(["c"], 30)]])
        _ = attempt.start()
        #expect(Self.words(attempt.failed(LegID("a"), Self.busy)) == [])
        #expect(Self.words(attempt.timePassed()) == ["stop b no-answer", "wait 30", "start c"])
    }

    @Test("FWD-02 one of two that ring together is busy: the other rings on, and nothing comes after")
    func busyTogether() {
        var attempt = Self.attempt([[(["a"], 20), (["b"], 30)], [(["c"], 20)]])
        #expect(Self.words(attempt.start()) == ["wait 20", "start a", "start b"])
        #expect(Self.words(attempt.failed(LegID("a"), Self.busy)) == [])
        #expect(Self.words(attempt.timePassed()) == ["wait 10"])
        #expect(Self.words(attempt.timePassed()) == ["stop b no-answer", "exhausted busy"])
    }

    @Test("FWD-02 numbers that ring together each ring for their own time")
    func times() {
        var attempt = Self.attempt([[(["a"], 20), (["b"], 5), (["c"], 60)], [(["d"], 15)]])
        #expect(Self.words(attempt.start()) == ["wait 5", "start a", "start b", "start c"])
        #expect(Self.words(attempt.timePassed()) == ["stop b no-answer", "wait 15"])
        #expect(Self.words(attempt.timePassed()) == ["stop a no-answer", "wait 40"])
        #expect(Self.words(attempt.timePassed()) == ["stop c no-answer", "wait 15", "start d"])
        #expect(Self.words(attempt.answered(LegID("d"))) == [])
    }

    @Test("FWD-02 who declines for all phones is called at none of them; of a group the others ring on")
    func declined() {
        var person = Self.attempt([[(["a"], 20), (["b"], 20)], [(["c"], 20)]])
        _ = person.start()
        #expect(Self.words(person.failed(LegID("a"), Self.declined)) == ["stop b declined", "exhausted declined"])
        var group = Self.attempt([[(["a b"], 20), (["c"], 20)]], isOnePerson: false)
        _ = group.start()
        #expect(Self.words(group.failed(LegID("a"), Self.declined)) == ["stop b declined"])
        #expect(Self.words(group.failed(LegID("c"), Self.busy)) == ["exhausted busy"])
    }

    @Test("SIP-04 a dead trunk makes room for the next one of the same number, and a busy callee for nobody")
    func trunks() {
        var attempt = Self.attempt([[(["a"], 40)], [(["t1", "t2", "t3"], 40)]])
        _ = attempt.start()
        #expect(Self.words(attempt.timePassed()) == ["stop a no-answer", "wait 40", "start t1"])
        #expect(Self.words(attempt.failed(LegID("t1"), Self.dead)) == ["start t2"])
        #expect(Self.words(attempt.failed(LegID("t2"), Self.busy)) == ["exhausted busy"])
    }

    @Test("CAL-11 a phone sends the call on: the new numbers ring for the time of its own, and the chain goes on")
    func redirected() {
        var attempt = Self.attempt([[(["a"], 20), (["b"], 30)], [(["c"], 20)]])
        _ = attempt.start()
        let isSent = attempt.redirected(LegID("a"))
        #expect(isSent)
        let target = CallTests.destination(LegID("x"))
        #expect(Self.words(attempt.replanned(stages: [[target]], failure: nil)) == ["start x"])
        #expect(Self.words(attempt.timePassed()) == ["stop x no-answer", "wait 10"])
        #expect(Self.words(attempt.failed(LegID("b"), Self.unreachable)) == ["wait 20", "start c"])
    }

    @Test("CAL-11 a plan that comes when its number's time is over rings nobody")
    func latePlan() {
        var attempt = Self.attempt([[(["a"], 20)], [(["c"], 20)]])
        _ = attempt.start()
        let isSent = attempt.redirected(LegID("a"))
        #expect(isSent)
        #expect(Self.words(attempt.timePassed()) == ["wait 20", "start c"])
        #expect(Self.words(attempt.replanned(stages: [[CallTests.destination(LegID("x"))]], failure: nil)) == [])
    }

    /// Whatever happens: a leg rings once at most, ends once, and the attempt ends exactly once, with nobody ringing.
    @Test("FWD-02 every leg that is started ends, seed", arguments: UInt64(1)...500)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var number = 0
        func name() -> String {
            number += 1
            return "l\(number)"
        }
        let steps = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
            (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                (
                    stages: (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                        (0..<Int.random(in: 1...2, using: &generator)).map { _ in name() }.joined(separator: " ")
                    },
                    seconds: Int.random(in: 5...60, using: &generator)
                )
            }
        }
        var attempt = Self.attempt(steps, isOnePerson: Bool.random(using: &generator))
        var ringing: Set<LegID> = []
        var ends = 0
        func take(_ steps: [RingAttempt.Step]) {
            for step in steps {
                switch step {
                case .start(let destination): #expect(ringing.insert(destination.leg).inserted)
                case .stop(let leg, _): #expect(ringing.remove(leg) != nil, "\(leg) does not ring")
                case .wait(let time): #expect(time > .zero)
                case .exhausted: ends += 1
                }
            }
            #expect(Set(attempt.ringing.map(\.leg)) == ringing)
        }
        take(attempt.start())
        for _ in 0..<200 where ends == 0 {
            let leg = ringing.sorted().randomElement(using: &generator)
            switch (Int.random(in: 0..<12, using: &generator), leg) {
            case (0, let leg?):
                if attempt.redirected(leg) {
                    ringing.remove(leg)
                    let fresh = CallTests.destination(LegID(name()))
                    take(attempt.replanned(stages: Bool.random(using: &generator) ? [[fresh]] : [], failure: Self.dead))
                }
            case (1...8, let leg?):
                let failures = [Self.busy, Self.declined, Self.unreachable, Self.dead, Self.noAnswer]
                ringing.remove(leg)
                take(attempt.failed(leg, failures.randomElement(using: &generator) ?? Self.busy))
            default: take(attempt.timePassed())
            }
        }
        #expect(ends == 1)
        #expect(ringing.isEmpty)
    }
}
