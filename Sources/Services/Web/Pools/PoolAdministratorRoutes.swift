import Hummingbird
import Kernel
import Model

/// The administrators of a pool, for its supervisors (TEN-10).
struct PoolAdministratorRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn
    let factors: SecondFactors
    /// `nil` without a mail server.
    let post: (any AccountPost)?

    private static let tag = "Pools"
    private static let access = Endpoint.Access.pool(.poolSupervisor)

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/pools/{pool}/administrators",
                "listPoolAdministrators",
                "The administrators by login",
                tag: Self.tag,
                access: Self.access,
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(PoolAdministratorBody.schema, atMost: Self.limit))
            ) { request in
                let configuration = self.configuration.current
                let pool = try request.pool(in: configuration).domain
                let people = configuration.tenants[pool.id].map { Array($0.users.values) } ?? []
                return try ShortList.answer(
                    request,
                    people.sorted { $0.login < $1.login }.map { PoolAdministratorBody.json($0, in: configuration) }
                )
            },
            Endpoint(
                .post,
                "/pools/{pool}/administrators",
                "addPoolAdministrator",
                "Makes an administrator",
                tag: Self.tag,
                access: Self.access,
                guarding: .repeats,
                body: PoolAdministratorBody.requestSchema,
                success: .json(.created, PoolAdministratorBody.schema),
                refusals: [.taken, .conflict, .unavailable],
                handle: self.add
            ),
            Endpoint(
                .get,
                "/pools/{pool}/administrators/{administrator}",
                "getPoolAdministrator",
                "One administrator",
                tag: Self.tag,
                access: Self.access,
                success: .json(.ok, PoolAdministratorBody.schema)
            ) { self.stored(try self.find($0)) },
            Endpoint(
                .patch,
                "/pools/{pool}/administrators/{administrator}",
                "changePoolAdministrator",
                "Changes what is named in the body; a block or a new password ends all sessions",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                body: PoolAdministratorBody.changeSchema,
                success: .json(.ok, PoolAdministratorBody.schema),
                refusals: [.unavailable],
                handle: self.change
            ),
            Endpoint(
                .delete,
                "/pools/{pool}/administrators/{administrator}",
                "removePoolAdministrator",
                "Removes an administrator",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                success: .noContent,
                handle: self.remove
            ),
            Endpoint(
                .delete,
                "/pools/{pool}/administrators/{administrator}/second-factor",
                "removePoolAdministratorSecondFactor",
                "Switches an administrator's off, when the phone with the app is lost",
                // No access token may do it.
                tag: "Second factor",
                access: Self.access,
                success: .noContent,
                handle: self.removeSecondFactor
            ),
        ]
    }

    /// Administrators of one pool.
    static let limit = 1_000

    private func find(_ request: APIRequest) throws -> User {
        let configuration = self.configuration.current
        let pool = try request.pool(in: configuration).domain
        guard let user = configuration.user(UserID(request.id("administrator"))), user.domain == pool.id else {
            throw APIError.notFound("administrator")
        }
        return user
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let pool = try request.pool(in: configuration).domain
        let tenant = configuration.tenants[pool.id]
        let login = request.body["login"]?.text ?? ""
        guard tenant?.user(login: login) == nil else {
            throw APIError(.taken, "This login is taken.", field: "login")
        }
        guard (tenant?.users.count ?? 0) < Self.limit else {
            throw APIError(.conflict, "A pool has at most \(Self.limit) administrators.")
        }
        let isSupervisor = request.body["isSupervisor"]?.boolean == true
        var user = User(
            id: UserID(self.signIn.newID()),
            domain: pool.id,
            login: login,
            extension: nil,
            shownName: "",
            role: isSupervisor ? .poolSupervisor : .subgroupAdministrator,
            administration: PoolRights()
        )
        try PoolAdministratorBody.apply(request.body, to: &user, in: configuration)
        let letter = try self.letter(to: user, request)
        user.credentials = try await self.signIn.credentials(of: user, password: request.body["password"]?.text ?? "")
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putUser(user)], by: author)
        letter?()
        return self.stored(user)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.find(request)
        try request.requireVersion(of: former)
        var user = former
        try PoolAdministratorBody.apply(request.body, to: &user, in: self.configuration.current)
        let caller = try request.requireCaller()
        let password = request.body["password"]?.text
        if user.id == caller.user.id {
            guard !user.isBlocked else { throw APIError(.conflict, "One cannot block oneself.", field: "isBlocked") }
            // Whoever finds a signed-in browser, or a token, must not be able to keep the account.
            guard password == nil, user.email == former.email else {
                throw APIError(.notAllowed, "One's own address and password are changed at /me, with the password.")
            }
        }
        let letter = try self.letter(to: user, request)
        if let password {
            user.credentials = try await self.signIn.credentials(of: user, password: password)
        }
        guard user != former else { return self.stored(user) }
        _ = try await self.configuration.apply([.putUser(user)], by: caller.author(from: request.source))
        if user.isBlocked || password != nil { try await self.signIn.endAll(of: user.id) }
        letter?()
        return self.stored(user)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let user = try self.find(request)
        try request.requireVersion(of: user)
        let caller = try request.requireCaller()
        guard user.id != caller.user.id else { throw APIError(.conflict, "One cannot remove oneself.") }
        _ = try await self.configuration.apply([.removeUser(user.id)], by: caller.author(from: request.source))
        try await self.signIn.endAll(of: user.id)
        return .nothing
    }

    @Sendable
    private func removeSecondFactor(_ request: APIRequest) async throws -> APIAnswer {
        let user = try self.find(request)
        let caller = try request.requireCaller()
        guard user.id != caller.user.id else {
            throw APIError(.notAllowed, "One's own is switched off at /me/second-factor/removal, with the password.")
        }
        let author = caller.author(from: request.source)
        let passkeys = try await self.factors.passkeys.all(of: user.id)
        // Who has passkeys only is asked for one all the same.
        let hasApp = try await self.factors.state(of: user.id).since != nil
        if hasApp || passkeys.isEmpty {
            try await self.factors.switchOff(user.id)
            _ = try await self.configuration.apply([.removeSecondFactor(user.id)], by: author)
        }
        for passkey in passkeys {
            try await self.factors.passkeys.remove(passkey)
            _ = try await self.configuration.apply([.removeNote(HistoryNote(passkey, of: user))], by: author)
        }
        return .nothing
    }

    /// What mails the credentials once they are stored; `nil` when that is not wished.
    /// - Throws: ``APIError`` with `conflict` when it cannot be: better before anything has changed.
    private func letter(to user: User, _ request: APIRequest) throws -> (() -> Void)? {
        guard request.body["sendCredentials"]?.boolean == true else { return nil }
        guard let post else {
            throw APIError(.conflict, "This server sends no mail.", field: "sendCredentials")
        }
        guard let password = request.body["password"]?.text else {
            throw APIError(.conflict, "A password that is known to nobody cannot be sent.", field: "password")
        }
        guard let address = user.email else {
            throw APIError(.conflict, "This administrator has no e-mail address.", field: "email")
        }
        let language = self.configuration.current.tenants[user.domain]?.domain.language ?? .russian
        let letter = AccountLetter.credentials(
            login: user.login,
            domain: user.domain,
            password: password,
            extension: nil
        )
        return { post.send(letter, to: address, in: language) }
    }

    private func stored(_ user: User) -> APIAnswer {
        let configuration = self.configuration.current
        let stored = configuration.user(user.id) ?? user
        return .versioned(PoolAdministratorBody.json(stored, in: configuration), stored.version)
    }
}

/// An administrator of a pool on the wire.
enum PoolAdministratorBody {
    private static let subgroups = Schema.list(Common.id, atMost: PoolRules.memberLimit)

    private static let settings: [SchemaField] = [
        .maybe("phone", .optional(Common.number)), .maybe("isBlocked", .boolean),
        .maybe("subgroups", Self.subgroups, note: "Whose domains a sub-group administrator manages."),
        .maybe("sendCredentials", .boolean, note: "Mails them, with the password that the body gives."),
    ]

    static let requestSchema = Schema.named(
        "NewPoolAdministrator",
        .object(
            [
                SchemaField("login", Common.login), SchemaField("shownName", Common.line(1...100)),
                SchemaField("email", Common.email), SchemaField("password", Common.newPassword),
                .maybe("isSupervisor", .boolean, note: "Manages the whole pool; never changes. Default: false."),
            ] + Self.settings
        )
    )

    static let changeSchema = Schema.named(
        "PoolAdministratorChange",
        .object(
            [
                .maybe("shownName", Common.line(1...100)), .maybe("email", Common.email),
                .maybe("password", Common.newPassword),
            ] + Self.settings
        )
    )

    static let schema = Schema.named(
        "PoolAdministrator",
        .object([
            SchemaField("id", Common.id), SchemaField("login", Common.login), SchemaField("shownName", .text(0...100)),
            SchemaField("email", .optional(.text(0...254))), SchemaField("phone", .optional(Common.number)),
            SchemaField("isSupervisor", .boolean), SchemaField("isBlocked", .boolean),
            SchemaField("subgroups", Self.subgroups), SchemaField("version", Common.version),
        ])
    )

    static func json(_ user: User, in configuration: Configuration) -> JSONValue {
        // Those that are gone are permitted no more.
        let subgroups = (user.administration?.subgroups ?? []).sorted().filter { configuration.entries[$0] != nil }
        return [
            "id": .string(user.id.text), "login": .string(user.login), "shownName": .string(user.shownName),
            "email": .text(user.email), "phone": .text(user.administration?.phone?.text),
            "isSupervisor": .boolean(user.role == .poolSupervisor), "isBlocked": .boolean(user.isBlocked),
            "subgroups": .array(subgroups.map { .string($0.text) }), "version": .whole(user.version),
        ]
    }

    /// What the body does not name stays as it is.
    /// - Throws: ``APIError/Code/notFound`` when a sub-group is none of the pool.
    static func apply(_ body: JSONValue, to user: inout User, in configuration: Configuration) throws {
        var rights = user.administration ?? PoolRights()
        if let name = body["shownName"]?.text { user.shownName = name }
        if let email = body["email"]?.text { user.email = email }
        if let isBlocked = body["isBlocked"]?.boolean { user.isBlocked = isBlocked }
        if let phone = body["phone"] { rights.phone = phone.text.flatMap { DialString($0) } }
        if let subgroups = body["subgroups"]?.elements {
            let ids = Set(subgroups.compactMap { $0.text.map { EntryID($0) } })
            for id in ids where configuration.entries[id]?.domain != user.domain {
                throw APIError.notFound("sub-group", field: "subgroups")
            }
            rights.subgroups = ids
        }
        user.administration = rights
    }
}
