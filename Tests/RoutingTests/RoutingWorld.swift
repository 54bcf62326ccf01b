import Kernel
import Model
import Routing

/// A company for tables of routing tests: who is in it by name, in Moscow, at a moment that is written down.
struct RoutingWorld {
    static let domain = DomainID("acme.example")
    var configuration = Configuration()

    /// People with extensions from 101 on, in the order of their names; a trunk; Moscow's clock.
    init(people: [String] = ["anna", "boris", "clara"], groups: [String] = [], scenarios: [String] = []) {
        var changes: [ConfigurationChange] = [
            .putDomain(Domain(id: Self.domain, shownName: "Acme", callerID: DialString("+74950000000"))),
            .putTrunk(Trunk(id: TrunkID("t1"), name: "alpha", host: "192.0.2.1")),
        ]
        for (index, login) in people.enumerated() {
            let user = User(
                id: UserID(login),
                domain: Self.domain,
                login: login,
                extension: "\(101 + index)",
                shownName: login
            )
            changes.append(.putUser(user))
        }
        for (index, name) in groups.enumerated() {
            let members = people.map { UserID($0) }
            let group = CallGroup(name: name, extension: "\(600 + index)", members: members)
            changes.append(.putEntry(DomainEntry(id: EntryID(name), domain: Self.domain, .group(group))))
        }
        for name in scenarios {
            let scenario = Scenario(name: name)
            changes.append(.putEntry(DomainEntry(id: EntryID(name), domain: Self.domain, .scenario(scenario))))
        }
        self.configuration.learn(ZoneRules(offset: 3 * 3_600), ofZone: Domain.moscow)
        for change in changes { self.apply(change) }
    }

    mutating func apply(_ change: ConfigurationChange) {
        self.configuration.apply(change, version: self.configuration.version + 1)
    }

    mutating func change(_ login: String, _ adjust: (inout User) -> Void) {
        guard var user = self.configuration.user(UserID(login)) else { preconditionFailure("there is no \(login)") }
        adjust(&user)
        self.apply(.putUser(user))
    }

    mutating func changeDomain(_ adjust: (inout Domain) -> Void) {
        guard var domain = self.configuration.tenants[Self.domain]?.domain else { preconditionFailure("no domain") }
        adjust(&domain)
        self.apply(.putDomain(domain))
    }

    /// The line +74951234567.
    mutating func putLine(_ rules: [LineRule], filter: CallerFilter = .off) {
        guard let number = DialString("+74951234567") else { preconditionFailure("a number") }
        let line = Line(id: LineID("l1"), domain: Self.domain, number: number, rules: rules, filter: filter)
        self.apply(.putLine(line))
    }

    /// A call by the line.
    /// - Parameter at: as a clock in Moscow shows it, `2026-11-23 12:00`, a Monday.
    func incoming(from caller: String = "+74957770000", at moment: String = "2026-11-23 12:00") -> RoutingDecision {
        let facts = CallFacts(
            origin: .trunk(TrunkID("t1")),
            dialled: "+74951234567",
            at: Self.moment(moment),
            caller: caller
        )
        return Router(configuration: self.configuration).decide(facts)
    }

    func internalCall(
        from login: String = "anna",
        to dialled: String,
        at moment: String = "2026-11-23 12:00"
    ) -> RoutingDecision {
        let facts = CallFacts(origin: .user(UserID(login)), dialled: dialled, at: Self.moment(moment))
        return Router(configuration: self.configuration).decide(facts)
    }

    static func moment(_ text: String) -> Timestamp {
        guard let moment = Timestamp(text.replacing(" ", with: "T") + ":00+03:00") else {
            preconditionFailure("\(text) is no moment")
        }
        return moment
    }

    /// Numbers in the order in which they ring; together joined by `+`, with seconds.
    static func chain(_ decision: RoutingDecision) -> [String] {
        guard case .ring(let plan) = decision.target else { return [RouterTests.words(decision)] }
        return plan.steps.map { step in
            step.map { branch in
                switch branch.reach {
                case .phones(let user): "\(user.login) \(branch.seconds)"
                case .outside(_, let number, _): "\(number) \(branch.seconds)"
                case .mobile(let user, _, let number): "\(user.login) at \(number) \(branch.seconds)"
                }
            }.joined(separator: " + ")
        }
    }
}

extension WeeklySchedule {
    /// Hours of working days, and of Saturdays where they are told.
    static func hours(_ weekdays: ClosedRange<Int>, saturday: ClosedRange<Int>? = nil) -> WeeklySchedule {
        let days: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]
        let week = Period(days, from: weekdays.lowerBound * 60, to: weekdays.upperBound * 60)
        let short = saturday.map { Period([.saturday], from: $0.lowerBound * 60, to: $0.upperBound * 60) }
        return WeeklySchedule([week] + [short].compactMap { $0 })
    }
}
