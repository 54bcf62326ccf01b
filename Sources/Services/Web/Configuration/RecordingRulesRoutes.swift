import Hummingbird
import Kernel
import Model
import Recordings

/// Whose calls a domain records and how long it keeps them: for all, for selected, with counts (REC-01).
struct RecordingRulesRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let library: RecordingLibrary

    private static let tag = "Recordings"
    private static let access = Endpoint.Access.role(.domainAdministrator)

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/domains/{domain}/recording",
                "getRecordingRules",
                "Storage time, encryption, and how many users are recorded",
                tag: Self.tag,
                access: Self.access,
                success: .json(.ok, RecordingRulesBody.schema)
            ) { self.answer(try self.find($0)) },
            Endpoint(
                .patch,
                "/domains/{domain}/recording",
                "changeRecordingRules",
                "Changes what is named in the body",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                body: RecordingRulesBody.changeSchema,
                success: .json(.ok, RecordingRulesBody.schema),
                handle: self.change
            ),
            Endpoint(
                .post,
                "/domains/{domain}/recording/users",
                "recordUsers",
                "Switches recording on or off for all users of the domain or for selected ones",
                tag: Self.tag,
                access: Self.access,
                guarding: .repeats,
                body: RecordingRulesBody.usersSchema,
                success: .json(.ok, RecordingRulesBody.schema),
                refusals: [.conflict],
                handle: self.switchUsers
            ),
        ]
    }

    private func find(_ request: APIRequest) throws -> Configuration.Tenant {
        try request.managedTenant(in: self.configuration.current)
    }

    private func answer(_ tenant: Configuration.Tenant) -> APIAnswer {
        let current = self.configuration.current.tenants[tenant.domain.id] ?? tenant
        return .versioned(RecordingRulesBody.json(current, self.library), current.domain.version)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let tenant = try self.find(request)
        try request.requireVersion(of: tenant.domain)
        var domain = tenant.domain
        if let time = request.body["storageTime"]?.text.flatMap({ RecordingStorageTime(rawValue: $0) }) {
            domain.recording.storageTime = time
        }
        if let areEncrypted = request.body["areEncrypted"]?.boolean { domain.recording.areEncrypted = areEncrypted }
        if domain != tenant.domain {
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply([.putDomain(domain)], by: author)
        }
        return self.answer(tenant)
    }

    @Sendable
    private func switchUsers(_ request: APIRequest) async throws -> APIAnswer {
        let tenant = try self.find(request)
        let isOn = request.body["recordsCalls"]?.boolean ?? false
        let selected = request.body["users"]?.elements?.compactMap(\.text).map { UserID($0) }
        if selected?.contains(where: { tenant.users[$0] == nil }) == true {
            throw APIError.notFound("user", field: "users")
        }
        let users = selected.map { Set($0).sorted() } ?? tenant.users.keys.sorted()
        let changes = users.compactMap { tenant.users[$0] }.filter { $0.recordsCalls != isOn }.map { user in
            var user = user
            user.recordsCalls = isOn
            return ConfigurationChange.putUser(user)
        }
        if !changes.isEmpty {
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply(changes, by: author)
        }
        return self.answer(tenant)
    }
}

/// A domain's rules of recording on the wire.
enum RecordingRulesBody {
    static let storageTime = Schema.choice(RecordingStorageTime.allCases.map(\.rawValue))

    static let schema = Schema.named(
        "RecordingRules",
        .object([
            SchemaField("storageTime", Self.storageTime, note: "Older recordings are deleted."),
            SchemaField("areEncrypted", .boolean, note: "New recordings, with a key of the domain's own."),
            SchemaField("recordedUsers", .integer(0...1_000_000), note: "Users whose calls are recorded."),
            SchemaField("users", .integer(0...1_000_000), note: "Users of the domain."),
            SchemaField(
                "isStopped",
                .boolean,
                note: "Nothing is recorded at present: there is no room on the disk, or the quota is reached."
            ),
            SchemaField(
                "isQuotaReached",
                .boolean,
                note: "The domain's recordings take as much as they may (TEN-03): delete some, or keep them shorter."
            ),
            SchemaField("keptMegabytes", .integer(0...9_007_199_254_740_991), note: "What recordings take on disk."),
            SchemaField(
                "quotaMegabytes",
                .optional(.integer(0...DomainLimits.mostMegabytes)),
                note: "What they may take; without it only the disk limits them."
            ),
            SchemaField("version", Common.version),
        ])
    )

    static let changeSchema = Schema.named(
        "RecordingRulesChange",
        .object([.maybe("storageTime", Self.storageTime), .maybe("areEncrypted", .boolean)])
    )

    static let usersSchema = Schema.named(
        "RecordedUsers",
        .object([
            SchemaField("recordsCalls", .boolean),
            .maybe("users", .list(Common.id, atMost: 10_000), note: "Whom it is for; without it all users."),
        ])
    )

    static func json(_ tenant: Configuration.Tenant, _ library: RecordingLibrary) -> JSONValue {
        let domain = tenant.domain.id
        let limit = tenant.domain.limits.recordings
        return [
            "storageTime": .string(tenant.domain.recording.storageTime.rawValue),
            "areEncrypted": .boolean(tenant.domain.recording.areEncrypted),
            "recordedUsers": .whole(tenant.users.values.count(where: \.recordsCalls)),
            "users": .whole(tenant.users.count), "isStopped": .boolean(library.isFull(for: domain)),
            "isQuotaReached": .boolean(library.usage.isFull(domain)),
            "keptMegabytes": .whole(Int(library.usage.bytes(of: domain) >> 20)),
            "quotaMegabytes": limit == DomainLimits.mostMegabytes ? .null : .whole(limit),
            "version": .whole(tenant.domain.version),
        ]
    }
}
