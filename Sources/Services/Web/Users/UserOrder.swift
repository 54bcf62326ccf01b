import Model

/// How a list of users is ordered.
enum UserOrder: String, CaseIterable, Sendable {
    case login
    /// As a tree: pickup groups by name with their users by name, then those who are in none (USR-01).
    case pickupGroup = "pickup-group"

    /// Enough of a name to sort by: the key of the last row travels in a cursor.
    private static let nameLength = 24

    /// What puts each user into its place; unique among them.
    ///
    /// - Parameter domains: whose users they are.
    func key(in domains: [DomainID], of configuration: Configuration) -> (User) -> String {
        switch self {
        case .login: return { "\($0.domain)\u{1}\($0.login)" }
        case .pickupGroup:
            let places = Self.places(in: domains, of: configuration)
            return { user in
                let name = Self.sorted(user.shownName.isEmpty ? user.login : user.shownName)
                return "\(places[user.id] ?? "2")\u{1}\(name)\u{1}\(user.id)"
            }
        }
    }

    /// A user is in at most one pickup group (PKP-01); of several the first by name counts.
    private static func places(in domains: [DomainID], of configuration: Configuration) -> [UserID: String] {
        var places: [UserID: String] = [:]
        for entry in domains.flatMap({ configuration.entries(of: $0) }) {
            guard case .pickupGroup(let group) = entry.content else { continue }
            let place = "1\(Self.sorted(group.name))\u{1}\(entry.id)"
            for member in group.members { places[member] = min(place, places[member] ?? place) }
        }
        return places
    }

    private static func sorted(_ name: String) -> String { String(name.lowercased().prefix(Self.nameLength)) }
}
