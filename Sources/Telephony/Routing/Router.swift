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
        case .user(let id): self.fromUser(id, facts)
        case .trunk(let id): self.fromTrunk(id, facts)
        }
    }

    // MARK: - Inside a domain

    private func fromUser(_ id: UserID, _ facts: CallFacts) -> RoutingDecision {
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
        if let callee = tenant.user(extension: facts.dialled) {
            return decision(self.target(callee), self.trace("extension \(facts.dialled)", callee))
        }
        if let callee = tenant.user(login: facts.dialled.lowercased()) {
            return decision(self.target(callee), self.trace("login \(callee.login)", callee))
        }
        if facts.dialled.hasPrefix(ServicePrefix.pickup) {
            let colleague = String(facts.dialled.dropFirst(ServicePrefix.pickup.count))
            let rule = "pickup \(colleague)"
            guard let callee = tenant.user(extension: colleague) ?? tenant.user(login: colleague.lowercased()) else {
                return decision(.refused(.noSuchNumber), [RoutingStep(rule: rule, outcome: "nobody has it")])
            }
            return decision(.pickup(callee), [RoutingStep(rule: rule, outcome: "user \(callee.login)")])
        }
        if let service = ServiceNumber(rawValue: facts.dialled) {
            return decision(.service(service), [RoutingStep(rule: "service \(facts.dialled)", outcome: "\(service)")])
        }
        guard let dialled = DialString(facts.dialled) else {
            return decision(.refused(.noSuchNumber), [RoutingStep(rule: "number", outcome: "nobody has it")])
        }
        switch self.plan.read(dialled) {
        case .none:
            return decision(.refused(.noSuchNumber), [RoutingStep(rule: "number", outcome: "nobody has it")])
        case .emergency(let number):
            return self.outside(number, caller, tenant.domain, facts.draw, reading: "emergency number")
        case .external(let number):
            return self.outside(number, caller, tenant.domain, facts.draw, reading: "external number")
        }
    }

    private func target(_ callee: User) -> RoutingDecision.Target {
        if callee.isBlocked || callee.extension == nil { return .refused(.noSuchNumber) }
        return callee.doNotDisturb ? .refused(.doNotDisturb) : .user(callee)
    }

    private func trace(_ rule: String, _ callee: User) -> [RoutingStep] {
        var steps = [RoutingStep(rule: rule, outcome: "user \(callee.login)")]
        if callee.isBlocked { steps.append(RoutingStep(rule: "user", outcome: "blocked")) }
        if callee.extension == nil { steps.append(RoutingStep(rule: "user", outcome: "has no phone")) }
        if callee.doNotDisturb { steps.append(RoutingStep(rule: "do not disturb", outcome: "on")) }
        return steps
    }

    // MARK: - Outside

    private func outside(
        _ number: DialString,
        _ caller: User,
        _ domain: Domain,
        _ draw: UInt64,
        reading: String
    ) -> RoutingDecision {
        // A number of the same domain need not leave the house.
        if let line = self.configuration.line(number: number), line.domain == domain.id, line.isActive {
            return self.toLine(line, RoutingStep(rule: reading, outcome: "own line"))
        }
        let trunks = self.orderedTrunks(draw: draw)
        let callerID = caller.callerID ?? domain.callerID
        guard !trunks.isEmpty else {
            return RoutingDecision(
                target: .refused(.trunkUnavailable),
                domain: domain.id,
                trace: [RoutingStep(rule: reading, outcome: "no active trunk")]
            )
        }
        let names = trunks.map(\.name).joined(separator: ", ")
        return RoutingDecision(
            target: .trunks(trunks.map(\.id), number: number, callerID: callerID),
            domain: domain.id,
            trace: [RoutingStep(rule: reading, outcome: "trunks \(names)")]
        )
    }

    /// By priority; within one priority drawn by weight, the rest following (SIP-04, in the manner of RFC 2782).
    func orderedTrunks(draw: UInt64) -> [Trunk] {
        var random = SeededGenerator(seed: draw)
        let active = self.configuration.trunks.values.filter(\.isActive)
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
        for text in [facts.dialled] + facts.alternatives {
            guard let dialled = DialString(text), let line = self.line(dialled, of: id) else { continue }
            return self.toLine(line, RoutingStep(rule: "line \(line.number)", outcome: "found"))
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

    private func toLine(_ line: Line, _ first: RoutingStep) -> RoutingDecision {
        func decision(_ target: RoutingDecision.Target, _ steps: [RoutingStep]) -> RoutingDecision {
            RoutingDecision(target: target, domain: line.domain, line: line.id, trace: [first] + steps)
        }
        guard let tenant = self.configuration.tenants[line.domain], !tenant.domain.isBlocked else {
            return decision(.refused(.domainBlocked), [RoutingStep(rule: "domain", outcome: "blocked")])
        }
        guard let callee = tenant.users[line.user] else {
            return decision(.refused(.noSuchNumber), [RoutingStep(rule: "line", outcome: "its user is gone")])
        }
        return decision(self.target(callee), self.trace("line \(line.number)", callee))
    }
}
