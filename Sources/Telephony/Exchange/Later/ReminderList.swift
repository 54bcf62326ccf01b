import Kernel
import Model

/// Which reminders are due (CAL-12). Pure: it is told what there is and what time it is.
///
/// One that could not ring, because no phone was registered yet or no channel was free, is due again until it is too late.
struct ReminderList {
    /// One that fell due while the server was down, or could not ring, still rings so much later.
    static let lateness = Duration.seconds(300)
    /// Before one that could not ring is tried again.
    static let pause = Duration.seconds(15)

    /// Up to when reminders were looked at.
    private var done: Timestamp
    /// Those that have not rung yet, with their time.
    private(set) var pending: [EntryID: Timestamp] = [:]
    /// When those were due that rang before the start.
    private let rung: [EntryID: Timestamp]

    init(startingAt now: Timestamp, rung: [EntryID: Timestamp] = [:]) {
        self.done = now.advanced(by: .zero - Self.lateness)
        self.rung = rung
    }

    /// The reminders that are to ring now, the earliest first.
    mutating func due(of reminders: [EntryID: Reminder], at now: Timestamp) -> [EntryID] {
        let from = Timestamp(microseconds: self.done.microseconds + 1)
        for (id, reminder) in reminders {
            if let time = reminder.next(notBefore: from), time <= now, self.rung[id] != time { self.pending[id] = time }
        }
        self.done = max(self.done, now)
        // Removed, switched off, set to another time, or too late.
        self.pending = self.pending.filter { id, time in
            reminders[id]?.next(notBefore: time) == time && time.duration(to: now) <= Self.lateness
        }
        return self.pending.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
    }

    /// It rings, or never will.
    /// - Returns: when it was due.
    @discardableResult
    mutating func settle(_ id: EntryID) -> Timestamp? { self.pending.removeValue(forKey: id) }

    /// When to look again; `nil` when nothing is ever due.
    func next(of reminders: [EntryID: Reminder], after now: Timestamp) -> Timestamp? {
        let from = Timestamp(microseconds: max(self.done, now).microseconds + 1)
        let times = reminders.values.compactMap { $0.next(notBefore: from) }
        return (times + (self.pending.isEmpty ? [] : [now.advanced(by: Self.pause)])).min()
    }
}
