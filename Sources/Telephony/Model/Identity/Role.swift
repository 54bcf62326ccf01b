/// What a signed-in person may do, from narrowest to widest (spec 01).
package enum Role: String, Sendable, Codable, CaseIterable, Comparable {
    case user
    case domainAdministrator = "domain-administrator"
    /// Of a pool: manages the domains of some sub-groups (TEN-10).
    case subgroupAdministrator = "subgroup-administrator"
    /// Of a pool: manages all its domains, its sub-groups and its administrators.
    case poolSupervisor = "pool-supervisor"
    case systemAdministrator = "system-administrator"

    package static func < (left: Role, right: Role) -> Bool { left.width < right.width }

    /// Administers domains of a pool, and has none of their own: what roles below may do in a domain is not theirs.
    package var isOfPool: Bool { self == .subgroupAdministrator || self == .poolSupervisor }

    /// What somebody of a domain may be.
    package static let ofDomains = Self.allCases.filter { !$0.isOfPool }

    private var width: Int {
        switch self {
        case .user: 0
        case .domainAdministrator: 1
        case .subgroupAdministrator: 2
        case .poolSupervisor: 3
        case .systemAdministrator: 4
        }
    }
}
