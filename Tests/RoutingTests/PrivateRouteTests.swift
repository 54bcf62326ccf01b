import Kernel
import Model
import ModelTesting
import Testing

@testable import Routing

@Suite("TRK Private routes")
struct PrivateRouteTests {
    private static func world(_ adjust: (inout PrivateRoute) -> Void = { _ in }) -> RoutingWorld {
        var world = RoutingWorld(groups: ["Service"])
        var route = PrivateRoute(domain: RoutingWorld.domain, shownName: "Office")
        adjust(&route)
        world.apply(.putTrunk(Trunk(id: TrunkID("office"), name: "office", host: "192.0.2.9", route: route)))
        return world
    }

    /// A second office, for numbers from 2 on, whose 2 the office does not see.
    private static func twoOffices() -> RoutingWorld {
        var world = Self.world()
        var route = PrivateRoute(domain: RoutingWorld.domain, shownName: "Plant", order: 50, called: #"sip:2\d{3}@.*"#)
        route.strip = 1
        world.apply(.putTrunk(Trunk(id: TrunkID("plant"), name: "plant", host: "192.0.2.10", route: route)))
        return world
    }

    private static func fromOffice(
        _ world: RoutingWorld,
        _ dialled: String,
        from caller: String = "55",
        draw: UInt64 = 0
    ) -> RoutingDecision {
        let facts = CallFacts(
            origin: .trunk(TrunkID("office")),
            dialled: dialled,
            at: .epoch,
            caller: caller,
            draw: draw
        )
        return Router(configuration: world.configuration).decide(facts)
    }

    @Test(
        "TRK-02 what the expression takes goes to the office, with the extension or the company's number shown",
        arguments: [
            ("8123", "out office 8123 as 101"), ("812", "no-such-number"), ("102", "user boris"),
            ("600", "group Service"),
            ("81234", "no-such-number"),
        ]
    )
    func toOffice(dialled: String, expected: String) {
        let decision = Self.world().internalCall(to: dialled)
        #expect(RouterTests.words(decision) == expected)
        #expect(decision.isPrivate == expected.hasPrefix("out"))
    }

    @Test("TRK-02 the number shown, and what is cut off")
    func terms() {
        let world = Self.world { route in
            route.showsExtension = false
            route.strip = 2
        }
        #expect(RouterTests.words(world.internalCall(to: "8123")) == "out office 23 as +74950000000")
        let none = Self.world { $0.called = nil }
        #expect(RouterTests.words(none.internalCall(to: "8123")) == "no-such-number")
        let broken = Self.world { $0.called = "sip:(" }
        #expect(RouterTests.words(broken.internalCall(to: "8123")) == "no-such-number")
    }

    @Test("TRK-02 only for a group: others' calls go to the public network")
    func group() {
        let world = Self.world { route in
            route.called = #"sip:8\d{10}@.*"#
            route.group = EntryID("Service")
        }
        #expect(RouterTests.words(world.internalCall(to: "89031112233")) == "out office 89031112233 as 101")
        var smaller = world
        let group = CallGroup(name: "Service", extension: "600", members: [UserID("boris")])
        smaller.apply(.putEntry(DomainEntry(id: EntryID("Service"), domain: RoutingWorld.domain, .group(group))))
        let decision = smaller.internalCall(to: "89031112233")
        #expect(RouterTests.words(decision) == "out t1 +79031112233 as +74950000000")
    }

    @Test("TRK-02 RTE-06 only for a group: what a line's rule sends there, and another office, may use it all the same")
    func groupOfUsersOnly() throws {
        var world = Self.twoOffices()
        var route = PrivateRoute(domain: RoutingWorld.domain, shownName: "Plant", order: 50, called: #"sip:2\d{3}@.*"#)
        route.group = EntryID("Service")
        world.apply(.putTrunk(Trunk(id: TrunkID("plant"), name: "plant", host: "192.0.2.10", route: route)))
        let group = CallGroup(name: "Service", extension: "600", members: [UserID("boris")])
        world.apply(.putEntry(DomainEntry(id: EntryID("Service"), domain: RoutingWorld.domain, .group(group))))
        world.putLine([LineRule(to: .number(try #require(DialString("2345"))))])
        #expect(RouterTests.words(world.incoming()) == "out plant 2345 as -")
        #expect(RouterTests.words(Self.fromOffice(world, "2345")) == "out plant 2345 as -")
        #expect(RouterTests.words(world.internalCall(from: "boris", to: "2345")) == "out plant 2345 as 102")
        #expect(RouterTests.words(world.internalCall(to: "2345")) == "no-such-number")
    }

    @Test("TRK-05 help is called in the public network, whatever an expression takes, and who calls is told")
    func emergency() {
        let world = Self.world { $0.called = "sip:.*" }
        let decision = world.internalCall(to: "112")
        #expect(RouterTests.words(decision) == "out t1 112 as +74950000000")
        #expect(decision.isEmergency)
        let fromOffice = Self.fromOffice(world, "112")
        #expect(RouterTests.words(fromOffice) == "out t1 112 as +74950000000")
        #expect(fromOffice.isEmergency)
    }

    @Test("TRK-01 the order decides which expression is asked first")
    func order() {
        var world = Self.twoOffices()
        #expect(RouterTests.words(world.internalCall(to: "2345")) == "out plant 345 as 101")
        var route = PrivateRoute(domain: RoutingWorld.domain, shownName: "All", order: 10, called: "sip:.*")
        world.apply(.putTrunk(Trunk(id: TrunkID("all"), name: "all", host: "192.0.2.11", route: route)))
        #expect(RouterTests.words(world.internalCall(to: "2345")) == "out all 2345 as 101")
        route.order = 90
        world.apply(.putTrunk(Trunk(id: TrunkID("all"), name: "all", host: "192.0.2.11", route: route)))
        #expect(RouterTests.words(world.internalCall(to: "2345")) == "out plant 345 as 101")
        world.apply(.removeTrunk(TrunkID("plant")))
        #expect(RouterTests.words(world.internalCall(to: "2345")) == "out all 2345 as 101")
    }

    @Test(
        "TRK-05 no domain's calls leave by a private route to the public network, nor by another domain's",
        arguments: [
            "89031112233", "112",
        ]
    )
    func noWayOut(dialled: String) {
        var world = Self.world()
        #expect(RouterTests.words(world.internalCall(to: dialled)).hasPrefix("out t1 "))
        world.apply(.removeTrunk(TrunkID("t1")))
        #expect(RouterTests.words(world.internalCall(to: dialled)) == "trunk-unavailable")
        let other = User(
            id: UserID("x"),
            domain: DomainID("globex.example"),
            login: "x",
            extension: "101",
            shownName: ""
        )
        world.apply(.putDomain(Domain(id: DomainID("globex.example"), shownName: "Globex")))
        world.apply(.putUser(other))
        #expect(RouterTests.words(world.internalCall(from: "x", to: "8123")) == "no-such-number")
    }

    @Test("TRK-03 from the office to people, groups and the other office; outside by the transit limit")
    func fromOffice() {
        var world = Self.twoOffices()
        for (dialled, expected) in [
            ("102", "user boris"), ("600", "group Service"), ("2345", "out plant 345 as -"),
            // Not back to where it comes from.
            ("8123", "no-such-number"), ("89031112233", "not-allowed"), ("777", "no-such-number"),
            ("112", "out t1 112 as +74950000000"),
        ] {
            #expect(RouterTests.words(Self.fromOffice(world, dialled)) == expected, "\(dialled)")
        }
        var route = PrivateRoute(domain: RoutingWorld.domain, shownName: "Office")
        route.transit = .noInternational
        world.apply(.putTrunk(Trunk(id: TrunkID("office"), name: "office", host: "192.0.2.9", route: route)))
        #expect(RouterTests.words(Self.fromOffice(world, "89031112233")) == "out t1 +79031112233 as +74950000000")
        #expect(RouterTests.words(Self.fromOffice(world, "810493012345678")) == "not-allowed")
    }

    @Test("TRK-03 one of several numbers is shown by chance, or the one in From where it is the domain's and permitted")
    func shown() throws {
        let numbers = try ["+74951110001", "+74951110002"].map { try #require(DialString($0)) }
        var world = Self.world { route in
            route.transit = .none
            route.outgoingNumbers = numbers
        }
        for number in numbers {
            let line = Line(id: LineID(number.text), domain: RoutingWorld.domain, number: number)
            world.apply(.putLine(line))
        }
        let seen = Set((0..<40).map { RouterTests.words(Self.fromOffice(world, "89031112233", draw: $0)) })
        #expect(seen == ["out t1 +79031112233 as +74951110001", "out t1 +79031112233 as +74951110002"])
        world.putLine([])
        let told = Self.fromOffice(world, "89031112233", from: "84951234567")
        #expect(seen.contains(RouterTests.words(told)))
        var permitting = Self.world { route in
            route.transit = .none
            route.outgoingNumbers = numbers
            route.permitsFrom = true
        }
        permitting.putLine([])
        for number in numbers {
            let line = Line(id: LineID(number.text), domain: RoutingWorld.domain, number: number)
            permitting.apply(.putLine(line))
        }
        let own = Self.fromOffice(permitting, "89031112233", from: "84951234567")
        #expect(RouterTests.words(own) == "out t1 +79031112233 as +74951234567")
        let foreign = Self.fromOffice(permitting, "89031112233", from: "84957654321")
        #expect(seen.contains(RouterTests.words(foreign)))
        // TEN-01: a number that is somebody else's meanwhile is not shown.
        for number in numbers { permitting.apply(.removeLine(LineID(number.text))) }
        let none = Self.fromOffice(permitting, "89031112233", from: "84957654321")
        #expect(RouterTests.words(none) == "out t1 +79031112233 as +74950000000")
    }

    @Test("RTE-06 IVR-04 FWD-01 rules, menus and forwarding lead into a route by number")
    func targets() throws {
        var world = Self.world()
        let number = try #require(DialString("8123"))
        world.putLine([LineRule(to: .number(number))])
        #expect(RouterTests.words(world.incoming()) == "out office 8123 as -")
        world.change("boris") { $0.forwarding.others = [Forwarding.Number(.landline, "8123")] }
        #expect(RoutingWorld.chain(world.internalCall(to: "102")) == ["boris 40 + 8123 40"])
    }
}
