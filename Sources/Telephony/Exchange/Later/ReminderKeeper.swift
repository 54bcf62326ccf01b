package import Kernel
import Logging
package import Model
import NIOCore
import Routing
import SIPTransport

/// Which reminders rang lately, so that none rings twice after a restart.
package struct ReminderLog: Sendable {
    /// When they were due.
    package let rung: [EntryID: Timestamp]
    /// Writes down that a reminder rings that was due then; returns at once.
    package let note: @Sendable (EntryID, Timestamp) -> Void

    package init(rung: [EntryID: Timestamp], note: @escaping @Sendable (EntryID, Timestamp) -> Void) {
        self.rung = rung
        self.note = note
    }
}

/// Rings lines at set times (CAL-12). The reminders themselves are configuration: they survive a restart by being there.
///
/// Lives on the exchange's event loop.
final class ReminderKeeper {
    /// The clock may be set while a reminder waits: it is looked at again at least so often.
    static let interval = Duration.seconds(60)

    private var ticket: ExchangeTimers.Ticket?
    private var list: ReminderList

    private let log: ReminderLog

    init(startingAt now: Timestamp, _ log: ReminderLog) {
        self.log = log
        self.list = ReminderList(startingAt: now, rung: log.rung)
    }

    /// The configuration has changed, or time has passed.
    func look(in exchange: Exchange) {
        let now = exchange.time.timestamp
        let entries = exchange.configuration.entries
        let reminders = entries.compactMapValues { entry -> Reminder? in
            if case .reminder(let reminder) = entry.content { reminder } else { nil }
        }
        for id in self.list.due(of: reminders, at: now) {
            guard let entry = entries[id], let reminder = reminders[id] else { continue }
            guard exchange.remind(reminder, in: entry.domain), let due = self.list.settle(id) else { continue }
            self.log.note(id, due)
        }
        self.arm(for: self.list.next(of: reminders, after: now), now, in: exchange)
    }

    private func arm(for next: Timestamp?, _ now: Timestamp, in exchange: Exchange) {
        if let ticket = self.ticket { exchange.timers.cancel(ticket) }
        self.ticket = nil
        guard let next else { return }
        let delay = min(now.duration(to: next), Self.interval)
        self.ticket = exchange.timers.arm(after: delay) { [weak self, weak exchange] in
            guard let self, let exchange else { return }
            self.ticket = nil
            self.look(in: exchange)
        }
    }
}

extension Exchange {
    /// Rings the user's phones; whoever answers hears the reminder, and is hung up on after it.
    /// - Returns: `false` when it could not ring now, and may a little later.
    fileprivate func remind(_ reminder: Reminder, in domain: DomainID) -> Bool {
        guard let user = self.configuration.user(reminder.user), user.domain == domain else { return true }
        do throws(CallRefusal) {
            _ = try self.originate(
                user.id,
                to: ServiceNumber.reminder.rawValue,
                because: "reminder",
                outcome: reminder.label
            )
            return true
        } catch {
            self.logger.debug(
                "a reminder could not ring",
                metadata: [LogKey.user: "\(user.id)", LogKey.reason: "\(error.code.rawValue)"]
            )
            return error.code != .noPhone && error.code != .tooManyCalls
        }
    }
}
