public import Kernel

/// The client side of a transaction other than INVITE (RFC 3261 §17.1.2).
///
///                |  started
///                v
///           +--------+   1xx    +------------+
///           | trying |--------->| proceeding |----+ 1xx
///           +--------+          +------------+<---+
///             |    |  200-699      |     |
///             |    +----------+    |     | F fires, transport fails
///             | F     200-699 v    v     |
///             |           +-----------+  |
///             |           | completed |  |
///             |           +-----------+  |
///             v   K fires       v        v
///           +----------------------------+
///           |         terminated         |
///           +----------------------------+
///
/// Over a reliable transport nothing is retransmitted and timer K is zero, so the machine goes from a final response
/// straight to `terminated` (§17.1.2.2).
public struct NonInviteClientTransaction: StateMachine, Sendable {
    public enum Timer: Hashable, Sendable {
        /// Retransmit the request.
        case e
        /// Give up: 64·T1 after the first transmission.
        case f
        /// Absorb retransmitted responses for T4.
        case k
    }

    public enum Input: Equatable, Sendable {
        case started
        case received(status: Int)
        case fired(Timer)
        case transportFailed
    }

    public enum Effect: Equatable, Sendable {
        case sendRequest
        case arm(Timer, after: Duration)
        case cancel(Timer)
        /// Hand the response just received to the transaction's user.
        case deliver(status: Int)
        case fail(TransactionFailure)
        /// The machine is finished; its driver forgets it.
        case end
    }

    private enum State: Sendable {
        case initial
        case trying(retransmitAfter: Duration)
        case proceeding
        case completed
        case terminated
    }

    private var state: State = .initial
    private let timing: TransactionTiming
    private let isReliable: Bool

    /// - Parameter isReliable: the transport is TCP, TLS or WebSocket.
    public init(isReliable: Bool, timing: TransactionTiming = TransactionTiming()) {
        self.isReliable = isReliable
        self.timing = timing
    }

    public mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        switch (self.state, input) {
        case (.initial, .started):
            self.state = .trying(retransmitAfter: self.timing.t1)
            let giveUp = Effect.arm(.f, after: self.timing.timeout)
            return self.isReliable ? [.sendRequest, giveUp] : [.sendRequest, .arm(.e, after: self.timing.t1), giveUp]

        case (.trying(let interval), .fired(.e)):
            let next = min(interval * 2, self.timing.t2)
            self.state = .trying(retransmitAfter: next)
            return [.sendRequest, .arm(.e, after: next)]

        case (.proceeding, .fired(.e)):
            return [.sendRequest, .arm(.e, after: self.timing.t2)]

        case (.trying, .received(let status)) where status < 200,
            (.proceeding, .received(let status)) where status < 200:
            self.state = .proceeding
            return [.deliver(status: status)]

        case (.trying, .received(let status)), (.proceeding, .received(let status)):
            return self.complete(with: status)

        case (.trying, .fired(.f)), (.proceeding, .fired(.f)):
            return self.abort(with: .timeout)

        case (.trying, .transportFailed), (.proceeding, .transportFailed):
            return self.abort(with: .transport)

        case (.completed, .fired(.k)):
            self.state = .terminated
            return [.end]

        case (.completed, _), (.terminated, _):
            // Late responses and timers that fired before their cancellation arrived.
            return []

        case (.initial, _), (.trying, .started), (.proceeding, .started), (.trying, .fired(.k)),
            (.proceeding, .fired(.k)):
            // Only a mistake in our own driver gets here, never a peer.
            assertionFailure("\(input) is impossible in \(self.state)")
            return self.abort(with: .internalError)
        }
    }

    private var cancels: [Effect] { self.isReliable ? [.cancel(.f)] : [.cancel(.e), .cancel(.f)] }

    private mutating func complete(with status: Int) -> [Effect] {
        guard !self.isReliable else {
            self.state = .terminated
            return self.cancels + [.deliver(status: status), .end]
        }
        self.state = .completed
        return self.cancels + [.deliver(status: status), .arm(.k, after: self.timing.t4)]
    }

    private mutating func abort(with failure: TransactionFailure) -> [Effect] {
        self.state = .terminated
        return self.cancels + [.fail(failure), .end]
    }
}
