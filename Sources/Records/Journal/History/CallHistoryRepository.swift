package import Kernel
package import Model

/// Which calls of the history are asked for. All conditions must hold.
package struct CallFilter: Equatable, Sendable {
    /// Whose calls; `nil` for all domains, which only a system administrator may ask for.
    package var domain: DomainID?
    /// Started at or after.
    package var from: Timestamp?
    /// Started before.
    package var to: Timestamp?
    package var direction: CallDirection?
    package var result: CallResult?
    /// At least one of these; empty: all calls.
    package var traits: CallTraits = []
    /// The user called or was called.
    package var user: UserID?
    /// By these trunks only (TRK-05).
    package var passage: TrunkPassage?
    /// One of the two parties has this text in its number, or a word of its name begins with it (HIS-02).
    /// Letter case, `ё`/`е` and the separators of a number do not matter; ``SearchText/maximumLength`` characters count.
    package var text: String?
    /// The plain user who asks: what a caller withheld is found by nobody but that caller (CAL-01); `nil`: by anybody.
    package var reader: UserID?

    package init(
        domain: DomainID?,
        from: Timestamp? = nil,
        to: Timestamp? = nil,
        direction: CallDirection? = nil,
        result: CallResult? = nil,
        user: UserID? = nil,
        text: String? = nil,
        reader: UserID? = nil
    ) {
        self.reader = reader
        self.domain = domain
        self.from = from
        self.to = to
        self.direction = direction
        self.result = result
        self.user = user
        self.text = text
    }
}

/// The place of a call in the history's order: newest first by start, then by number.
package struct CallCursor: Equatable, Sendable, Comparable {
    package var startedAt: Timestamp
    package var number: Int64

    package init(startedAt: Timestamp, number: Int64) {
        self.startedAt = startedAt
        self.number = number
    }

    package init(_ record: CallRecord) {
        self.init(startedAt: record.startedAt, number: record.number)
    }

    package static func < (left: CallCursor, right: CallCursor) -> Bool {
        (left.startedAt, left.number) < (right.startedAt, right.number)
    }
}

/// A page of the history.
package struct CallPage: Equatable, Sendable {
    /// Newest first.
    package var calls: [CallRecord]
    /// Where the next page starts; `nil` when this is the last one.
    package var next: CallCursor?

    package init(calls: [CallRecord], next: CallCursor?) {
        self.calls = calls
        self.next = next
    }
}

/// Keeps the stream of events for good, and the call history made from it.
///
/// Reading is safe from several processes at once; only one process, the server, appends. Every method throws
/// ``ModelError`` with the code ``ModelError/Code/storeFailed`` when the store cannot answer.
package protocol CallHistoryRepository: Sendable {
    /// Ended calls, newest first, that started before `cursor`. A call that ends between two pages shifts none of them.
    /// - Parameter limit: 1 to 1 000.
    func page(_ filter: CallFilter, before cursor: CallCursor?, limit: Int) async throws -> CallPage

    /// The call, also while it goes on. With `domain`: only when it is that domain's.
    func find(_ id: CallID, in domain: DomainID?) async throws -> CallRecord?

    /// What the domain's ended calls by each of the trunks come to, for each span (TRK-05).
    /// - Parameter spans: when each begins, and when the last one ends.
    func passages(of domain: DomainID, by trunks: [TrunkID], spans: [Timestamp]) async throws
        -> [[TrunkID: TrunkTotals]]

    /// What the domain's ended calls come to that started within the days (ADM-05).
    /// - Parameters:
    ///   - days: when each day begins, and when the last one ends.
    ///   - talkers: how many users to name at most.
    func summary(of domain: DomainID, days: [Timestamp], talkers: Int) async throws -> CallSummary

    /// How callers left the menus of a voice scenario, of those visits that began within the period; by menu and exit
    /// (IVR-07).
    /// - Parameters:
    ///   - from: a whole quarter of an hour, as `until`.
    func menuTallies(of scenario: EntryID, from: Timestamp, until: Timestamp) async throws -> [MenuTally]

    /// All stored events of the call in order; empty when there is none, or it is another domain's.
    func events(of call: CallID, in domain: DomainID?) async throws -> [Event]

    /// Stored events after `sequence` in order.
    /// - Parameter limit: 1 to 100 000.
    func events(after sequence: Int64, limit: Int) async throws -> [Event]

    /// Stores events, with the history rows they lead to, in one transaction. Their sequences grow and follow all that
    /// is stored; one that is stored already fails.
    func append(_ events: [Event]) async throws

    /// At the start, before the first ``append(_:)``: ends every call that has no end with ``EndCause/restart``, legs
    /// first; a call that was answered keeps the result `answered`, others have `failed`.
    /// - Returns: how many calls it ended.
    func closeUnfinished(at now: Timestamp) async throws -> Int

    /// The newest stored sequence, 0 when nothing is stored.
    func lastSequence() async throws -> Int64
}
