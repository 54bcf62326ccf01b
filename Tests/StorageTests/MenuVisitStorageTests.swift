import Journal
import Kernel
import Model
import ModelTesting
import Storage
import Testing

/// What every ``CallHistoryRepository`` promises of visits of menus.
@Suite("IVR-07 Visits of menus")
struct MenuVisitStorageTests {
    private static let acme = DomainID("acme.example")
    private static let start = Timestamp(seconds: 1_790_000_100)
    private static let forever = (from: Timestamp(seconds: 0), until: Timestamp(seconds: 4_000_000_500))

    private static func step(_ scenario: String, _ menu: String, _ exit: MenuExit? = nil) -> Event.Kind {
        .menu(MenuStep(leg: LegID("leg"), scenario: EntryID(scenario), menu: menu, exit: exit))
    }

    /// A call that goes through menus, with seconds between.
    private static func call(_ id: String, _ steps: [Event.Kind], _ script: inout EventScript, isOver: Bool = true) {
        func add(_ kind: Event.Kind) { script.add(kind, domain: Self.acme, call: CallID(id)) }
        add(.callStarted(CallStarted(direction: .incoming, caller: Party(number: "1"), dialled: "2")))
        for step in steps {
            add(step)
            script.wait(.seconds(4))
        }
        if isOver { add(.callEnded(CallEnded(result: .failed, cause: .hungUp))) }
    }

    @Test(
        "visits are added up by menu and exit, within the period in which they began",
        arguments: TestStore.Kind.allCases
    )
    func sums(_ kind: TestStore.Kind) async throws {
        let calls = try await TestStore(kind).calls
        var script = EventScript(at: Self.start)
        let through = [
            Self.step("a", "main"), Self.step("a", "main", .two), Self.step("a", "more"), Self.step("a", "more", .star),
            Self.step("a", "main"),
        ]
        Self.call("one", through, &script)
        Self.call("two", [Self.step("a", "main"), Self.step("a", "main", .two), Self.step("b", "main")], &script)
        script.wait(.seconds(7_200))
        Self.call("late", [Self.step("a", "main"), Self.step("a", "main", .timeout)], &script)
        // Of a call that is over, and of one that nobody has heard of: none.
        script.add(Self.step("a", "main"), domain: Self.acme, call: CallID("late"))
        script.add(Self.step("a", "main", .one), domain: Self.acme, call: CallID("unknown"))
        try await calls.append(script.events)
        let hour = (from: Timestamp(seconds: 1_789_999_200), until: Timestamp(seconds: 1_790_002_800))
        let first = try await calls.menuTallies(of: EntryID("a"), from: hour.from, until: hour.until)
        #expect(
            first == [
                MenuTally(menu: "main", exit: .two, visits: 2, time: .seconds(8)),
                MenuTally(menu: "main", exit: .hungUp, visits: 1, time: .seconds(4)),
                MenuTally(menu: "more", exit: .star, visits: 1, time: .seconds(4)),
            ]
        )
        let all = try await calls.menuTallies(of: EntryID("a"), from: Self.forever.from, until: Self.forever.until)
        #expect(all.reduce(0) { $0 + $1.visits } == 5)
        #expect(all.contains(MenuTally(menu: "main", exit: .timeout, visits: 1, time: .seconds(4))))
        #expect(try await calls.menuTallies(of: EntryID("c"), from: hour.from, until: hour.until).isEmpty)
    }

    @Test(
        "whoever was in a menu when the server ended has hung up there, once",
        arguments: TestDatabase.Engine.allCases
    )
    func restart(_ engine: TestDatabase.Engine) async throws {
        let database = try await TestDatabase(engine)
        let before = try await database.store().calls
        var script = EventScript(at: Self.start)
        let steps = [Self.step("a", "main"), Self.step("a", "main", .two), Self.step("a", "more")]
        Self.call("cut", steps, &script, isOver: false)
        try await before.append(script.events)
        let after = try await database.store().calls
        #expect(try await after.closeUnfinished(at: Self.start.advanced(by: .seconds(60))) == 1)
        let found = try await after.menuTallies(of: EntryID("a"), from: Self.forever.from, until: Self.forever.until)
        #expect(found.map { "\($0.menu) \($0.exit.rawValue) \($0.visits)" } == ["main 2 1", "more hung-up 1"])
    }

    @Test("BYD-01 sums equal the events, however these are cut into batches, seed", arguments: 1...8)
    func random(seed: UInt64) async throws {
        var traffic = RandomTraffic(seed: seed)
        let events = traffic.events(calls: 150)
        let (stored, memory) = (try await TestStore(.sqlite).calls, try await TestStore(.memory).calls)
        var generator = SeededGenerator(seed: seed)
        var rest = events[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Int.random(in: 1...200, using: &generator))
            try await stored.append(Array(batch))
            rest = rest.dropFirst(batch.count)
        }
        try await memory.append(events)
        // Counted by hand: every entering of an open call is one visit.
        var open: Set<CallID> = []
        var entered: [String: Int] = [:]
        for event in events {
            guard let call = event.call else { continue }
            switch event.kind {
            case .callStarted: open.insert(call)
            case .callEnded: open.remove(call)
            case .menu(let step) where step.exit == nil && open.contains(call):
                entered["\(step.scenario) \(step.menu)", default: 0] += 1
            default: break
            }
        }
        #expect(entered.values.reduce(0, +) > 50, "seed \(seed)")
        for scenario in ["scenario-0", "scenario-1"] {
            let (from, until) = Self.forever
            let found = try await stored.menuTallies(of: EntryID(scenario), from: from, until: until)
            #expect(
                found == (try await memory.menuTallies(of: EntryID(scenario), from: from, until: until)),
                "seed \(seed)"
            )
            for (menu, tallies) in Dictionary(grouping: found, by: \.menu) {
                #expect(tallies.reduce(0) { $0 + $1.visits } == entered["\(scenario) \(menu)"], "seed \(seed)")
            }
        }
    }
}
