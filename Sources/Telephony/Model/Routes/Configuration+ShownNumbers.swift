import Kernel

/// Which numbers a company and its users show outside.
extension Configuration {
    /// The line whose number a user of the domain may show outside, however it is written; `nil` for a number that is none
    /// of the domain's, and for one that is free for callers (USR-04, USR-06).
    package func outgoingLine(
        _ written: DialString,
        of domain: DomainID,
        plan: NumberPlan = .russia
    ) -> Line? {
        guard !plan.isFreeForCallers(written) else { return nil }
        return [plan.comparable(written), written].lazy.compactMap { self.line(number: $0) }.first {
            $0.domain == domain
        }
    }

    /// The number of their own that the user shows outside; `nil` without one, and when the one that is stored is no line
    /// of the domain: calls show the company's then (USR-04).
    package func ownNumber(of user: User, plan: NumberPlan = .russia) -> DialString? {
        user.callerID.flatMap { self.outgoingLine($0, of: user.domain, plan: plan)?.number }
    }

    /// What has to change so that nobody shows a number outside which the company has no more: the company itself and each
    /// of its users that did.
    /// - Parameter number: what the company shows instead; users show the company's.
    package func withdrawing(
        _ former: DialString,
        of domain: DomainID,
        showing number: DialString? = nil
    ) -> [ConfigurationChange] {
        guard let tenant = self.tenants[domain], number != former else { return [] }
        var changes: [ConfigurationChange] = []
        if tenant.domain.callerID == former {
            var domain = tenant.domain
            domain.callerID = number
            changes.append(.putDomain(domain))
        }
        for user in tenant.users.values.sorted(by: { $0.id < $1.id }) where user.callerID == former {
            var user = user
            user.callerID = nil
            changes.append(.putUser(user))
        }
        return changes
    }
}
