import Kernel
import Model

/// Where users may call outside (CAL-02), and what the brake has stopped (BYD-18).
extension Router {
    /// The step that says that calls of this kind have stopped; `nil`: they have not.
    /// - Parameter spender: in whose name it is called; `nil`: the company's.
    func stopped(_ number: DialString, for spender: UserID?, in domain: DomainID, at now: Timestamp) -> RoutingStep? {
        guard self.configuration.tenants[domain]?.domain.toll.isOn == true else { return nil }
        let stops = self.configuration.tollStops(of: domain)
        guard let (_, stop) = stops.first(where: { $0.stop.holds(number, of: spender, at: now, plan: self.plan) })
        else {
            return nil
        }
        let whose = stop.user == nil ? "of the domain" : "of the user"
        return RoutingStep(
            rule: "calls stopped",
            outcome: "\(stop.reached.rawValue) \(whose) reached, until \(stop.until)"
        )
    }

    /// The refusal of a number that the caller's limit does not permit; `nil` when it does. Emergency numbers are never
    /// asked about, and the company's own lines do not lead outside.
    func limited(_ number: DialString, _ caller: User, _ domain: Domain) -> RoutingDecision? {
        let limit = caller.calling.outgoing ?? domain.calling.outgoing ?? .none
        let isOwn = self.configuration.line(number: number).map { $0.domain == domain.id && $0.isActive } ?? false
        let home = self.shown(by: caller, of: domain)
        guard !isOwn, !limit.permits(number, home: home, plan: self.plan) else { return nil }
        let whose = caller.calling.outgoing == nil ? "of the domain" : "of the user"
        return RoutingDecision(
            target: .refused(.notAllowed),
            domain: domain.id,
            trace: [RoutingStep(rule: "outgoing limit \(whose)", outcome: limit.rawValue)]
        )
    }
}
