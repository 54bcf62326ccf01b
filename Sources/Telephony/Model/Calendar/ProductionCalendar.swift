/// The days of one year on which a country works otherwise than its weeks say, as its government has published them
/// (BYD-19). Only days that differ from an ordinary week are named: a holiday that falls on a Sunday is a Sunday.
package struct ProductionCalendar: Equatable, Sendable {
    /// Two lower-case letters (ISO 3166-1).
    package var country: String
    package var year: Int
    /// In the order of dates.
    package var days: [WorkCalendar.Day]

    /// In the order of years.
    package static let all = [russia2025, russia2026]

    // Labour Code of the Russian Federation, article 112; Government's decree 1335 of 2024-10-04: from 4 January to 2 May,
    // from 5 January to 31 December, from 23 February to 8 May, from 8 March to 13 June, from 1 to 3 November.
    private static let russia2025 = ProductionCalendar(
        country: "ru",
        year: 2025,
        months: [
            (1, [1, 2, 3, 6, 7, 8], Self.newYear), (5, [1], "Праздник Весны и Труда"), (5, [2], Self.moved),
            (5, [8], Self.moved), (5, [9], "День Победы"), (6, [12], "День России"), (6, [13], Self.moved),
            (11, [3], Self.moved), (11, [4], "День народного единства"), (12, [31], Self.moved),
        ],
        working: [(11, 1, .monday)]
    )

    // Article 112; Government's decree 1466 of 2025-09-24: from 3 to 9 January, from 4 January to 31 December. By the
    // article itself: from Sunday, 8 March, to 9 March, from Saturday, 9 May, to 11 May.
    private static let russia2026 = ProductionCalendar(
        country: "ru",
        year: 2026,
        months: [
            (1, [1, 2, 5, 6, 7, 8], Self.newYear), (1, [9], Self.moved), (2, [23], "День защитника Отечества"),
            (3, [9], Self.moved), (5, [1], "Праздник Весны и Труда"), (5, [11], Self.moved), (6, [12], "День России"),
            (11, [4], "День народного единства"), (12, [31], Self.moved),
        ],
        working: []
    )

    private static let newYear = "Новогодние каникулы"
    private static let moved = "Перенос выходного дня"

    /// - Parameter working: days of weekends on which is worked, and which day they count as.
    private init(
        country: String,
        year: Int,
        months: [(month: Int, days: [Int], note: String)],
        working: [(month: Int, day: Int, as: Weekday)]
    ) {
        self.country = country
        self.year = year
        let closed = months.flatMap { month, days, note in
            days.compactMap { CivilDate(year: year, month: month, day: $0) }
                .map { WorkCalendar.Day($0, .closed, note: note) }
        }
        let worked = working.compactMap { month, day, weekday in
            CivilDate(year: year, month: month, day: day)
                .map { WorkCalendar.Day($0, .like(weekday), note: "Рабочий день") }
        }
        self.days = (closed + worked).sorted { $0.date < $1.date }
    }
}
