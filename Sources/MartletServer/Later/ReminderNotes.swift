import Exchange
import Kernel
import Logging
import Model

/// Which reminders rang, kept over a restart (CAL-12).
enum ReminderNotes {
    /// What older notes are for is over: no reminder rings that late.
    private static let memory = Duration.seconds(3_600)

    /// Reads the notes and forgets old ones.
    static func log(
        _ repository: any RungReminderRepository,
        at now: Timestamp,
        _ logger: Logger
    ) async throws -> ReminderLog {
        try await repository.forget(before: now.advanced(by: .zero - Self.memory))
        return ReminderLog(rung: try await repository.all()) { id, due in
            Task {
                do {
                    try await repository.note(id, dueAt: due)
                } catch {
                    logger.error("that a reminder rang is not kept", metadata: ["reason": "\(error)"])
                }
            }
        }
    }
}
