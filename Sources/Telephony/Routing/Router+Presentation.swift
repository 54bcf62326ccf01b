import Model

/// Whether whoever is called is told who calls (CAL-01): by a code before the number, else as the phone asks, else as the
/// user is set.
extension Router {
    func presented(_ caller: UserID, _ facts: CallFacts) -> RoutingDecision {
        let user = self.configuration.user(caller)
        let codes = user.flatMap { self.configuration.tenants[$0.domain]?.domain.codes }
        var facts = facts
        var steps: [RoutingStep] = []
        // One code and no more: what is dialled behind it is a number.
        if let code = codes?.presentation(dialled: facts.dialled) {
            facts.dialled = code.number
            facts.isWithheld = code.isWithheld
            steps.append(
                RoutingStep(rule: "number of the caller", outcome: code.isWithheld ? "withheld" : "shown")
            )
        }
        var decision = self.fromUser(caller, facts)
        decision.trace = steps + decision.trace
        decision.isEmergency = self.isEmergency(decision.target)
        // Who is called for help has to know where.
        decision.isCallerWithheld =
            (facts.isWithheld ?? user?.calling.withholdsNumber ?? false) && !decision.isEmergency
        return decision
    }

    func isEmergency(_ dialled: String) -> Bool { self.plan.emergencyNumbers.contains(dialled) }

    func isEmergency(_ target: RoutingDecision.Target) -> Bool {
        guard case .trunks(_, let number, _) = target else { return false }
        return self.plan.emergencyNumbers.contains(number.text)
    }
}
