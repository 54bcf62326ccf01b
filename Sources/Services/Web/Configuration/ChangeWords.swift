import Kernel
import Model

/// What a rule, a menu or a number to forward to says in one line of the history of changes: in signs rather than words,
/// as people of two languages read it.
struct ChangeWords {
    /// Where names of users and groups are looked up; who is gone keeps the identity.
    let configuration: Configuration

    /// Of somebody who is still there.
    func shownName(of author: ChangeAuthor) -> String? {
        guard let at = author.name.lastIndex(of: "@") else { return nil }
        let domain = DomainID(String(author.name[author.name.index(after: at)...]))
        return self.configuration.tenants[domain]?.user(login: String(author.name[..<at]))?.shownName
    }

    func subgroup(of domain: Domain) -> String? {
        domain.membership?.subgroup.map { self.configuration.entries[$0]?.name ?? $0.text }
    }

    func subgroups(of administrator: User) -> String {
        (administrator.administration?.subgroups ?? []).map { self.configuration.entries[$0]?.name ?? $0.text }
            .sorted().joined(separator: ", ")
    }

    func rules(of line: Line) -> String {
        self.numbered(
            line.rules.map { rule in
                let when = [Self.schedule(rule.schedule), rule.prefixes.joined(separator: " ")].filter { !$0.isEmpty }
                let condition = when.isEmpty ? "" : when.joined(separator: "; ") + " "
                return "\(Self.mark(rule.isActive))\(condition)→ \(self.target(rule.target))"
            }
        )
    }

    static func filter(of line: Line) -> String? {
        switch line.filter {
        case .off: nil
        case .black(let numbers): "black: " + numbers.map(\.text).joined(separator: ", ")
        case .white(let numbers): "white: " + numbers.map(\.text).joined(separator: ", ")
        }
    }

    /// How long the user's own phones ring stands elsewhere.
    static func forwarding(of user: User) -> String {
        func line(_ name: String, _ terms: Forwarding.Terms, _ seconds: String) -> String {
            let schedule = Self.schedule(terms.schedule)
            return
                "\(terms.priority): \(Self.mark(terms.isActive))\(name)\(seconds)\(schedule.isEmpty ? "" : ", ")\(schedule)"
        }
        let others = user.forwarding.others.map { number in
            let fmc = number.fmc.map { " FMC \($0.rawValue)" } ?? ""
            return line("\(number.kind.rawValue) \(number.dialled)\(fmc)", number.terms, ", \(number.terms.seconds) s")
        }
        return ([line("SIP \(user.extension ?? user.login)", user.forwarding.own, "")] + others).joined(separator: "\n")
    }

    func members(_ users: [UserID]) -> String { users.map { self.user($0) }.joined(separator: ", ") }

    func menus(_ menus: [Scenario.Menu]) -> String {
        menus.map { menu in
            let keys = menu.keys.map { "\($0.key) → \(self.action($0.action, menus))" }
            let rest = [
                "other → \(self.action(menu.otherKeys, menus))", "timeout → \(self.action(menu.timeout, menus))",
            ]
            return "\(menu.name): " + (keys + rest).joined(separator: "; ")
        }
        .joined(separator: "\n")
    }

    /// In the order in which they stand; `(off)` when the brake is.
    static func caps(of rules: TollRules) -> String {
        Self.mark(rules.isOn) + rules.caps.map { Self.cap($0) }.joined(separator: "\n")
    }

    /// `abroad, user: hourlyCalls 20, dailyMinutes 120 → stop`
    static func cap(_ cap: TollCap) -> String {
        let reach = cap.reach == .prefixes ? cap.prefixes.joined(separator: " ") : cap.reach.rawValue
        let limits = TollCap.Limit.allCases.compactMap { limit in cap[limit].map { "\(limit.rawValue) \($0)" } }
        return "\(reach), \(cap.counted.rawValue): \(limits.joined(separator: ", ")) → \(cap.measure.rawValue)"
    }

    static func days(of calendar: WorkCalendar) -> String {
        calendar.days.map { day in
            let counts =
                switch day.kind {
                case .closed: "closed"
                case .like(let weekday): ScheduleBody.name(weekday)
                }
            return "\(day.date) \(counts)\(day.note.isEmpty ? "" : " ")\(day.note)"
        }
        .joined(separator: ", ")
    }

    // MARK: - Parts

    private func numbered(_ lines: [String]) -> String {
        lines.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
    }

    private static func mark(_ isActive: Bool) -> String { isActive ? "" : "(off) " }

    /// `mon tue 09:00–18:00, sat 10:00–14:00`; empty for always.
    private static func schedule(_ schedule: WeeklySchedule?) -> String {
        guard let periods = schedule?.periods else { return "" }
        return periods.map { period in
            let days = period.days.map(ScheduleBody.name).joined(separator: " ")
            return "\(days) \(ScheduleBody.text(period.from))–\(ScheduleBody.text(period.to))"
        }
        .joined(separator: ", ")
    }

    private func target(_ target: RouteTarget) -> String {
        switch target {
        case .user(let id): self.user(id)
        case .group(let id), .scenario(let id): self.entry(id)
        case .voicemail(.user(let id)): "✉ \(self.user(id))"
        case .voicemail(.group(let id)): "✉ \(self.entry(id))"
        case .number(let number): number.text
        case .end: "×"
        }
    }

    private func action(_ action: Scenario.Action, _ menus: [Scenario.Menu]) -> String {
        switch action {
        case .forward(let target): self.target(target)
        case .message(let prompt): "♪ \(prompt.text)"
        case .menu(let id): menus.first { $0.id == id }?.name ?? id
        case .back, .dialExtension, .hangUp, .repeatMenu: action.kind.rawValue
        }
    }

    private func user(_ id: UserID) -> String { self.configuration.user(id)?.login ?? id.text }

    private func entry(_ id: EntryID) -> String { self.configuration.entries[id]?.name ?? id.text }
}
