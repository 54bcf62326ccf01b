/// What a calendar file says of whole days (RFC 5545): events that begin and end as dates, once or every year.
///
/// Whatever else a file holds is counted and left out: times of day, other repetitions, cancelled events, tasks. Files come
/// from anywhere, so nothing in them is believed: lines, days and years have limits.
package struct CalendarFile: Equatable, Sendable {
    /// Closed days in the order of dates, each once, at most ``WorkCalendar/dayLimit``.
    package private(set) var days: [WorkCalendar.Day] = []
    /// Events, tasks and the like that were not understood, or found no room.
    package private(set) var skipped = 0

    /// How far yearly events are looked ahead.
    package static let yearsAhead = 5
    /// Days of one event.
    private static let spanLimit = 366
    /// Bytes of one line, folded parts together.
    private static let lineLimit = 8_192

    /// - Parameters:
    ///   - today: yearly events are told from this year on.
    ///   - legacy: how the lines of a file are read that is not in UTF-8, as old programs write them.
    /// - Returns: `nil` when it is no calendar.
    package init?(
        _ bytes: [UInt8],
        today: CivilDate,
        legacy: ([UInt8]) -> String = { String(decoding: $0, as: UTF8.self) }
    ) {
        var reader = Reader(today: today)
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let lines = Self.lines(of: bytes.starts(with: mark) ? Array(bytes[mark.count...]) : bytes)
        let isUTF8 = lines.allSatisfy { Self.isUTF8($0) }
        for line in lines { reader.take(isUTF8 ? line : Array(legacy(line).utf8)) }
        guard reader.isCalendar else { return nil }
        self.skipped = reader.skipped
        self.days = reader.days.values.sorted { $0.date < $1.date }
    }

    /// A letter that the limit of a line cut is no sign of another encoding.
    private static func isUTF8(_ line: [UInt8]) -> Bool {
        let isCut = line.count >= Self.lineLimit
        return (0...(isCut ? 3 : 0)).contains { String(validating: line.dropLast($0), as: UTF8.self) != nil }
    }

    /// The lines with their folded parts (RFC 5545 §3.1), which are put together as bytes: a fold may cut a letter.
    private static func lines(of bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for part in bytes.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) {
            if let first = part.first, first == 0x20 || first == 0x09, let last = lines.indices.last {
                lines[last] += part.dropFirst().prefix(max(0, Self.lineLimit - lines[last].count))
            } else {
                lines.append(Array(part.prefix(Self.lineLimit)))
            }
        }
        return lines
    }

    /// Takes one line after another.
    private struct Reader {
        let today: CivilDate
        var isCalendar = false
        var skipped = 0
        var days: [CivilDate: WorkCalendar.Day] = [:]
        /// What is begun and not ended, from outside in.
        private var open: [String] = []
        private var event = Event()

        init(today: CivilDate) {
            self.today = today
        }

        mutating func take(_ bytes: [UInt8]) {
            guard let line = ContentLine(bytes) else { return }
            switch line.name {
            case "BEGIN":
                let name = line.value.uppercased()
                if name == "VCALENDAR" { self.isCalendar = true }
                if name == "VEVENT" { self.event = Event() }
                // Deeper than any calendar goes, names are of no interest.
                if self.open.count < 16 { self.open.append(name) }
            case "END":
                let name = line.value.uppercased()
                guard self.open.last == name else { return }
                self.open.removeLast()
                self.end(name)
            default:
                if self.open.last == "VEVENT" { self.event.take(line) }
            }
        }

        private mutating func end(_ component: String) {
            switch component {
            case "VEVENT":
                let added = self.event.dates(from: self.today).map { self.add($0) } ?? false
                if !added { self.skipped += 1 }
            case "VTODO", "VJOURNAL", "VFREEBUSY":
                self.skipped += 1
            default: break
            }
        }

        /// - Returns: whether there was room for all of them.
        private mutating func add(_ dates: [CivilDate]) -> Bool {
            let new = Set(dates).subtracting(self.days.keys)
            guard self.days.count + new.count <= WorkCalendar.dayLimit else { return false }
            for date in new { self.days[date] = WorkCalendar.Day(date, .closed, note: self.event.note) }
            return true
        }
    }

    /// One event while its lines come.
    private struct Event {
        private var start: CivilDate?
        private var end: CivilDate?
        private var rule: YearlyRule?
        private var isUnderstood = true
        private(set) var note = ""

        mutating func take(_ line: ContentLine) {
            switch line.name {
            case "DTSTART": self.set(\.start, line)
            case "DTEND": self.set(\.end, line)
            case "RRULE":
                if self.rule == nil, let rule = YearlyRule(line.value) {
                    self.rule = rule
                } else {
                    self.isUnderstood = false
                }
            case "DURATION", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID": self.isUnderstood = false
            case "STATUS": if line.value.uppercased() == "CANCELLED" { self.isUnderstood = false }
            case "SUMMARY": self.note = line.text
            default: break
            }
        }

        private mutating func set(_ field: WritableKeyPath<Event, CivilDate?>, _ line: ContentLine) {
            self[keyPath: field] = CivilDate(basic: line.value)
            if self[keyPath: field] == nil { self.isUnderstood = false }
        }

        /// Its days; `nil` when it is none of whole days.
        func dates(from today: CivilDate) -> [CivilDate]? {
            guard self.isUnderstood, let start else { return nil }
            // The end is the day after the last (RFC 5545 §3.6.1).
            let span = (self.end?.dayNumber ?? start.dayNumber + 1) - start.dayNumber
            guard (1...CalendarFile.spanLimit).contains(span) else { return nil }
            let starts = self.rule?.starts(of: start, from: today) ?? [start]
            let dates = starts.flatMap { first in (0..<span).map { CivilDate(dayNumber: first.dayNumber + $0) } }
            return dates.filter { $0.year <= 9_999 }
        }
    }

    /// `FREQ=YEARLY`, every so many years, until a date or so many times (RFC 5545 §3.3.10).
    private struct YearlyRule {
        private var interval = 1
        private var count: Int?
        private var until: CivilDate?

        /// `nil` for what cannot be told so simply.
        init?(_ text: String) {
            var isYearly = false
            for part in text.uppercased().split(separator: ";", omittingEmptySubsequences: true) {
                let halves = part.split(separator: "=", maxSplits: 1)
                guard halves.count == 2 else { return nil }
                let value = String(halves[1])
                switch halves[0] {
                case "FREQ": isYearly = value == "YEARLY"
                case "INTERVAL":
                    guard let number = Int(value), (1...1_000).contains(number) else { return nil }
                    self.interval = number
                case "COUNT":
                    guard let number = Int(value), (1...10_000).contains(number) else { return nil }
                    self.count = number
                case "UNTIL":
                    guard let date = CivilDate(basic: String(value.prefix(8))) else { return nil }
                    self.until = date
                case "WKST": break
                default: return nil
                }
            }
            guard isYearly else { return nil }
        }

        /// The 29th of February comes in leap years only, and what is counted are the times it comes.
        func starts(of first: CivilDate, from today: CivilDate) -> [CivilDate] {
            var starts: [CivilDate] = []
            var times = 0
            var year = first.year
            while year <= today.year + CalendarFile.yearsAhead, times < self.count ?? .max {
                if let date = CivilDate(year: year, month: first.month, day: first.day) {
                    if let until, date > until { break }
                    times += 1
                    if year >= today.year { starts.append(date) }
                }
                year += self.interval
            }
            return starts
        }
    }
}

/// `NAME;PARAMETER="…":value` (RFC 5545 §3.1).
private struct ContentLine {
    /// In upper case.
    let name: String
    let value: String

    /// `nil` for what is no line of a calendar.
    init?(_ bytes: [UInt8]) {
        var isQuoted = false
        let colon = bytes.firstIndex { byte in
            if byte == 0x22 { isQuoted.toggle() }
            return byte == 0x3a && !isQuoted
        }
        guard let colon else { return nil }
        let name = bytes[..<colon].prefix { $0 != 0x3b }
        guard !name.isEmpty, name.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        self.name = String(decoding: name, as: UTF8.self).uppercased()
        self.value = String(decoding: bytes[(colon + 1)...], as: UTF8.self)
    }

    /// The value as people read it: what was escaped is itself again, in one line of at most 100 characters.
    var text: String {
        var text = ""
        var isEscaped = false
        for scalar in self.value.unicodeScalars {
            switch (isEscaped, scalar) {
            case (false, "\\"):
                isEscaped = true
                continue
            case (true, "n"), (true, "N"): text.unicodeScalars.append(" ")
            default: text.unicodeScalars.append(scalar)
            }
            isEscaped = false
        }
        let printable = String(String.UnicodeScalarView(text.unicodeScalars.map { Self.isPrintable($0) ? $0 : " " }))
        let words = printable.split(separator: " ").joined(separator: " ")
        return String(String.UnicodeScalarView(words.unicodeScalars.prefix(100)))
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        Validity.isPrintable(String(scalar))
    }
}

extension CivilDate {
    /// As calendar files write it: `20260509`.
    fileprivate init?(basic text: String) {
        guard text.utf8.count == 8, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
            return nil
        }
        self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }
}
