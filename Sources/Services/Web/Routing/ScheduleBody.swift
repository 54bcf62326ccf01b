import Model

/// A weekly schedule on the wire: a list of periods; null is "always".
enum ScheduleBody {
    private static let days: [(String, Weekday)] = Array(
        zip(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], Weekday.allCases)
    )

    static let day = Schema.choice(Self.days.map(\.0))

    private static let time = Schema.text(
        5...5,
        pattern: TextPattern("(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00"),
        complaint: "A time is written as in 09:30.",
        example: "09:30"
    )

    static let schema = Schema.optional(
        .list(
            .named(
                "SchedulePeriod",
                .object([
                    SchemaField("days", .list(Self.day, atMost: 7)), SchemaField("from", Self.time),
                    SchemaField("to", Self.time, note: "Exclusive; `00:00` and `24:00` are the end of the day."),
                ])
            ),
            atMost: WeeklySchedule.periodLimit
        )
    )

    static func json(_ schedule: WeeklySchedule?) -> JSONValue {
        guard let schedule else { return .null }
        return .array(
            schedule.periods.map { period in
                [
                    "days": .array(period.days.map { .string(Self.name($0)) }),
                    "from": .string(Self.text(period.from)), "to": .string(Self.text(period.to)),
                ]
            }
        )
    }

    static func name(_ day: Weekday) -> String { Self.days[day.rawValue].0 }

    static func weekday(_ name: String?) -> Weekday? { Self.days.first { $0.0 == name }?.1 }

    /// - Throws: ``APIError/Code/badSchedule`` for a period that goes past midnight, or a list without a period.
    static func read(_ body: JSONValue?, field: String) throws -> WeeklySchedule? {
        guard let periods = body?.elements else { return nil }
        let schedule = WeeklySchedule(
            periods.map { period in
                let named = Set((period["days"]?.elements ?? []).compactMap { Self.weekday($0.text) })
                let to = Self.minutes(period["to"]?.text)
                return WeeklySchedule.Period(
                    Weekday.allCases.filter(named.contains),
                    from: Self.minutes(period["from"]?.text),
                    to: to == 0 ? 1440 : to
                )
            }
        )
        do throws(ModelError) {
            try schedule.validate()
        } catch {
            throw APIError(.badSchedule, error.detail, field: field)
        }
        return schedule
    }

    static func text(_ minute: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minute / 60)):\(two(minute % 60))"
    }

    private static func minutes(_ text: String?) -> Int {
        let parts = (text ?? "").split(separator: ":").compactMap { Int($0) }
        return parts.count == 2 ? parts[0] * 60 + parts[1] : 0
    }
}
