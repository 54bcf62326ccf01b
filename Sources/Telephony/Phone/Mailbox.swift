import NIOCore

/// Things that come and people who wait for them, in order. Lives on an event loop.
final class Mailbox<Element: Sendable> {
    private var waiting: [Element] = []
    private var takers: [(number: Int, continuation: CheckedContinuation<Element?, Never>)] = []
    private var lastTaker = 0
    /// Elements beyond this are dropped.
    private let limit: Int

    init(limit: Int = 10_000) {
        self.limit = limit
    }

    func put(_ element: Element) {
        guard self.takers.isEmpty else {
            self.takers.removeFirst().continuation.resume(returning: element)
            return
        }
        if self.waiting.count < self.limit { self.waiting.append(element) }
    }

    /// Takes the next element, at once when there is one.
    ///
    /// - Returns: the number for ``giveUp(_:)``; `nil` when the continuation is resumed already.
    func take(_ continuation: CheckedContinuation<Element?, Never>) -> Int? {
        guard self.waiting.isEmpty else {
            continuation.resume(returning: self.waiting.removeFirst())
            return nil
        }
        self.lastTaker += 1
        self.takers.append((self.lastTaker, continuation))
        return self.lastTaker
    }

    /// The taker waits no longer and gets `nil`.
    func giveUp(_ taker: Int) {
        guard let index = self.takers.firstIndex(where: { $0.number == taker }) else { return }
        self.takers.remove(at: index).continuation.resume(returning: nil)
    }

    func clear() { self.waiting.removeAll() }

    /// Nobody waits any longer.
    func close() {
        for taker in self.takers { taker.continuation.resume(returning: nil) }
        self.takers.removeAll()
    }
}
