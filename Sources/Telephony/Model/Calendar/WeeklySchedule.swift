/// When something holds in a week: days with times of day, in the domain's time zone (RTE-04, FWD-01).
package struct WeeklySchedule: Hashable, Sendable, Codable {
    /// A time on some days of the week. It does not go past midnight: the night is two of them.
    package struct Period: Hashable, Sendable, Codable {
        /// Each once, in the order of the week; at least one.
        package var days: [Weekday]
        /// The first minute of the day, 0 to 1439.
        package var from: Int
        /// The minute after the last, 1 to 1440.
        package var to: Int

        package init(_ days: [Weekday], from: Int = 0, to: Int = 1440) {
            self.days = days
            self.from = from
            self.to = to
        }

        var isWholeDay: Bool { self.from == 0 && self.to == 1440 }

        func contains(_ weekday: Weekday, _ minute: Int) -> Bool {
            self.from <= minute && minute < self.to && self.days.contains(weekday)
        }
    }

    /// 1 to 50.
    package var periods: [Period]

    package init(_ periods: [Period]) {
        self.periods = periods
    }

    package static let periodLimit = 50

    /// Whether it holds at every minute of the week: no calendar closes it.
    package var isAlways: Bool {
        Weekday.allCases.allSatisfy { day in self.holdsAllDay(day) }
    }

    private func holdsAllDay(_ day: Weekday) -> Bool {
        var reached = 0
        for period in self.periods.filter({ $0.days.contains(day) }).sorted(by: { $0.from < $1.from }) {
            guard period.from <= reached else { return false }
            reached = max(reached, period.to)
        }
        return reached == 1440
    }

    package func contains(_ weekday: Weekday, minute: Int) -> Bool {
        self.periods.contains { $0.contains(weekday, minute) }
    }

    /// Whether it holds while the company is closed by its calendar (BYD-19, decision 0042): it is one of those that are meant
    /// for when nobody works. Such a one holds in the night to the week's day off, or in a night after which it rests by day.
    package var holdsWhenClosed: Bool {
        self.contains(.sunday, minute: Self.night)
            || Weekday.allCases.contains { day in
                self.contains(day, minute: Self.night) && !self.contains(day, minute: Self.noon)
            }
    }

    /// Minutes of a day at which a company that works by day certainly rests, and certainly works.
    private static let night = 3 * 60
    private static let noon = 12 * 60

    package func validate() throws(ModelError) {
        try Validity.require(
            (1...Self.periodLimit).contains(self.periods.count),
            "A schedule has 1 to \(Self.periodLimit) periods."
        )
        for period in self.periods {
            try Validity.require(
                !period.days.isEmpty && Set(period.days).count == period.days.count,
                "A period of a schedule names at least one day, each once."
            )
            try Validity.require(
                (0...1439).contains(period.from) && (1...1440).contains(period.to) && period.from < period.to,
                "A period of a schedule ends after it begins, at midnight at the latest: for a night make two of them, "
                    + "until 00:00 and from 00:00."
            )
        }
    }
}
