import Kernel
package import Model
import SIP
package import SIPTransport
import Synchronization

/// A leg as the traces know it: whose it is, and by what its messages are told from others'.
package struct TracedLeg: Equatable, Sendable {
    package var leg: LegID
    package var call: CallID
    package var domain: DomainID?
    /// With the next, what names the dialog (RFC 3261 §12).
    package var callID: String
    package var localTag: String
    /// Of a leg that came in.
    package var remoteTag: String?
    package var peer: IPAddress
    /// The call's first.
    package var isFirst: Bool
    /// By which a provider knows us, of a trunk's leg: not for those whose call it is.
    package var account: String?

    package init(
        leg: LegID,
        call: CallID,
        domain: DomainID?,
        callID: String,
        localTag: String,
        remoteTag: String?,
        peer: IPAddress,
        isFirst: Bool,
        account: String? = nil
    ) {
        self.leg = leg
        self.call = call
        self.domain = domain
        self.callID = callID
        self.localTag = localTag
        self.remoteTag = remoteTag
        self.peer = peer
        self.isFirst = isFirst
        self.account = account
    }
}

/// What the signalling loop tells the traces: an item is put into an array, and nothing else happens on the loop.
///
/// Messages are not copied, printed or looked into before somebody takes them. A queue that is full drops what comes and
/// counts it: calls never wait for traces.
package final class TraceQueue: Sendable {
    package enum Item: Sendable {
        case message(SIPTraceRecord)
        case began(TracedLeg)
        /// The leg went on in another call.
        case moved(LegID, to: CallID)
        case ended(LegID)
    }

    private struct State {
        var items: [Item] = []
        var octets = 0
        var dropped: UInt64 = 0
    }

    private let state = Mutex(State())
    private let limit: Int
    private let octetLimit: Int

    /// - Parameters:
    ///   - limit: items that wait; four times a second they are taken.
    ///   - octetLimit: octets of messages that wait.
    package init(limit: Int = 65_536, octetLimit: Int = 64 << 20) {
        self.limit = limit
        self.octetLimit = octetLimit
    }

    /// From any thread; the signalling loop's in production.
    package func append(_ item: Item) {
        self.state.withLock { state in
            // Those that tell who owns what are few, and without them whole traces would be lost.
            guard case .message(let record) = item else { return state.items.append(item) }
            guard state.items.count < self.limit, state.octets + record.size <= self.octetLimit else {
                state.dropped &+= 1
                return
            }
            state.octets += record.size
            state.items.append(item)
        }
    }

    /// A message that may belong to a call.
    package func append(_ record: SIPTraceRecord) {
        self.append(.message(record))
    }

    /// Everything that waits, and how many messages were dropped before the end of it.
    package func take() -> (items: [Item], dropped: UInt64) {
        self.state.withLock { state in
            defer {
                state.items = []
                state.octets = 0
                state.dropped = 0
            }
            return (state.items, state.dropped)
        }
    }
}
