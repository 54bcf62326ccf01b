public import Kernel

/// The client side of an INVITE transaction (RFC 3261 §17.1.1, with `accepted` of RFC 6026) and its CANCEL (§9.1).
///
///              |  started
///              v
///         +---------+   1xx   +------------+
///         | calling |-------->| proceeding |---+ 1xx
///         +---------+         +------------+<--+
///          |  |  |    300-699: ACK |  |  | CANCEL and 64·T1 passed, transport fails
///          |  |  +--------------+  |  |  +------------------+
///          |  | 2xx             |  |  | 2xx                 |
///          |  +--------------+--|--|--+                     |
///          |                 v  v  v                        |
///          |       +----------+ +-----------+               |
///          |  2xx: | accepted | | completed | 300-699: ACK  |
///          |  user +----------+ +-----------+               |
///          | B fires, M fires |    | D fires, transport     |
///          | transport        |    | fails                  |
///          v                  v    v                        v
///         +---------------------------------------------------+
///         |                    terminated                     |
///         +---------------------------------------------------+
///
/// Beyond the RFCs' diagrams: a CANCEL wished for while `calling` waits for the first provisional response, as §9.1
/// demands, and an INVITE that stays without final response for 64·T1 after its CANCEL fails with
/// ``TransactionFailure/timeout``. A transport failure in `completed` (the ACK) ends the machine silently, since the
/// user has its final response already.
public struct InviteClientTransaction: StateMachine, Sendable {
    public enum Timer: Hashable, Sendable {
        /// Retransmit the INVITE.
        case a
        /// Give up: 64·T1 without any response.
        case b
        /// Acknowledge retransmitted failures for 32 s.
        case d
        /// Hand retransmitted 2xx, and those of other branches, to the user for 64·T1 (RFC 6026).
        case m
        /// Give up: 64·T1 after CANCEL without final response (§9.1).
        case cancelled
    }

    public enum Input: Equatable, Sendable {
        case started
        case received(status: Int)
        /// The user gives the call up.
        case cancel
        case fired(Timer)
        case transportFailed
    }

    public enum Effect: Equatable, Sendable {
        case sendRequest
        /// Send the ACK of the failure just received; it takes the INVITE's branch (§17.1.1.3).
        case sendAcknowledgement
        /// Send CANCEL in a transaction of its own; it takes the INVITE's branch (§9.1).
        case sendCancel
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
        case calling(retransmitAfter: Duration, cancelWanted: Bool)
        case proceeding(isCancelled: Bool)
        case completed
        case accepted
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
            self.state = .calling(retransmitAfter: self.timing.t1, cancelWanted: false)
            let giveUp = Effect.arm(.b, after: self.timing.firstResponse ?? self.timing.timeout)
            return self.isReliable ? [.sendRequest, giveUp] : [.sendRequest, .arm(.a, after: self.timing.t1), giveUp]

        case (.calling(let interval, let cancelWanted), .fired(.a)):
            self.state = .calling(retransmitAfter: interval * 2, cancelWanted: cancelWanted)
            return [.sendRequest, .arm(.a, after: interval * 2)]

        case (.calling(let interval, _), .cancel):
            self.state = .calling(retransmitAfter: interval, cancelWanted: true)
            return []

        case (.calling(_, let cancelWanted), .received(let status)) where status < 200:
            let cancels = self.cancels
            self.state = .proceeding(isCancelled: cancelWanted)
            return cancels + [.deliver(status: status)] + (cancelWanted ? self.cancelRequest : [])

        case (.proceeding, .received(let status)) where status < 200:
            return [.deliver(status: status)]

        case (.proceeding(isCancelled: false), .cancel):
            self.state = .proceeding(isCancelled: true)
            return self.cancelRequest

        case (.calling, .received(let status)), (.proceeding, .received(let status)):
            let cancels = self.cancels
            return cancels + self.finish(with: status)

        case (.completed, .received(let status)) where status >= 300:
            return [.sendAcknowledgement]

        case (.accepted, .received(let status)) where (200..<300).contains(status):
            return [.deliver(status: status)]

        case (.calling, .fired(.b)), (.proceeding, .fired(.cancelled)):
            return self.abort(with: .timeout)

        case (.calling, .transportFailed), (.proceeding, .transportFailed):
            return self.abort(with: .transport)

        case (.completed, .transportFailed):
            self.state = .terminated
            return [.cancel(.d), .end]

        case (.completed, .fired(.d)), (.accepted, .fired(.m)):
            self.state = .terminated
            return [.end]

        case (.proceeding, .cancel), (.proceeding, .fired(.a)), (.proceeding, .fired(.b)), (.completed, _),
            (.accepted, _), (.terminated, _):
            // A second CANCEL, one that crossed the final response, late responses, timers that fired before their
            // cancellation arrived.
            return []

        case (.initial, _), (.calling, .started), (.calling, .fired), (.proceeding, .started), (.proceeding, .fired):
            assertionFailure("\(input) is impossible in \(self.state)")
            return self.abort(with: .internalError)
        }
    }

    private var cancelRequest: [Effect] { [.sendCancel, .arm(.cancelled, after: self.timing.timeout)] }

    /// Cancels what the present state has armed.
    private var cancels: [Effect] {
        switch self.state {
        case .calling: self.isReliable ? [.cancel(.b)] : [.cancel(.a), .cancel(.b)]
        case .proceeding(isCancelled: true): [.cancel(.cancelled)]
        case .initial, .proceeding, .completed, .accepted, .terminated: []
        }
    }

    private mutating func finish(with status: Int) -> [Effect] {
        if status < 300 {
            self.state = .accepted
            return [.deliver(status: status), .arm(.m, after: self.timing.timeout)]
        }
        guard !self.isReliable else {
            self.state = .terminated
            return [.sendAcknowledgement, .deliver(status: status), .end]
        }
        self.state = .completed
        return [
            .sendAcknowledgement, .deliver(status: status), .arm(.d, after: self.timing.acknowledgementWindow),
        ]
    }

    private mutating func abort(with failure: TransactionFailure) -> [Effect] {
        let cancels = self.cancels
        self.state = .terminated
        return cancels + [.fail(failure), .end]
    }
}
