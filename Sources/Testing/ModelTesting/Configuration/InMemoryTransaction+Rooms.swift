import Model

extension InMemoryTransaction {
    /// TEN-03: what is more already stays.
    func requireRoom(for user: User) throws(ModelError) {
        let limits = self.state.domains[user.domain]?.limits ?? DomainLimits()
        let former = self.state.users[user.id]
        let others = self.state.users.values.filter { $0.domain == user.domain && $0.id != user.id }
        if former == nil, others.count >= limits.users {
            throw ModelError(.limitReached, "The domain may have no more users.")
        }
        if user.isOperator, former?.isOperator != true, others.count(where: \.isOperator) >= limits.operators {
            throw ModelError(.limitReached, "The domain may have no more operators.")
        }
    }
}
