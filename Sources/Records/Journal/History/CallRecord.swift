package import Kernel
package import Model

/// One call as history tells it: who, when, how long, and what became of it (HIS-01, BYD-01).
///
/// Made from the call's events and from nothing else. Times of one call never run backwards, even when the machine's
/// clock was set during it, so ``ringTime`` + ``talkTime`` is always exactly ``startedAt`` to ``endedAt``.
package struct CallRecord: Equatable, Sendable {
    package var id: CallID
    /// The sequence number of the call's first event: orders calls of one microsecond, and finds the events.
    package var number: Int64
    package var domain: DomainID?
    package var direction: CallDirection
    package var startedAt: Timestamp
    /// When the first leg answered; `nil` when none did.
    package var answeredAt: Timestamp?
    /// `nil` while the call goes on. Pages hold ended calls only, see ``CallHistoryRepository/page(_:before:limit:)``.
    package var endedAt: Timestamp?
    package var caller: Party
    /// Who answered first, else who rang last, else what was dialled.
    package var callee: Party
    /// As it was dialled.
    package var dialled: String
    package var line: LineID?
    /// The trunk the call came or went by.
    package var trunk: TrunkID?
    /// The trunk the call came by, whatever it went out by; `nil`: from inside (TRK-05).
    package var origin: TrunkID?
    /// `nil` while the call goes on.
    package var result: CallResult?
    /// `nil` while the call goes on.
    package var cause: EndCause?
    /// `nil` while the call goes on.
    package var endedBy: CallEnder?
    /// The worst leg's MOS, 1–4.5; `nil` when no leg was measured (BYD-05).
    package var qualityMOS: Double?
    package var traits: CallTraits

    package init(
        id: CallID,
        number: Int64,
        domain: DomainID?,
        direction: CallDirection,
        startedAt: Timestamp,
        answeredAt: Timestamp? = nil,
        endedAt: Timestamp? = nil,
        caller: Party,
        callee: Party,
        dialled: String,
        line: LineID? = nil,
        trunk: TrunkID? = nil,
        origin: TrunkID? = nil,
        result: CallResult? = nil,
        cause: EndCause? = nil,
        endedBy: CallEnder? = nil,
        qualityMOS: Double? = nil,
        traits: CallTraits = []
    ) {
        self.id = id
        self.number = number
        self.domain = domain
        self.direction = direction
        self.startedAt = startedAt
        self.answeredAt = answeredAt
        self.endedAt = endedAt
        self.caller = caller
        self.callee = callee
        self.dialled = dialled
        self.line = line
        self.trunk = trunk
        self.origin = origin
        self.result = result
        self.cause = cause
        self.endedBy = endedBy
        self.qualityMOS = qualityMOS
        self.traits = traits
    }

    /// How long the caller waited: to the answer, or to the end when nobody answered. Zero while it still rings.
    package var ringTime: Duration {
        (self.answeredAt ?? self.endedAt).map { self.startedAt.duration(to: $0) } ?? .zero
    }

    /// From the answer to the end, holds included. Zero while it goes on and when nobody answered.
    package var talkTime: Duration {
        guard let answeredAt = self.answeredAt, let endedAt = self.endedAt else { return .zero }
        return answeredAt.duration(to: endedAt)
    }
}

extension CallRecord {
    /// A leg was measured: the worst one counts.
    package mutating func measured(_ mos: Double) {
        self.qualityMOS = min(mos, self.qualityMOS ?? mos)
    }
}

/// Who ended a call.
package enum CallEnder: String, Sendable, CaseIterable {
    case caller
    case callee
    /// Martlet, a network or an operator of it: nobody of the two hung up.
    case server
}
