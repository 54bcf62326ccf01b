import Kernel

/// A day of the week.
package enum Weekday: Int, CaseIterable, Hashable, Sendable, Codable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

/// A day of the calendar, without a place or a time.
package struct CivilDate: Hashable, Sendable {
    package var year: Int
    /// 1 to 12.
    package var month: Int
    /// 1 to 31.
    package var day: Int

    /// `nil` when the calendar has no such day between 1970 and 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        self.init(uncheckedYear: year, month, day)
        guard CivilDate(dayNumber: self.dayNumber) == self else { return nil }
    }

    private init(uncheckedYear year: Int, _ month: Int, _ day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// - Parameter dayNumber: days since 1970-01-01, in the Gregorian calendar.
    package init(dayNumber: Int) {
        let date = Timestamp.civil(daysSinceEpoch: Int64(dayNumber))
        self.init(uncheckedYear: Int(date.year), Int(date.month), Int(date.day))
    }

    /// Days since 1970-01-01.
    package var dayNumber: Int {
        Int(Timestamp.daysSinceEpoch(year: Int64(self.year), month: Int64(self.month), day: Int64(self.day)))
    }

    package var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        let index = (self.dayNumber + 3) % 7
        return Weekday.allCases[index >= 0 ? index : index + 7]
    }
}

/// As in `2026-05-09`; what is written otherwise is no date.
extension CivilDate: LosslessStringConvertible, Comparable, Codable {
    package init?(_ description: String) {
        let parts = description.utf8.split(separator: 0x2d, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            parts.joined().allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let numbers = parts.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 3 else { return nil }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    package var description: String {
        let month = self.month < 10 ? "0\(self.month)" : "\(self.month)"
        return "\(self.year)-\(month)-\(self.day < 10 ? "0\(self.day)" : "\(self.day)")"
    }

    package static func < (one: CivilDate, other: CivilDate) -> Bool { one.dayNumber < other.dayNumber }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = CivilDate(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no date")
        }
        self = date
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.description)
    }
}

/// What the clock on a company's wall shows.
package struct CivilTime: Hashable, Sendable {
    package var date: CivilDate
    /// Of the day, 0 to 1439.
    package var minute: Int

    package init(date: CivilDate, minute: Int) {
        self.date = date
        self.minute = minute
    }

    /// - Parameter localSeconds: seconds since 1970-01-01 00:00 on that clock.
    package init(localSeconds: Int64) {
        let day = (localSeconds >= 0 ? localSeconds : localSeconds - 86_399) / 86_400
        self.init(date: CivilDate(dayNumber: Int(day)), minute: Int(localSeconds - day * 86_400) / 60)
    }
}
