import Kernel
import Model
import ModelTesting
import Testing

@testable import Routing

@Suite("FWD-04 Calls of mobile phones with FMC")
struct MobileRoutingTests {
    private static let anna = "+79161110001"

    /// Anna, 101, has a mobile number that stands as said; the operator's trunk; Boris may not call abroad.
    private static func world(_ state: FMC?, hasTrunk: Bool = true) -> RoutingWorld {
        var world = RoutingWorld(groups: ["Service"])
        world.putLine([])
        world.change("anna") { anna in
            anna.forwarding.others = [.init(.mobile, "89161110001", .init(priority: 20, seconds: 25), fmc: state)]
            anna.callerID = DialString("+74951234567")
            anna.calling.outgoing = .noInternational
        }
        guard hasTrunk else { return world }
        world.apply(
            .putTrunk(
                Trunk(id: TrunkID("mobile"), name: "mobile", host: "192.0.2.20", priority: 1, isMobileOperators: true)
            )
        )
        return world
    }

    private static func call(
        _ world: RoutingWorld,
        _ dialled: String,
        from caller: String = Self.anna,
        by trunk: String = "mobile"
    ) -> RoutingDecision {
        let facts = CallFacts(origin: .trunk(TrunkID(trunk)), dialled: dialled, at: .epoch, caller: caller)
        return Router(configuration: world.configuration).decide(facts)
    }

    @Test(
        "FWD-04 behind the star the mobile phone dials as the phone on the desk does",
        arguments: [
            ("*102", "user boris"), ("*600", "group Service"), ("*84957654321", "out t1 +74957654321 as +74951234567"),
            ("*9196", "service echo"), ("***102", "pickup boris"), ("**0", "do redial"),
            ("*112", "out t1 112 as +74951234567"),
            ("*810493012345678", "not-allowed"), ("*777", "no-such-number"), ("*", "no-such-number"),
            ("102", "no-such-number"), ("84957654321", "no-such-number"),
        ]
    )
    func behindTheStar(dialled: String, expected: String) {
        let decision = Self.call(Self.world(.on), dialled)
        #expect(RouterTests.words(decision) == expected)
        guard dialled.hasPrefix("*") else { return }
        #expect(decision.domain == RoutingWorld.domain)
        #expect(decision.trace.first == RoutingStep(rule: "mobile phone \(Self.anna)", outcome: "user anna"))
        let atTheDesk = Self.world(.on).internalCall(from: "anna", to: String(dialled.dropFirst()))
        #expect(decision.target == atTheDesk.target && decision.spender == atTheDesk.spender)
    }

    @Test("FWD-04 the number may come in any spelling", arguments: ["+79161110001", "79161110001", "89161110001"])
    func spellings(caller: String) {
        #expect(RouterTests.words(Self.call(Self.world(.on), "*102", from: caller)) == "user boris")
    }

    @Test(
        "FWD-04 who is not joined, is off or blocked gets nothing; the company sees whose it was",
        arguments: FMC.allCases.filter { $0 != .on } + [nil]
    )
    func refused(state: FMC?) {
        let decision = Self.call(Self.world(state), "*102")
        #expect(decision.target == .refused(.notAllowed))
        #expect(decision.domain == (state?.isConnected == true ? RoutingWorld.domain : nil))
    }

    @Test("FWD-04 a stranger's mobile number, none, and a blocked user are refused")
    func strangers() {
        for caller in ["+79169999999", "", "anonymous", "101", "+74951112233"] {
            #expect(Self.call(Self.world(.on), "*102", from: caller).target == .refused(.notAllowed), "\(caller)")
        }
        var world = Self.world(.on)
        world.change("anna") { $0.isBlocked = true }
        #expect(Self.call(world, "*102").target == .refused(.notAllowed))
        world.changeDomain { $0.isBlocked = true }
        #expect(Self.call(world, "*102").target == .refused(.domainBlocked))
    }

    @Test("FWD-04 a From that somebody wrote gives no rights by another trunk")
    func spoofed() {
        var world = Self.world(.on)
        let route = PrivateRoute(domain: RoutingWorld.domain, shownName: "Office")
        world.apply(.putTrunk(Trunk(id: TrunkID("office"), name: "office", host: "192.0.2.9", route: route)))
        for trunk in ["t1", "office", "gone"] {
            let decision = Self.call(world, "*102", by: trunk)
            #expect(decision.target == .refused(.noSuchNumber), "\(trunk): \(decision.trace)")
        }
    }

    @Test(
        "FWD-04 on, it rings by the operator's trunk; otherwise as any mobile number, at the company's cost",
        arguments: [
            (FMC.on, true, "anna at +79161110001 25"), (.on, false, "+79161110001 25"),
            (.financialBlock, true, "+79161110001 25"), (.switchedOff, true, "+79161110001 25"),
            (.pending, true, "+79161110001 25"),
        ]
    )
    func rung(state: FMC, hasTrunk: Bool, expected: String) {
        let world = Self.world(state, hasTrunk: hasTrunk)
        #expect(RoutingWorld.chain(world.internalCall(from: "boris", to: "101")) == ["anna 40", expected])
    }

    @Test("FWD-04 the operator's trunk is nobody else's way out, and one that is off is none")
    func otherNumbers() {
        var world = Self.world(.on)
        let decision = world.internalCall(from: "anna", to: "89169999999")
        #expect(RouterTests.words(decision) == "out t1 +79169999999 as +74951234567")
        world.apply(
            .putTrunk(
                Trunk(
                    id: TrunkID("mobile"),
                    name: "mobile",
                    host: "192.0.2.20",
                    isActive: false,
                    isMobileOperators: true
                )
            )
        )
        #expect(RoutingWorld.chain(world.internalCall(from: "boris", to: "101")) == ["anna 40", "+79161110001 25"])
    }
}
