import Kernel

/// Which message is sent when: one at a time, what could not be delivered again after a while. Pure.
struct MailQueue<Message: Sendable>: StateMachine {
    enum Input {
        case added(Message)
        /// The message that ``Effect/send(_:)`` named is with the server.
        case sent
        case failed(isPassing: Bool)
        case fired
    }

    enum Effect {
        case send(Message)
        case arm(after: Duration)
        /// It will not be delivered.
        case lose(Message, Loss)
    }

    enum Loss: Equatable {
        case queueFull, refused, tooManyAttempts
    }

    private struct Entry {
        let message: Message
        var attempts = 0
        var due: Moment
    }

    private let limit: Int
    private let attempts: Int
    private let firstPause: Duration
    private var waiting: [Entry] = []
    private var sending: Entry?

    init(limit: Int, attempts: Int, firstPause: Duration) {
        self.limit = limit
        self.attempts = attempts
        self.firstPause = firstPause
    }

    /// Messages that are not delivered yet.
    var count: Int { self.waiting.count + (self.sending == nil ? 0 : 1) }

    mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        switch input {
        case .added(let message):
            guard self.count < self.limit else { return [.lose(message, .queueFull)] }
            self.waiting.append(Entry(message: message, due: now))
            return self.next(at: now)
        case .sent:
            self.sending = nil
            return self.next(at: now)
        case .failed(let isPassing):
            guard var entry = self.sending else { return [] }
            self.sending = nil
            entry.attempts += 1
            guard isPassing, entry.attempts < self.attempts else {
                return [.lose(entry.message, isPassing ? .tooManyAttempts : .refused)] + self.next(at: now)
            }
            entry.due = now.advanced(by: self.firstPause * (1 << min(entry.attempts - 1, 16)))
            self.waiting.append(entry)
            return self.next(at: now)
        case .fired:
            return self.next(at: now)
        }
    }

    /// Sends what is due first, or says when something will be.
    private mutating func next(at now: Moment) -> [Effect] {
        guard self.sending == nil,
            let index = self.waiting.indices.min(by: { self.waiting[$0].due < self.waiting[$1].due })
        else { return [] }
        guard self.waiting[index].due <= now else {
            return [.arm(after: now.duration(to: self.waiting[index].due))]
        }
        let entry = self.waiting.remove(at: index)
        self.sending = entry
        return [.send(entry.message)]
    }
}
