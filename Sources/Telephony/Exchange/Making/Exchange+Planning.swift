import Kernel
import Model
import Routing
import SIPTransport

/// From a decision to legs: registrations, trunks that work and have a free channel, limits.
extension Exchange {
    /// The user's own phones, which ring even when others may not disturb.
    func planOwnPhones(of id: UserID) -> CallPlan {
        guard let user = self.configuration.user(id), !user.isBlocked else {
            return CallPlan(.refuse(.noSuchNumber), steps: [])
        }
        return self.planOwnPhones(
            of: user,
            because: RoutingStep(rule: "own phones", outcome: "user \(user.login)")
        )
    }

    /// The user's own phones, for what the user asked for: also those of somebody who talks and takes no second call.
    func planOwnPhones(of user: User, because step: RoutingStep) -> CallPlan {
        let destinations = self.registrar.bindings(of: user.id).map { self.destination(of: $0, of: user) }
        let outcome = destinations.isEmpty ? "no phone of \(user.login) is registered" : "\(destinations.count) phones"
        let steps = [step, RoutingStep(rule: "registration", outcome: outcome)]
        guard !destinations.isEmpty else { return CallPlan(.refuse(.notRegistered), steps: steps) }
        return CallPlan(.ring(stages: [destinations], ringTime: user.ringTime), steps: steps)
    }

    /// Why the user cannot have `dialled` called on their behalf; `nil` when it leads somewhere.
    func refusal(of dialled: String, for user: UserID) -> CallRefusal? {
        let facts = CallFacts(origin: .user(user), dialled: dialled, at: self.time.timestamp)
        guard case .refused(let cause) = self.decision(facts).target else {
            return nil
        }
        return CallRefusal(.badNumber, "This number cannot be called: \(cause.rawValue).")
    }

    func decision(_ facts: CallFacts) -> RoutingDecision {
        Router(configuration: self.configuration).decide(facts)
    }

    func plan(_ decision: RoutingDecision) -> CallPlan {
        switch decision.target {
        case .refused(let cause):
            return CallPlan(.refuse(cause), steps: decision.trace)
        case .pickup, .pickupInGroups, .parked, .command, .lamp:
            // Only somebody at a phone picks up; a call that was forwarded or transferred there reaches nobody.
            return CallPlan(.refuse(.notAllowed), steps: decision.trace)
        case .service(let service):
            return CallPlan(.serve(service), steps: decision.trace)
        case .dialogue(let dialogue):
            return CallPlan(.converse(dialogue), steps: decision.trace)
        case .ring(let plan):
            return self.plan(plan, decision.trace)
        case .trunks(let trunks, let number, let callerID):
            return self.plan(trunks, number, callerID, decision)
        case .neighbour(let neighbour):
            return self.plan(neighbour, decision)
        }
    }

    private func plan(
        _ trunks: [TrunkID],
        _ number: DialString,
        _ callerID: DialString?,
        _ decision: RoutingDecision
    ) -> CallPlan {
        var steps = decision.trace
        let stages = self.stages(trunks, number, callerID, in: decision.domain, for: decision.spender, &steps)
        guard !stages.isEmpty else { return CallPlan(.refuse(.trunkUnavailable), steps: steps) }
        return CallPlan(.ring(stages: stages, ringTime: self.settings.outsideRingTime), steps: steps)
    }

    /// The trunks that can be tried, one after another.
    /// - Parameter spender: in whose name it is called outside.
    func stages(
        _ trunks: [TrunkID],
        _ number: DialString,
        _ callerID: DialString?,
        in domain: DomainID?,
        for spender: UserID?,
        _ steps: inout [RoutingStep]
    ) -> [[Destination]] {
        var party = Party(number: number.text)
        party.name = self.name(of: party, for: nil, in: domain)
        var stages: [[Destination]] = []
        for id in trunks {
            guard let trunk = self.configuration.trunks[id] else { continue }
            if let reason = self.trunks.obstacle(to: trunk) {
                steps.append(RoutingStep(rule: "trunk \(trunk.name)", outcome: reason))
                continue
            }
            var destination = Destination(
                leg: self.newLeg(),
                party: party,
                reach: .trunk(id, number: number, callerID: callerID),
                address: "trunk \(trunk.name)"
            )
            destination.spender = spender
            stages.append([destination])
        }
        for index in stages.indices.dropLast() { stages[index][0].isLastResort = false }
        return stages
    }

    func newLeg() -> LegID { LegID(self.signalling.tokens.token()) }

    /// CAL-03: whether the domain may have one more call.
    func hasFreeChannel(_ domain: DomainID) -> Bool {
        guard let tenant = self.configuration.tenants[domain] else { return false }
        return self.channels.count(of: domain) < tenant.domain.callLimit
    }

    /// TEN-03: whether the domain may have one more leg from the public network, or to it.
    func hasFreeChannel(_ domain: DomainID, _ way: ChannelCount.Way) -> Bool {
        guard let limits = self.configuration.tenants[domain]?.domain.limits else { return false }
        return self.channels.count(of: domain, way) < (way == .fromThere ? limits.channelsIn : limits.channelsOut)
    }
}

extension Exchange {
    /// The leg takes no channel any more, of its trunk or of its domain.
    func legEnded(_ leg: LegID) {
        self.trunks.legEnded(leg)
        self.channels.legEnded(leg)
        self.toll.ended(leg, at: self.time.now)
    }
}
