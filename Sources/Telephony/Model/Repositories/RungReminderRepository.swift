package import Kernel

/// Keeps which reminders rang, and when they were due (CAL-12). Every method throws ``ModelError`` `.storeFailed` when it
/// cannot answer.
package protocol RungReminderRepository: Sendable {
    /// The last time of each.
    func all() async throws -> [EntryID: Timestamp]
    /// In place of what was kept of the reminder.
    func note(_ id: EntryID, dueAt: Timestamp) async throws
    func forget(before: Timestamp) async throws
}
