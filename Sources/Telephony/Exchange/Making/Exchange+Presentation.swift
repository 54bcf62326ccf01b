import Kernel
import Model
import Routing

/// How whoever waits is announced to those who are rung after the call's first decision (CAL-01).
extension Exchange {
    /// Where a leg of the call wants somebody rung, and for whom.
    struct Announced {
        var party: Party
        /// Whether the party began the call: it has said then whether it withholds its number.
        var isCaller: Bool
    }

    /// The plan for what was dialled on behalf of a user.
    /// - Parameter announced: who will be said to call; `nil`: nobody waits.
    func plan(_ dialled: String, onBehalfOf user: UserID?, announcing announced: Announced?) -> CallPlan {
        guard let user else { return CallPlan(.refuse(.notAllowed), steps: []) }
        let isOwn = announced?.party.user == user
        let facts = CallFacts(
            origin: .user(user),
            dialled: dialled,
            at: self.time.timestamp,
            draw: self.signalling.tokens.next(),
            isWithheld: isOwn && announced?.party.isWithheld == true ? true : nil
        )
        let decision = self.decision(facts)
        let plan = self.plan(decision)
        guard let announced else { return plan }
        // Whoever sends another party somewhere does not say for that party whether it is shown.
        let isWithheld =
            isOwn ? decision.isCallerWithheld : !decision.isEmergency && self.isWithheld(announced)
        return plan.announcing(isWithheld: isWithheld)
    }

    /// The party for whom a leg is rung, as it is announced there.
    func announced(_ waiting: SIPLeg, to destination: Destination, of call: CallActor) -> Party {
        var party = waiting.party
        party.isWithheld =
            destination.isCallerWithheld
            ?? self.isWithheld(Announced(party: party, isCaller: call.isCaller(waiting.id)))
        return party
    }

    /// Who was called never said anything about it in this call: the setting decides.
    private func isWithheld(_ announced: Announced) -> Bool {
        if announced.party.isWithheld { return true }
        guard !announced.isCaller, let user = announced.party.user else { return false }
        return self.configuration.user(user)?.calling.withholdsNumber ?? false
    }
}

extension CallActor {
    nonisolated func isCaller(_ leg: LegID) -> Bool { self.assumeIsolated { $0.machine.isCaller(leg) } }

    nonisolated func party(of leg: LegID) -> Party? { self.assumeIsolated { $0.machine.party(of: leg) } }

    /// `nil`: the leg is gone.
    func announced(_ leg: LegID?) -> Exchange.Announced? {
        guard let leg, let party = self.machine.party(of: leg) else { return nil }
        return Exchange.Announced(party: party, isCaller: self.machine.isCaller(leg))
    }
}

extension Call {
    func isCaller(_ leg: LegID) -> Bool { self.legs[leg]?.role == .caller }

    /// For whom the plan that is awaited will be rung.
    var whoIsAnnounced: LegID? {
        switch self.phase {
        case .ringing(let ringing): ringing.caller
        case .transferring(let transferring): transferring.waiting
        case .consulting(let consulting): consulting.transferrer
        case .parked(let parked): parked.leg
        case .new, .routing, .originating, .talking, .conferring, .serving, .over: nil
        }
    }
}

extension CallPlan {
    /// The same, whoever is rung being told who calls or not.
    func announcing(isWithheld: Bool) -> CallPlan { self.changing { $0.isCallerWithheld = isWithheld } }

    /// The same, with those who are rung known as who withholds the number: one for whom the server calls.
    func withheld() -> CallPlan { self.changing { $0.party.isWithheld = true } }

    private func changing(_ change: (inout Destination) -> Void) -> CallPlan {
        guard case .ring(let chain) = self.outcome else { return self }
        var plan = self
        plan.outcome = .ring(chain.changing(change))
        return plan
    }
}
