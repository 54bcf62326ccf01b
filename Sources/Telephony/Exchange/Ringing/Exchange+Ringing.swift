import Kernel
import Model
import Routing

/// From a ring plan to legs: whose phones are registered, which trunks work, what callers hear.
extension Exchange {
    /// Somebody is called.
    func plan(_ ring: RingPlan, _ trace: [RoutingStep]) -> CallPlan {
        var steps = trace
        // Who takes no second call is busy at the own phones.
        var isBusy = false
        var chain: [[RingChain.Branch]] = []
        for step in ring.steps {
            var branches: [RingChain.Branch] = []
            for branch in step {
                if case .phones(let user) = branch.reach, self.isTaken(user) {
                    steps.append(RoutingStep(rule: "second call", outcome: "not taken while \(user.login) talks"))
                    isBusy = isBusy || chain.isEmpty
                    continue
                }
                let stages = self.stages(of: branch, in: ring, &steps)
                guard !stages.isEmpty else { continue }
                branches.append(RingChain.Branch(stages: stages, ringTime: .seconds(branch.seconds)))
            }
            // FWD-02: busy at the lowest number ends the chain.
            if ring.user != nil, isBusy, branches.isEmpty, chain.isEmpty { break }
            if !branches.isEmpty { chain.append(branches) }
        }
        var plan = CallPlan(.refuse(isBusy ? .busy : .notRegistered), steps: steps)
        plan.fallback = ring.mailbox.map { .leaveMessage(for: $0) }
        guard !chain.isEmpty else {
            if !isBusy, let mailbox = plan.fallback { plan.outcome = .converse(mailbox) }
            return plan
        }
        plan.outcome = .ring(RingChain(steps: chain, isOnePerson: ring.user != nil))
        return ring.user.map { self.withSounds(of: $0, plan) } ?? plan
    }

    private func isTaken(_ user: User) -> Bool {
        !user.calling.takesSecondCall && !self.registrar.bindings(of: user.id).isEmpty
            && !self.lamps.board.activities(of: user.id).isEmpty
    }

    private func stages(
        of branch: RingPlan.Branch,
        in ring: RingPlan,
        _ steps: inout [RoutingStep]
    ) -> [[Destination]] {
        switch branch.reach {
        case .phones(let user):
            let destinations = self.registrar.bindings(of: user.id).map { self.destination(of: $0, of: user) }
            let outcome =
                destinations.isEmpty ? "no phone of \(user.login) is registered" : "\(destinations.count) phones"
            steps.append(RoutingStep(rule: "registration", outcome: outcome))
            return destinations.isEmpty ? [] : [destinations]
        case .outside(let trunks, let number, let callerID):
            return self.stages(trunks, number, callerID, in: ring.user?.domain, for: ring.user?.id, &steps)
        case .mobile(let user, let trunks, let number):
            return self.stages(toMobileOf: user, number, trunks, &steps)
        }
    }

    /// The caller has heard the user's greeting: it is rung at the phones that are registered now.
    func planAfterGreeting(of id: UserID) -> CallPlan {
        guard let user = self.configuration.user(id), !user.isBlocked else {
            return CallPlan(.refuse(.noSuchNumber), steps: [])
        }
        let router = Router(configuration: self.configuration)
        let facts = CallFacts(
            origin: .user(id),
            dialled: user.extension ?? user.login,
            at: self.time.timestamp,
            draw: self.signalling.tokens.next()
        )
        var decision = router.toUser(user, facts, because: "after the greeting")
        decision.trace = []
        return self.plan(decision)
    }

    /// What callers of the user hear before and while it rings (CAL-10).
    private func withSounds(of user: User, _ plan: CallPlan) -> CallPlan {
        guard case .ring(let chain) = plan.outcome, let domain = self.configuration.tenants[user.domain]?.domain else {
            return plan
        }
        let sounds = user.calling.sounds.completed(by: domain.calling.sounds)
        var plan = plan
        if let prompt = sounds.greeting?.prompt { plan.greeting = CallPlan.Greeting(prompt: prompt, callee: user.id) }
        if let music = sounds.ringBack, music != .none {
            plan.outcome = .ring(chain.changing { $0.ringBack = music })
        }
        return plan
    }
}
