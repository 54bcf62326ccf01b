import Foundation
import Kernel
import Model
import ModelTesting
import Routing

/// What RTE-03 … RTE-07, BYD-19 and FWD-02 say, written as plainly and slowly as it can be: the system's calendar is asked
/// what the clock on the wall shows, numbers are compared as they were made and never parsed. It shares no code with the
/// engine, which is compared with it.
struct SlowCompany {
    struct Hours {
        /// 0 is Monday.
        var days: Set<Int>
        var from: Int
        var to: Int
    }

    /// Who calls, and what is known about the number without reading it.
    struct Caller {
        var written: String
        /// The digits that prefixes are compared with (RTE-05); `nil`: no number.
        var national: String?
        /// The same number however it is written.
        var identity: String?
    }

    struct Rule {
        var isActive: Bool
        var schedule: [Hours]?
        var prefixes: [String]
        var target: RouteTarget
        /// What ``RouterTests/words(_:)`` says of the target.
        var words: String
    }

    enum List {
        case off
        case black([Caller])
        case white([Caller])
    }

    struct Number {
        /// `nil`: the user's own phones.
        var mobile: String?
        var priority: Int
        var seconds: Int
        var isActive: Bool
        var schedule: [Hours]?
    }

    var zone: TimeZone
    /// As `2026-05-09`.
    var holidays: Set<String> = []
    var moved: [String: Int] = [:]
    var closedUntil: Int64?
    var rules: [Rule] = []
    var list = List.off
    /// The own phones first.
    var numbers: [Number] = []

    // MARK: - The reference

    func lineTakes(_ caller: Caller, at moment: Int64) -> String {
        switch self.list {
        case .off: break
        case .black(let callers):
            for other in callers where other.identity == caller.identity { return "busy" }
        case .white(let callers):
            if !callers.contains(where: { $0.identity == caller.identity }) { return "busy" }
        }
        for rule in self.rules {
            if !rule.isActive { continue }
            if !rule.prefixes.isEmpty {
                guard let digits = caller.national else { continue }
                if !rule.prefixes.contains(where: { digits.hasPrefix($0) }) { continue }
            }
            if !self.holds(rule.schedule, at: moment) { continue }
            return rule.words
        }
        return "busy"
    }

    func rings(at moment: Int64) -> [String] {
        var chain: [String] = []
        for priority in 1...99 {
            var together: [String] = []
            for number in self.numbers where number.priority == priority {
                if number.isActive, self.holds(number.schedule, at: moment) {
                    together.append("\(number.mobile ?? "boris") \(number.seconds)")
                }
            }
            if !together.isEmpty { chain.append(together.joined(separator: " + ")) }
        }
        return chain.isEmpty ? ["no-answer"] : chain
    }

    private func holds(_ schedule: [Hours]?, at moment: Int64) -> Bool {
        guard let schedule else { return true }
        func covers(_ day: Int, _ minute: Int) -> Bool {
            for hours in schedule where hours.days.contains(day) {
                if hours.from <= minute, minute < hours.to { return true }
            }
            return false
        }
        // What holds at every minute of the week knows no holidays.
        var isAlways = true
        for day in 0..<7 {
            for minute in 0..<1_440 where !covers(day, minute) { isAlways = false }
        }
        if isAlways { return true }
        // Closed, what is meant for when nobody works holds: it begins the day off, or is over by the middle of a day.
        var isForRest = covers(6, 3 * 60)
        for day in 0..<7 where covers(day, 3 * 60) && !covers(day, 12 * 60) { isForRest = true }
        if let closedUntil, moment < closedUntil { return isForRest }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = self.zone
        let shown = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .weekday],
            from: Date(timeIntervalSince1970: TimeInterval(moment))
        )
        let date = String(format: "%04d-%02d-%02d", shown.year ?? 0, shown.month ?? 0, shown.day ?? 0)
        if self.holidays.contains(date) { return isForRest }
        // Foundation counts from Sunday, which is 1.
        let weekday = self.moved[date] ?? ((shown.weekday ?? 0) + 5) % 7
        return covers(weekday, (shown.hour ?? 0) * 60 + (shown.minute ?? 0))
    }

    // MARK: - The same company for the engine

    func world() -> RoutingWorld {
        var world = RoutingWorld(groups: ["Service", "Moscow"], scenarios: ["Welcome"])
        let zone = self.zone
        let rules = ZoneRules(from: 1_700_000_000...1_900_000_000) { seconds in
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
        }
        world.configuration.learn(rules, ofZone: zone.identifier)
        let days =
            self.holidays.compactMap { text in CivilDate(text).map { WorkCalendar.Day($0, .closed) } }
            + self.moved.compactMap { text, day in
                CivilDate(text).map { WorkCalendar.Day($0, .like(Weekday.allCases[day])) }
            }
        let calendar = WorkCalendar(
            days: days.sorted { $0.date < $1.date },
            closedUntil: self.closedUntil.map { Timestamp(seconds: $0) }
        )
        world.changeDomain { domain in
            domain.timeZone = zone.identifier
            domain.calendar = calendar
        }
        let filter: CallerFilter =
            switch self.list {
            case .off: .off
            case .black(let callers): .black(callers.compactMap { DialString($0.written) })
            case .white(let callers): .white(callers.compactMap { DialString($0.written) })
            }
        world.putLine(
            self.rules.map { rule in
                LineRule(
                    isActive: rule.isActive,
                    schedule: rule.schedule.map(Self.schedule),
                    prefixes: rule.prefixes,
                    to: rule.target
                )
            },
            filter: filter
        )
        let numbers = self.numbers
        world.change("boris") { user in
            for number in numbers {
                let terms = Forwarding.Terms(
                    priority: number.priority,
                    seconds: number.seconds,
                    isActive: number.isActive,
                    schedule: number.schedule.map(Self.schedule)
                )
                if let mobile = number.mobile {
                    user.forwarding.others.append(Forwarding.Number(.mobile, mobile, terms))
                } else {
                    user.forwarding.own = terms
                }
            }
        }
        return world
    }

    private static func schedule(_ hours: [Hours]) -> WeeklySchedule {
        WeeklySchedule(
            hours.map { hours in
                let days = hours.days.sorted().map { Weekday.allCases[$0] }
                return WeeklySchedule.Period(days, from: hours.from, to: hours.to)
            }
        )
    }
}
