import Kernel
import Model
import Testing

@Suite("FailureGuard")
struct FailureGuardTests {
    private typealias Guard = FailureGuard<String>

    /// A guard that is told things at moments.
    private struct Script {
        var machine = Guard()
        var now = Moment.start

        mutating func wait(_ duration: Duration) { self.now = self.now.advanced(by: duration) }

        @discardableResult
        mutating func fail(_ source: String, _ account: String, times: Int = 1) -> [Guard.Effect] {
            (0..<times).flatMap { _ in self.machine.handle(.failed(source, account: account), at: self.now) }
        }

        mutating func succeed(_ source: String, _ account: String) {
            _ = self.machine.handle(.succeeded(source, account: account), at: self.now)
        }

        func verdict(_ source: String, _ account: String) -> Guard.Verdict {
            self.machine.verdict(for: source, account: account, at: self.now)
        }
    }

    @Test(
        "AUTH-06 failures slow a source down, then block it",
        arguments: [
            (0, Guard.Verdict.allow), (2, .allow), (3, .delay(.milliseconds(250))), (4, .delay(.milliseconds(500))),
            (7, .delay(.seconds(4))), (9, .delay(.seconds(4))), (10, .refuse(for: .seconds(300))),
        ]
    )
    func steps(_ failures: Int, _ verdict: FailureGuard<String>.Verdict) {
        var script = Script()
        script.fail("a", "x@y", times: failures)
        #expect(script.verdict("a", "z@y") == verdict)
        #expect(script.verdict("b", "z@y") == .allow)
    }

    @Test("AUTH-06 a block is told once, ends, and is twice as long the next time")
    func blocks() {
        var script = Script()
        var lengths: [Duration] = []
        for _ in 0..<12 {
            for case .blocked(_, let failures, let length) in script.fail("a", "x@y", times: 10) {
                #expect(failures == 10)
                lengths.append(length)
                #expect(script.machine.isBlocked("a", at: script.now))
                #expect(script.fail("a", "x@y").isEmpty)
                script.wait(length + .seconds(1))
                #expect(!script.machine.isBlocked("a", at: script.now))
            }
        }
        #expect(lengths.prefix(4) == [.seconds(300), .seconds(600), .seconds(1_200), .seconds(2_400)])
        #expect(lengths.last == .seconds(86_400))
        script.wait(.seconds(2 * 86_400))
        #expect(script.fail("a", "x@y", times: 10) == [.blocked("a", failures: 10, for: .seconds(300))])
    }

    @Test("a quiet time forgives; slow guessing without one does not")
    func window() {
        var script = Script()
        script.fail("a", "x@y", times: 9)
        script.wait(.seconds(301))
        #expect(script.verdict("a", "x@y") == .allow)
        var effects: [Guard.Effect] = []
        for _ in 0..<10 {
            script.wait(.seconds(299))
            effects += script.fail("a", "x@y")
        }
        #expect(effects.count == 1)
    }

    @Test("a guesser with an account of their own gains nothing by signing in to it")
    func ownAccount() {
        var script = Script()
        var effects: [Guard.Effect] = []
        for _ in 0..<10 {
            effects += script.fail("a", "victim@y")
            script.succeed("a", "mallory@y")
        }
        #expect(effects == [.blocked("a", failures: 10, for: .seconds(300))])
        #expect(script.verdict("a", "victim@y") == .refuse(for: .seconds(300)))
    }

    @Test("one who mistypes and then gets it right is forgiven")
    func mistyped() {
        var script = Script()
        for _ in 0..<10 {
            #expect(script.fail("a", "x@y", times: 3).isEmpty)
            script.succeed("a", "x@y")
        }
        #expect(script.verdict("a", "x@y") == .allow)
        #expect(script.verdict("a", "z@y") == .allow)
    }

    @Test(
        "AUTH-06 the owner gets in: from afar whoever guesses, and from behind the guesser's address when known there"
    )
    func owner() {
        var script = Script()
        script.succeed("office", "alice@y")
        script.fail("office", "bob@y", times: 10)
        #expect(script.verdict("office", "bob@y") == .refuse(for: .seconds(300)))
        #expect(script.verdict("office", "alice@y") == .allow)

        for index in 0..<30 { script.fail("bot-\(index)", "alice@y") }
        #expect(script.verdict("office", "alice@y") == .allow)
        #expect(script.verdict("hotel", "alice@y") == .delay(.seconds(4)))
        #expect(script.verdict("hotel", "carol@y") == .allow)
    }

    @Test("a known phone that was set up wrongly is rationed, not blocked")
    func rationed() {
        var script = Script()
        script.succeed("office", "alice@y")
        script.fail("office", "alice@y", times: 30)
        #expect(script.verdict("office", "alice@y") == .refuse(for: .seconds(20)))
        script.wait(.seconds(21))
        #expect(script.verdict("office", "alice@y") == .delay(.seconds(4)))
        script.succeed("office", "alice@y")
        #expect(script.verdict("office", "alice@y") == .allow)
    }

    @Test("AUTH-06 blocks are listed and lifted")
    func lifted() {
        var script = Script()
        script.fail("a", "x@y", times: 10)
        script.fail("b", "x@y", times: 9)
        #expect(script.machine.blocks(at: script.now).map(\.source) == ["a"])
        #expect(script.machine.handle(.lifted("b"), at: script.now).isEmpty)
        #expect(script.machine.handle(.lifted("a"), at: script.now) == [.unblocked("a")])
        #expect(script.verdict("a", "z@y") == .allow)
        #expect(script.machine.blocks(at: script.now).isEmpty)
    }

    @Test("memory is bounded, and any order of inputs keeps the promises", arguments: 0..<20 as Range<UInt64>)
    func property(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var settings = Guard.Settings()
        settings.capacity = 16
        var machine = Guard(settings: settings)
        var now = Moment.start
        for _ in 0..<2_000 {
            now = now.advanced(by: .milliseconds(Int.random(in: 0..<40_000, using: &generator)))
            let source = "s\(Int.random(in: 0..<40, using: &generator))"
            let account = "a\(Int.random(in: 0..<40, using: &generator))"
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: _ = machine.handle(.succeeded(source, account: account), at: now)
            case 1: _ = machine.handle(.lifted(source), at: now)
            default:
                for case .blocked(let blocked, let failures, let length) in machine.handle(
                    .failed(source, account: account),
                    at: now
                ) {
                    #expect(blocked == source)
                    #expect(failures >= settings.failuresToBlock)
                    #expect(length >= settings.firstBlock && length <= settings.longestBlock)
                    #expect(machine.isBlocked(source, at: now))
                }
            }
            #expect(machine.blocks(at: now).count <= settings.capacity)
            switch machine.verdict(for: source, account: account, at: now) {
            case .allow: break
            case .delay(let pause): #expect(pause > .zero && pause <= settings.longestDelay)
            case .refuse(let pause): #expect(pause > .zero && pause <= settings.longestBlock)
            }
        }
    }
}
