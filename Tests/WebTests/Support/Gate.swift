/// Somebody waits until a test says go on: what happens meanwhile happens for sure, however slow the machine is.
final class Gate: Sendable {
    private let arrivals = AsyncStream<Never>.makeStream()
    private let opening = AsyncStream<Never>.makeStream()

    /// Waits for ``open()``.
    func pass() async {
        self.arrivals.continuation.finish()
        for await _ in self.opening.stream {}
    }

    /// Returns when somebody waits.
    func arrival() async {
        for await _ in self.arrivals.stream {}
    }

    func open() { self.opening.continuation.finish() }
}
