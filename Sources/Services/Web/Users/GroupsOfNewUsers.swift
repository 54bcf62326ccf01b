import Kernel
import Model

/// The call-handling groups that new users come into, and those that are made for them (USR-03, USR-04).
struct GroupsOfNewUsers {
    private struct Joined {
        /// `nil`: it is to be made.
        var entry: DomainEntry?
        var name: String
        var users: [UserID]
    }

    private let domain: DomainID
    private let configuration: Configuration
    private let names: GroupNames
    private var joined: [Joined] = []
    /// By identity, or by name in lower case.
    private var places: [String: Int] = [:]

    init(of domain: DomainID, in configuration: Configuration) {
        self.domain = domain
        self.configuration = configuration
        self.names = GroupNames(of: domain, in: configuration)
    }

    /// - Throws: ``APIError/Code/notFound`` when a group that the body names is none of the domain;
    ///   ``APIError/Code/conflict`` when it takes nobody more, or the domain has no groups.
    init(of user: User, _ body: JSONValue, in configuration: Configuration) throws {
        self.init(of: user.domain, in: configuration)
        for id in (body["groups"]?.elements ?? []).compactMap(\.text) {
            guard let entry = configuration.entries[EntryID(id)], entry.domain == user.domain, entry.group != nil else {
                throw APIError.notFound("group", field: "groups")
            }
            self.join(user.id, entry, entry.name)
        }
        let spelled = (body["newGroups"]?.elements ?? []).compactMap(\.text)
            .map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
        guard spelled.isEmpty || !user.domain.isReserved else {
            throw APIError(.conflict, "The system administrators' domain has no phones.", field: "newGroups")
        }
        for name in spelled { self.join(user.id, groupNamed: name) }
        let isFull = self.joined.contains { joined in
            let present = joined.entry?.group.map { self.present(of: $0).count } ?? 0
            return present + joined.users.count > CallGroup.memberLimit
        }
        guard !isFull else {
            throw APIError(.conflict, "A group has at most \(CallGroup.memberLimit) members.", field: "groups")
        }
    }

    mutating func join(_ user: UserID, groupNamed name: String) {
        self.join(user, self.names.entry(name), name)
    }

    private mutating func join(_ user: UserID, _ entry: DomainEntry?, _ name: String) {
        let key = entry.map { "group \($0.id)" } ?? "new \(name.lowercased())"
        let place = self.places[key] ?? self.joined.count
        if place == self.joined.count { self.joined.append(Joined(entry: entry, name: name, users: [])) }
        self.places[key] = place
        if !self.joined[place].users.contains(user) { self.joined[place].users.append(user) }
    }

    private func present(of group: CallGroup) -> [UserID] {
        group.members.filter { self.configuration.user($0) != nil }
    }

    /// The groups with their new members; those that are missing are made.
    func entries(newID: () -> String) -> [DomainEntry] {
        self.joined.map { joined in
            guard var entry = joined.entry, var group = entry.group else {
                let group = CallGroup(name: joined.name, members: joined.users)
                return DomainEntry(id: EntryID(newID()), domain: self.domain, .group(group))
            }
            group.members = self.present(of: group) + joined.users
            entry.content = .group(group)
            return entry
        }
    }
}

/// The groups of a domain by what people call them; upper and lower case are one.
struct GroupNames {
    private var entries: [String: DomainEntry] = [:]
    /// By name in lower case: how many members it takes besides those whom it has.
    private(set) var room: [String: Int] = [:]

    init(of domain: DomainID, in configuration: Configuration) {
        for entry in configuration.entries(of: domain) {
            guard let group = entry.group, self.entries[group.name.lowercased()] == nil else { continue }
            self.entries[group.name.lowercased()] = entry
            let present = group.members.count { configuration.user($0) != nil }
            self.room[group.name.lowercased()] = CallGroup.memberLimit - present
        }
    }

    func entry(_ name: String) -> DomainEntry? { self.entries[name.lowercased()] }

    /// Each once, as the domain spells it.
    func spelled(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0.lowercased()).inserted }.map { self.entry($0)?.name ?? $0 }
    }
}
