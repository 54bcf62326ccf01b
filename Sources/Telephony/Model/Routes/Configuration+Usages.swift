import Kernel

/// Who leads to a user, a group or a scenario, and who plays a sound: what has to change before it can go.
extension Configuration {
    /// What may be used.
    package enum Used: Equatable, Sendable {
        case user(UserID)
        case group(EntryID)
        case scenario(EntryID)
        case prompt(PromptID)
    }

    /// What uses it.
    package enum Usage: Equatable, Sendable {
        /// One of its rules leads there.
        case line(LineID, number: DialString)
        /// One of its menus leads there, or plays it.
        case scenario(EntryID, name: String)
        /// The user is a member, or it is the group's greeting.
        case group(EntryID, name: String)
        /// The group is the only one whose calls go there.
        case privateRoute(TrunkID, name: String)

        package var title: String {
            switch self {
            case .line(_, let number): number.text
            case .scenario(_, let name), .group(_, let name), .privateRoute(_, let name): name
            }
        }
    }

    /// Lines by number, then scenarios and groups by name, then private routes by order.
    package func usages(of used: Used, in domain: DomainID) -> [Usage] {
        let lines = self.lines.values.filter { line in
            line.domain == domain && line.rules.contains { Self.leads($0.target, to: used) }
        }
        let entries = self.entries(of: domain).compactMap { entry -> Usage? in
            switch entry.content {
            case .scenario(let scenario):
                Self.leads(scenario, to: used) ? .scenario(entry.id, name: scenario.name) : nil
            case .group(let group): Self.names(group, used) ? .group(entry.id, name: group.name) : nil
            case .pickupGroup, .reminder, .contact, .contactGroup, .tollStop, .subgroup, .number: nil
            }
        }
        return lines.sorted { $0.number.text < $1.number.text }.map { .line($0.id, number: $0.number) }
            + entries.sorted { ($0.rank, $0.title) < ($1.rank, $1.title) } + self.routes(of: used, in: domain)
    }

    private func routes(of used: Used, in domain: DomainID) -> [Usage] {
        guard case .group(let group) = used else { return [] }
        return self.trunks.values.compactMap { trunk -> (order: Int, usage: Usage)? in
            guard let route = trunk.route, route.domain == domain, route.group == group else { return nil }
            return (route.order, .privateRoute(trunk.id, name: route.shownName))
        }.sorted { $0.order < $1.order }.map(\.usage)
    }

    /// Groups that would have nobody left without the user.
    package func groupsOfAlone(_ user: UserID, in domain: DomainID) -> [EntryID] {
        self.entries(of: domain).filter { entry in
            guard let members = entry.group?.members, members.contains(user) else { return false }
            return !members.contains { $0 != user && self.user($0) != nil }
        }.map(\.id)
    }

    private static func leads(_ target: RouteTarget, to used: Used) -> Bool {
        switch used {
        case .user(let id): target.user == id
        case .group(let id), .scenario(let id): target.entry == id
        case .prompt: false
        }
    }

    private static func leads(_ scenario: Scenario, to used: Used) -> Bool {
        if case .prompt(let id) = used { return scenario.prompts.contains(id) }
        return scenario.menus.flatMap(\.actions).contains { action in
            if case .forward(let target) = action { Self.leads(target, to: used) } else { false }
        }
    }

    private static func names(_ group: CallGroup, _ used: Used) -> Bool {
        switch used {
        case .user(let id): group.members.contains(id)
        case .prompt(let id): group.voicemail.greeting == id
        case .group, .scenario: false
        }
    }
}

extension Configuration.Usage {
    fileprivate var rank: Int {
        switch self {
        case .line: 0
        case .scenario: 1
        case .group: 2
        case .privateRoute: 3
        }
    }
}
