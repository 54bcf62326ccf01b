import Kernel
import Model
import Routing
import SIPTransport

/// From a decision to legs: registrations, trunks that work and have a free channel, limits.
extension Exchange {
    /// The plan for what a user of the domain dialled, or what was dialled on the user's behalf.
    func plan(_ dialled: String, onBehalfOf user: UserID?) -> CallPlan {
        guard let user else { return CallPlan(.refuse(.notAllowed), steps: []) }
        let facts = CallFacts(origin: .user(user), dialled: dialled, draw: self.signalling.tokens.next())
        return self.plan(self.decision(facts))
    }

    func decision(_ facts: CallFacts) -> RoutingDecision {
        Router(configuration: self.configuration).decide(facts)
    }

    func plan(_ decision: RoutingDecision) -> CallPlan {
        switch decision.target {
        case .refused(let cause):
            return CallPlan(.refuse(cause), steps: decision.trace)
        case .pickup:
            // Only somebody at a phone picks up; a call that was forwarded or transferred there reaches nobody.
            return CallPlan(.refuse(.notAllowed), steps: decision.trace)
        case .service(let service):
            return CallPlan(.serve(service), steps: decision.trace)
        case .user(let user):
            return self.plan(for: user, decision.trace)
        case .trunks(let trunks, let number, let callerID):
            return self.plan(trunks, number, callerID, decision.trace)
        }
    }

    private func plan(for user: User, _ trace: [RoutingStep]) -> CallPlan {
        let bindings = self.registrar.bindings(of: user.id)
        guard !bindings.isEmpty else {
            let step = RoutingStep(rule: "registration", outcome: "no phone of \(user.login) is registered")
            return CallPlan(.refuse(.notRegistered), steps: trace + [step])
        }
        let party = Party(user: user.id, number: user.extension ?? user.login, name: user.shownName)
        let destinations = bindings.map { binding in
            Destination(
                leg: self.newLeg(),
                party: party,
                reach: .contact(uri: binding.contact, to: binding.destination, path: binding.path),
                address: "\(binding.destination.transport.parameter) \(binding.destination.address)"
            )
        }
        let step = RoutingStep(rule: "registration", outcome: "\(destinations.count) phones")
        return CallPlan(.ring(stages: [destinations], ringTime: user.ringTime), steps: trace + [step])
    }

    private func plan(
        _ trunks: [TrunkID],
        _ number: DialString,
        _ callerID: DialString?,
        _ trace: [RoutingStep]
    ) -> CallPlan {
        var steps = trace
        var stages: [[Destination]] = []
        for id in trunks {
            guard let trunk = self.configuration.trunks[id] else { continue }
            if let reason = self.trunks.obstacle(to: trunk) {
                steps.append(RoutingStep(rule: "trunk \(trunk.name)", outcome: reason))
                continue
            }
            let destination = Destination(
                leg: self.newLeg(),
                party: Party(number: number.text),
                reach: .trunk(id, number: number, callerID: callerID),
                address: "trunk \(trunk.name)"
            )
            stages.append([destination])
        }
        guard !stages.isEmpty else { return CallPlan(.refuse(.trunkUnavailable), steps: steps) }
        for index in stages.indices.dropLast() { stages[index][0].isLastResort = false }
        return CallPlan(.ring(stages: stages, ringTime: self.settings.outsideRingTime), steps: steps)
    }

    func newLeg() -> LegID { LegID(self.signalling.tokens.token()) }

    /// CAL-03: whether the domain may have one more call.
    func hasFreeChannel(_ domain: DomainID) -> Bool {
        guard let tenant = self.configuration.tenants[domain] else { return false }
        return self.callsOfDomains[domain, default: 0] < tenant.domain.callLimit
    }
}
