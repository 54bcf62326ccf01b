public import Kernel

/// The server side of a transaction other than INVITE (RFC 3261 §17.2.2).
///
///                |  started
///                v
///           +--------+   1xx from TU   +------------+
///           | trying |---------------->| proceeding |---+ request again, 1xx from TU:
///           +--------+                 +------------+<--+ send the response
///             |    200-699 from TU        |      |
///             +-------------+   +---------+      | J fires: the user never answered
///                           v   v                |
///                       +-----------+            |
///     request again: +--| completed |            |
///     send response  +->+-----------+            |
///                         J fires |              |
///                                 v              v
///                       +---------------------------+
///                       |        terminated         |
///                       +---------------------------+
///
/// The driver keeps the last response given to it; ``Effect/sendResponse`` sends that one. Over a reliable transport
/// timer J is zero: a final response ends the machine. A transport failure is reported and changes nothing, because the
/// request may come again over a path that works (RFC 6026 §8.9). A transaction whose user never answers would stay for
/// ever, so timer J also runs in `trying` and `proceeding`, which the RFC leaves open.
public struct NonInviteServerTransaction: StateMachine, Sendable {
    public enum Timer: Hashable, Sendable {
        /// Absorb retransmitted requests for 64·T1 after the final response; before it, give up on our own user.
        case j
    }

    public enum Input: Equatable, Sendable {
        case started
        /// The same request came again.
        case receivedRequest
        /// The transaction's user answers.
        case respond(status: Int)
        case fired(Timer)
        case transportFailed
    }

    public enum Effect: Equatable, Sendable {
        /// Hand the request to the transaction's user.
        case deliver
        /// Send the last response.
        case sendResponse
        case arm(Timer, after: Duration)
        case cancel(Timer)
        /// Tell the user. The machine is over only after ``end``.
        case fail(TransactionFailure)
        /// The machine is finished; its driver forgets it.
        case end
    }

    private enum State: Sendable {
        case initial
        case trying
        case proceeding
        case completed
        case terminated
    }

    private var state: State = .initial
    private let timing: TransactionTiming
    private let isReliable: Bool

    /// - Parameter isReliable: the request came over TCP, TLS or WebSocket.
    public init(isReliable: Bool, timing: TransactionTiming = TransactionTiming()) {
        self.isReliable = isReliable
        self.timing = timing
    }

    public mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        switch (self.state, input) {
        case (.initial, .started):
            self.state = .trying
            return [.deliver, .arm(.j, after: self.timing.timeout)]

        case (.trying, .respond(let status)) where status < 200,
            (.proceeding, .respond(let status)) where status < 200:
            self.state = .proceeding
            return [.sendResponse]

        case (.trying, .respond), (.proceeding, .respond):
            guard !self.isReliable else {
                self.state = .terminated
                return [.sendResponse, .cancel(.j), .end]
            }
            self.state = .completed
            return [.sendResponse, .arm(.j, after: self.timing.timeout)]

        case (.proceeding, .receivedRequest), (.completed, .receivedRequest):
            return [.sendResponse]

        case (.trying, .receivedRequest):
            // The user is still thinking; there is nothing to repeat yet.
            return []

        case (.trying, .fired(.j)), (.proceeding, .fired(.j)):
            // The client has given up by now (its timer F).
            self.state = .terminated
            return [.fail(.timeout), .end]

        case (.completed, .fired(.j)):
            self.state = .terminated
            return [.end]

        case (.trying, .transportFailed), (.proceeding, .transportFailed), (.completed, .transportFailed):
            return [.fail(.transport)]

        case (.completed, .respond), (.terminated, _):
            // §17.2.2: further final responses from the user are dropped; timers cross their cancellation.
            return []

        case (.initial, _), (.trying, .started), (.proceeding, .started), (.completed, .started):
            assertionFailure("\(input) is impossible in \(self.state)")
            self.state = .terminated
            return [.cancel(.j), .fail(.internalError), .end]
        }
    }
}
