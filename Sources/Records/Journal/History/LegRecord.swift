package import Kernel
package import Model

/// One leg of a call: who, when it was what, and what it sounded like (BYD-05).
package struct LegRecord: Equatable, Sendable {
    package var id: LegID
    package var role: LegStarted.Role
    package var party: Party
    package var trunk: TrunkID?
    /// Where it was reached, `udp 192.0.2.7:5060`.
    package var address: String
    package var startedAt: Timestamp
    package var answeredAt: Timestamp?
    package var endedAt: Timestamp?
    package var cause: EndCause?
    /// The SIP status that ended it, 0 when none did.
    package var status: Int
    package var quality: LegQuality?

    init(_ leg: LegStarted, at: Timestamp) {
        self.id = leg.leg
        self.role = leg.role
        self.party = leg.party
        self.trunk = leg.trunk
        self.address = leg.address
        self.startedAt = at
        self.status = 0
    }
}

/// The legs of one call, made from its events.
struct LegHistory {
    private(set) var all: [LegRecord] = []

    subscript(_ id: LegID) -> LegRecord? { self.all.last { $0.id == id } }

    mutating func apply(_ event: Event) {
        switch event.kind {
        case .legStarted(let leg):
            self.all.append(LegRecord(leg, at: event.at))
        case .legAnswered(let leg):
            self.change(leg) { $0.answeredAt = $0.answeredAt ?? event.at }
        case .legEnded(let end):
            self.change(end.leg) {
                $0.endedAt = event.at
                $0.cause = end.cause
                $0.status = end.status
            }
        case .quality(let quality):
            self.change(quality.leg) { $0.quality = quality }
        case .callStarted, .routed, .legRinging, .legProgressed, .legsConnected, .held, .resumed, .transferRequested,
            .transferCompleted, .transferFailed, .redirected, .digit, .feature, .voicemail, .menu, .oneWayAudio,
            .callEnded,
            .registered,
            .recording,
            .unregistered, .sourceBlocked, .trunkStateChanged, .conference:
            break
        }
    }

    private mutating func change(_ id: LegID, _ change: (inout LegRecord) -> Void) {
        if let index = self.all.lastIndex(where: { $0.id == id }) { change(&self.all[index]) }
    }
}
