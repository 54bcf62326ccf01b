import Kernel
import Model

/// Users brought into a call-handling group, and out of the others when they move (USR-02, the source's §7.1). Decided from
/// the configuration alone; nothing is stored.
struct CallGroupMove {
    private let target: DomainEntry
    private let configuration: Configuration
    /// By identity, with those members only who are there.
    private var groups: [EntryID: CallGroup] = [:]
    /// The groups of each user.
    private var groupsOfUsers: [UserID: Set<EntryID>] = [:]
    private var touched: Set<EntryID> = []
    private(set) var results: [UserBulkBody.Result] = []

    /// - Parameter leavingOthers: whether they leave all other groups, but those that would have nobody left.
    init(_ users: [UserID], to target: DomainEntry, leavingOthers: Bool, in configuration: Configuration) {
        self.target = target
        self.configuration = configuration
        for entry in configuration.entries(of: target.domain) {
            guard var group = entry.group else { continue }
            group.members.removeAll { configuration.user($0) == nil }
            self.groups[entry.id] = group
            for member in group.members { self.groupsOfUsers[member, default: []].insert(entry.id) }
        }
        self.results = users.map { self.move($0, leavingOthers) }
    }

    private mutating func move(_ user: UserID, _ leavesOthers: Bool) -> UserBulkBody.Result {
        guard self.configuration.user(user)?.domain == self.target.domain else { return .refused(.notFound("user")) }
        let hasJoined = self.groups[self.target.id]?.members.contains(user) == false
        if hasJoined {
            guard self.groups[self.target.id]?.members.count ?? 0 < CallGroup.memberLimit else {
                return .refused(APIError(.conflict, "A group has at most \(CallGroup.memberLimit) members."))
            }
            self.groups[self.target.id]?.members.append(user)
            self.touched.insert(self.target.id)
        }
        guard leavesOthers else { return hasJoined ? .done : .unchanged }
        var others: [EntryID: CallGroup] = [:]
        for id in self.groupsOfUsers[user] ?? [] where id != self.target.id { others[id] = self.groups[id] }
        let kept = others.filter { $0.value.members == [user] }
        for id in others.keys where kept[id] == nil {
            self.groups[id]?.members.removeAll { $0 == user }
            self.touched.insert(id)
        }
        guard kept.isEmpty else {
            let names = kept.map { Configuration.Usage.group($0.key, name: $0.value.name) }
            return .partly(stillIn: names.sorted { $0.title < $1.title })
        }
        return hasJoined || !others.isEmpty ? .done : .unchanged
    }

    /// The groups that are not as they were.
    var changes: [ConfigurationChange] {
        self.touched.sorted().compactMap { id in
            guard var entry = self.configuration.entries[id], let group = self.groups[id] else { return nil }
            entry.content = .group(group)
            return .putEntry(entry)
        }
    }
}
