import Kernel
package import Model

/// Somebody in another domain of the pool, as the caller's domain knows them (TEN-04).
package struct Neighbour: Equatable, Sendable {
    package var pool: DomainID
    package var domain: DomainID
    /// What is dialled there.
    package var `extension`: String
    /// What was dialled here: routing number and extension with the signs of the pool.
    package var number: String
    package var name: String

    package init(pool: DomainID, domain: DomainID, extension: String, number: String, name: String) {
        self.pool = pool
        self.domain = domain
        self.extension = `extension`
        self.number = number
        self.name = name
    }
}

/// Calls between the domains of a pool. Each domain decides its own side: the caller's that it goes there, the callee's
/// what becomes of it, so that neither learns how the other one is set up.
extension Router {
    /// - Parameter steps: says that a routing number was dialled and nobody was behind it.
    /// - Returns: `nil` when it is no expression of the pool, or nobody's.
    func toNeighbour(
        _ dialled: String,
        of tenant: Configuration.Tenant,
        _ facts: CallFacts,
        _ steps: inout [RoutingStep]
    ) -> RoutingDecision? {
        guard let place = tenant.domain.membership, let pool = self.configuration.pool(place.pool),
            let expression = pool.rules.read(dialled),
            let id = self.configuration.routingNumbers(of: place.pool)[expression.routingNumber],
            let called = self.configuration.tenants[id]
        else { return nil }
        let rule = "pool \(pool.tenant.domain.shownName)"
        // The own routing number leads home.
        if id == tenant.domain.id {
            return self.toExtension(expression.extension, of: tenant, facts, because: rule)
        }
        func decision(_ target: RoutingDecision.Target, _ outcome: String) -> RoutingDecision {
            let step = RoutingStep(rule: rule, outcome: outcome)
            return RoutingDecision(target: target, domain: tenant.domain.id, trace: steps + [step])
        }
        guard !called.domain.isBlocked else { return decision(.refused(.domainBlocked), "\(id) is blocked") }
        guard let name = self.name(extension: expression.extension, of: called) else {
            steps.append(RoutingStep(rule: rule, outcome: "nobody of \(id) has \(expression.extension)"))
            return nil
        }
        let neighbour = Neighbour(
            pool: place.pool,
            domain: id,
            extension: expression.extension,
            number: dialled,
            name: name
        )
        return decision(.neighbour(neighbour), "\(expression.extension) of \(id)")
    }

    private func name(extension: String, of tenant: Configuration.Tenant) -> String? {
        tenant.user(extension: `extension`)?.shownName
            ?? self.configuration.group(extension: `extension`, of: tenant.domain.id)?.group.name
    }

    /// The callee's side of such a call.
    func fromNeighbour(_ caller: DomainID, into id: DomainID, _ facts: CallFacts) -> RoutingDecision {
        func refused(_ cause: EndCause, _ outcome: String) -> RoutingDecision {
            let step = RoutingStep(rule: "from the domain \(caller)", outcome: outcome)
            return RoutingDecision(target: .refused(cause), domain: id, trace: [step])
        }
        guard let tenant = self.configuration.tenants[id], let place = tenant.domain.membership,
            self.configuration.tenants[caller]?.domain.membership?.pool == place.pool
        else { return refused(.noSuchNumber, "not of the same pool") }
        guard !tenant.domain.isBlocked else { return refused(.domainBlocked, "the domain is blocked") }
        guard
            var decision = self.toExtension(facts.dialled, of: tenant, facts, because: "extension \(facts.dialled)")
        else { return refused(.noSuchNumber, "nobody has \(facts.dialled)") }
        let from = RoutingStep(rule: "from the domain \(caller)", outcome: "into the domain")
        decision.trace.insert(from, at: 0)
        return decision
    }

    /// What the callee's domain is told of who calls: never whose user it is, and of an outside party no name that the
    /// caller's address book has for it.
    package func neighbour(_ party: Party, in pool: DomainID) -> Party {
        guard let user = party.user.flatMap({ self.configuration.user($0) }) else {
            return Party(number: party.number, isWithheld: party.isWithheld)
        }
        let number = self.number(of: user, in: pool) ?? party.number
        return Party(number: number, name: user.shownName, isWithheld: party.isWithheld)
    }

    /// What people of another domain of the pool dial to reach the user; `nil` when there is no such way.
    func number(of user: User, in pool: DomainID) -> String? {
        guard let place = self.configuration.tenants[user.domain]?.domain.membership, place.pool == pool,
            let rules = self.configuration.pool(pool)?.rules, let dialled = user.extension
        else { return nil }
        return rules.expression(place.routingNumber, dialled)
    }
}
