import Kernel
package import Model

/// What becomes of a call that comes by a line (RTE).
extension Router {
    /// - Parameter first: how the line was found.
    func toLine(_ line: Line, _ facts: CallFacts, _ first: RoutingStep) -> RoutingDecision {
        var decision = self.byRules(line, facts)
        decision.domain = line.domain
        decision.line = line.id
        decision.trace.insert(first, at: 0)
        return decision
    }

    private func byRules(_ line: Line, _ facts: CallFacts) -> RoutingDecision {
        func refused(_ cause: EndCause, _ rule: String, _ outcome: String) -> RoutingDecision {
            let step = RoutingStep(rule: rule, outcome: outcome)
            return RoutingDecision(target: .refused(cause), domain: line.domain, trace: [step])
        }
        guard let tenant = self.configuration.tenants[line.domain], !tenant.domain.isBlocked else {
            return refused(.domainBlocked, "domain", "blocked")
        }
        if let outcome = self.obstacle(of: line.filter, to: facts.caller) {
            return refused(.busy, "\(line.filter.kind.rawValue) list of the line", outcome)
        }
        let time = self.configuration.workingTime(of: line.domain)
        var passed: [RoutingStep] = []
        for (index, rule) in line.rules.enumerated() {
            let name = "rule \(index + 1)"
            if let outcome = self.mismatch(of: rule, facts, time) {
                passed.append(RoutingStep(rule: name, outcome: outcome))
                continue
            }
            var decision = self.toTarget(rule.target, of: line.domain, facts, because: name)
            decision.trace = passed + decision.trace
            decision.rule = index
            return decision
        }
        var decision = refused(.busy, "rules of the line", line.rules.isEmpty ? "there are none" : "none holds")
        decision.trace = passed + decision.trace
        return decision
    }

    /// Why the rule does not take the call; `nil` when it does.
    private func mismatch(of rule: LineRule, _ facts: CallFacts, _ time: WorkingTime) -> String? {
        guard rule.isActive else { return "off" }
        guard rule.prefixes.isEmpty || self.isCaller(facts.caller, amongPrefixes: rule.prefixes) else {
            return "the caller's number begins otherwise"
        }
        return time.holds(rule.schedule, at: facts.at) ? nil : "out of its schedule"
    }

    /// RTE-05: the prefixes are of national numbers; a number from abroad is looked at with its country code.
    private func isCaller(_ caller: String, amongPrefixes prefixes: [String]) -> Bool {
        guard let digits = self.national(caller) else { return false }
        return prefixes.contains { digits.hasPrefix($0) }
    }

    private func national(_ caller: String) -> String? {
        guard let number = DialString(caller) else { return nil }
        let text = self.plan.comparable(number).text
        let country = "+\(self.plan.countryCode)"
        if text.hasPrefix(country), text.count == country.count + self.plan.nationalLength {
            return String(text.dropFirst(country.count))
        }
        return text.hasPrefix("+") ? String(text.dropFirst()) : text
    }

    /// Why the list keeps the caller out; `nil` when it does not (RTE-07).
    private func obstacle(of filter: CallerFilter, to caller: String) -> String? {
        func isListed(_ numbers: [DialString]) -> Bool {
            guard let number = DialString(caller).map(self.plan.comparable) else { return false }
            return numbers.contains { self.plan.comparable($0) == number }
        }
        switch filter {
        case .off: return nil
        case .black(let numbers): return isListed(numbers) ? "the caller is listed" : nil
        case .white(let numbers): return isListed(numbers) ? nil : "the caller is not listed"
        }
    }

    /// Where a rule, a menu or a key sends a call.
    package func toTarget(
        _ target: RouteTarget,
        of domain: DomainID,
        _ facts: CallFacts,
        because rule: String
    ) -> RoutingDecision {
        func decision(_ target: RoutingDecision.Target, _ outcome: String) -> RoutingDecision {
            RoutingDecision(
                target: target,
                domain: domain,
                trace: [RoutingStep(rule: rule, outcome: outcome)]
            )
        }
        switch target {
        case .user(let id):
            guard let user = self.configuration.tenants[domain]?.users[id] else {
                return decision(.refused(.noSuchNumber), "its user is gone")
            }
            return self.toUser(user, facts, because: rule)
        case .group(let id):
            guard let group = self.configuration.group(id, of: domain) else {
                return decision(.refused(.noSuchNumber), "its group is gone")
            }
            return self.toGroup(id, group, of: domain, because: rule)
        case .scenario(let id):
            guard let scenario = self.configuration.scenario(id, of: domain) else {
                return decision(.refused(.noSuchNumber), "its voice scenario is gone")
            }
            return decision(.dialogue(.scenario(id)), "voice scenario \(scenario.name)")
        case .voicemail(let mailbox):
            guard let name = self.name(of: mailbox, in: domain) else {
                return decision(.refused(.noSuchNumber), "its mailbox is gone")
            }
            return decision(.dialogue(.leaveMessage(for: mailbox)), "mailbox of \(name)")
        case .number(let number):
            return self.toNumber(number, of: domain, facts, because: rule)
        case .end:
            return decision(.refused(.busy), "the caller hears busy")
        }
    }

    private func name(of mailbox: RouteTarget.Mailbox, in domain: DomainID) -> String? {
        switch mailbox {
        case .user(let id): self.configuration.tenants[domain]?.users[id].flatMap { $0.isBlocked ? nil : $0.login }
        case .group(let id): self.configuration.group(id, of: domain)?.name
        }
    }

    /// As if the company had dialled it: a colleague, a group, or out of the house under the company's limit.
    private func toNumber(
        _ number: DialString,
        of domain: DomainID,
        _ facts: CallFacts,
        because rule: String
    ) -> RoutingDecision {
        guard let tenant = self.configuration.tenants[domain] else {
            return RoutingDecision(target: .refused(.noSuchNumber), domain: domain, trace: [])
        }
        if let decision = self.toExtension(number.text, of: tenant, facts, because: rule) { return decision }
        var passed: [RoutingStep] = []
        if let decision = self.toOffice(number.text, of: tenant.domain, for: .domain, &passed) { return decision }
        func refused(_ cause: EndCause, _ outcome: String) -> RoutingDecision {
            let step = RoutingStep(rule: rule, outcome: outcome)
            return RoutingDecision(target: .refused(cause), domain: domain, trace: passed + [step])
        }
        switch self.plan.read(number) {
        case .none, .emergency:
            return refused(.noSuchNumber, "\(number) is no number of anybody")
        case .external(let outside):
            let limit = tenant.domain.calling.outgoing ?? .none
            guard limit.permits(outside, home: tenant.domain.callerID, plan: self.plan) else {
                return refused(.notAllowed, "outgoing limit of the domain: \(limit.rawValue)")
            }
            // A line of the house would lead back into rules, which may lead here.
            if let line = self.configuration.line(number: outside), line.domain == domain, line.isActive {
                return refused(.noSuchNumber, "own line \(outside)")
            }
            if let step = self.stopped(outside, for: nil, in: domain, at: facts.at) {
                return refused(.notAllowed, "\(step.rule): \(step.outcome)")
            }
            let trunks = self.orderedTrunks(draw: facts.draw).map(\.id)
            guard !trunks.isEmpty else { return refused(.trunkUnavailable, "no active trunk") }
            let step = RoutingStep(rule: rule, outcome: "number \(outside)")
            return RoutingDecision(
                target: .trunks(trunks, number: outside, callerID: tenant.domain.callerID),
                domain: domain,
                trace: passed + [step]
            )
        }
    }

    /// A user or a group by what is dialled inside; `nil` when nobody has it.
    package func toExtension(
        _ dialled: String,
        of tenant: Configuration.Tenant,
        _ facts: CallFacts,
        because rule: String
    ) -> RoutingDecision? {
        if let user = tenant.user(extension: dialled) { return self.toUser(user, facts, because: rule) }
        if let (id, group) = self.configuration.group(extension: dialled, of: tenant.domain.id) {
            return self.toGroup(id, group, of: tenant.domain.id, because: rule)
        }
        return nil
    }
}
