package import Model
package import Phrases

/// A moment as it is said to somebody, by the clock of their company.
package struct SpokenTime: Hashable, Sendable {
    package let day: PhraseBook.Day
    package let hour: Int
    package let minute: Int

    /// - Parameter now: when it is said.
    package init(of time: CivilTime, at now: CivilTime) {
        switch now.date.dayNumber - time.date.dayNumber {
        case 0: self.day = .today
        case 1: self.day = .yesterday
        default: self.day = .date(day: time.date.day, month: time.date.month)
        }
        self.hour = time.minute / 60
        self.minute = time.minute % 60
    }
}
