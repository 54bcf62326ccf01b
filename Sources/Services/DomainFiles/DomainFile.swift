import Kernel
import Model

/// A domain as one file (issue 4, docs/domain-file.md): its settings and people, to be kept, compared, moved and copied.
package enum DomainFile {
    /// Grows when a file of before would be misread.
    package static let format = 1
    package static let type = "application/yaml"
    package static let byteLimit = YAMLReader.byteLimit

    /// - Parameter withSecrets: hashes of passwords and PINs, digest secrets, passwords of private routes. Whoever has them
    ///   can register phones.
    package static func write(_ contents: DomainContents, withSecrets: Bool = false) -> [UInt8] {
        var contents = contents
        let part = FilePart(names: FileNames(of: contents))
        part.walk(&contents, withSecrets: withSecrets, checks: nil)
        let head = """
            # \(contents.domain.id): a domain of Martlet. What stands where: docs/domain-file.md
            \(withSecrets ? "# It holds secrets: keep it where nobody reads it.\n" : "")
            """
        return YAMLWriter.write(.map(part.members, isInline: false, line: 0), head: head)
    }

    /// - Parameters:
    ///   - name: what the domain is to be called; `nil`: as the file says.
    ///   - checks: what of it cannot be had here.
    /// - Throws: everything that is wrong with the file.
    static func read(
        _ file: [UInt8],
        name: String?,
        checks: ImportChecks,
        trunks: [String: TrunkID],
        at now: Timestamp,
        tokens: inout TokenSource
    ) throws(DomainFileError) -> DomainContents {
        let root: FileNode
        do {
            root = try YAMLReader.read(file)
        } catch {
            throw DomainFileError(problems: [error])
        }
        // A file of another format is not looked at any further: everything in it may mean something else.
        guard root["format"]?.scalar == String(Self.format) else {
            let problem = FileProblem(
                "This must be \(Self.format): another format is not known.",
                path: "format",
                line: 1
            )
            throw DomainFileError(problems: [problem])
        }
        let problems = FileProblems()
        let names = FileNames(of: root, trunks: trunks, tokens: &tokens)
        let part = FilePart(root, path: "", names: names, problems: problems)
        var contents = DomainContents(domain: Domain(id: DomainID(""), shownName: ""))
        contents.trunks = trunks
        checks.begin(name: name, at: now)
        part.walk(&contents, withSecrets: true, checks: checks)
        part.finish()
        guard problems.all.isEmpty else { throw DomainFileError(problems: problems.all) }
        contents.giveIdentities(&tokens)
        return contents
    }
}

/// Everything that is wrong with a file, at most 100 things.
package struct DomainFileError: Error, Equatable, CustomStringConvertible {
    package var problems: [FileProblem]

    package var description: String { self.problems.map(\.description).joined(separator: "\n") }
}

extension FilePart {
    /// The whole file.
    fileprivate func walk(_ contents: inout DomainContents, withSecrets: Bool, checks: ImportChecks?) {
        var format = DomainFile.format
        self.required("format", &format, .number)
        self.part("domain", &contents.domain, usual: Domain(id: DomainID(""), shownName: "")) { $1.walk(&$0) }
        checks?.take(&contents.domain, self)
        let domain = contents.domain.id
        let user = User(id: UserID("new"), domain: domain, login: "", extension: nil, shownName: "")
        self.parts("users", &contents.users, blank: user) { user, part in
            part.walk(&user, withSecrets: withSecrets)
            checks?.check(user, part)
        }
        var prompts = contents.prompts
        let prompt = Prompt(
            id: PromptID("new"),
            domain: domain,
            purpose: .greeting,
            name: "",
            changedAt: checks?.now ?? .epoch
        )
        var sounds = contents.sounds
        self.parts("prompts", &prompts, blank: prompt) { prompt, part in
            part.prompt(&prompt)
            part.sound(&sounds[prompt.id])
        }
        contents.prompts = prompts
        contents.sounds = sounds
        self.entries("groups", &contents, .group(CallGroup(name: ""))) { entry, part in
            part.group(&entry, withSecrets: withSecrets)
            checks?.check(entry, part)
        }
        self.entries("pickupGroups", &contents, .pickupGroup(PickupGroup(name: "", members: []))) { entry, part in
            part.pickupGroup(&entry)
            checks?.check(entry, part)
        }
        self.entries("scenarios", &contents, .scenario(Scenario(name: "", menus: []))) { $1.scenario(&$0) }
        let line = DialString("0").map { Line(id: LineID("new"), domain: domain, number: $0) }
        if let line {
            self.parts("lines", &contents.lines, blank: line) { line, part in
                part.walk(&line)
                checks?.check(line, part)
            }
        }
        var route = Trunk(id: TrunkID("new"), name: "", host: "")
        route.route = PrivateRoute(domain: domain, shownName: "")
        self.parts("privateRoutes", &contents.routes, blank: route) { route, part in
            part.walk(route: &route, withSecrets: withSecrets)
            checks?.check(route: route, part)
        }
        let contact = Contact(name: "", shortNumber: "", numbers: [])
        self.entries("contacts", &contents, .contact(contact)) { entry, part in
            part.contact(&entry)
            checks?.check(entry, part)
        }
        self.entries("contactGroups", &contents, .contactGroup(ContactGroup(name: ""))) { entry, part in
            part.contactGroup(&entry)
            checks?.check(entry, part)
        }
        let reminder = Reminder(user: UserID(""), at: .epoch)
        self.entries("reminders", &contents, .reminder(reminder)) { entry, part in
            part.reminder(&entry)
            checks?.check(entry, part)
        }
        checks?.finish(contents, self)
    }

    /// The entries of the blank's kind, among the others.
    private func entries(
        _ name: String,
        _ contents: inout DomainContents,
        _ blank: DomainEntry.Content,
        walk: (inout DomainEntry, FilePart) -> Void
    ) {
        let entry = DomainEntry(id: EntryID("new"), domain: contents.domain.id, blank)
        var entries = contents.entries.filter { $0.kind == entry.kind }
        self.parts(name, &entries, blank: entry, walk: walk)
        if self.isReading { contents.entries += entries }
    }
}

extension DomainContents {
    /// What nothing names has no identity yet.
    fileprivate mutating func giveIdentities(_ tokens: inout TokenSource) {
        for index in self.entries.indices where self.entries[index].id.text == "new" {
            self.entries[index].id = EntryID(tokens.token(words: 2))
        }
        for index in self.lines.indices { self.lines[index].id = LineID(tokens.token(words: 2)) }
        for index in self.routes.indices { self.routes[index].id = TrunkID(tokens.token(words: 2)) }
    }
}
