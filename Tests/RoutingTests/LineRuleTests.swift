import Kernel
import Model
import Routing
import Testing

/// The worked examples of 004 §9.5, and what they leave open.
@Suite("Rules of lines")
struct LineRuleTests {
    private static let office = WeeklySchedule.hours(10...19)
    private static let moscow = ["495", "499"]

    private static func group(_ name: String) -> RouteTarget { .group(EntryID(name)) }
    private static func mailbox(_ name: String) -> RouteTarget { .voicemail(.group(EntryID(name))) }

    private static func world(_ rules: [LineRule], filter: CallerFilter = .off) -> RoutingWorld {
        var world = RoutingWorld(groups: ["Service", "Moscow", "Petersburg"], scenarios: ["Welcome"])
        world.putLine(rules, filter: filter)
        return world
    }

    private static func words(_ decision: RoutingDecision) -> String { RouterTests.words(decision) }

    private static let moments = [
        "2026-11-23 12:00", "2026-11-23 09:59", "2026-11-23 10:00", "2026-11-27 18:59", "2026-11-27 19:00",
        "2026-11-28 12:00", "2026-11-29 23:59",
    ]
    private static let working: Set = ["2026-11-23 12:00", "2026-11-23 10:00", "2026-11-27 18:59"]

    @Test("RTE-09 004 §9.5 example 1: one rule without a condition takes every call", arguments: moments)
    func unconditional(moment: String) {
        let world = Self.world([LineRule(to: Self.group("Service"))])
        for caller in ["+74957770000", "88121112233", "+4930123456", "anonymous", ""] {
            #expect(Self.words(world.incoming(from: caller, at: moment)) == "group Service")
        }
    }

    @Test("RTE-09 example 2: working hours to the group, all else to its voicemail", arguments: moments)
    func workingHours(moment: String) {
        let world = Self.world([
            LineRule(schedule: Self.office, to: Self.group("Service")), LineRule(to: Self.mailbox("Service")),
        ])
        let expected = Self.working.contains(moment) ? "group Service" : "message for Service"
        #expect(Self.words(world.incoming(at: moment)) == expected)
    }

    @Test("RTE-09 example 3: with the other order everything goes to voicemail", arguments: moments)
    func otherOrder(moment: String) {
        let world = Self.world([
            LineRule(to: Self.mailbox("Service")), LineRule(schedule: Self.office, to: Self.group("Service")),
        ])
        let decision = world.incoming(at: moment)
        #expect(Self.words(decision) == "message for Service")
        #expect(decision.rule == 0)
    }

    @Test(
        "RTE-05 RTE-09 example 4: by the beginning of the caller's national number, however it is written",
        arguments: [
            ("+74957770000", "group Moscow"), ("84957770000", "group Moscow"), ("74997770000", "group Moscow"),
            ("4957770000", "group Moscow"), ("+78121110000", "group Petersburg"), ("+73431110000", "busy"),
            // Not from Russia, though it begins so.
            ("+4957770000", "group Moscow"), ("+4930495495", "busy"), ("anonymous", "busy"), ("", "busy"),
        ]
    )
    func prefixes(caller: String, expected: String) {
        let world = Self.world([
            LineRule(prefixes: Self.moscow, to: Self.group("Moscow")),
            LineRule(prefixes: ["812"], to: Self.group("Petersburg")),
        ])
        #expect(Self.words(world.incoming(from: caller)) == expected)
    }

    @Test("RTE-07 a number abroad is not the number of Russia that has the same digits behind its code")
    func listsAbroad() throws {
        let listed = [try #require(DialString("+74951234567"))]
        let rules = [LineRule(to: Self.group("Service"))]
        for (caller, isListed) in [("84951234567", true), ("+4951234567", false), ("+494951234567", false)] {
            let black = Self.world(rules, filter: .black(listed)).incoming(from: caller)
            #expect(Self.words(black) == (isListed ? "busy" : "group Service"))
            let white = Self.world(rules, filter: .white(listed)).incoming(from: caller)
            #expect(Self.words(white) == (isListed ? "group Service" : "busy"))
        }
    }

    @Test("RTE-09 example 5: by number and time, the night as two periods", arguments: moments)
    func prefixesAndHours(moment: String) {
        let days: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]
        let night = WeeklySchedule([
            WeeklySchedule.Period(days, from: 0, to: 600), WeeklySchedule.Period(days, from: 19 * 60, to: 1440),
            WeeklySchedule.Period([.saturday, .sunday]),
        ])
        let world = Self.world([
            LineRule(schedule: Self.office, prefixes: Self.moscow, to: Self.group("Moscow")),
            LineRule(schedule: night, prefixes: Self.moscow, to: Self.mailbox("Moscow")),
            LineRule(schedule: Self.office, prefixes: ["812"], to: Self.group("Petersburg")),
            LineRule(schedule: night, prefixes: ["812"], to: Self.mailbox("Petersburg")),
        ])
        let isWorking = Self.working.contains(moment)
        for (caller, name) in [("+74957770000", "Moscow"), ("+78121110000", "Petersburg")] {
            let expected = isWorking ? "group \(name)" : "message for \(name)"
            #expect(Self.words(world.incoming(from: caller, at: moment)) == expected)
        }
    }

    @Test("RTE-02 a line without rules drops calls, as one whose rules do not hold: the caller hears busy")
    func withoutRules() {
        #expect(Self.words(Self.world([]).incoming()) == "busy")
        let rules = [LineRule(isActive: false, to: Self.group("Service"))]
        let decision = Self.world(rules).incoming()
        #expect(Self.words(decision) == "busy")
        #expect(decision.trace.map(\.outcome) == ["found", "off", "none holds"])
    }

    @Test(
        "RTE-06 every target",
        arguments: [
            (RouteTarget.user(UserID("boris")), "user boris"), (.group(EntryID("Service")), "group Service"),
            (.scenario(EntryID("Welcome")), "scenario Welcome"),
            (.voicemail(.user(UserID("boris"))), "message for boris"),
            (.end, "busy"), (.user(UserID("nobody")), "no-such-number"), (.group(EntryID("gone")), "no-such-number"),
            // A scenario is no group, and no group a scenario.
            (.scenario(EntryID("Service")), "no-such-number"), (.group(EntryID("Welcome")), "no-such-number"),
        ]
    )
    func targets(target: RouteTarget, expected: String) {
        #expect(Self.words(Self.world([LineRule(to: target)]).incoming()) == expected)
    }

    @Test(
        "RTE-06 a number is dialled as the company: a colleague, a group, outside; not into its own rules",
        arguments: [
            ("102", "user boris"), ("600", "group Service"), ("89031112233", "out t1 +79031112233 as +74950000000"),
            ("+74951234567", "no-such-number"), ("112", "no-such-number"), ("777", "no-such-number"),
        ]
    )
    func numbers(dialled: String, expected: String) throws {
        let target = RouteTarget.number(try #require(DialString(dialled)))
        #expect(Self.words(Self.world([LineRule(to: target)]).incoming()) == expected)
    }

    @Test("RTE-07 the black list keeps out, the white list lets in, an empty white list lets nobody in")
    func filters() throws {
        let listed = [try #require(DialString("8 (495) 777-00-00"))]
        let rules = [LineRule(to: Self.group("Service"))]
        let cases: [(CallerFilter, String, String)] = [
            (.black(listed), "+74957770000", "busy"), (.black(listed), "+74957770001", "group Service"),
            (.black(listed), "anonymous", "group Service"), (.white(listed), "74957770000", "group Service"),
            (.white(listed), "+74957770001", "busy"), (.white(listed), "", "busy"),
            (.white([]), "+74957770000", "busy"),
            (.black([]), "+74957770000", "group Service"),
        ]
        for (filter, caller, expected) in cases {
            let world = Self.world(rules, filter: filter)
            #expect(Self.words(world.incoming(from: caller)) == expected, "\(filter) \(caller)")
        }
    }

    private static let everyDay = Weekday.allCases

    /// Schedules of people who work: closed, none of them holds.
    @Test(
        "BYD-19 RTE-09 closed, hours of work do not hold, whatever the weekday",
        arguments: [
            WeeklySchedule.hours(10...19), .hours(10...19, saturday: 10...16),
            WeeklySchedule([WeeklySchedule.Period(Self.everyDay, from: 600, to: 1_140)]),
            WeeklySchedule([WeeklySchedule.Period([.monday, .tuesday, .wednesday, .thursday, .friday])]),
            WeeklySchedule([WeeklySchedule.Period([.sunday], from: 720, to: 900)]),
        ]
    )
    func hoursOfWork(schedule: WeeklySchedule) { #expect(!schedule.holdsWhenClosed) }

    @Test(
        "BYD-19 RTE-09 closed, what is for when nobody works holds",
        arguments: [
            // The night of working days, with and without the days off; the night of every day; the days off alone.
            [([.monday, .friday], 0, 600), ([.monday, .friday], 1_140, 1_440)],
            [([.monday], 0, 600), ([.monday], 1_140, 1_440), ([.saturday, .sunday], 0, 1_440)],
            [(Self.everyDay, 1_140, 1_440), (Self.everyDay, 0, 540)], [([.saturday, .sunday], 0, 1_440)],
        ] as [[([Weekday], Int, Int)]]
    )
    func forWhenNobodyWorks(periods: [([Weekday], Int, Int)]) {
        let schedule = WeeklySchedule(periods.map { WeeklySchedule.Period($0.0, from: $0.1, to: $0.2) })
        #expect(schedule.holdsWhenClosed)
    }

    /// The night as 004 §9.4 makes it, of working days only: 19:00–00:00 and 00:00–10:00.
    private static let weeknights: WeeklySchedule = {
        let days: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]
        return WeeklySchedule([
            WeeklySchedule.Period(days, from: 19 * 60, to: 1_440), WeeklySchedule.Period(days, from: 0, to: 600),
        ])
    }()

    @Test(
        "BYD-19 RTE-09 examples 2 and 5 on a holiday and closed at once: out of hours at noon and at night",
        arguments: ["2026-11-23 12:00", "2026-11-23 23:00", "2026-11-23 09:59", "2026-11-24 12:00", "2026-11-24 14:59"]
    )
    func closed(moment: String) throws {
        let weekend = WeeklySchedule(
            Self.weeknights.periods + [WeeklySchedule.Period([.saturday, .sunday])]
        )
        let holiday = try #require(CivilDate("2026-11-23"))
        for night in [Self.weeknights, weekend, nil] {
            var world = Self.world([
                LineRule(schedule: Self.office, prefixes: Self.moscow, to: Self.group("Moscow")),
                LineRule(schedule: night, prefixes: Self.moscow, to: Self.mailbox("Moscow")),
                LineRule(schedule: Self.office, prefixes: ["812"], to: Self.group("Petersburg")),
                LineRule(schedule: night, prefixes: ["812"], to: Self.mailbox("Petersburg")),
            ])
            world.changeDomain { domain in
                domain.calendar.days = [WorkCalendar.Day(holiday, .closed)]
                domain.calendar.closedUntil = RoutingWorld.moment("2026-11-24 15:00")
            }
            for (caller, name) in [("+74957770000", "Moscow"), ("+78121110000", "Petersburg")] {
                #expect(Self.words(world.incoming(from: caller, at: moment)) == "message for \(name)")
                // Closed at once is over: the day is as usual.
                #expect(Self.words(world.incoming(from: caller, at: "2026-11-24 15:00")) == "group \(name)")
            }
            world.changeDomain { $0.calendar.closedUntil = nil }
            let onHoliday = moment.hasPrefix("2026-11-23")
            let expected = onHoliday ? "message for Moscow" : "group Moscow"
            #expect(Self.words(world.incoming(from: "+74957770000", at: moment)) == expected)
        }
    }

    @Test("BYD-19 a day that counts as Sunday is a Sunday with its hours, and no closed one")
    func countsAsSunday() throws {
        let sundays = WeeklySchedule([WeeklySchedule.Period([.sunday], from: 720, to: 900)])
        var world = Self.world([
            LineRule(schedule: sundays, to: Self.group("Moscow")),
            LineRule(schedule: Self.office, to: Self.group("Service")),
            LineRule(to: Self.mailbox("Service")),
        ])
        let date = try #require(CivilDate("2026-11-23"))
        for (kind, expected) in [(WorkCalendar.Kind.like(.sunday), "group Moscow"), (.closed, "message for Service")] {
            world.changeDomain { $0.calendar.days = [WorkCalendar.Day(date, kind)] }
            #expect(Self.words(world.incoming(at: "2026-11-23 12:00")) == expected)
        }
    }

    @Test("BYD-19 a holiday closes what does not hold always, a moved day counts as another, and one may close at once")
    func calendar() throws {
        var world = Self.world([
            LineRule(schedule: Self.office, to: Self.group("Service")), LineRule(to: Self.mailbox("Service")),
        ])
        let holiday = try #require(CivilDate("2026-11-23"))
        let saturday = try #require(CivilDate("2026-11-28"))
        world.changeDomain { domain in
            domain.calendar.days = [
                WorkCalendar.Day(holiday, .closed), WorkCalendar.Day(saturday, .like(.monday)),
            ]
        }
        #expect(Self.words(world.incoming(at: "2026-11-23 12:00")) == "message for Service")
        #expect(Self.words(world.incoming(at: "2026-11-24 12:00")) == "group Service")
        #expect(Self.words(world.incoming(at: "2026-11-28 12:00")) == "group Service")
        world.changeDomain { $0.calendar.closedUntil = RoutingWorld.moment("2026-11-24 15:00") }
        #expect(Self.words(world.incoming(at: "2026-11-24 14:59")) == "message for Service")
        #expect(Self.words(world.incoming(at: "2026-11-24 15:00")) == "group Service")
    }

    @Test("GRP all members who may be disturbed ring together; nobody left is voicemail, else the end")
    func groups() throws {
        var world = Self.world([LineRule(to: Self.group("Service"))])
        #expect(RoutingWorld.chain(world.incoming()) == ["anna 40 + boris 40 + clara 40"])
        world.change("boris") { $0.doNotDisturb = true }
        world.change("clara") { $0.isBlocked = true }
        #expect(RoutingWorld.chain(world.internalCall(from: "boris", to: "600")) == ["anna 40"])
        world.change("anna") { $0.extension = nil }
        #expect(Self.words(world.incoming()) == "no-answer")
        var group = try #require(world.configuration.group(EntryID("Service"), of: RoutingWorld.domain))
        group.voicemail.isOn = true
        world.apply(.putEntry(DomainEntry(id: EntryID("Service"), domain: RoutingWorld.domain, .group(group))))
        #expect(Self.words(world.incoming()) == "message for Service")
    }
}
