package import Kernel

/// Days on which a company works otherwise than its weeks say (BYD-19).
package struct WorkCalendar: Equatable, Sendable, Codable {
    /// What a day counts as.
    package enum Kind: Hashable, Sendable {
        /// A holiday: as outside of hours, ``WeeklySchedule/holdsWhenClosed``.
        case closed
        /// A moved day: schedules look at it as at this weekday.
        case like(Weekday)
    }

    package struct Day: Hashable, Sendable, Codable {
        package var date: CivilDate
        package var kind: Kind
        /// At most 100 characters.
        package var note: String

        package init(_ date: CivilDate, _ kind: Kind, note: String = "") {
            self.date = date
            self.kind = kind
            self.note = note
        }
    }

    /// At most 2 000, one for a date, in the order of dates.
    package var days: [Day]
    /// Until then it is as on a holiday: closed by hand, at once.
    package var closedUntil: Timestamp?

    package init(days: [Day] = [], closedUntil: Timestamp? = nil) {
        self.days = days
        self.closedUntil = closedUntil
    }

    package static let dayLimit = 2_000

    /// What the day counts as.
    package func kind(of date: CivilDate) -> Kind {
        var (low, high) = (0, self.days.count)
        while low < high {
            let middle = (low + high) / 2
            if self.days[middle].date < date { low = middle + 1 } else { high = middle }
        }
        guard low < self.days.count, self.days[low].date == date else { return .like(date.weekday) }
        return self.days[low].kind
    }

    package func validate() throws(ModelError) {
        try Validity.require(
            self.days.count <= Self.dayLimit,
            "A calendar names at most \(Self.dayLimit) days; remove those that are past."
        )
        try Validity.require(
            zip(self.days, self.days.dropFirst()).allSatisfy { $0.date < $1.date },
            "A calendar names each day once, in the order of dates."
        )
        for day in self.days {
            try Validity.requireShownName(day.note, of: "day", length: 0...100)
        }
    }
}

/// A weekday's number, or `closed`.
extension WorkCalendar.Kind: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = (try? container.decode(Weekday.self)).map { .like($0) } ?? .closed
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .closed: try container.encode("closed")
        case .like(let weekday): try container.encode(weekday)
        }
    }
}

/// A company's time: where it is, and which days it works. Asked by everything that has a schedule.
package struct WorkingTime: Sendable {
    private let rules: ZoneRules
    private let calendar: WorkCalendar

    package init(rules: ZoneRules, calendar: WorkCalendar = WorkCalendar()) {
        self.rules = rules
        self.calendar = calendar
    }

    package func civilTime(at moment: Timestamp) -> CivilTime { self.rules.civilTime(at: moment) }

    package func start(of date: CivilDate) -> Timestamp { self.rules.start(of: date) }

    /// What the day of the moment counts as.
    package func today(at moment: Timestamp) -> (date: CivilDate, kind: WorkCalendar.Kind) {
        let date = self.civilTime(at: moment).date
        return (date, self.calendar.kind(of: date))
    }

    /// Whether the schedule holds; without one it always does.
    package func holds(_ schedule: WeeklySchedule?, at moment: Timestamp) -> Bool {
        guard let schedule, !schedule.isAlways else { return true }
        if let closedUntil = self.calendar.closedUntil, moment.microseconds < closedUntil.microseconds {
            return schedule.holdsWhenClosed
        }
        let time = self.rules.civilTime(at: moment)
        switch self.calendar.kind(of: time.date) {
        case .closed: return schedule.holdsWhenClosed
        case .like(let weekday): return schedule.contains(weekday, minute: time.minute)
        }
    }
}
