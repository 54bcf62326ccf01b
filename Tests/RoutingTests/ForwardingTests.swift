import Kernel
import Model
import Routing
import Testing

/// The worked examples of 004 §7.5.2.6, and what they leave open.
@Suite("Forwarding")
struct ForwardingTests {
    private static let mobile = "+79031112233"

    private static func world(
        own: Forwarding.Terms = Forwarding.Terms(),
        mobile: Forwarding.Terms? = nil
    ) -> RoutingWorld {
        var world = RoutingWorld()
        world.change("boris") { user in
            user.forwarding.own = own
            user.forwarding.others = mobile.map { [Forwarding.Number(.mobile, "8 903 111-22-33", $0)] } ?? []
        }
        return world
    }

    private static let officeHours = WeeklySchedule.hours(10...19, saturday: 10...16)

    @Test("FWD-01 at first the own phones ring for 40 s, always")
    func beginning() {
        for moment in ["2026-11-23 12:00", "2026-11-22 03:00"] {
            #expect(RoutingWorld.chain(Self.world().internalCall(to: "102", at: moment)) == ["boris 40"])
        }
    }

    @Test(
        "FWD-02 004 §7.5.2.6, first example: a mobile number before the own phones, in its hours",
        arguments: [
            ("2026-11-23 10:00", true), ("2026-11-27 18:59", true), ("2026-11-28 15:59", true),
            ("2026-11-23 09:59", false), ("2026-11-23 19:00", false), ("2026-11-28 16:00", false),
            ("2026-11-29 12:00", false),
        ]
    )
    func mobileFirst(moment: String, isWorking: Bool) {
        let terms = Forwarding.Terms(priority: 5, seconds: 40, schedule: Self.officeHours)
        let chain = RoutingWorld.chain(Self.world(mobile: terms).internalCall(to: "102", at: moment))
        #expect(chain == (isWorking ? ["\(Self.mobile) 40", "boris 40"] : ["boris 40"]))
    }

    @Test(
        "FWD-02 second example: the own phones first, then the mobile number in its hours, else the end",
        arguments: [("2026-11-23 12:00", true), ("2026-11-29 12:00", false)]
    )
    func ownFirst(moment: String, isWorking: Bool) {
        let terms = Forwarding.Terms(priority: 5, seconds: 40, schedule: Self.officeHours)
        let world = Self.world(own: Forwarding.Terms(priority: 4), mobile: terms)
        let chain = RoutingWorld.chain(world.internalCall(to: "102", at: moment))
        #expect(chain == (isWorking ? ["boris 40", "\(Self.mobile) 40"] : ["boris 40"]))
    }

    @Test(
        "FWD-02 third example: equal priorities ring together, and nothing after them",
        arguments: [("2026-11-23 12:00", true), ("2026-11-29 12:00", false)]
    )
    func together(moment: String, isWorking: Bool) {
        let terms = Forwarding.Terms(priority: 4, seconds: 40, schedule: Self.officeHours)
        let world = Self.world(own: Forwarding.Terms(priority: 4), mobile: terms)
        let chain = RoutingWorld.chain(world.internalCall(to: "102", at: moment))
        #expect(chain == (isWorking ? ["boris 40 + \(Self.mobile) 40"] : ["boris 40"]))
    }

    @Test("FWD-02 fourth example: without schedules one after another, or together")
    func withoutSchedules() {
        let after = Self.world(mobile: Forwarding.Terms(priority: 20, seconds: 25))
        #expect(RoutingWorld.chain(after.internalCall(to: "102")) == ["boris 40", "\(Self.mobile) 25"])
        let together = Self.world(mobile: Forwarding.Terms())
        #expect(RoutingWorld.chain(together.internalCall(to: "102")) == ["boris 40 + \(Self.mobile) 40"])
    }

    @Test(
        "FWD-01 BYD-19 closed, a number that rings at night and on days off rings, and one of working hours does not",
        arguments: ["2026-11-23 12:00", "2026-11-23 23:00"]
    )
    func closed(moment: String) throws {
        let days: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]
        let night = WeeklySchedule([
            WeeklySchedule.Period(days, from: 19 * 60, to: 1_440), WeeklySchedule.Period(days, from: 0, to: 600),
        ])
        var world = Self.world(
            own: Forwarding.Terms(schedule: Self.officeHours),
            mobile: Forwarding.Terms(priority: 20, seconds: 25, schedule: night)
        )
        let holiday = try #require(CivilDate("2026-11-23"))
        world.changeDomain { $0.calendar.days = [WorkCalendar.Day(holiday, .closed)] }
        #expect(RoutingWorld.chain(world.internalCall(to: "102", at: moment)) == ["\(Self.mobile) 25"])
    }

    @Test("FWD-02 what is off is passed over; with nothing left it is voicemail, else the end")
    func nothingLeft() {
        var world = Self.world(own: Forwarding.Terms(isActive: false))
        #expect(RoutingWorld.chain(world.internalCall(to: "102")) == ["no-answer"])
        world.change("boris") { $0.voicemail.isOn = true }
        #expect(RoutingWorld.chain(world.internalCall(to: "102")) == ["message for boris"])
    }

    @Test(
        "FWD-01 CAL-02 a number is called in the callee's name: the callee's limit holds, and the number shown is the callee's"
    )
    func rights() {
        var world = Self.world(mobile: Forwarding.Terms(priority: 5))
        world.putLine([])
        world.change("boris") { $0.callerID = DialString("+74951234567") }
        let decision = world.internalCall(to: "102")
        guard case .ring(let plan) = decision.target, case .outside(_, _, let shown) = plan.steps[0][0].reach else {
            Issue.record("\(decision)")
            return
        }
        #expect(shown == DialString("+74951234567"))
        world.change("boris") { $0.calling.outgoing = .internalOnly }
        #expect(RoutingWorld.chain(world.internalCall(to: "102")) == ["boris 40"])
        #expect(
            world.internalCall(to: "102").trace.contains(
                RoutingStep(rule: "forwarding 8 903 111-22-33", outcome: "internal-only")
            )
        )
    }

    @Test(
        "USR-04 a stored number that is no line of the company's gives way to the company's on every way out",
        arguments: [
            ("+74951234567", "+74951234567"), ("84951234567", "+74951234567"), ("+74959999999", "+74950000000"),
            ("+74957770000", "+74950000000"), ("+78001234567", "+74950000000"),
        ]
    )
    func strangeNumber(stored: String, expected: String) throws {
        var world = Self.world(mobile: Forwarding.Terms(priority: 5))
        world.putLine([])
        world.apply(.putDomain(Domain(id: DomainID("globex.example"), shownName: "Globex")))
        for (id, domain, text) in [("l2", "globex.example", "+74957770000"), ("l3", "acme.example", "+78001234567")] {
            let number = try #require(DialString(text))
            world.apply(.putLine(Line(id: LineID(id), domain: DomainID(domain), number: number, rules: [])))
        }
        world.change("boris") { $0.callerID = DialString(stored) }
        let outside = world.internalCall(from: "boris", to: "84957654321")
        #expect(RouterTests.words(outside) == "out t1 +74957654321 as \(expected)")
        guard case .ring(let plan) = world.internalCall(to: "102").target,
            case .outside(_, _, let shown) = plan.steps[0][0].reach
        else {
            Issue.record("nothing rings outside")
            return
        }
        #expect(shown?.text == expected)
    }

    @Test("FWD-01 another phone of the house rings without its owner's own scheme, one's own line and nonsense do not")
    func inside() {
        var world = RoutingWorld()
        world.putLine([LineRule(to: .user(UserID("boris")))])
        let terms = Forwarding.Terms(priority: 20, seconds: 15)
        world.change("boris") { user in
            user.forwarding.others = [
                Forwarding.Number(.sip, "103", terms), Forwarding.Number(.sip, "anna", terms),
                Forwarding.Number(.sip, "102", terms), Forwarding.Number(.sip, "777", terms),
                Forwarding.Number(.landline, "+74951234567", terms), Forwarding.Number(.landline, "112", terms),
            ]
        }
        world.change("clara") { $0.forwarding.own.isActive = false }
        // Whoever calls is not called by it.
        #expect(RoutingWorld.chain(world.internalCall(to: "102")) == ["boris 40", "clara 15"])
        world.change("clara") { $0.doNotDisturb = true }
        #expect(RoutingWorld.chain(world.internalCall(to: "102")) == ["boris 40"])
    }
}
