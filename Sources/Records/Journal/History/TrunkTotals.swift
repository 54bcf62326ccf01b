package import Model

/// Calls that came or went by one of these trunks (TRK-05).
package struct TrunkPassage: Equatable, Sendable {
    package enum Way: String, CaseIterable, Sendable {
        /// The call came by it.
        case incoming = "in"
        /// The call went out by it, and came otherwise.
        case outgoing = "out"
    }

    package var trunks: [TrunkID]
    /// `nil`: both.
    package var way: Way?

    package init(_ trunks: [TrunkID], _ way: Way? = nil) {
        self.trunks = trunks
        self.way = way
    }

    /// The way of a call by one of the trunks; `nil`: by none of them.
    package func way(of record: CallRecord) -> Way? {
        if self.way != .outgoing, let origin = record.origin, self.trunks.contains(origin) { return .incoming }
        if self.way != .incoming, let trunk = record.trunk, trunk != record.origin, self.trunks.contains(trunk) {
            return .outgoing
        }
        return nil
    }
}

/// What the calls by one trunk come to. A call from one office to another counts at both, at each its own way.
package struct TrunkTotals: Equatable, Sendable {
    package struct Calls: Equatable, Sendable {
        package var calls = 0
        package var answered = 0
        package var talkTime = Duration.zero

        package init() {}

        package mutating func add(_ count: Int, answered: Int, talkTime: Duration) {
            self.calls += count
            self.answered += answered
            self.talkTime += talkTime
        }
    }

    package var incoming = Calls()
    package var outgoing = Calls()

    package init() {}

    package static func += (sum: inout TrunkTotals, more: TrunkTotals) {
        sum.incoming.add(more.incoming.calls, answered: more.incoming.answered, talkTime: more.incoming.talkTime)
        sum.outgoing.add(more.outgoing.calls, answered: more.outgoing.answered, talkTime: more.outgoing.talkTime)
    }
}
