public import Kernel

/// The server side of an INVITE transaction (RFC 3261 §17.2.1, with `accepted` of RFC 6026).
///
///                       | started
///                       v
///                +------------+--+ INVITE again, 1xx from TU:
///                | proceeding |<-+ send the response
///                +------------+
///          2xx from TU |    | 300-699 from TU
///             +--------+    +--------+
///             v                      v
///       +----------+           +-----------+--+ INVITE again, G fires:
///       | accepted |--+ 2xx    | completed |<-+ send the response
///       +----------+<-+ again  +-----------+
///          |                     |       | ACK
///          | L fires     H fires |       v
///          |                     |  +-----------+
///          |                     |  | confirmed |
///          |                     |  +-----------+
///          v                     v       v I fires
///       +-------------------------------------+
///       |             terminated              |
///       +-------------------------------------+
///
/// The driver keeps the last response given to it; ``Effect/sendResponse`` sends that one. A user that stays silent for
/// 200 ms gets 100 Trying made for it (§17.2.1). The 2xx is retransmitted by the user, not here (§13.3.1.4). A
/// transport failure is reported and changes nothing, because the INVITE may come again over a path that works (RFC
/// 6026 §8.9).
public struct InviteServerTransaction: StateMachine, Sendable {
    public enum Timer: Hashable, Sendable {
        /// 200 ms without a response: send 100 Trying.
        case trying
        /// Retransmit the failure, over unreliable transports.
        case g
        /// Nobody acknowledged the failure.
        case h
        /// Absorb retransmitted ACKs for T4.
        case i
        /// Absorb retransmitted INVITEs, and let the user retransmit its 2xx, for 64·T1 (RFC 6026).
        case l
    }

    public enum Input: Equatable, Sendable {
        case started
        /// The same INVITE came again.
        case receivedRequest
        /// An ACK with this transaction's branch.
        case receivedAcknowledgement
        /// The transaction's user answers.
        case respond(status: Int)
        case fired(Timer)
        case transportFailed
    }

    public enum Effect: Equatable, Sendable {
        /// Hand the INVITE to the transaction's user.
        case deliver
        /// Make a 100 Trying, keep it as the last response, and send it.
        case sendTrying
        /// Send the last response.
        case sendResponse
        /// An ACK for the 2xx came with the INVITE's branch (RFC 2543 clients): hand it to the user like any other.
        case deliverAcknowledgement
        case arm(Timer, after: Duration)
        case cancel(Timer)
        /// Tell the user. The machine is over only after ``end``.
        case fail(TransactionFailure)
        /// The machine is finished; its driver forgets it.
        case end
    }

    private enum State: Sendable {
        case initial
        /// `hasResponse`: something can be sent again; until then timer `trying` runs.
        case proceeding(hasResponse: Bool)
        case accepted
        case completed(retransmitAfter: Duration)
        case confirmed
        case terminated
    }

    private var state: State = .initial
    private let timing: TransactionTiming
    private let isReliable: Bool

    /// - Parameter isReliable: the INVITE came over TCP, TLS or WebSocket.
    public init(isReliable: Bool, timing: TransactionTiming = TransactionTiming()) {
        self.isReliable = isReliable
        self.timing = timing
    }

    public mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        switch (self.state, input) {
        case (.initial, .started):
            self.state = .proceeding(hasResponse: false)
            return [.deliver, .arm(.trying, after: self.timing.trying)]

        case (.proceeding(hasResponse: false), .fired(.trying)):
            self.state = .proceeding(hasResponse: true)
            return [.sendTrying]

        case (.proceeding(let hasResponse), .respond(let status)):
            return (hasResponse ? [] : [.cancel(.trying)]) + self.respond(status)

        case (.proceeding(hasResponse: true), .receivedRequest), (.completed, .receivedRequest):
            return [.sendResponse]

        case (.accepted, .respond(let status)) where (200..<300).contains(status):
            return [.sendResponse]

        case (.accepted, .receivedAcknowledgement):
            return [.deliverAcknowledgement]

        case (.completed(let interval), .fired(.g)):
            let next = min(interval * 2, self.timing.t2)
            self.state = .completed(retransmitAfter: next)
            return [.sendResponse, .arm(.g, after: next)]

        case (.completed, .receivedAcknowledgement):
            guard !self.isReliable else {
                self.state = .terminated
                return [.cancel(.h), .end]
            }
            self.state = .confirmed
            return [.cancel(.g), .cancel(.h), .arm(.i, after: self.timing.t4)]

        case (.completed, .fired(.h)):
            self.state = .terminated
            return (self.isReliable ? [] : [.cancel(.g)]) + [.fail(.timeout), .end]

        case (.accepted, .fired(.l)), (.confirmed, .fired(.i)):
            self.state = .terminated
            return [.end]

        case (.proceeding, .transportFailed), (.accepted, .transportFailed), (.completed, .transportFailed):
            return [.fail(.transport)]

        case (.proceeding(hasResponse: false), .receivedRequest), (.proceeding, .receivedAcknowledgement),
            (.proceeding(hasResponse: true), .fired(.trying)), (.accepted, .receivedRequest), (.accepted, .respond),
            (.accepted, .fired(.trying)), (.completed, .respond), (.completed, .fired(.trying)), (.confirmed, _),
            (.terminated, _):
            // Nothing to repeat yet; an ACK for nothing (peers may); retransmissions to absorb; a second final response
            // that crossed the first; timers that fired before their cancellation arrived.
            return []

        case (.initial, _), (.proceeding, .started), (.proceeding, .fired), (.accepted, .started), (.accepted, .fired),
            (.completed, .started), (.completed, .fired):
            assertionFailure("\(input) is impossible in \(self.state)")
            return self.abort()
        }
    }

    private mutating func respond(_ status: Int) -> [Effect] {
        switch status {
        case ..<200:
            self.state = .proceeding(hasResponse: true)
            return [.sendResponse]
        case ..<300:
            self.state = .accepted
            return [.sendResponse, .arm(.l, after: self.timing.timeout)]
        default:
            self.state = .completed(retransmitAfter: self.timing.t1)
            let giveUp = Effect.arm(.h, after: self.timing.timeout)
            return self.isReliable
                ? [.sendResponse, giveUp] : [.sendResponse, .arm(.g, after: self.timing.t1), giveUp]
        }
    }

    private mutating func abort() -> [Effect] {
        let cancels: [Effect] =
            switch self.state {
            case .proceeding(hasResponse: false): [.cancel(.trying)]
            case .accepted: [.cancel(.l)]
            case .completed: self.isReliable ? [.cancel(.h)] : [.cancel(.g), .cancel(.h)]
            case .initial, .proceeding, .confirmed, .terminated: []
            }
        self.state = .terminated
        return cancels + [.fail(.internalError), .end]
    }
}
