import Kernel

/// Which domain is in which pool, and who manages it there.
extension Configuration {
    /// The pool, when there is one.
    package func pool(_ id: DomainID) -> (tenant: Tenant, rules: PoolRules)? {
        self.tenants[id].flatMap { tenant in tenant.domain.pool.map { (tenant, $0) } }
    }

    /// The domains of a pool by name.
    package func members(of pool: DomainID) -> [Domain] {
        self.routingNumbers(of: pool).values.compactMap { self.tenants[$0]?.domain }.sorted { $0.id < $1.id }
    }

    /// The sub-groups of a pool by name.
    package func subgroups(of pool: DomainID) -> [(entry: DomainEntry, subgroup: Subgroup)] {
        self.entries(of: pool).compactMap { entry in entry.subgroup.map { (entry, $0) } }
            .sorted { ($0.1.name.lowercased(), $0.0.id) < ($1.1.name.lowercased(), $1.0.id) }
    }

    /// The sub-group that the domain is in; `nil` for none and for one that is gone.
    package func subgroup(of domain: Domain) -> EntryID? {
        guard let membership = domain.membership, let id = membership.subgroup, let entry = self.entries[id],
            entry.domain == membership.pool, entry.subgroup != nil
        else { return nil }
        return id
    }

    /// Whether an administrator of a pool may manage a domain of it: a supervisor all, others those of their sub-groups
    /// (TEN-08, TEN-09).
    package func mayManage(_ domain: Domain, by administrator: User) -> Bool {
        guard domain.membership?.pool == administrator.domain else { return false }
        switch administrator.role {
        case .poolSupervisor: return true
        case .subgroupAdministrator:
            let permitted = administrator.administration?.subgroups ?? []
            return self.subgroup(of: domain).map { permitted.contains($0) } ?? false
        case .user, .domainAdministrator, .systemAdministrator: return false
        }
    }

    /// The same of a domain by its name, unless it is blocked.
    package func mayManage(_ domain: DomainID?, by administrator: User) -> Bool {
        guard let domain = domain.flatMap({ self.tenants[$0]?.domain }), !domain.isBlocked else { return false }
        return self.mayManage(domain, by: administrator)
    }

    /// Whom somebody means who signs in.
    ///
    /// Administrators of pools give no domain (004 §4.6.1): their page says ``Domain/groups``, and whoever has the login in
    /// one pool alone is meant. Where two have it, they name their pool.
    package func account(login: String, of domain: DomainID) -> User? {
        if let tenant = self.tenants[domain] { return tenant.user(login: login) }
        guard domain == Domain.groups else { return nil }
        let found = self.tenants.values.filter { $0.domain.pool != nil }.compactMap { $0.user(login: login) }
        return found.count == 1 ? found.first : nil
    }
}
