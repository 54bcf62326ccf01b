import Hummingbird
import Kernel
import Model

/// The history of the configuration, and undo (BYD-02, ACT-01, ACT-02).
struct ChangeRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn
    let voice: any VoiceControl

    private static let tag = "Changes"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/changes",
                "listChanges",
                "What was changed by whom, newest first",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                query: [Common.domainParameter] + ChangeQuery.parameters + Paging.parameters,
                success: .json(.ok, Paging.schema(ChangeBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .post,
                "/changes/{change}/undo",
                "undoChange",
                "Puts back what was there before",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .repeats,
                success: .json(.ok, Paging.wholeSchema(ChangeBody.schema, atMost: 1_000)),
                refusals: [.conflict, .taken, .limitReached, .invalid, .danglingReference],
                handle: self.undo
            ),
        ]
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let domain = try request.listedDomain(in: self.configuration.current)
        let scope = domain.map { ChangeFilter.Scope.domain($0) } ?? .installation
        return try await ChangeQuery.answer(request, scope, self.configuration)
    }

    @Sendable
    private func undo(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let scope = caller.role == .systemAdministrator ? nil : caller.user.domain
        guard let version = Int64(request.id("change")), version > 0, version < .max,
            let change = try await self.configuration.history(ChangeFilter(of: scope), before: version + 1, limit: 1)
                .first,
            change.version == version
        else { throw APIError.notFound("change") }
        if let refusal = Self.refusal(of: change, for: caller, in: self.configuration.current) { throw refusal }
        try self.requireUnused(change)
        try await self.requireWhole(change)
        let changes = try await self.configuration.undo(version, by: caller.author(from: request.source))
        for case .putUser(let user) in changes.map(\.after) { try await self.signIn.endAll(of: user.id) }
        let configuration = self.configuration.current
        return Paging.whole(changes.map { ChangeBody.json($0, for: caller, in: configuration) })
    }

    /// Why the caller may not undo the change, whatever else there is now; `nil`: they may.
    static func refusal(
        of change: RecordedChange,
        for caller: Caller,
        in configuration: Configuration
    ) -> APIError? {
        // The limits of a domain are set from above: what its administrator may not change, they may not undo either.
        guard
            caller.role == .systemAdministrator
                || (caller.role == .domainAdministrator && Self.isOfDomain(change, in: configuration))
        else { return APIError(.notAllowed, "Only system administrators undo this.") }
        guard !change.isOnlySaid else { return APIError(.conflict, "This is not kept in the configuration.") }
        // Undoing how the installation or its administrators began would leave nobody who could sign in and mend it.
        guard change.domain != Domain.system || change.before != nil || change.isOfStock else {
            return APIError(.conflict, "This made the installation's own administrators; remove a user instead.")
        }
        if let user = change.before?.user, user.id == caller.user.id,
            user.email != caller.user.email || user.credentials != caller.user.credentials
        {
            return APIError(.conflict, "One's own address and password are changed at /me, with the password.")
        }
        return nil
    }

    /// Undoing how something began removes it, which nobody does to what is used.
    private func requireUnused(_ change: RecordedChange) throws {
        guard change.before == nil else { return }
        let configuration = self.configuration.current
        switch change.after {
        case .putEntry(let entry):
            try UsageBody.requireNone(configuration.usages(of: entry), of: entry.kind.rawValue)
        case .putUser(let user):
            if let present = configuration.user(user.id) { try UserRemoval.check(present, in: configuration) }
        case .putDomain, .putTrunk, .putLine, .putSecondFactor, .putNote, .removeDomain, .removeUser, .removeTrunk,
            .removeLine, .removeEntry, .removeSecondFactor, .removeNote:
            break
        }
    }

    /// Undoing what was published publishes what was there before: looked at as anything that is published (IVR-07).
    private func requireWhole(_ change: RecordedChange) async throws {
        let configuration = self.configuration.current
        guard case .putEntry(let former)? = change.before, let scenario = former.scenario,
            let present = configuration.entries[former.id]?.scenario, present.menus != scenario.menus
        else { return }
        try await ScenarioTargets(configuration: self.configuration, voice: self.voice)
            .require(scenario.menus, of: former.domain)
    }

    /// What a domain's own administrators change: people, entries, where a line's calls go, codes and the calendar.
    private static func isOfDomain(_ change: RecordedChange, in configuration: Configuration) -> Bool {
        switch (change.before, change.after) {
        case (_, .putUser), (_, .removeUser), (_, .putEntry), (_, .removeEntry): true
        case (.putLine(let before), .putLine(let after)): before.number == after.number && before.trunk == after.trunk
        case (.putDomain(let before), .putDomain(let after)):
            before == after.withWhatItChoosesItself(as: before, in: configuration)
        case (.putTrunk(let before), .putTrunk(let after)): before == after.withRoute(as: before)
        default: false
        }
    }
}

extension RecordedChange {
    /// What the installation has to give is kept in its administrators' domain, and is none of them.
    fileprivate var isOfStock: Bool { self.objectKind == DomainEntry.Kind.number.rawValue }

    /// It names what is kept apart from the configuration, and nothing can be put back.
    fileprivate var isOnlySaid: Bool {
        switch self.after {
        case .putNote, .removeNote, .putSecondFactor, .removeSecondFactor: true
        default: false
        }
    }
}

extension ConfigurationChange {
    fileprivate var user: User? {
        if case .putUser(let user) = self { return user }
        return nil
    }
}

extension Domain {
    /// With the settings of its own administrators as in `other`: of numbers to show, those they could choose themselves.
    fileprivate func withWhatItChoosesItself(as other: Domain, in configuration: Configuration) -> Domain {
        var domain = self
        if other.callerID.map({ configuration.mayShow($0, for: self.id) }) ?? true { domain.callerID = other.callerID }
        domain.noticeEmail = other.noticeEmail
        domain.codes = other.codes
        domain.calling = other.calling
        domain.calendar = other.calendar
        domain.recording = other.recording
        domain.timeZone = other.timeZone
        domain.language = other.language
        domain.menus = other.menus
        domain.toll = other.toll
        domain.version = other.version
        return domain
    }
}

extension Configuration {
    /// Whether a domain's administrator may choose the number as the one that its calls outside show (RTE-07).
    fileprivate func mayShow(_ number: DialString, for domain: DomainID) -> Bool {
        self.line(number: number)?.domain == domain && !NumberPlan.russia.isFreeForCallers(number)
    }
}

extension Trunk {
    /// With what a domain's administrators decide of a private route of theirs as in `other` (TRK-01).
    fileprivate func withRoute(as other: Trunk) -> Trunk {
        guard let route = self.route, let former = other.route, route.domain == former.domain else { return self }
        var trunk = self
        trunk.route = former
        trunk.isActive = other.isActive
        trunk.version = other.version
        return trunk
    }
}

/// A recorded change on the wire, as a list of fields with their former and new values; secrets masked.
enum ChangeBody {
    static let schema = Schema.named(
        "Change",
        .object([
            SchemaField("version", .integer(0...CallRecordBody.most)), SchemaField("at", .timestamp),
            SchemaField("author", .text(0...400)),
            SchemaField("authorShownName", .optional(.text(0...100)), note: "As it is now; null when they are gone."),
            SchemaField("address", .text(0...100)), SchemaField("domain", .optional(Common.home)),
            SchemaField("objectKind", .text(0...50)),
            SchemaField("objectName", .text(0...400)),
            SchemaField("action", .choice(ChangeFilter.Action.allCases.map(\.rawValue))),
            SchemaField(
                "fields",
                .list(
                    .object([
                        SchemaField("name", .text(1...100)),
                        SchemaField("before", .optional(.text(0...Self.textLimit))),
                        SchemaField("after", .optional(.text(0...Self.textLimit))),
                    ]),
                    atMost: 100
                )
            ),
            SchemaField(
                "mayUndo",
                .boolean,
                note: "Whether the caller may undo it. What was changed or is used since then is still in the way."
            ),
        ])
    )

    private static let textLimit = 20_000
    private static let mask = JSONValue.string("••••")

    /// - Parameter configuration: where the names of those are whom the object names.
    static func json(_ change: RecordedChange, for caller: Caller, in configuration: Configuration) -> JSONValue {
        let words = ChangeWords(configuration: configuration)
        let before = change.before.map { Self.members($0, words) } ?? []
        let after = Self.members(change.after, words)
        return [
            "version": .integer(change.version), "at": .string("\(change.at)"), "author": .string(change.author.name),
            "authorShownName": .text(words.shownName(of: change.author)),
            "address": .string(change.author.address), "domain": .text(change.domain?.text),
            "objectKind": .string(Self.kind(of: change)), "objectName": .string(change.objectName),
            "action": .string(change.action.rawValue),
            "fields": .array(Self.differences(before, after, areSecretsEqual: Self.areSecretsEqual(change))),
            "mayUndo": .boolean(ChangeRoutes.refusal(of: change, for: caller, in: configuration) == nil),
        ]
    }

    /// A pool and its people are kept as a domain and its users are, and are not called so.
    private static func kind(of change: RecordedChange) -> String {
        guard change.domain?.isPool == true else { return change.objectKind }
        switch change.objectKind {
        case "domain": return "pool"
        case "user": return "pool-administrator"
        default: return change.objectKind
        }
    }

    private static func differences(
        _ before: [JSONMember],
        _ after: [JSONMember],
        areSecretsEqual: Bool
    ) -> [JSONValue] {
        let names = (before.isEmpty ? after : before).map(\.name)
        return names.compactMap { name in
            let former = before.first { $0.name == name }?.value
            let present = after.first { $0.name == name }?.value
            guard former != present || (name == "password" && !areSecretsEqual) else { return nil }
            return [
                "name": .string(name), "before": .text(Self.text(former).map(Self.clipped)),
                "after": .text(Self.text(present).map(Self.clipped)),
            ]
        }
    }

    /// The longest lists end with dots: undo brings them back whole.
    private static func clipped(_ text: String) -> String {
        guard text.unicodeScalars.count > Self.textLimit else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.textLimit - 1))) + "…"
    }

    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case nil, .null: nil
        case .string(let text): text
        case .array(let elements): elements.compactMap { Self.text($0) }.joined(separator: ", ")
        case .boolean, .integer, .number, .object:
            value.map { String(decoding: $0.compact, as: UTF8.self) }
        }
    }

    /// The object as it is shown elsewhere, without its version; empty for a removal.
    private static func members(_ change: ConfigurationChange, _ words: ChangeWords) -> [JSONMember] {
        var shown: JSONValue
        var hasPassword = false
        switch change {
        case .putDomain(let domain):
            shown = DomainBody.json(domain).merging(CodesBody.json(domain)).merging(CallingBody.json(domain))
                .merging(.object([JSONMember(name: "stopHours", value: .whole(domain.toll.stopHours))]))
            if let rules = domain.pool { shown = PoolBody.json(domain, rules, in: Configuration()) }
        case .putLine(let line): shown = LineBody.json(line, in: Configuration())
        case .putEntry(let entry): shown = EntryBody.json(entry)
        case .putSecondFactor: return [JSONMember(name: "secondFactor", value: true)]
        case .putNote(let note): return note.fields.map { JSONMember(name: $0.name, value: .string($0.value)) }
        case .putTrunk(let trunk):
            shown = TrunkBody.json(trunk, state: TrunkState())
            if let route = trunk.route { shown = PrivateRouteBody.json(trunk, route).merging(shown) }
            hasPassword = trunk.account != nil
        case .putUser(let user):
            shown = UserBody.json(user, registrations: 0)
            if user.domain.isPool { shown = PoolAdministratorBody.json(user, in: Configuration()) }
            hasPassword = !user.credentials.passwordHash.isEmpty
        case .removeDomain, .removeUser, .removeTrunk, .removeLine, .removeEntry, .removeSecondFactor, .removeNote:
            return []
        }
        guard case .object(let members) = shown else { return [] }
        let hidden: Set<String> = [
            "id", "version", "registrations", "state", "stateReason", "isDefaultOutgoing", "domains",
        ]
        var shownMembers = members
        if case .putUser(let user) = change, !user.domain.isPool { shownMembers += Self.mailbox(user) }
        let readable = Self.readable(change, words)
        shownMembers.removeAll { member in readable.contains { $0.name == member.name } }
        shownMembers += readable
        return shownMembers.filter { !hidden.contains($0.name) }
            + [JSONMember(name: "password", value: hasPassword ? Self.mask : .null)]
    }

    /// In place of members that only programs can read.
    private static func readable(_ change: ConfigurationChange, _ words: ChangeWords) -> [JSONMember] {
        switch change {
        case .putDomain(let domain):
            guard domain.pool == nil else { return [] }
            return [
                JSONMember(name: "subgroup", value: .text(words.subgroup(of: domain))),
                JSONMember(name: "calendar", value: .text(ChangeWords.days(of: domain.calendar).nonEmpty)),
                JSONMember(name: "caps", value: .text(ChangeWords.caps(of: domain.toll).nonEmpty)),
                JSONMember(name: "closedUntil", value: .text(domain.calendar.closedUntil.map { "\($0)" })),
            ]
        case .putLine(let line):
            return [
                JSONMember(name: "rules", value: .text(words.rules(of: line).nonEmpty)),
                JSONMember(name: "filter", value: .text(ChangeWords.filter(of: line))),
            ]
        case .putUser(let user) where user.domain.isPool:
            return [JSONMember(name: "subgroups", value: .text(words.subgroups(of: user).nonEmpty))]
        case .putUser(let user):
            return [JSONMember(name: "forwarding", value: .string(ChangeWords.forwarding(of: user)))]
        case .putEntry(let entry):
            switch entry.content {
            case .group(let group):
                return [JSONMember(name: "members", value: .text(words.members(group.members).nonEmpty))]
            case .pickupGroup(let group):
                return [JSONMember(name: "members", value: .text(words.members(group.members).nonEmpty))]
            case .scenario(let scenario):
                return [
                    JSONMember(name: "menus", value: .string(words.menus(scenario.menus))),
                    JSONMember(name: "draft", value: .text(scenario.draft.map { words.menus($0) })),
                ]
            case .tollStop(let stop):
                return [
                    JSONMember(name: "cap", value: .string(ChangeWords.cap(stop.cap))),
                    JSONMember(name: "user", value: .text(stop.user.map { words.members([$0]) })),
                ]
            case .reminder, .contact, .contactGroup, .subgroup, .number: return []
            }
        case .putTrunk, .putSecondFactor, .putNote, .removeDomain, .removeUser, .removeTrunk, .removeLine,
            .removeEntry, .removeSecondFactor, .removeNote:
            return []
        }
    }

    /// The user's mailbox, under names of its own.
    private static func mailbox(_ user: User) -> [JSONMember] {
        let names = [
            "isOn": "voicemail", "greets": "voicemailGreets", "greeting": "voicemailGreeting",
            "notice": "voicemailNotice", "hasPIN": "voicemailPIN",
        ]
        return MailboxBody.rules(user).map { JSONMember(name: names[$0.name] ?? $0.name, value: $0.value) }
    }

    private static func areSecretsEqual(_ change: RecordedChange) -> Bool {
        switch (change.before, change.after) {
        case (.putUser(let before), .putUser(let after)): before.credentials == after.credentials
        case (.putTrunk(let before), .putTrunk(let after)): before.account?.password == after.account?.password
        default: true
        }
    }
}

extension String {
    /// `nil` when there is nothing in it.
    fileprivate var nonEmpty: String? { self.isEmpty ? nil : self }
}
