import Kernel
import Model
import Routing
import Testing

@Suite("Calls that the brake has stopped")
struct TollTests {
    /// A stop on Monday from noon to one o'clock, Moscow's time.
    private static func world(stopping user: String?, _ cap: TollCap) -> RoutingWorld {
        var world = RoutingWorld()
        let stop = TollStop(
            cap,
            reached: .hourlyCalls,
            of: user.map { UserID($0) },
            since: RoutingWorld.moment("2026-11-23 12:00"),
            until: RoutingWorld.moment("2026-11-23 13:00")
        )
        world.apply(.putEntry(DomainEntry(id: EntryID("stop"), domain: RoutingWorld.domain, .tollStop(stop))))
        return world
    }

    private static let abroad = TollCap(.abroad, of: .eachUser, hourlyCalls: 1)

    @Test(
        "BYD-18 a stop holds for its user, its numbers and its time, and for help never",
        arguments: [
            ("anna", "81044123456789", "2026-11-23 12:30", true), ("anna", "81044123456789", "2026-11-23 13:00", false),
            ("boris", "81044123456789", "2026-11-23 12:30", false), ("anna", "89161234567", "2026-11-23 12:30", false),
            ("anna", "112", "2026-11-23 12:30", false),
        ]
    )
    func ofUser(login: String, dialled: String, at moment: String, isStopped: Bool) {
        let world = Self.world(stopping: "anna", Self.abroad)
        let decision = world.internalCall(from: login, to: dialled, at: moment)
        #expect((decision.target == .refused(.notAllowed)) == isStopped, "\(decision.target)")
        #expect(decision.trace.contains { $0.rule == "calls stopped" } == isStopped)
    }

    @Test("BYD-18 a stop of the domain holds for everybody, for rules of lines and for numbers calls are forwarded to")
    func ofDomain() throws {
        var world = Self.world(stopping: nil, TollCap(.prefixes, ["44"], of: .domain, hourlyCalls: 1))
        #expect(world.internalCall(from: "boris", to: "81044123456789").target == .refused(.notAllowed))
        #expect(world.internalCall(from: "boris", to: "81049123456789").target != .refused(.notAllowed))
        let island = try #require(DialString("+44123456789"))
        world.putLine([LineRule(to: .number(island))])
        #expect(world.incoming().target == .refused(.notAllowed))
        #expect(world.incoming(at: "2026-11-23 14:00").target != .refused(.notAllowed))
        world.putLine([LineRule(to: .user(UserID("anna")))])
        world.change("anna") { anna in
            let terms = Forwarding.Terms(priority: 20, seconds: 20)
            anna.forwarding.others = [Forwarding.Number(.landline, "+44123456789", terms)]
        }
        let passed = world.incoming().trace.filter { $0.rule == "forwarding +44123456789" }
        #expect(passed.map { $0.outcome.hasPrefix("calls stopped") } == [true])
    }

    @Test("BYD-18 who calls outside spends in their own name, a rule of a line in the company's")
    func spenders() throws {
        var world = RoutingWorld()
        #expect(world.internalCall(to: "81044123456789").spender == UserID("anna"))
        let number = try #require(DialString("+44123456789"))
        world.putLine([LineRule(to: .number(number))])
        #expect(world.incoming().spender == nil)
    }
}
