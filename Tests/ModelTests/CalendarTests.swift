import Foundation
import Kernel
import Model
import Testing

@Suite("RTE-04 Clocks, weeks and calendars")
struct CalendarTests {
    private static func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    @Test(
        "dates are those of the Gregorian calendar",
        arguments: [
            ("1970-01-01", 0, Weekday.thursday), ("2000-02-29", 11_016, .tuesday), ("2026-11-21", 20_778, .saturday),
            ("2100-03-01", 47_541, .monday),
        ]
    )
    func dates(text: String, number: Int, weekday: Weekday) throws {
        let date = try #require(CivilDate(text))
        #expect((date.dayNumber, date.weekday) == (number, weekday))
        #expect(CivilDate(dayNumber: number) == date)
        #expect(date.description == text)
    }

    @Test(
        "what is no date is none",
        arguments: [
            "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "2026-01-32", "1969-12-31", "20260101",
            "2026-01-01T",
            "٢٠٢٦-01-01", "",
        ]
    )
    func noDates(text: String) {
        #expect(CivilDate(text) == nil)
    }

    /// Berlin goes to summer time at 01:00 UTC of 2026-03-29 and back at 01:00 UTC of 2026-10-25.
    private static func berlin() throws -> ZoneRules {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        return ZoneRules(from: 1_700_000_000...1_900_000_000) { seconds in
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
        }
    }

    @Test(
        "RTE-04 summer begins and ends to the second",
        arguments: [
            ("2026-03-29T00:59:59Z", "2026-03-29", 119), ("2026-03-29T01:00:00Z", "2026-03-29", 180),
            ("2026-10-25T00:59:59Z", "2026-10-25", 179), ("2026-10-25T01:00:00Z", "2026-10-25", 120),
            ("2026-06-30T22:30:00Z", "2026-07-01", 30),
        ]
    )
    func summer(moment: String, date: String, minute: Int) throws {
        let time = try Self.berlin().civilTime(at: try Self.moment(moment))
        #expect((time.date.description, time.minute) == (date, minute))
    }

    @Test(
        "RTE-04 sampled rules say what the system says, seed",
        arguments: [
            "Europe/Moscow", "Europe/Kaliningrad", "Asia/Kamchatka", "America/New_York", "Australia/Lord_Howe",
            "Asia/Kathmandu", "Africa/Cairo", "Pacific/Apia", "UTC",
        ]
    )
    func zones(name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        let range: ClosedRange<Int64> = 946_684_800...2_000_000_000
        let rules = ZoneRules(from: range) { zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval($0))) }
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: range, using: &generator)
            let expected = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
            #expect(rules.offset(at: Timestamp(seconds: seconds)) == expected, "\(name) at \(seconds)")
        }
    }

    private static let office = WeeklySchedule([
        WeeklySchedule.Period([.monday, .tuesday, .wednesday, .thursday, .friday], from: 600, to: 1_140)
    ])

    @Test("RTE-04 the hour that comes twice and the one that is left out are what the clock on the wall shows")
    func nights() throws {
        let time = WorkingTime(rules: try Self.berlin())
        let night = WeeklySchedule([WeeklySchedule.Period([.sunday], from: 150, to: 165)])
        for moment in ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"] {
            #expect(time.holds(night, at: try Self.moment(moment)))
        }
        // 02:30 does not exist on that day.
        for moment in ["2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"] {
            #expect(!time.holds(night, at: try Self.moment(moment)))
        }
    }

    @Test(
        "RTE-04 a period that is wrong is refused with what to do instead",
        arguments: [
            WeeklySchedule([]), WeeklySchedule([WeeklySchedule.Period([])]),
            WeeklySchedule([WeeklySchedule.Period([.monday, .monday])]),
            WeeklySchedule([WeeklySchedule.Period([.monday], from: 1_140, to: 600)]),
            WeeklySchedule([WeeklySchedule.Period([.monday], from: 600, to: 600)]),
            WeeklySchedule([WeeklySchedule.Period([.monday], from: 600, to: 1_441)]),
            WeeklySchedule([WeeklySchedule.Period([.monday], from: -1, to: 600)]),
            WeeklySchedule(Array(repeating: WeeklySchedule.Period([.monday]), count: 51)),
        ]
    )
    func wrong(schedule: WeeklySchedule) {
        #expect(throws: ModelError.self) { try schedule.validate() }
    }

    @Test("RTE-03 a schedule that holds always is none: day and night, however it is put together")
    func always() {
        #expect(!Self.office.isAlways)
        #expect(WeeklySchedule([WeeklySchedule.Period(Weekday.allCases)]).isAlways)
        let halves = WeeklySchedule([
            WeeklySchedule.Period(Weekday.allCases, from: 600, to: 1_440),
            WeeklySchedule.Period(Weekday.allCases, from: 0, to: 601),
        ])
        #expect(halves.isAlways)
        #expect(!WeeklySchedule([WeeklySchedule.Period(Array(Weekday.allCases.dropLast()))]).isAlways)
    }

    /// A minute of a year, decided by the slow way: look at every period of every day.
    @Test("RTE-04 a schedule holds when one of its periods does, seed", arguments: UInt64(1)...50)
    func reference(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let periods = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
            let from = Int.random(in: 0...1_439, using: &generator)
            let days = Weekday.allCases.filter { _ in Bool.random(using: &generator) }
            return WeeklySchedule.Period(
                days.isEmpty ? [.monday] : days,
                from: from,
                to: Int.random(in: from + 1...1_440, using: &generator)
            )
        }
        let schedule = WeeklySchedule(periods)
        try schedule.validate()
        let time = WorkingTime(rules: ZoneRules(offset: 3 * 3_600))
        for _ in 0..<200 {
            let moment = Timestamp(seconds: Int64.random(in: 1_700_000_000...1_800_000_000, using: &generator))
            let local = moment.seconds + 3 * 3_600
            let weekday = (local / 86_400 + 3) % 7
            let minute = local % 86_400 / 60
            let expected = periods.contains { period in
                period.days.contains { $0.rawValue == Int(weekday) } && (period.from..<period.to).contains(Int(minute))
            }
            #expect(time.holds(schedule, at: moment) == expected)
        }
    }

    @Test("ADM-05 a day begins at midnight of its own clock, also around a change of the clocks")
    func midnights() throws {
        // The clocks go from +1 to +2 on 2026-03-29 at 01:00 UTC, as in Berlin.
        let change: Int64 = 1_774_746_000
        let rules = ZoneRules(from: 1_700_000_000...1_900_000_000) { $0 < change ? 3_600 : 7_200 }
        for (date, start) in [
            ("2026-03-28", "2026-03-27T23:00:00Z"), ("2026-03-29", "2026-03-28T23:00:00Z"),
            ("2026-03-30", "2026-03-29T22:00:00Z"),
        ] {
            let date = try #require(CivilDate(date))
            #expect(rules.start(of: date) == Timestamp(start))
            #expect(rules.civilTime(at: rules.start(of: date)) == CivilTime(date: date, minute: 0))
        }
    }

    @Test("BYD-19 days are found among many, in order, each once")
    func days() throws {
        var calendar = WorkCalendar()
        for number in stride(from: 20_000, to: 22_000, by: 3) {
            calendar.days.append(
                WorkCalendar.Day(CivilDate(dayNumber: number), number % 2 == 0 ? .closed : .like(.sunday))
            )
        }
        try calendar.validate()
        for number in 19_990..<22_010 {
            let date = CivilDate(dayNumber: number)
            let expected: WorkCalendar.Kind =
                (20_000..<22_000).contains(number) && (number - 20_000) % 3 == 0
                ? number % 2 == 0 ? .closed : .like(.sunday) : .like(date.weekday)
            #expect(calendar.kind(of: date) == expected)
        }
        calendar.days.append(calendar.days[0])
        #expect(throws: ModelError.self) { try calendar.validate() }
    }
}
