package import Kernel
package import Model

/// Writes events as a server would: each gets the next number and is a moment later than the one before.
package struct EventScript {
    package private(set) var events: [Event] = []
    private var now: Timestamp
    private var last: Int64

    package init(after sequence: Int64 = 0, at now: Timestamp = Timestamp(seconds: 1_790_000_000)) {
        self.last = sequence
        self.now = now
    }

    /// The time of the next event.
    package mutating func wait(_ duration: Duration) {
        self.now = self.now.advanced(by: duration)
    }

    package mutating func add(_ kind: Event.Kind, domain: DomainID? = nil, call: CallID? = nil) {
        self.last += 1
        self.events.append(Event(sequence: self.last, at: self.now, domain: domain, call: call, kind: kind))
    }

    /// One call between two parties, with the seconds it rang and talked; `talk` `nil`: nobody answered.
    package mutating func call(
        _ id: String,
        domain: DomainID = DomainID("acme.example"),
        direction: CallDirection = .internal,
        from caller: Party = Party(user: UserID("alice"), number: "101", name: "Alice"),
        to callee: Party = Party(user: UserID("bob"), number: "102", name: "Bob"),
        ring: Int = 5,
        talk: Int? = 60,
        result: CallResult? = nil,
        by trunks: (came: TrunkID?, went: TrunkID?) = (nil, nil)
    ) {
        let call = CallID(id)
        let (one, other) = (LegID("\(id)-1"), LegID("\(id)-2"))
        func put(_ kind: Event.Kind) { self.add(kind, domain: domain, call: call) }
        put(.callStarted(CallStarted(direction: direction, caller: caller, dialled: callee.number, trunk: trunks.came)))
        put(
            .legStarted(
                LegStarted(leg: one, role: .caller, party: caller, trunk: trunks.came, address: "udp 192.0.2.1:5060")
            )
        )
        put(.routed(RoutingStep(rule: "extension", outcome: callee.number)))
        put(
            .legStarted(
                LegStarted(
                    leg: other,
                    role: .callee,
                    party: callee,
                    trunk: trunks.went,
                    address: "udp 192.0.2.2:5060"
                )
            )
        )
        put(.legRinging(other))
        self.wait(.seconds(ring))
        guard let talk else {
            put(.legEnded(LegEnded(leg: one, cause: .callerGaveUp)))
            put(.legEnded(LegEnded(leg: other, cause: .callerGaveUp, status: 487)))
            put(.callEnded(CallEnded(result: result ?? .cancelled, cause: .callerGaveUp, endedBy: one)))
            return
        }
        put(.legAnswered(other))
        put(.legAnswered(one))
        put(.legsConnected(one, other))
        self.wait(.seconds(talk))
        put(.legEnded(LegEnded(leg: one, cause: .hungUp)))
        put(.legEnded(LegEnded(leg: other, cause: .hungUp)))
        put(.callEnded(CallEnded(result: result ?? .answered, cause: .hungUp, endedBy: one)))
    }
}
