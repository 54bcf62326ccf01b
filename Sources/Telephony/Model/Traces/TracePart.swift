package import Kernel

package enum TraceTag {}
/// What was said by SIP in one call, or about a request that never became one (BYD-06). A call's trace has its id.
package typealias TraceID = Identifier<TraceTag>

extension Identifier where Tag == TraceTag {
    /// The trace of a call.
    package init(_ call: CallID) {
        self.init(call.text)
    }
}

/// Some messages of a trace that follow one another, packed. A trace is its parts in order.
package struct TracePart: Equatable, Sendable {
    package var trace: TraceID
    /// Counts from 0; a gap is where the middle of a long trace was cut out.
    package var number: Int
    /// Whose call it is; `nil` where no domain was found out.
    package var domain: DomainID?
    /// Of its first message.
    package var at: Timestamp
    package var content: [UInt8]

    package init(trace: TraceID, number: Int, domain: DomainID?, at: Timestamp, content: [UInt8]) {
        self.trace = trace
        self.number = number
        self.domain = domain
        self.at = at
        self.content = content
    }
}

/// An INVITE that was refused before there was a call: nobody proved to be anybody, or nobody was asked for.
package struct RefusedRequest: Equatable, Sendable {
    /// Its trace's.
    package var id: TraceID
    /// The domain that the request claimed to come from, when there is such a domain.
    package var domain: DomainID?
    package var at: Timestamp
    /// Who it said was calling, unproved; at most 64 characters.
    package var caller: String
    /// At most 64 characters.
    package var dialled: String
    /// The last final answer; 0 when there was none.
    package var status: Int
    /// Transport and address, for instance `udp 192.0.2.1:5060`.
    package var source: String

    package init(
        id: TraceID,
        domain: DomainID?,
        at: Timestamp,
        caller: String,
        dialled: String,
        status: Int,
        source: String
    ) {
        self.id = id
        self.domain = domain
        self.at = at
        self.caller = caller
        self.dialled = dialled
        self.status = status
        self.source = source
    }
}

/// That somebody looked at a trace, for the action history.
package struct TraceAccess: Equatable, Sendable {
    package enum Action: String, Sendable, CaseIterable {
        case seen
        case downloaded
    }

    package var at: Timestamp
    package var action: Action
    package var trace: TraceID
    /// `login@domain`.
    package var author: String
    /// Where from.
    package var address: String

    package init(at: Timestamp, action: Action, trace: TraceID, author: String, address: String) {
        self.at = at
        self.action = action
        self.trace = trace
        self.author = author
        self.address = address
    }
}
