import Model

/// Days of the week as files name them.
enum WeekdayNames {
    private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    static func name(_ day: Weekday) -> String { Self.names[day.rawValue] }
    static func weekday(_ name: String) -> Weekday? {
        Self.names.firstIndex(of: name).flatMap { Weekday(rawValue: $0) }
    }
}

/// Schedules: a list of periods, each as in `mon tue wed 09:00-18:00`; days alone are whole days.
extension FilePart {
    func schedule(_ name: String, _ schedule: inout WeeklySchedule?) {
        var periods = schedule?.periods ?? []
        self.periods(name, &periods)
        schedule = periods.isEmpty ? nil : WeeklySchedule(periods)
        if let schedule { self.check { () throws(ModelError) in try schedule.validate() } }
    }

    private func periods(_ name: String, _ periods: inout [WeeklySchedule.Period]) {
        let form = FileForm<WeeklySchedule.Period>.period
        self.member(name) {
            periods.isEmpty ? nil : .list(periods.map { .text(form.write($0)) }, isInline: false, line: 0)
        } read: { node, path in
            periods = self.elements(node, at: path).compactMap { element in
                if let period = element.node.scalar.flatMap(form.read) { return period }
                self.problem("This must be \(form.expected).", at: element.path, line: element.node.line)
                return nil
            }
            if let node, node.elements?.isEmpty == true {
                self.problem("A schedule has a period at least; without a schedule it is always.", at: path)
            }
        }
    }
}

extension FileForm where Value == WeeklySchedule.Period {
    static var period: FileForm {
        FileForm(
            write: { period in
                let days = period.days.map { WeekdayNames.name($0) }
                let isWhole = period.from == 0 && period.to == 1440
                let times = isWhole ? [] : ["\(Self.time(period.from))-\(Self.time(period.to))"]
                return (days + times).joined(separator: " ")
            },
            read: Self.read,
            expected: "days and times such as mon tue wed 09:00-18:00"
        )
    }

    private static func read(_ text: String) -> WeeklySchedule.Period? {
        var words = text.split(separator: " ").map(String.init)
        var (from, to) = (0, 1440)
        if let last = words.last, last.contains(":") {
            let times = last.split(separator: "-", omittingEmptySubsequences: false).map { Self.minutes($0) }
            guard times.count == 2, let first = times[0], let second = times[1] else { return nil }
            (from, to) = (first, second)
            words.removeLast()
        }
        let days = words.compactMap { WeekdayNames.weekday($0) }
        guard !days.isEmpty, days.count == words.count else { return nil }
        return WeeklySchedule.Period(days, from: from, to: to)
    }

    private static func time(_ minute: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minute / 60)):\(two(minute % 60))"
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), hours <= 24, minutes < 60
        else { return nil }
        return hours * 60 + minutes
    }
}
