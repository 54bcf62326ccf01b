import Kernel
package import Model

/// Users and groups are rung: forwarding, do not disturb, mailboxes.
extension Router {
    /// A user is called (FWD-02).
    package func toUser(_ callee: User, _ facts: CallFacts, because rule: String) -> RoutingDecision {
        var steps = [RoutingStep(rule: rule, outcome: "user \(callee.login)")]
        func decision(_ target: RoutingDecision.Target, _ more: RoutingStep...) -> RoutingDecision {
            RoutingDecision(target: target, domain: callee.domain, trace: steps + more)
        }
        if callee.isBlocked {
            return decision(.refused(.noSuchNumber), RoutingStep(rule: "user", outcome: "blocked"))
        }
        if callee.extension == nil {
            return decision(.refused(.noSuchNumber), RoutingStep(rule: "user", outcome: "has no phone"))
        }
        let mailbox =
            callee.voicemail.isOn ? RoutingDecision.Target.dialogue(.leaveMessage(for: .user(callee.id))) : nil
        if callee.doNotDisturb {
            let outcome = mailbox == nil ? "on" : "on, to voicemail"
            return decision(mailbox ?? .refused(.doNotDisturb), RoutingStep(rule: "do not disturb", outcome: outcome))
        }
        let chain = self.chain(of: callee, facts, &steps)
        guard !chain.isEmpty else {
            let step = RoutingStep(rule: "forwarding", outcome: "no number is on now")
            return decision(mailbox ?? .refused(.noAnswer), step)
        }
        return decision(.ring(RingPlan(.user(callee), steps: chain)))
    }

    /// The user's numbers that are on now, by priority. What is passed over is a step of the protocol, what rings is one
    /// when there is more than the user's own phones.
    private func chain(of callee: User, _ facts: CallFacts, _ steps: inout [RoutingStep]) -> [[RingPlan.Branch]] {
        let time = self.configuration.workingTime(of: callee.domain)
        var branches: [(priority: Int, branch: RingPlan.Branch)] = []
        func add(_ name: String, _ terms: Forwarding.Terms, _ reach: () -> Result<RingPlan.Reach, Obstacle>) {
            let rule = "forwarding \(name)"
            guard terms.isActive else {
                steps.append(RoutingStep(rule: rule, outcome: "off"))
                return
            }
            guard time.holds(terms.schedule, at: facts.at) else {
                steps.append(RoutingStep(rule: rule, outcome: "out of its schedule"))
                return
            }
            switch reach() {
            case .success(let reach):
                branches.append((terms.priority, RingPlan.Branch(reach, seconds: terms.seconds)))
                if !callee.forwarding.others.isEmpty {
                    let outcome = "priority \(terms.priority), \(terms.seconds) s"
                    steps.append(RoutingStep(rule: rule, outcome: outcome))
                }
            case .failure(let obstacle):
                steps.append(RoutingStep(rule: rule, outcome: obstacle.outcome))
            }
        }
        add("own phones", callee.forwarding.own) { .success(.phones(callee)) }
        for number in callee.forwarding.others {
            add(number.dialled, number.terms) { self.reach(of: number, callee, facts) }
        }
        return Dictionary(grouping: branches, by: \.priority).sorted { $0.key < $1.key }.map { $0.value.map(\.branch) }
    }

    /// Why a number is passed over.
    private struct Obstacle: Error {
        var outcome: String
    }

    private func reach(
        of number: Forwarding.Number,
        _ callee: User,
        _ facts: CallFacts
    ) -> Result<RingPlan.Reach, Obstacle> {
        guard let tenant = self.configuration.tenants[callee.domain] else {
            return .failure(Obstacle(outcome: "the domain is gone"))
        }
        if number.kind == .sip {
            let dialled = number.dialled
            guard let other = tenant.user(extension: dialled) ?? tenant.user(login: dialled), !other.isBlocked,
                other.id != callee.id
            else { return .failure(Obstacle(outcome: "nobody has it")) }
            if other.doNotDisturb { return .failure(Obstacle(outcome: "do not disturb")) }
            // Whoever calls is not called by it.
            if facts.origin == .user(other.id) { return .failure(Obstacle(outcome: "the caller")) }
            return .success(.phones(other))
        }
        if let mobile = self.reach(ofMobile: number, callee) { return .success(mobile) }
        var passed: [RoutingStep] = []
        if let office = self.toOffice(number.dialled, of: tenant.domain, for: .user(callee), &passed),
            case .trunks(let trunks, let dialled, _) = office.target
        {
            return .success(.outside(trunks, number: dialled, callerID: nil))
        }
        guard let dialled = DialString(number.dialled), case .external(let outside) = self.plan.read(dialled) else {
            return .failure(Obstacle(outcome: "not a number that can be called"))
        }
        // It is called in the callee's name, and the callee's limit holds (CAL-02).
        if let refusal = self.limited(outside, callee, tenant.domain) {
            return .failure(Obstacle(outcome: refusal.trace.first?.outcome ?? "not permitted"))
        }
        // A line of the house would lead back into its rules, which may lead here.
        if let line = self.configuration.line(number: outside), line.domain == callee.domain, line.isActive {
            return .failure(Obstacle(outcome: "own line"))
        }
        if let step = self.stopped(outside, for: callee.id, in: callee.domain, at: facts.at) {
            return .failure(Obstacle(outcome: "\(step.rule): \(step.outcome)"))
        }
        let trunks = self.orderedTrunks(draw: facts.draw).map(\.id)
        guard !trunks.isEmpty else { return .failure(Obstacle(outcome: "no active trunk")) }
        let callerID = self.shown(by: callee, of: tenant.domain)
        return .success(.outside(trunks, number: outside, callerID: callerID))
    }

    /// A group is called: the phones of all members who may be disturbed ring together.
    func toGroup(
        _ id: EntryID,
        _ group: CallGroup,
        of domain: DomainID,
        because rule: String
    ) -> RoutingDecision {
        let present = group.members.compactMap { self.configuration.user($0) }.filter { user in
            user.domain == domain && !user.isBlocked && !user.doNotDisturb && user.extension != nil
        }
        var trace = [RoutingStep(rule: rule, outcome: "group \(group.name), \(present.count) members")]
        guard !present.isEmpty else {
            trace.append(RoutingStep(rule: "group", outcome: "nobody of it can be called"))
            let target: RoutingDecision.Target =
                group.voicemail.isOn ? .dialogue(.leaveMessage(for: .group(id))) : .refused(.noAnswer)
            return RoutingDecision(target: target, domain: domain, trace: trace)
        }
        let branches = present.map { RingPlan.Branch(.phones($0), seconds: group.ringSeconds) }
        return RoutingDecision(
            target: .ring(RingPlan(.group(id, group), steps: [branches])),
            domain: domain,
            trace: trace
        )
    }
}
