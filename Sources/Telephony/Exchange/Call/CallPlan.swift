import Kernel
package import Model
package import Routing
package import SIPTransport

/// A routing decision made concrete: which legs to ring, with their identities. The call machine follows it without
/// knowing how a leg is reached.
package struct CallPlan: Equatable, Sendable {
    package enum Outcome: Equatable, Sendable {
        /// Rings every destination of a stage at once; the next stage only when a stage failed in a way that another one
        /// may mend (a dead trunk, not a busy callee).
        case ring(stages: [[Destination]], ringTime: Duration)
        case serve(ServiceNumber)
        case refuse(EndCause)
    }

    package var outcome: Outcome
    package var steps: [RoutingStep]

    package init(_ outcome: Outcome, steps: [RoutingStep]) {
        self.outcome = outcome
        self.steps = steps
    }
}

/// One leg to be rung.
package struct Destination: Equatable, Sendable {
    /// How the leg is reached.
    package enum Reach: Equatable, Sendable {
        /// A registered phone: its contact, the flow it registered over and the Path of its registration.
        case contact(uri: String, to: SIPDestination, path: [String])
        /// A provider. Addresses are resolved when the leg starts.
        case trunk(TrunkID, number: DialString, callerID: DialString?)
    }

    package var leg: LegID
    package var party: Party
    package var reach: Reach
    /// As the call protocol shows it, `udp 192.0.2.7:5060` or `trunk alpha`.
    package var address: String
    /// Nobody is rung after it: it is waited for as long as SIP waits.
    package var isLastResort = true

    package init(leg: LegID, party: Party, reach: Reach, address: String) {
        self.leg = leg
        self.party = party
        self.reach = reach
        self.address = address
    }

    package var trunk: TrunkID? {
        if case .trunk(let id, _, _) = self.reach { return id }
        return nil
    }
}
