import Kernel
import Model

/// What the things of a domain are called in a file, where identities say nothing: users by login, the rest by the name
/// that people read. Of several with one name, each after the first has a key of its own.
struct FileNames {
    /// One kind of things, both ways.
    struct Keys<Tag: Sendable> {
        private(set) var ids: [String: Identifier<Tag>] = [:]
        private var keys: [Identifier<Tag>: String] = [:]

        func id(_ key: String) -> Identifier<Tag>? { self.ids[key] }
        func key(_ id: Identifier<Tag>) -> String? { self.keys[id] }

        /// - Returns: `false` when there is one of that name.
        mutating func add(_ id: Identifier<Tag>, as key: String) -> Bool {
            guard self.ids[key] == nil else { return false }
            self.ids[key] = id
            self.keys[id] = key
            return true
        }

        mutating func addNumbered(_ id: Identifier<Tag>, as name: String) {
            var number = 1
            while !self.add(id, as: number == 1 ? name : "\(name) (\(number))") { number += 1 }
        }
    }

    var users = Keys<UserTag>()
    var groups = Keys<EntryTag>()
    var scenarios = Keys<EntryTag>()
    var prompts = Keys<PromptTag>()
    /// Of the installation, by which the numbers of lines come.
    var trunks = Keys<TrunkTag>()
    /// As the file spells what the two dictionaries above hold twice: told when the second is read.
    private(set) var repeated: Set<String> = []

    init() {}

    /// For writing.
    init(of contents: DomainContents) {
        for user in contents.users { _ = self.users.add(user.id, as: user.login) }
        for entry in contents.entries {
            switch entry.content {
            case .group(let group): self.groups.addNumbered(entry.id, as: group.name)
            case .scenario(let scenario): self.scenarios.addNumbered(entry.id, as: scenario.name)
            case .pickupGroup, .reminder, .contact, .contactGroup, .tollStop, .subgroup, .number: continue
            }
        }
        for prompt in contents.prompts { self.prompts.addNumbered(prompt.id, as: prompt.name) }
        for (name, id) in contents.trunks { _ = self.trunks.add(id, as: name) }
    }

    /// For reading: everything gets a new identity before anything names it.
    init(of root: FileNode, trunks: [String: TrunkID], tokens: inout TokenSource) {
        for (name, id) in trunks { _ = self.trunks.add(id, as: name) }
        for key in Self.keys(root["users"], "login") where !self.users.add(Identifier(tokens.token(words: 2)), as: key)
        {
            self.repeated.insert("users \(key)")
        }
        for key in Self.keys(root["groups"], "name") where !self.groups.add(Identifier(tokens.token(words: 2)), as: key)
        {
            self.repeated.insert("groups \(key)")
        }
        for key in Self.keys(root["scenarios"], "name")
        where !self.scenarios.add(Identifier(tokens.token(words: 2)), as: key) {
            self.repeated.insert("scenarios \(key)")
        }
        for key in Self.keys(root["prompts"], "name")
        where !self.prompts.add(Identifier(tokens.token(words: 2)), as: key) {
            self.repeated.insert("prompts \(key)")
        }
    }

    private static func keys(_ list: FileNode?, _ name: String) -> [String] {
        (list?.elements ?? []).compactMap { $0["key"]?.scalar ?? $0[name]?.scalar }
    }
}

/// Members that name a thing elsewhere in the file.
extension FilePart {
    func form<Tag>(_ keys: FileNames.Keys<Tag>, _ noun: String) -> FileForm<Identifier<Tag>> {
        FileForm(write: { keys.key($0) ?? "" }, read: { keys.id($0) }, expected: "the name of a \(noun) of this file")
    }

    var user: FileForm<UserID> { self.form(self.names.users, "user") }
    var group: FileForm<EntryID> { self.form(self.names.groups, "group") }
    var scenario: FileForm<EntryID> { self.form(self.names.scenarios, "scenario") }
    var prompt: FileForm<PromptID> { self.form(self.names.prompts, "prompt") }

    /// The identity of what this part describes, by its own key.
    func identity<Tag>(
        _ id: inout Identifier<Tag>,
        _ kind: String,
        name: String,
        in keys: FileNames.Keys<Tag>
    ) {
        var key = self.isReading ? nil : keys.key(id).flatMap { $0 == name ? nil : $0 }
        self.optional("key", &key, .text)
        guard self.isReading else { return }
        let called = key ?? name
        if let known = keys.id(called) { id = known }
        if self.names.repeated.contains("\(kind) \(called)") {
            self.problem("Another one of the \(kind) is called \(called.prefix(100)): give each a key of its own.")
        }
    }
}
