import Kernel
package import Model
package import Routing
package import SIPTransport

/// A routing decision made concrete: which legs to ring, with their identities. The call machine follows it without
/// knowing how a leg is reached.
package struct CallPlan: Equatable, Sendable {
    package enum Outcome: Equatable, Sendable {
        case ring(RingChain)
        case serve(ServiceNumber)
        /// The server answers and talks.
        case converse(Dialogue)
        case refuse(EndCause)

        /// One number rings.
        package static func ring(stages: [[Destination]], ringTime: Duration) -> Outcome {
            .ring(RingChain(stages: stages, ringTime: ringTime))
        }
    }

    package var outcome: Outcome
    package var steps: [RoutingStep]
    /// What the caller hears when nobody of those who are rung answers; `nil`: the refusal.
    package var fallback: Dialogue?
    /// What is talked about with a user for whom the call is made; `nil`: somebody else is rung then.
    package var afterAnswer: Dialogue?
    /// What a caller hears before anybody is rung; `nil`: it rings at once.
    package var greeting: Greeting?

    /// A sound before it rings (CAL-10).
    package struct Greeting: Equatable, Sendable {
        package var prompt: PromptID
        /// Whose it is: where the caller's way goes on.
        package var callee: UserID
    }

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
        /// Another domain of the pool.
        case neighbour(Neighbour)
    }

    package var leg: LegID
    package var party: Party
    package var reach: Reach
    /// As the call protocol shows it, `udp 192.0.2.7:5060` or `trunk alpha`.
    package var address: String
    /// Nobody is rung after it: it is waited for as long as SIP waits.
    package var isLastResort = true
    /// Whether who waits is announced without number and name; `nil`: nothing was decided since the call began (CAL-01).
    package var isCallerWithheld: Bool?
    /// In whose name it is called outside; `nil`: the company's (BYD-18).
    package var spender: UserID?
    /// What who waits hears while it rings there; `nil`: tones (CAL-10).
    package var ringBack: SoundChoice?

    package init(leg: LegID, party: Party, reach: Reach, address: String) {
        self.leg = leg
        self.party = party
        self.reach = reach
        self.address = address
    }

    /// The contact of a phone; `nil` for a provider.
    var contact: String? {
        if case .contact(let uri, _, _) = self.reach { return uri }
        return nil
    }

    package var trunk: TrunkID? {
        if case .trunk(let id, _, _) = self.reach { return id }
        return nil
    }
}
