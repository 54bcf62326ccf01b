import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Meter of the brake against toll fraud")
struct TollMeterTests {
    private static let anna = UserID("anna")
    private static let island = "+8821234567"

    /// A meter with its clock and rules.
    private struct World {
        var meter = TollMeter()
        var rules: TollRules
        var now = Moment.start.advanced(by: .seconds(1_000_000))
        private var count = 0

        init(_ caps: TollCap...) { self.rules = TollRules(caps: caps) }

        mutating func pass(_ time: Duration) { self.now = self.now.advanced(by: time) }

        /// - Returns: the leg, and what came of it.
        mutating func begin(
            _ number: String = TollMeterTests.island,
            by spender: UserID? = TollMeterTests.anna,
            in call: String? = nil,
            of domain: String = "acme.example"
        ) -> (leg: LegID, verdict: TollMeter.Verdict) {
            self.count += 1
            let leg = LegID("leg-\(self.count)")
            guard let number = DialString(number) else { preconditionFailure("a number") }
            let attempt = TollMeter.Attempt(
                leg: leg,
                call: CallID(call ?? "call-\(self.count)"),
                domain: DomainID(domain),
                spender: spender,
                number: number
            )
            return (leg, self.meter.begin(attempt, under: self.rules, plan: .russia, at: self.now))
        }
    }

    @Test("BYD-18 the call beyond an hour's cap is refused, told once, and an hour later calls go through again")
    func hourly() {
        let cap = TollCap(.abroad, of: .eachUser, hourlyCalls: 3)
        var world = World(cap)
        for _ in 0..<3 { #expect(world.begin().verdict == TollMeter.Verdict()) }
        let beyond = world.begin().verdict
        #expect(beyond.refusal == .hourlyCalls)
        #expect(
            beyond.notices == [
                TollNotice(.reached, .hourlyCalls, of: cap, domain: DomainID("acme.example"), user: Self.anna)
            ]
        )
        #expect(world.begin().verdict == TollMeter.Verdict(refusal: .hourlyCalls), "told twice")
        #expect(world.begin(by: UserID("boris")).verdict.refusal == nil, "another user's count is another one")
        #expect(world.begin(of: "beta.example").verdict.refusal == nil, "another domain's count is another one")
        #expect(world.begin("+79161234567").verdict.refusal == nil, "home")
        #expect(world.begin("112").verdict.refusal == nil, "help")
        world.pass(.seconds(3_000))
        #expect(world.begin().verdict.refusal == .hourlyCalls)
        world.pass(.seconds(601))
        #expect(world.begin().verdict.refusal == nil)
    }

    @Test(
        "BYD-18 what is talked counts, of running talks too; at the cap the talks end, and four fifths are told before"
    )
    func minutes() {
        let cap = TollCap(.prefixes, ["882"], of: .domain, dailyMinutes: 10)
        var world = World(cap)
        let first = world.begin().leg
        let second = world.begin(by: nil).leg
        let home = world.begin("+4912345678").leg
        for leg in [first, second, home] { world.meter.answered(leg, at: world.now) }
        world.pass(.seconds(230))
        #expect(world.meter.look(at: world.now) == ([], []))
        world.pass(.seconds(20))
        let near = TollNotice(.near, .dailyMinutes, of: cap, domain: DomainID("acme.example"), user: nil)
        #expect(world.meter.look(at: world.now) == ([near], []))
        #expect(world.meter.look(at: world.now) == ([], []), "told twice")
        world.meter.ended(second, at: world.now)
        world.pass(.seconds(100))
        let looked = world.meter.look(at: world.now)
        #expect(looked.legs == [first] && looked.notices.map(\.level) == [.reached])
        world.meter.ended(first, at: world.now)
        #expect(world.begin().verdict.refusal == .dailyMinutes)
        #expect(world.begin("+4912345678").verdict.refusal == nil)
        world.pass(.seconds(25 * 3_600))
        #expect(world.begin().verdict.refusal == nil)
    }

    @Test("BYD-18 calls at once: one more is refused, and one that ended makes room")
    func simultaneous() {
        var world = World(TollCap(.outside, of: .domain, simultaneousCalls: 2))
        let first = world.begin("+79161234567").leg
        _ = world.begin()
        let beyond = world.begin().verdict
        #expect(beyond.refusal == .simultaneousCalls && beyond.notices.allSatisfy { !$0.stops })
        world.meter.ended(first, at: world.now)
        #expect(world.begin().verdict.refusal == nil)
    }

    @Test("BYD-18 a provider that fails is followed by the next: one call; a second number of the call is a second one")
    func attempts() {
        var world = World(TollCap(.outside, of: .eachUser, dailyCalls: 2))
        for _ in 0..<3 {
            let (leg, verdict) = world.begin(in: "one")
            #expect(verdict.refusal == nil)
            world.meter.ended(leg, at: world.now)
        }
        #expect(world.begin("+4912345678", in: "one").verdict.refusal == nil)
        #expect(world.begin(in: "two").verdict.refusal == .dailyCalls)
        world.meter.forget(CallID("one"))
        #expect(world.begin(in: "one").verdict.refusal == .dailyCalls, "its numbers are new ones again")
    }

    @Test("BYD-18 one number invited again and again into one call is as many calls")
    func invitations() {
        var world = World(TollCap(.outside, of: .eachUser, hourlyCalls: 3))
        let first = world.begin(in: "conference").leg
        world.meter.answered(first, at: world.now)
        world.meter.ended(first, at: world.now)
        #expect(world.begin(in: "conference").verdict.refusal == nil)
        #expect(world.begin(in: "conference").verdict.refusal == nil, "while the one before rings")
        #expect(world.begin(in: "conference").verdict.refusal == .hourlyCalls)
    }

    @Test("BYD-18 a cap that only alarms lets through and tells; who lifts a stop begins a new count")
    func measures() {
        var world = World(TollCap(.outside, of: .eachUser, hourlyCalls: 1, measure: .alarm))
        _ = world.begin()
        let second = world.begin().verdict
        #expect(second.refusal == nil && second.notices.map(\.level) == [.reached])
        let cap = TollCap(.outside, of: .domain, hourlyCalls: 1)
        world.rules = TollRules(caps: [cap])
        _ = world.begin()
        #expect(world.begin().verdict.refusal == .hourlyCalls)
        world.meter.forgive(TollMeter.Key(domain: DomainID("acme.example"), cap: cap))
        #expect(world.begin().verdict.refusal == nil)
        #expect(world.begin().verdict.notices.map(\.level) == [.reached], "told anew")
        world.rules.isOn = false
        #expect(world.begin().verdict == TollMeter.Verdict())
    }

    @Test("BYD-18 nothing is left of calls that are over and of a day that has passed")
    func tidy() {
        var world = World(TollCap(.outside, of: .eachUser, dailyCalls: 100, dailyMinutes: 100))
        for number in 0..<50 {
            let leg = world.begin(by: UserID("user-\(number)")).leg
            world.meter.answered(leg, at: world.now)
            world.pass(.seconds(30))
            world.meter.ended(leg, at: world.now)
        }
        #expect(!world.meter.isWatching && !world.meter.isEmpty)
        world.pass(.seconds(26 * 3_600))
        world.meter.tidy(at: world.now)
        for number in 1...50 { world.meter.forget(CallID("call-\(number)")) }
        #expect(world.meter.isEmpty)
    }

    @Test("BYD-18 a sliding sum is what a list of all amounts gives", arguments: 0..<20 as Range<UInt64>)
    func slidingSum(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var sum = SlidingSum(slots: 6, of: .seconds(10))
        var amounts: [(slot: Int64, amount: Int)] = []
        var now = Moment.start
        for _ in 0..<300 {
            now = now.advanced(by: .milliseconds(Int64.random(in: 0...20_000, using: &random)))
            if Bool.random(using: &random) {
                let amount = Int.random(in: 0...9, using: &random)
                sum.add(amount, at: now)
                amounts.append((now.nanoseconds / 10_000_000_000, amount))
            }
            let slot = now.nanoseconds / 10_000_000_000
            let expected = amounts.filter { $0.slot > slot - 6 }.reduce(0) { $0 + $1.amount }
            #expect(sum.sum(at: now) == expected, "seed \(seed)")
        }
    }
}
