import Kernel
import Model

/// Where rules and menus lead: `end`, or a map of one member that names what is meant, as in `{group: Sales}`.
enum TargetNames {
    static func node(_ target: RouteTarget, _ names: FileNames) -> FileNode? {
        let name: String? =
            switch target {
            case .user(let id), .voicemail(.user(let id)): names.users.key(id)
            case .group(let id), .voicemail(.group(let id)): names.groups.key(id)
            case .scenario(let id): names.scenarios.key(id)
            case .number(let number): number.text
            case .end: nil
            }
        return name.map { .one(target.kind.rawValue, $0) }
    }

    /// `nil` when it is none.
    static func target(_ node: FileNode, _ names: FileNames) -> RouteTarget? {
        if node.scalar == RouteTarget.Kind.end.rawValue { return .end }
        guard let members = node.members, members.count == 1, let kind = RouteTarget.Kind(rawValue: members[0].name),
            let name = members[0].value.scalar
        else { return nil }
        let id: String? =
            switch kind {
            case .user, .userVoicemail: names.users.id(name)?.text
            case .group, .groupVoicemail: names.groups.id(name)?.text
            case .scenario: names.scenarios.id(name)?.text
            case .number: name
            case .end: nil
            }
        return id.flatMap { RouteTarget(kind, name: $0) }
    }

    static let expected = """
        This must be end, or {user: …}, {group: …}, {scenario: …}, {user-voicemail: …}, {group-voicemail: …} of this file, \
        or {number: …}.
        """
}

extension FilePart {
    func target(_ name: String, _ target: inout RouteTarget) {
        self.member(name) {
            // What leads to somebody who is gone ends the call, as it did.
            TargetNames.node(target, self.names) ?? .text(RouteTarget.Kind.end.rawValue)
        } read: { node, path in
            guard let node else { return self.problem("This is required.", at: path) }
            guard let read = TargetNames.target(node, self.names) else {
                return self.problem(TargetNames.expected, at: path, line: node.line)
            }
            target = read
        }
    }
}
