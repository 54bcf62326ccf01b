package import Kernel
package import Model

/// A ``RungReminderRepository`` in memory.
package actor InMemoryRungReminderRepository: RungReminderRepository {
    private var rung: [EntryID: Timestamp] = [:]

    package init() {}

    package func all() -> [EntryID: Timestamp] { self.rung }
    package func note(_ id: EntryID, dueAt: Timestamp) { self.rung[id] = dueAt }
    package func forget(before: Timestamp) { self.rung = self.rung.filter { $0.value >= before } }
}
