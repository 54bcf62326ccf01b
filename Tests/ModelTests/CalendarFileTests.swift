import Kernel
import Model
import Testing

@Suite("Calendar files and production calendars")
struct CalendarFileTests {
    private static func read(_ events: String..., today: String = "2026-11-21") throws -> CalendarFile {
        let text = "BEGIN:VCALENDAR\r\n" + events.joined() + "END:VCALENDAR\r\n"
        let date = try #require(CivilDate(today))
        return try #require(CalendarFile(Array(text.utf8), today: date))
    }

    private static func event(_ lines: String...) -> String {
        "BEGIN:VEVENT\r\n" + lines.map { $0 + "\r\n" }.joined() + "END:VEVENT\r\n"
    }

    @Test(
        "BYD-19 whole days are understood, everything else is counted",
        arguments: [
            (["DTSTART;VALUE=DATE:20270101"], ["2027-01-01"]),
            (["DTSTART:20270101", "DTEND;VALUE=DATE:20270104"], ["2027-01-01", "2027-01-02", "2027-01-03"]),
            (["DTSTART;X=\"a:b;c\":20270101"], ["2027-01-01"]),
            (["dtstart:20270101", "STATUS:CONFIRMED"], ["2027-01-01"]),
            (
                ["DTSTART:20200229", "RRULE:FREQ=YEARLY"], ["2028-02-29"]
            ),
            (
                ["DTSTART:20240612", "RRULE:FREQ=YEARLY;WKST=MO"],
                ["2026-06-12", "2027-06-12", "2028-06-12", "2029-06-12", "2030-06-12", "2031-06-12"]
            ),
            (["DTSTART:20240612", "RRULE:FREQ=YEARLY;INTERVAL=2"], ["2026-06-12", "2028-06-12", "2030-06-12"]),
            (["DTSTART:20240612", "RRULE:FREQ=YEARLY;COUNT=4"], ["2026-06-12", "2027-06-12"]),
            (["DTSTART:20240612", "RRULE:FREQ=YEARLY;UNTIL=20270101T000000Z"], ["2026-06-12"]),
            (
                ["DTSTART:20201231", "DTEND:20210102", "RRULE:FREQ=YEARLY;UNTIL=20261231"],
                ["2026-12-31", "2027-01-01"]
            ),
            (["DTSTART:20350612", "RRULE:FREQ=YEARLY"], []),
            (["DTSTART:99991231", "DTEND:99991231"], nil), (["DTSTART:20270101T100000Z"], nil),
            (["DTSTART;TZID=Europe/Moscow:20270101T100000"], nil), (["DTSTART:20270230"], nil),
            (["DTSTART:20270101", "DTEND:20270101"], nil), (["DTSTART:20270101", "DTEND:20260101"], nil),
            (["DTSTART:20270101", "DTEND:20290101"], nil), (["DTSTART:20270101", "DURATION:P2D"], nil),
            (["DTSTART:20270101", "RRULE:FREQ=WEEKLY"], nil),
            (["DTSTART:20270101", "RRULE:FREQ=YEARLY;BYDAY=1MO"], nil),
            (["DTSTART:20270101", "RRULE:FREQ=YEARLY;INTERVAL=0"], nil), (["DTSTART:20270101", "RRULE:"], nil),
            (["DTSTART:20270101", "RRULE:FREQ=YEARLY", "RRULE:FREQ=YEARLY"], nil),
            (["DTSTART:20270101", "EXDATE:20270101"], nil), (["DTSTART:20270101", "STATUS:CANCELLED"], nil),
            (["SUMMARY:Nothing"], nil), (["DTSTART:"], nil), (["DTSTART"], nil), ([":", ";", "DTSTART:1234567x"], nil),
        ] as [([String], [String]?)]
    )
    func events(_ lines: [String], _ dates: [String]?) throws {
        let file = try Self.read("BEGIN:VEVENT\r\n" + lines.map { $0 + "\r\n" }.joined() + "END:VEVENT\r\n")
        #expect(file.days.map(\.date.description) == dates ?? [])
        #expect(file.days.allSatisfy { $0.kind == .closed })
        #expect(file.skipped == (dates == nil ? 1 : 0))
    }

    @Test("BYD-19 folded lines are one, a letter cut in two is whole again; notes are one printable line")
    func folding() throws {
        let word = Array("День".utf8)
        var bytes = Array("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE\n =DATE:2027\n\t0101\nSUMMARY:".utf8)
        bytes += word.prefix(3) + Array("\r\n ".utf8) + word.dropFirst(3)
        bytes += Array("\\, народный\\nи\\;  т.\u{7}д.\nEND:VEVENT\nEND:VCALENDAR".utf8)
        let file = try #require(CalendarFile(bytes, today: CivilDate(dayNumber: 20_000)))
        #expect(file.days.map(\.note) == ["День, народный и; т. д."])
        let long = try Self.read(Self.event("DTSTART:20270101", "SUMMARY:" + String(repeating: "ё", count: 500)))
        #expect(long.days.map(\.note) == [String(repeating: "ё", count: 100)])
    }

    @Test(
        "BYD-19 a file that is not in UTF-8 is read as the caller reads such; a mark before it and a letter that is cut are not that"
    )
    func encodings() throws {
        let text = Self.event("DTSTART:20270101", "SUMMARY:One")
        let today = CivilDate(dayNumber: 20_000)
        func notes(_ bytes: [UInt8]) -> [String]? {
            CalendarFile(bytes, today: today, legacy: { String($0.map { Character(Unicode.Scalar($0)) }) })?.days.map(
                \.note
            )
        }
        let calendar = Array("BEGIN:VCALENDAR\r\n\(text)END:VCALENDAR\r\n".utf8)
        #expect(notes([0xef, 0xbb, 0xbf] + calendar) == ["One"])
        let other = calendar.map { $0 == UInt8(ascii: "O") ? 0xe9 : $0 }
        #expect(notes(other) == ["éne"])
        let long = Self.event("DTSTART:20270102", "SUMMARY:" + String(repeating: "ё", count: 5_000))
        let cut = Array("BEGIN:VCALENDAR\r\n\(long)X:a\r\nEND:VCALENDAR\r\n".utf8)
        #expect(notes(cut) == [String(repeating: "ё", count: 100)])
    }

    @Test("BYD-19 what lies in other components is not the event's; tasks are counted; the first of one date stays")
    func components() throws {
        let alarm = "BEGIN:VALARM\r\nDTSTART:20270505\r\nSUMMARY:No\r\nEND:VALARM"
        let file = try Self.read(
            "BEGIN:VTIMEZONE\r\nDTSTART:19700101T000000\r\nEND:VTIMEZONE\r\n",
            Self.event("DTSTART:20270101", alarm, "SUMMARY:One"),
            Self.event("DTSTART:20270101", "SUMMARY:Two"),
            "BEGIN:VTODO\r\nDTSTART:20270601\r\nEND:VTODO\r\n",
            "END:VEVENT\r\nDTSTART:20270707\r\n"
        )
        #expect(file.days.map { "\($0.date) \($0.note)" } == ["2027-01-01 One"])
        #expect(file.skipped == 1)
    }

    @Test("BYD-19 a file of ten thousand days fills the calendar and no more; what is no calendar is none")
    func limits() throws {
        let first = try #require(CivilDate("2027-01-01")).dayNumber
        let events = (0..<10_000).map { number in
            Self.event("DTSTART:" + "\(CivilDate(dayNumber: first + number))".filter { $0 != "-" })
        }
        let file = try Self.read(events.joined())
        #expect(file.days.count == WorkCalendar.dayLimit)
        #expect(file.skipped == 10_000 - WorkCalendar.dayLimit)
        #expect(throws: Never.self) { try WorkCalendar(days: file.days).validate() }
        let today = CivilDate(dayNumber: 20_000)
        for text in ["", "hello", "{\"a\":1}", "\u{0}\u{1}", "BEGIN:VEVENT\nDTSTART:20270101\nEND:VEVENT"] {
            #expect(CalendarFile(Array(text.utf8), today: today) == nil, "\(text)")
        }
    }

    @Test("BYD-19 hostile files end in time, with nothing that a calendar refuses", arguments: 0..<12 as Range<UInt64>)
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let parts = [
            "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\n", "END:VEVENT\n", "DTSTART:2027", "0101", "\n ", "\r\n",
            "DTEND:20270301\n",
            "RRULE:FREQ=YEARLY", ";COUNT=9", ";UNTIL=", "99999999", "\"", ":", ";", "SUMMARY:\\", "\u{0}", "\n",
            "EXDATE:",
            "BEGIN:", "END:", "INTERVAL=1000", String(repeating: " ", count: 300),
        ]
        var bytes = Array("BEGIN:VCALENDAR\n".utf8)
        for _ in 0..<1_500 {
            bytes += Array(parts[Int.random(in: 0..<parts.count, using: &random)].utf8)
            if Int.random(in: 0..<20, using: &random) == 0 { bytes.append(UInt8.random(in: 0...255, using: &random)) }
        }
        let file = try #require(CalendarFile(bytes, today: CivilDate(dayNumber: 20_000)))
        #expect(throws: Never.self) { try WorkCalendar(days: file.days).validate() }
    }

    @Test(
        "BYD-19 Russia's years have as many working days as their governments said",
        arguments: [(2025, 247), (2026, 247)]
    )
    func production(_ year: Int, _ count: Int) throws {
        let calendar = try #require(ProductionCalendar.all.first { $0.country == "ru" && $0.year == year })
        let days = WorkCalendar(days: calendar.days)
        #expect(throws: Never.self) { try days.validate() }
        let first = try #require(CivilDate(year: year, month: 1, day: 1)).dayNumber
        let dates = (first..<(first + 365)).map { CivilDate(dayNumber: $0) }
        let weekend: [Weekday] = [.saturday, .sunday]
        let worked = dates.filter { date in
            if case .like(let day) = days.kind(of: date) { !weekend.contains(day) } else { false }
        }
        #expect(worked.count == count)
        for day in calendar.days {
            #expect(day.date.year == year)
            // Only what differs from an ordinary week is named.
            #expect((day.kind == .closed) != weekend.contains(day.date.weekday), "\(day.date)")
        }
    }

    @Test("BYD-19 the days that were moved are moved")
    func moved() throws {
        let days = Dictionary(
            uniqueKeysWithValues: ProductionCalendar.all.flatMap(\.days).map { ("\($0.date)", $0.kind) }
        )
        for date in ["2025-05-02", "2025-05-08", "2025-06-13", "2025-11-03", "2025-12-31", "2026-01-09", "2026-03-09"] {
            #expect(days[date] == .closed, "\(date)")
        }
        for date in ["2026-02-23", "2026-05-11", "2026-12-31"] { #expect(days[date] == .closed, "\(date)") }
        #expect(days["2025-11-01"] == .like(.monday))
        #expect(days["2025-02-23"] == nil && days["2026-05-09"] == nil, "weekends anyway")
    }
}
