import Kernel
package import Model

/// Decides where a call goes. Pure: a snapshot and facts in, a decision with its reasons out.
package struct Router: Sendable {
    package let configuration: Configuration
    package let plan: NumberPlan

    package init(configuration: Configuration, plan: NumberPlan = .russia) {
        self.configuration = configuration
        self.plan = plan
    }

    package func decide(_ facts: CallFacts) -> RoutingDecision {
        switch facts.origin {
        case .user(let id):
            return self.presented(id, facts)
        case .trunk(let id):
            var decision = self.fromTrunk(id, facts)
            decision.isEmergency = self.isEmergency(decision.target)
            return decision
        case .neighbour(let caller, let called):
            var decision = self.fromNeighbour(caller, into: called, facts)
            decision.isCallerWithheld = facts.isWithheld ?? false
            return decision
        }
    }

    // MARK: - Inside a domain

    func fromUser(_ id: UserID, _ facts: CallFacts) -> RoutingDecision {
        guard let caller = self.configuration.user(id), let tenant = self.configuration.tenants[caller.domain] else {
            return RoutingDecision(target: .refused(.notAllowed), domain: nil, trace: [])
        }
        func decision(_ target: RoutingDecision.Target, _ trace: [RoutingStep]) -> RoutingDecision {
            RoutingDecision(target: target, domain: caller.domain, trace: trace)
        }
        if tenant.domain.isBlocked {
            return decision(.refused(.domainBlocked), [RoutingStep(rule: "domain", outcome: "blocked")])
        }
        if caller.isBlocked {
            return decision(.refused(.notAllowed), [RoutingStep(rule: "caller", outcome: "blocked")])
        }
        // Before anybody who had it from when it was given out (CAL-02).
        if facts.dialled == NumberPlan.help, let number = DialString(facts.dialled) {
            return self.outside(number, caller, tenant.domain, facts, reading: "emergency number")
        }
        if let decision = self.toExtension(facts.dialled, of: tenant, facts, because: "extension \(facts.dialled)") {
            return decision
        }
        if let callee = tenant.user(login: facts.dialled.lowercased()) {
            return self.toUser(callee, facts, because: "login \(callee.login)")
        }
        var passed: [RoutingStep] = []
        if !self.isEmergency(facts.dialled),
            let decision = self.toNeighbour(facts.dialled, of: tenant, facts, &passed)
        {
            return decision
        }
        if facts.dialled.hasPrefix(ServicePrefix.pickup) {
            let colleague = String(facts.dialled.dropFirst(ServicePrefix.pickup.count))
            let rule = "pickup \(colleague)"
            guard let callee = tenant.user(extension: colleague) ?? tenant.user(login: colleague.lowercased()) else {
                return decision(.refused(.noSuchNumber), [RoutingStep(rule: rule, outcome: "nobody has it")])
            }
            return decision(.pickup(callee), [RoutingStep(rule: rule, outcome: "user \(callee.login)")])
        }
        if let decision = self.voice(facts.dialled, caller, tenant) { return decision }
        if let code = tenant.domain.codes.command(dialled: facts.dialled) {
            return self.fromCode(code.command, code.rest, caller)
        }
        if let contact = self.contact(facts.dialled, caller) { return self.fromContact(contact, id, facts) }
        if let service = ServiceNumber(rawValue: facts.dialled) {
            return decision(.service(service), [RoutingStep(rule: "service \(facts.dialled)", outcome: "\(service)")])
        }
        // Help is called in the public network, whatever an expression takes.
        if !self.isEmergency(facts.dialled),
            let decision = self.toOffice(facts.dialled, of: tenant.domain, for: .user(caller), &passed)
        {
            return decision
        }
        guard let dialled = DialString(facts.dialled) else {
            return decision(.refused(.noSuchNumber), passed + [RoutingStep(rule: "number", outcome: "nobody has it")])
        }
        switch self.plan.read(dialled) {
        case .none:
            return decision(.refused(.noSuchNumber), passed + [RoutingStep(rule: "number", outcome: "nobody has it")])
        case .emergency(let number):
            return self.outside(number, caller, tenant.domain, facts, reading: "emergency number")
        case .external(let number):
            if let refusal = self.limited(number, caller, tenant.domain) { return refusal }
            return self.outside(number, caller, tenant.domain, facts, reading: "external number")
        }
    }

    // MARK: - Outside

    private func outside(
        _ number: DialString,
        _ caller: User,
        _ domain: Domain,
        _ facts: CallFacts,
        reading: String
    ) -> RoutingDecision {
        let shown = self.shown(by: caller, of: domain)
        // A number of the same domain need not leave the house.
        if let line = self.configuration.line(number: number), line.domain == domain.id, line.isActive {
            var facts = facts
            facts.caller = shown?.text ?? caller.extension ?? caller.login
            return self.toLine(line, facts, RoutingStep(rule: reading, outcome: "own line"))
        }
        return self.toPublic(number, as: shown, of: domain.id, facts, because: reading)
    }

    /// The number that the public network sees when the user calls; a stored one that is no line of the company's gives way
    /// to the company's (USR-04).
    func shown(by user: User, of domain: Domain) -> DialString? {
        self.configuration.ownNumber(of: user, plan: self.plan) ?? domain.callerID
    }

    /// Out of the house by the trunks of providers, whoever asks for it.
    func toPublic(
        _ number: DialString,
        as callerID: DialString?,
        of domain: DomainID,
        _ facts: CallFacts,
        because rule: String
    ) -> RoutingDecision {
        var spender: UserID?
        if case .user(let user) = facts.origin { spender = user }
        if let step = self.stopped(number, for: spender, in: domain, at: facts.at) {
            return RoutingDecision(target: .refused(.notAllowed), domain: domain, trace: [step])
        }
        let trunks = self.orderedTrunks(draw: facts.draw)
        guard !trunks.isEmpty else {
            let step = RoutingStep(rule: rule, outcome: "no active trunk")
            return RoutingDecision(target: .refused(.trunkUnavailable), domain: domain, trace: [step])
        }
        let names = trunks.map(\.name).joined(separator: ", ")
        var decision = RoutingDecision(
            target: .trunks(trunks.map(\.id), number: number, callerID: callerID),
            domain: domain,
            trace: [RoutingStep(rule: rule, outcome: "trunks \(names)")]
        )
        decision.spender = spender
        return decision
    }

    /// By priority; within one priority drawn by weight, the rest following (SIP-04, in the manner of RFC 2782).
    func orderedTrunks(draw: UInt64) -> [Trunk] {
        var random = SeededGenerator(seed: draw)
        let active = self.configuration.publicTrunks.filter(\.isActive)
        let priorities = Dictionary(grouping: active, by: \.priority).sorted { $0.key < $1.key }
        return priorities.flatMap { _, trunks in
            var left = trunks.sorted { $0.id < $1.id }
            var ordered: [Trunk] = []
            while !left.isEmpty {
                let total = left.reduce(0) { $0 + max(1, $1.weight) }
                var point = Int.random(in: 0..<total, using: &random)
                let index = left.firstIndex { trunk in
                    point -= max(1, trunk.weight)
                    return point < 0
                }
                ordered.append(left.remove(at: index ?? 0))
            }
            return ordered
        }
    }

    // MARK: - From a provider

    private func fromTrunk(_ id: TrunkID, _ facts: CallFacts) -> RoutingDecision {
        if let trunk = self.configuration.trunks[id], let route = trunk.route {
            return self.fromOffice(trunk, route, facts)
        }
        if let decision = self.fromMobile(facts) { return decision }
        for text in [facts.dialled] + facts.alternatives {
            guard let dialled = DialString(text), let line = self.line(dialled, of: id) else { continue }
            return self.toLine(line, facts, RoutingStep(rule: "line \(line.number)", outcome: "found"))
        }
        return RoutingDecision(
            target: .refused(.noSuchNumber),
            domain: nil,
            trace: [RoutingStep(rule: "line", outcome: "no line has this number")]
        )
    }

    private func line(_ dialled: DialString, of trunk: TrunkID) -> Line? {
        let spellings = [dialled, self.plan.normalised(dialled), DialString("+\(dialled)")].compactMap { $0 }
        for spelling in spellings {
            if let line = self.configuration.line(number: spelling), line.isActive,
                line.trunk == nil || line.trunk == trunk
            {
                return line
            }
        }
        return nil
    }
}
