import Dispatch
package import Kernel
package import Logging
import Synchronization

/// Sends mail from a thread of its own; nobody waits for it.
///
/// With a folder what waits is on the disk, and sent after the next start; without one it is lost then, and logged. Any thread.
package final class Mailer: Sendable {
    private struct State {
        var queue: MailQueue<Outbox.Entry>
        var tokens: TokenSource
        var sent = 0
        var lost = 0
    }

    private let client: SMTPClient
    private let thread = DispatchQueue(label: "martlet.mail", qos: .utility)
    /// Apart from the sending, which may wait for minutes.
    private let disk = DispatchQueue(label: "martlet.mail.disk", qos: .utility)
    private let time: any TimeSource
    private let logger: Logger
    private let outbox: Outbox?
    private let state: Mutex<State>

    /// - Parameter folder: where mail waits; `nil`: in memory.
    /// - Throws: when the folder cannot be made.
    package init(
        _ settings: MailSettings,
        folder: String?,
        time: any TimeSource,
        tokens: sending TokenSource,
        logger: Logger
    ) throws {
        self.outbox = try folder.map { try Outbox(folder: $0, limit: settings.queueLimit, logger: logger) }
        self.client = SMTPClient(settings: settings)
        self.time = time
        self.logger = logger
        let queue = MailQueue<Outbox.Entry>(
            limit: settings.queueLimit,
            attempts: settings.attempts,
            firstPause: settings.firstPause
        )
        self.state = Mutex(State(queue: queue, tokens: tokens))
    }

    /// Messages that were handed over, that wait, and that were lost.
    package var counts: (sent: Int, waiting: Int, lost: Int) {
        self.state.withLock { ($0.sent, $0.queue.count, $0.lost) }
    }

    package func send(_ message: MailMessage) {
        let now = self.time.timestamp
        let entry = Outbox.Entry(id: self.state.withLock { $0.tokens.orderedToken(at: now) }, message: message)
        if let outbox = self.outbox { self.disk.async { outbox.keep(entry) } }
        self.post(.added(entry))
    }

    /// Takes up what waited when the server ended.
    package func resume() {
        for entry in self.outbox?.restored(at: self.time.timestamp) ?? [] { self.post(.added(entry)) }
    }

    /// Tells what is not delivered when the server ends now, after it is on the disk.
    package func stop() {
        self.disk.sync {}
        let waiting = self.counts.waiting
        guard waiting > 0 else { return }
        self.logger.warning(
            "mail was not delivered before the end",
            metadata: ["count": "\(waiting)", "is.kept": "\(self.outbox != nil)"]
        )
    }

    private func post(_ input: MailQueue<Outbox.Entry>.Input) {
        let effects = self.state.withLock { $0.queue.handle(input, at: self.time.now) }
        for effect in effects { self.perform(effect) }
    }

    private func perform(_ effect: MailQueue<Outbox.Entry>.Effect) {
        switch effect {
        case .send(let entry):
            self.thread.async { self.deliver(entry) }
        case .arm(let delay):
            let milliseconds = Int(clamping: delay.wholeMilliseconds)
            self.thread.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { self.post(.fired) }
        case .lose(let entry, let loss):
            if let outbox = self.outbox { self.disk.async { outbox.remove(entry.id) } }
            self.state.withLock { $0.lost += 1 }
            self.logger.error("a mail is lost", metadata: ["reason": "\(loss)"])
        }
    }

    /// On the mailer's thread.
    private func deliver(_ entry: Outbox.Entry) {
        let message = entry.message
        let identifier = self.state.withLock { $0.tokens.token(words: 2) }
        let bytes = message.bytes(from: self.client.settings.sender, at: self.time.timestamp, identifier: identifier)
        do throws(MailError) {
            try self.client.send(bytes, to: message.recipient)
            if let outbox = self.outbox { self.disk.async { outbox.remove(entry.id) } }
            self.state.withLock { $0.sent += 1 }
            self.post(.sent)
        } catch {
            self.logger.warning("a mail could not be handed over", metadata: ["reason": "\(error.detail)"])
            self.post(.failed(isPassing: error.isPassing))
        }
    }
}
