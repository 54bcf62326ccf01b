import Hummingbird
import Kernel
import Model

/// The history of the configuration, and undo (BYD-02, ACT-01, ACT-02).
struct ChangeRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn

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
                query: [Common.domainParameter] + Paging.parameters,
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
                success: .json(.ok, Paging.wholeSchema(ChangeBody.schema, atMost: 1_000)),
                refusals: [.conflict, .taken, .invalid],
                handle: self.undo
            ),
        ]
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let domain = try request.listedDomain(in: self.configuration.current)
        var before: Int64?
        if let cursor = request.query["cursor"]?.text {
            guard let version = Paging.decode(cursor).flatMap({ Int64($0) }) else {
                throw APIError.notFound("page", field: "cursor")
            }
            before = version
        }
        let changes = try await self.configuration.history(of: domain, before: before, limit: request.limit + 1)
        let page = changes.prefix(request.limit)
        let next = changes.count > request.limit ? page.last.map { Paging.encode(String($0.version)) } : nil
        return Paging.answer(page.map { ChangeBody.json($0) }, total: nil, next: next)
    }

    @Sendable
    private func undo(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let scope = caller.role == .systemAdministrator ? nil : caller.user.domain
        guard let version = Int64(request.id("change")), version > 0, version < .max,
            let change = try await self.configuration.history(of: scope, before: version + 1, limit: 1).first,
            change.version == version
        else { throw APIError.notFound("change") }
        // The limits of a domain are set from above: what its administrator may not change, they may not undo either.
        guard caller.role == .systemAdministrator || Self.isOfUser(change) else {
            throw APIError(.notAllowed, "Only system administrators undo this.")
        }
        // Undoing how the installation or its administrators began would leave nobody who could sign in and mend it.
        guard change.domain != Domain.system || change.before != nil else {
            throw APIError(.conflict, "This made the installation's own administrators; remove a user instead.")
        }
        let changes = try await self.configuration.undo(version, by: caller.author(from: request.source))
        for case .putUser(let user) in changes.map(\.after) { try await self.signIn.endAll(of: user.id) }
        return Paging.whole(changes.map { ChangeBody.json($0) })
    }

    private static func isOfUser(_ change: RecordedChange) -> Bool {
        switch change.after {
        case .putUser, .removeUser: true
        case .putDomain, .removeDomain, .putTrunk, .removeTrunk, .putLine, .removeLine: false
        }
    }
}

/// A recorded change on the wire, as a list of fields with their former and new values; secrets masked.
enum ChangeBody {
    static let schema = Schema.named(
        "Change",
        .object([
            SchemaField("version", .integer(0...CallRecordBody.most)), SchemaField("at", .timestamp),
            SchemaField("author", .text(0...400)), SchemaField("address", .text(0...100)),
            SchemaField("domain", .optional(Common.domain)), SchemaField("objectKind", .text(0...50)),
            SchemaField("objectName", .text(0...400)), SchemaField("action", .choice(["create", "change", "remove"])),
            SchemaField(
                "fields",
                .list(
                    .object([
                        SchemaField("name", .text(1...100)), SchemaField("before", .optional(.text(0...20_000))),
                        SchemaField("after", .optional(.text(0...20_000))),
                    ]),
                    atMost: 100
                )
            ),
        ])
    )

    private static let mask = JSONValue.string("••••")

    static func json(_ change: RecordedChange) -> JSONValue {
        let before = change.before.map { Self.members($0) } ?? []
        let after = Self.members(change.after)
        let action = before.isEmpty ? "create" : after.isEmpty ? "remove" : "change"
        return [
            "version": .integer(change.version), "at": .string("\(change.at)"), "author": .string(change.author.name),
            "address": .string(change.author.address), "domain": .text(change.domain?.text),
            "objectKind": .string(change.objectKind), "objectName": .string(change.objectName),
            "action": .string(action),
            "fields": .array(Self.differences(before, after, areSecretsEqual: Self.areSecretsEqual(change))),
        ]
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
            return ["name": .string(name), "before": .text(Self.text(former)), "after": .text(Self.text(present))]
        }
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
    private static func members(_ change: ConfigurationChange) -> [JSONMember] {
        var shown: JSONValue
        var hasPassword = false
        switch change {
        case .putDomain(let domain): shown = DomainBody.json(domain)
        case .putLine(let line): shown = LineBody.json(line)
        case .putTrunk(let trunk):
            shown = TrunkBody.json(trunk, state: TrunkState())
            hasPassword = trunk.account != nil
        case .putUser(let user):
            shown = UserBody.json(user, registrations: 0)
            hasPassword = !user.credentials.passwordHash.isEmpty
        case .removeDomain, .removeUser, .removeTrunk, .removeLine: return []
        }
        guard case .object(let members) = shown else { return [] }
        let hidden: Set<String> = ["version", "registrations", "state", "stateReason"]
        return members.filter { !hidden.contains($0.name) }
            + [JSONMember(name: "password", value: hasPassword ? Self.mask : .null)]
    }

    private static func areSecretsEqual(_ change: RecordedChange) -> Bool {
        switch (change.before, change.after) {
        case (.putUser(let before), .putUser(let after)): before.credentials == after.credentials
        case (.putTrunk(let before), .putTrunk(let after)): before.account?.password == after.account?.password
        default: true
        }
    }
}
