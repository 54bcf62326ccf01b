import Kernel
import Model
import Patterns

/// Private routes: to the office PBX of a company, and from it (TRK).
extension Router {
    /// Who wants to call the office.
    enum RouteCaller {
        case user(User)
        /// A call of the domain that is sent there: by a rule, a menu, a forwarding.
        case domain
        /// Another office of the same company.
        case office(TrunkID)
    }

    /// The first private route whose expression takes what was dialled (TRK-02); `nil` when none does. Routes that could
    /// have been and were passed over are steps.
    func toOffice(
        _ dialled: String,
        of domain: Domain,
        for caller: RouteCaller,
        _ steps: inout [RoutingStep]
    ) -> RoutingDecision? {
        for (trunk, route) in self.configuration.privateRoutes(of: domain.id) {
            if case .office(trunk.id) = caller { continue }
            guard let called = route.called else { continue }
            let rule = "private route \(route.shownName)"
            switch (try? Pattern(called))?.match("sip:\(dialled)@\(domain.id)") {
            case .differs: continue
            case .tooCostly, nil:
                steps.append(RoutingStep(rule: rule, outcome: "its expression cannot be used"))
                continue
            case .matches: break
            }
            guard self.mayUse(caller, route.group, in: domain.id) else {
                steps.append(RoutingStep(rule: rule, outcome: "the caller is not of its group"))
                continue
            }
            guard let number = DialString(dialled.dropFirst(route.strip)) else {
                steps.append(RoutingStep(rule: rule, outcome: "nothing is left of the number"))
                continue
            }
            var decision = RoutingDecision(
                target: .trunks([trunk.id], number: number, callerID: self.shown(to: route, by: caller, of: domain)),
                domain: domain.id,
                trace: steps + [RoutingStep(rule: rule, outcome: "number \(number)")]
            )
            decision.isPrivate = true
            return decision
        }
        return nil
    }

    /// The group keeps out other users of the domain only: what a rule or a menu sends there was meant to go there, and
    /// offices of one company call one another.
    private func mayUse(_ caller: RouteCaller, _ group: EntryID?, in domain: DomainID) -> Bool {
        guard let group, case .user(let user) = caller else { return true }
        return self.configuration.group(group, of: domain)?.members.contains(user.id) ?? false
    }

    /// `nil`: whoever calls, as the call came.
    private func shown(to route: PrivateRoute, by caller: RouteCaller, of domain: Domain) -> DialString? {
        guard case .user(let user) = caller else { return nil }
        let number = route.showsExtension ? user.extension.flatMap { DialString($0) } : nil
        return number ?? domain.callerID ?? self.configuration.ownNumber(of: user, plan: self.plan)
    }

    // MARK: - From the office

    /// A call of the office PBX: to people and groups of the domain, to another office, to the public network (TRK-03).
    func fromOffice(_ trunk: Trunk, _ route: PrivateRoute, _ facts: CallFacts) -> RoutingDecision {
        func refused(_ cause: EndCause, _ rule: String, _ outcome: String) -> RoutingDecision {
            let step = RoutingStep(rule: rule, outcome: outcome)
            return RoutingDecision(target: .refused(cause), domain: route.domain, trace: [step])
        }
        let from = "from private route \(route.shownName)"
        guard let tenant = self.configuration.tenants[route.domain], !tenant.domain.isBlocked else {
            return refused(.domainBlocked, from, "the domain is blocked")
        }
        if var decision = self.toExtension(facts.dialled, of: tenant, facts, because: "extension \(facts.dialled)") {
            decision.trace.insert(RoutingStep(rule: from, outcome: "into the domain"), at: 0)
            return decision
        }
        var steps = [RoutingStep(rule: from, outcome: "nobody of the domain has \(facts.dialled)")]
        if !self.isEmergency(facts.dialled),
            let decision = self.toOffice(facts.dialled, of: tenant.domain, for: .office(trunk.id), &steps)
        {
            return decision
        }
        guard let dialled = DialString(facts.dialled) else {
            return refused(.noSuchNumber, from, "not a number")
        }
        switch self.plan.read(dialled) {
        case .none:
            return refused(.noSuchNumber, from, "nobody has it")
        case .emergency(let number):
            return self.transit(number, route, tenant.domain, facts, "emergency number")
        case .external(let number):
            if let line = self.configuration.line(number: number), line.domain == route.domain, line.isActive {
                return self.toLine(line, facts, RoutingStep(rule: from, outcome: "own line"))
            }
            let home = self.numbers(of: route).first ?? tenant.domain.callerID
            guard route.transit.permits(number, home: home, plan: self.plan) else {
                return refused(.notAllowed, from, "transit limit: \(route.transit.rawValue)")
            }
            return self.transit(number, route, tenant.domain, facts, from)
        }
    }

    private func transit(
        _ number: DialString,
        _ route: PrivateRoute,
        _ domain: Domain,
        _ facts: CallFacts,
        _ rule: String
    ) -> RoutingDecision {
        let shown = self.shownOutside(route, facts) ?? domain.callerID
        return self.toPublic(number, as: shown, of: domain.id, facts, because: rule)
    }

    /// The number in From where it is one of the domain's and that is permitted, else one of the route's by chance.
    private func shownOutside(_ route: PrivateRoute, _ facts: CallFacts) -> DialString? {
        if route.permitsFrom, let told = DialString(facts.caller) {
            let number = self.plan.normalised(told) ?? told
            if self.configuration.line(number: number)?.domain == route.domain { return number }
        }
        let numbers = self.numbers(of: route)
        return numbers.isEmpty ? nil : numbers[Int(facts.draw % UInt64(numbers.count))]
    }

    /// Those that are the domain's still: a line may have been given to somebody else.
    private func numbers(of route: PrivateRoute) -> [DialString] {
        route.outgoingNumbers.filter { self.configuration.line(number: $0)?.domain == route.domain }
    }
}
