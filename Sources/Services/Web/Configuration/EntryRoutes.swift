import HTTPTypes
import Kernel
import Model

/// Groups, scenarios, reminders: the same five operations on each kind of a domain's entries.
struct EntryRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn
    let voice: any VoiceControl
    let kind: EntryKind

    var endpoints: [Endpoint] {
        let path = self.kind.path
        let one = PathPattern(stringLiteral: "\(path)/{entry}")
        let name = self.kind.operation
        return [
            Endpoint(
                .get,
                PathPattern(stringLiteral: path),
                "list\(name)s",
                "The \(self.kind.noun)s by name",
                tag: self.kind.tag,
                access: .role(self.kind.access),
                query: [Common.domainParameter, ShortList.search] + Paging.parameters,
                success: .json(.ok, Paging.schema(self.kind.schema)),
                handle: self.list
            ),
            Endpoint(
                .post,
                PathPattern(stringLiteral: path),
                "add\(name)",
                "Makes a \(self.kind.noun)",
                tag: self.kind.tag,
                access: .role(self.kind.access),
                query: [Common.domainParameter],
                guarding: .repeats,
                body: self.kind.requestSchema,
                success: .json(.created, self.kind.schema),
                refusals: [.notFound, .conflict, .taken, .badNumber],
                handle: self.add
            ),
            Endpoint(
                .get,
                one,
                "get\(name)",
                "One \(self.kind.noun)",
                tag: self.kind.tag,
                access: .role(self.kind.access),
                success: .json(.ok, self.kind.schema)
            ) { self.stored(try self.find($0)) },
            Endpoint(
                .patch,
                one,
                "change\(name)",
                "Changes what is named in the body",
                tag: self.kind.tag,
                access: .role(self.kind.access),
                guarding: .version,
                body: self.kind.changeSchema,
                success: .json(.ok, self.kind.schema),
                refusals: [.conflict, .taken, .badNumber],
                handle: self.change
            ),
            Endpoint(
                .delete,
                one,
                "remove\(name)",
                "Removes a \(self.kind.noun)",
                tag: self.kind.tag,
                access: .role(self.kind.access),
                guarding: .version,
                success: .noContent,
                handle: self.remove
            ),
        ]
    }

    func find(_ request: APIRequest) throws -> DomainEntry {
        let caller = try request.requireCaller()
        guard let entry = self.configuration.current.entries[EntryID(request.id("entry"))],
            entry.kind == self.kind.kind, caller.maySee(entry.domain, users: entry.owners)
        else { throw APIError.notFound(self.kind.noun) }
        return entry
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let caller = try request.requireCaller()
        let domains = try request.listedDomain(in: configuration).map { [$0] } ?? Array(configuration.tenants.keys)
        let entries = domains.flatMap { configuration.entries(of: $0) }.filter { entry in
            entry.kind == self.kind.kind && caller.maySee(entry.domain, users: entry.owners)
        }
        let json = { (entry: DomainEntry) in EntryBody.json(entry.withoutMembersGone(from: configuration)) }
        return try Paging.answer(
            request,
            rows: request.found(entries, shownAs: json),
            key: { "\($0.name.lowercased())\u{1}\($0.id)" },
            json: json
        )
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let caller = try request.requireCaller()
        let domain = try request.targetDomain(in: configuration)
        guard !domain.isReserved else {
            throw APIError(.conflict, "The system administrators' domain has no phones.", field: "domain")
        }
        let content = try self.kind.content(
            EntryKind.Request(
                body: request.body,
                former: nil,
                caller: caller,
                domain: domain,
                configuration: configuration
            )
        )
        let entry = DomainEntry(id: EntryID(self.signIn.newID()), domain: domain, content)
        try self.check(entry, nil, in: configuration, for: caller)
        try await self.checkPrompts(of: entry, nil)
        _ = try await self.configuration.apply([.putEntry(entry)], by: caller.author(from: request.source))
        return self.stored(entry)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.find(request)
        try request.requireVersion(of: former)
        let caller = try request.requireCaller()
        var entry = former
        let configuration = self.configuration.current
        let present = former.withoutMembersGone(from: configuration)
        entry.content = try self.kind.content(
            EntryKind.Request(
                body: request.body,
                former: present.content,
                caller: caller,
                domain: entry.domain,
                configuration: configuration
            )
        )
        try self.check(entry, former, in: configuration, for: caller)
        try await self.checkPrompts(of: entry, former)
        entry = entry.withoutMembersGone(from: configuration)
        if entry != former {
            _ = try await self.configuration.apply([.putEntry(entry)], by: caller.author(from: request.source))
        }
        return self.stored(entry)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let entry = try self.find(request)
        try request.requireVersion(of: entry)
        try UsageBody.requireNone(self.configuration.current.usages(of: entry), of: self.kind.noun)
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.removeEntry(entry.id)], by: author)
        return .nothing
    }

    /// Users are named who belong to the domain and, for a reminder, whom the caller may have rung.
    /// - Parameter former: what it was; whom it named already is not asked for again.
    private func check(
        _ entry: DomainEntry,
        _ former: DomainEntry?,
        in configuration: Configuration,
        for caller: Caller
    ) throws {
        guard
            self.kind.access == .user
                ? caller.maySee(entry.domain, users: entry.owners) : caller.mayManage(entry.domain)
        else { throw APIError.notFound("user", field: "user") }
        let known = Set(former?.users ?? [])
        for user in entry.users where !known.contains(user) && configuration.user(user)?.domain != entry.domain {
            throw APIError.notFound("user", field: self.kind.usersField)
        }
        do {
            try entry.validate()
        } catch {
            throw APIError(.conflict, error.detail)
        }
        if case .reminder(let reminder) = entry.content, former?.owners != [reminder.user] {
            let count = configuration.entries(of: entry.domain).count { other in
                if case .reminder(let each) = other.content { each.user == reminder.user } else { false }
            }
            guard count < Reminder.limitOfUser else {
                throw APIError(
                    .conflict,
                    "A user has at most \(Reminder.limitOfUser) reminders; remove one first.",
                    field: "user"
                )
            }
        }
    }

    /// TEN-01: what callers hear is the domain's own. What was chosen before is not asked about again: it may be gone.
    private func checkPrompts(of entry: DomainEntry, _ former: DomainEntry?) async throws {
        for id in entry.prompts.subtracting(former?.prompts ?? []).sorted() {
            guard let prompt = try await self.voice.prompt(id), prompt.domain == entry.domain else {
                throw APIError.notFound("prompt", field: entry.group == nil ? "menus" : "greeting")
            }
        }
    }

    func stored(_ entry: DomainEntry) -> APIAnswer {
        let configuration = self.configuration.current
        let stored = (configuration.entries[entry.id] ?? entry).withoutMembersGone(from: configuration)
        return .versioned(EntryBody.json(stored), stored.version)
    }
}

extension DomainEntry {
    /// Those who may see and change it beside the administrators.
    fileprivate var owners: [UserID] {
        switch self.content {
        case .pickupGroup: []
        case .reminder(let reminder): [reminder.user]
        case .contact, .contactGroup: [self.ownerOfBook].compactMap { $0 }
        case .group, .scenario, .tollStop, .subgroup, .number: []
        }
    }

    /// Sounds that callers hear.
    fileprivate var prompts: Set<PromptID> {
        switch self.content {
        case .group(let group): Set([group.voicemail.greeting].compactMap { $0 })
        case .scenario(let scenario): scenario.prompts
        case .pickupGroup, .reminder, .contact, .contactGroup, .tollStop, .subgroup, .number: []
        }
    }

    /// Members whose user is gone are members no more.
    fileprivate func withoutMembersGone(from configuration: Configuration) -> DomainEntry {
        var entry = self
        switch self.content {
        case .pickupGroup(var group):
            group.members.removeAll { configuration.user($0) == nil }
            entry.content = .pickupGroup(group)
        case .group(var group):
            group.members.removeAll { configuration.user($0) == nil }
            entry.content = .group(group)
        case .reminder, .contact, .contactGroup, .scenario, .tollStop, .subgroup, .number: break
        }
        return entry
    }

    /// Everybody it names.
    fileprivate var users: [UserID] {
        switch self.content {
        case .pickupGroup(let group): group.members
        case .group(let group): group.members
        case .reminder(let reminder): [reminder.user]
        case .contact, .contactGroup: [self.ownerOfBook].compactMap { $0 }
        case .scenario, .tollStop, .subgroup, .number: []
        }
    }
}
