import Kernel
import Model
import Routing

/// Calls that somebody asks for from outside SIP: a browser, a program, a button in a CRM.
extension Exchange {
    /// Rings the user's phones and, once one of them has answered, `number` on the user's behalf.
    /// - Parameter rule: why, for the call's protocol; with what more is to be said.
    func originate(
        _ id: UserID,
        to number: String,
        because rule: String = "call by API",
        outcome: String? = nil
    ) throws(CallRefusal) -> CallID {
        guard let user = self.configuration.user(id), !user.isBlocked else {
            throw CallRefusal(.notAllowed, "There is no such user, or the user is blocked.")
        }
        // What cannot be called is told now, and not after the user has picked up.
        let facts = CallFacts(
            origin: .user(id),
            dialled: number,
            at: self.time.timestamp,
            draw: self.signalling.tokens.next()
        )
        let decision = self.decision(facts)
        switch decision.target {
        case .refused(let cause): throw CallRefusal(.badNumber, "This number cannot be called: \(cause.rawValue).")
        case .pickup, .pickupInGroups, .parked, .command, .lamp:
            throw CallRefusal(.badNumber, "This is a code for phones.")
        case .ring, .service, .dialogue, .trunks, .neighbour: break
        }
        guard !self.registrar.bindings(of: id).isEmpty else {
            throw CallRefusal(.noPhone, "None of the user's phones is registered.")
        }
        guard self.hasFreeChannel(user.domain) else {
            throw CallRefusal(.tooManyCalls, "Every channel of the domain is busy; try again in a moment.")
        }
        guard self.rate.admits(self.settings.callRateLimit, at: self.time.now) else {
            self.counters.overloads += 1
            throw CallRefusal(.tooManyCalls, "The server has too many new calls; try again in a moment.")
        }
        let party = Party(
            user: id,
            number: user.extension ?? user.login,
            name: user.shownName,
            isWithheld: decision.isCallerWithheld
        )
        let started = CallStarted(
            direction: decision.isOutside ? .outgoing : .internal,
            caller: party,
            dialled: number,
            line: decision.line
        )
        let call = self.makeCall(in: user.domain)
        // The user's own phones ring even when others may not disturb.
        let own = RoutingStep(rule: rule, outcome: outcome ?? "first \(user.login)'s own phones")
        let plan = self.planOwnPhones(of: user, because: own)
        call.originate(started, party.isWithheld ? plan.withheld() : plan)
        return call.id
    }
}
