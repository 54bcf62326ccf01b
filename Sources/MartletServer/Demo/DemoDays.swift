import Kernel
import Model

/// The demo company's working calendar: the holidays of its country, and a day of its own.
struct DemoDays {
    /// In the company's town.
    let today: CivilDate

    init(at now: Timestamp) {
        let local = now.seconds + DemoCompany.offsetSeconds
        self.today = CivilDate(dayNumber: Int(local / 86_400))
    }

    /// Days around the first start are working days as ever: who tries a schedule sees what the schedule says.
    var calendar: WorkCalendar {
        let published = ProductionCalendar.all.flatMap(\.days).filter { $0.date.year >= self.today.year }
        let known = Set(published.map(\.date))
        let own = self.party.flatMap { known.contains($0.date) ? nil : $0 }
        let days = (published + [own].compactMap { $0 }).filter { self.distance(to: $0.date) > 1 }
        return WorkCalendar(days: days.sorted { $0.date < $1.date })
    }

    /// A Friday in three to four weeks.
    private var party: WorkCalendar.Day? {
        let later = (21..<28).map { CivilDate(dayNumber: self.today.dayNumber + $0) }
        return later.first { $0.weekday == .friday }.map {
            WorkCalendar.Day($0, .closed, note: "День рождения компании")
        }
    }

    private func distance(to date: CivilDate) -> Int { abs(date.dayNumber - self.today.dayNumber) }
}
