import Kernel
import Model

/// Somebody in the cabinet of a domain that is not theirs (TEN-09): `/in/acme.example/users` is `/users` as the domain's
/// administrator sees it. One mechanism for administrators of pools and of the installation.
///
/// Nothing is kept of it: each request says where it acts, and is permitted or not by what is configured at that moment.
enum ActingPath {
    private static let start = "/in/"

    /// - Parameter path: below the root of the API.
    /// - Returns: the domain, when it names one, and the path without it.
    static func split(_ path: Substring) -> (domain: DomainID?, rest: Substring) {
        guard path.hasPrefix(Self.start) else { return (nil, path) }
        let behind = path.dropFirst(Self.start.utf8.count)
        guard let end = behind.firstIndex(of: "/") else { return (nil, path) }
        return (DomainID(String(behind[..<end]).lowercased()), behind[end...])
    }
}

extension Caller {
    /// The same person as the domain's administrator.
    /// - Throws: ``APIError`` with `not-found` when there is no such domain, and when it may not be entered.
    func acting(in id: DomainID, _ configuration: Configuration) throws -> Caller {
        guard let domain = configuration.tenants[id]?.domain, self.mayEnter(domain, configuration) else {
            throw APIError.notFound("domain")
        }
        var user = self.user
        user.domain = id
        user.role = .domainAdministrator
        user.extension = nil
        user.administration = nil
        var caller = Caller(user: user, domain: domain, session: self.session, proof: self.proof)
        caller.lacksSecondFactor = self.lacksSecondFactor
        caller.principal = self.user
        return caller
    }

    private func mayEnter(_ domain: Domain, _ configuration: Configuration) -> Bool {
        guard !domain.id.isReserved else { return false }
        switch self.role {
        case .systemAdministrator: return true
        case .poolSupervisor, .subgroupAdministrator:
            return configuration.mayManage(domain.id, by: self.user)
        case .user, .domainAdministrator: return false
        }
    }
}

extension APIRequest {
    /// The pool of the path, for its own administrators and those of the installation (TEN-01).
    func pool(in configuration: Configuration) throws -> (domain: Domain, rules: PoolRules) {
        let id = DomainID(self.id("pool"))
        let caller = try self.requireCaller()
        guard let pool = configuration.pool(id), caller.role == .systemAdministrator || caller.user.domain == id else {
            throw APIError.notFound("pool")
        }
        return (pool.tenant.domain, pool.rules)
    }

    /// The domain of the path, in that pool.
    func member(of pool: DomainID, in configuration: Configuration) throws -> Domain {
        guard let domain = configuration.tenants[DomainID(self.id("domain"))]?.domain, domain.membership?.pool == pool
        else { throw APIError.notFound("domain") }
        return domain
    }
}

extension Caller {
    /// Whether the caller manages that domain of a pool.
    func manages(_ domain: Domain, _ configuration: Configuration) -> Bool {
        self.role == .systemAdministrator || configuration.mayManage(domain, by: self.user)
    }

    /// Whether the caller manages what is in that sub-group.
    func manages(_ subgroup: EntryID) -> Bool {
        switch self.role {
        case .systemAdministrator, .poolSupervisor: true
        case .subgroupAdministrator: self.user.administration?.subgroups.contains(subgroup) ?? false
        case .user, .domainAdministrator: false
        }
    }
}
