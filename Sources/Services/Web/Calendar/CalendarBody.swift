import Kernel
import Model

/// A working calendar on the wire (BYD-19).
enum CalendarBody {
    private static let closed = "closed"

    private static let date = Schema.text(
        10...10,
        pattern: TextPattern("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        complaint: "A date is written as in 2026-05-09.",
        example: "2026-05-09"
    )

    private static let day = Schema.named(
        "CalendarDay",
        .object([
            SchemaField("date", Self.date),
            SchemaField(
                "countsAs",
                .choice([Self.closed] + Weekday.allCases.map(ScheduleBody.name)),
                note: "`closed`, or the weekday that schedules take it for."
            ),
            .maybe("note", Common.line(0...100)),
        ])
    )

    private static let shownDays = Schema.list(Self.day, atMost: WorkCalendar.dayLimit)

    private static let members = [
        SchemaField("days", Self.shownDays, note: "Each date once; in the order of dates."),
        SchemaField.maybe("closedUntil", .optional(.timestamp), note: "Closed by hand until then; null: not."),
    ]

    static let changeSchema = Schema.named("WorkCalendarChange", .object(Self.members))

    static let schema = Schema.named("WorkCalendar", .object(Self.members + [SchemaField("version", Common.version)]))

    static let productionSchema = Schema.named(
        "ProductionCalendar",
        .object([
            SchemaField("country", .text(2...2)), SchemaField("year", .integer(1970...9999)),
            SchemaField("days", Self.shownDays),
        ])
    )

    static let fileSchema = Schema.named(
        "CalendarFile",
        .object([
            SchemaField("days", Self.shownDays, note: "What was understood; nothing is stored."),
            SchemaField("skipped", .integer(0...1_000_000), note: "Events that were not."),
        ])
    )

    static func json(_ domain: Domain) -> JSONValue {
        [
            "days": Self.json(domain.calendar.days), "closedUntil": .text(domain.calendar.closedUntil.map { "\($0)" }),
            "version": .whole(domain.version),
        ]
    }

    static func json(_ calendar: ProductionCalendar) -> JSONValue {
        [
            "country": .string(calendar.country), "year": .whole(calendar.year), "days": Self.json(calendar.days),
        ]
    }

    static func json(_ file: CalendarFile) -> JSONValue {
        ["days": Self.json(file.days), "skipped": .whole(file.skipped)]
    }

    private static func json(_ days: [WorkCalendar.Day]) -> JSONValue {
        .array(
            days.map { day in
                let countsAs =
                    switch day.kind {
                    case .closed: Self.closed
                    case .like(let weekday): ScheduleBody.name(weekday)
                    }
                return ["date": .string("\(day.date)"), "countsAs": .string(countsAs), "note": .string(day.note)]
            }
        )
    }

    /// - Throws: ``APIError/Code/conflict`` with the field: a day that no calendar has, or one that is named twice.
    static func read(_ body: JSONValue) throws -> WorkCalendar {
        var dates: Set<CivilDate> = []
        let days = try (body["days"]?.elements ?? []).enumerated().map { index, element in
            let field = "days[\(index)].date"
            guard let date = element["date"]?.text.flatMap({ CivilDate($0) }) else {
                throw APIError(.conflict, "The calendar has no such day.", field: field)
            }
            guard dates.insert(date).inserted else {
                throw APIError(.conflict, "The calendar names each day once.", field: field)
            }
            let kind = ScheduleBody.weekday(element["countsAs"]?.text).map { WorkCalendar.Kind.like($0) } ?? .closed
            return WorkCalendar.Day(date, kind, note: element["note"]?.text ?? "")
        }
        return WorkCalendar(
            days: days.sorted { $0.date < $1.date },
            closedUntil: body["closedUntil"]?.text.flatMap { Timestamp($0) }
        )
    }
}
