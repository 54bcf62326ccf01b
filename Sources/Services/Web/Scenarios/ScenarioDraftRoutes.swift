import Hummingbird
import Kernel
import Model

/// Drafts of voice scenarios and what was published of them (IVR-07). Calls go by what is published.
struct ScenarioDraftRoutes: EndpointGroup {
    let entries: EntryRoutes

    private static let tag = "Scenarios"
    private static let draftPath: PathPattern = "/scenarios/{entry}/draft"
    /// What is shown of the past, and how far back it is looked for among everything that was changed in the scenario.
    static let versionLimit = 50
    static let changeLimit = 500
    private static let changesAtOnce = 100

    private var configuration: any LiveConfiguration { self.entries.configuration }
    private var schema: Schema { self.entries.kind.schema }
    private var targets: ScenarioTargets {
        ScenarioTargets(configuration: self.configuration, voice: self.entries.voice)
    }

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .put,
                Self.draftPath,
                "saveScenarioDraft",
                "Keeps menus that are being worked on; calls go on by what is published",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .version,
                body: ScenarioBody.draftSchema,
                success: .json(.ok, self.schema),
                refusals: [.conflict, .badNumber],
                handle: self.saveDraft
            ),
            Endpoint(
                .delete,
                Self.draftPath,
                "discardScenarioDraft",
                "Forgets the draft; what is published stays",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .version,
                success: .noContent
            ) { request in
                try await self.change(request) { $0.draft = nil }
                return .nothing
            },
            Endpoint(
                .post,
                "/scenarios/{entry}/publication",
                "publishScenario",
                "Calls go by the draft from now on; who is in the scenario already finishes as they began",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .version,
                body: ScenarioBody.publicationSchema,
                success: .json(.ok, self.schema),
                refusals: [.wrongState, .danglingReference],
                handle: self.publish
            ),
            Endpoint(
                .get,
                "/scenarios/{entry}/versions",
                "listScenarioVersions",
                "What was published, newest first: the first is in force",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                query: [Common.search("Part of the comment or of who published it.")] + Paging.parameters,
                success: .json(.ok, Paging.schema(ScenarioBody.versionSchema)),
                handle: self.list
            ),
            Endpoint(
                .get,
                "/scenarios/{entry}/versions/{version}",
                "getScenarioVersion",
                "One of them, with its menus",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .json(.ok, ScenarioBody.wholeVersionSchema)
            ) { request in
                let version = try await self.version(request)
                let menus = JSONMember(name: "menus", value: ScenarioBody.json(version.menus))
                return APIAnswer(ScenarioBody.json(version, in: self.configuration.current).merging(.object([menus])))
            },
            Endpoint(
                .post,
                "/scenarios/{entry}/versions/{version}/publication",
                "publishScenarioVersion",
                "Rolls back: publishes an earlier version anew; a draft stays as it is",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .version,
                body: ScenarioBody.publicationSchema,
                success: .json(.ok, self.schema),
                refusals: [.danglingReference]
            ) { request in
                let entry = try self.entries.find(request)
                try request.requireVersion(of: entry)
                let version = try await self.version(request)
                try await self.targets.require(version.menus, of: entry.domain)
                return try await self.change(request) { scenario in
                    scenario.publish(version.menus, comment: request.body["comment"]?.text ?? version.comment)
                }
            },
        ]
    }

    // MARK: - What is done

    @Sendable
    private func saveDraft(_ request: APIRequest) async throws -> APIAnswer {
        let entry = try self.entries.find(request)
        let wish = EntryKind.Request(
            body: request.body,
            former: entry.content,
            caller: try request.requireCaller(),
            domain: entry.domain,
            configuration: self.configuration.current,
            isDraft: true
        )
        let menus = try (request.body["menus"]?.elements ?? []).enumerated().map {
            try ScenarioBody.menu($1, at: $0, wish)
        }
        return try await self.change(request) { $0.draft = menus == $0.menus ? nil : menus }
    }

    @Sendable
    private func publish(_ request: APIRequest) async throws -> APIAnswer {
        let entry = try self.entries.find(request)
        try request.requireVersion(of: entry)
        guard let draft = entry.scenario?.draft else {
            throw APIError(.wrongState, "There is no draft to publish.")
        }
        try await self.targets.require(draft, of: entry.domain)
        return try await self.change(request, seen: entry.version) { scenario in
            scenario.publish(draft, comment: request.body["comment"]?.text)
            scenario.draft = nil
        }
    }

    /// - Parameter seen: what was looked at before something was waited for: a draft that was saved meanwhile is not lost.
    @discardableResult
    private func change(
        _ request: APIRequest,
        seen: Int? = nil,
        _ change: (inout Scenario) -> Void
    ) async throws -> APIAnswer {
        var entry = try self.entries.find(request)
        try request.requireVersion(of: entry)
        guard seen.map({ $0 == entry.version }) ?? true else {
            throw APIError(
                .conflict,
                "Somebody has changed this in between. Please look at it again.",
                field: "If-Match"
            )
        }
        guard var scenario = entry.scenario else { throw APIError.notFound("scenario") }
        let former = scenario
        change(&scenario)
        guard scenario != former else { return self.entries.stored(entry) }
        entry.content = .scenario(scenario)
        do {
            try entry.validate()
        } catch {
            throw APIError(.conflict, error.detail, field: "menus")
        }
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putEntry(entry)], by: author)
        return self.entries.stored(entry)
    }

    // MARK: - The past

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let wanted = request.query["search"]?.text?.lowercased() ?? ""
        let versions = try await self.versions(of: try self.entries.find(request)).filter { version in
            wanted.isEmpty || version.author.name.lowercased().contains(wanted)
                || version.comment?.lowercased().contains(wanted) == true
        }
        return try Paging.answer(
            request,
            rows: versions,
            // All of 19 digits, as far as changes will ever be counted: the newest first.
            key: { String(Int64.max - $0.number) },
            json: { ScenarioBody.json($0, in: self.configuration.current) }
        )
    }

    /// What was published, as the history of changes has it: newest first.
    private func versions(of entry: DomainEntry) async throws -> [ScenarioVersion] {
        var versions: [ScenarioVersion] = []
        var before: Int64?
        var looked = 0
        while versions.count < Self.versionLimit, looked < Self.changeLimit {
            let changes = try await self.configuration.history(
                Self.changes(of: entry),
                before: before,
                limit: Self.changesAtOnce
            )
            versions += changes.compactMap { ScenarioVersion($0) }
            looked += changes.count
            before = changes.last?.version
            if changes.count < Self.changesAtOnce { break }
        }
        return Array(versions.prefix(Self.versionLimit))
    }

    /// One is found by its number, however many drafts were saved since.
    private func version(_ request: APIRequest) async throws -> ScenarioVersion {
        let entry = try self.entries.find(request)
        guard let number = Int64(request.id("version")), number > 0, number < .max,
            let change = try await self.configuration.history(Self.changes(of: entry), before: number + 1, limit: 1)
                .first,
            change.version == number, let version = ScenarioVersion(change)
        else { throw APIError.notFound("version") }
        return version
    }

    private static func changes(of entry: DomainEntry) -> ChangeFilter {
        var filter = ChangeFilter(of: entry.domain)
        filter.objectID = entry.id.text
        return filter
    }
}

/// Menus that were published once: a recorded change of a scenario after which callers heard something else.
struct ScenarioVersion: Sendable {
    /// That of the change.
    let number: Int64
    let at: Timestamp
    let author: ChangeAuthor
    let comment: String?
    let menus: [Scenario.Menu]

    /// `nil` for a change that published nothing: a draft, a name.
    init?(_ change: RecordedChange) {
        guard case .putEntry(let entry) = change.after, let scenario = entry.scenario else { return nil }
        if case .putEntry(let former)? = change.before, former.scenario?.menus == scenario.menus { return nil }
        self.number = change.version
        self.at = change.at
        self.author = change.author
        self.comment = scenario.comment
        self.menus = scenario.menus
    }
}

extension ScenarioBody {
    static let comment = Common.line(0...Scenario.commentLimit)

    static let draftSchema = Schema.named(
        "ScenarioDraft",
        .object([
            SchemaField(
                "menus",
                .list(Self.menu, atMost: Scenario.menuLimit),
                note: "All of them; what they lead to is looked at when they are published."
            )
        ])
    )

    static let publicationSchema = Schema.named(
        "ScenarioPublication",
        .object([.maybe("comment", Self.comment, note: "What is new, for colleagues.")])
    )

    private static let versionFields: [SchemaField] = [
        SchemaField("version", .integer(0...CallRecordBody.most), note: "That of the change in the history."),
        SchemaField("at", .timestamp), SchemaField("author", .text(0...400)),
        SchemaField("authorShownName", .optional(.text(0...100))),
        SchemaField("comment", .optional(.text(0...Scenario.commentLimit))),
        SchemaField("menuCount", .integer(0...Scenario.menuLimit)),
    ]

    static let versionSchema = Schema.named("ScenarioVersion", .object(Self.versionFields))

    static let wholeVersionSchema = Schema.named(
        "ScenarioVersionMenus",
        .object(Self.versionFields + [SchemaField("menus", .list(Self.menu, atMost: Scenario.menuLimit))])
    )

    static func json(_ version: ScenarioVersion, in configuration: Configuration) -> JSONValue {
        [
            "version": .integer(version.number), "at": .string("\(version.at)"),
            "author": .string(version.author.name),
            "authorShownName": .text(ChangeWords(configuration: configuration).shownName(of: version.author)),
            "comment": .text(version.comment), "menuCount": .whole(version.menus.count),
        ]
    }
}
