/// What a signed-in person may do, from narrowest to widest (spec 01).
package enum Role: String, Sendable, Codable, CaseIterable, Comparable {
    case user
    case domainAdministrator = "domain-administrator"
    case systemAdministrator = "system-administrator"

    package static func < (left: Role, right: Role) -> Bool { left.width < right.width }

    private var width: Int {
        switch self {
        case .user: 0
        case .domainAdministrator: 1
        case .systemAdministrator: 2
        }
    }
}
