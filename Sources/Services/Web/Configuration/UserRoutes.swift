import Hummingbird
import Kernel
import Model

/// The people of a domain (USR-01), for its administrators.
struct UserRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let live: LiveState
    let signIn: SignIn

    private static let tag = "Users"
    private static let access = Endpoint.Access.role(.domainAdministrator)

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/users",
                "listUsers",
                "The users by domain and login",
                tag: Self.tag,
                access: Self.access,
                query: [Common.domainParameter, Common.search("Part of the login, name, e-mail or extension.")]
                    + Paging.parameters,
                success: .json(.ok, Paging.schema(UserBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .post,
                "/users",
                "addUser",
                "Makes a user",
                tag: Self.tag,
                access: Self.access,
                query: [Common.targetDomain],
                guarding: .repeats,
                body: UserBody.requestSchema,
                success: .json(.created, UserBody.schema),
                refusals: [.taken, .conflict, .unavailable],
                handle: self.add
            ),
            Endpoint(
                .get,
                "/users/{user}",
                "getUser",
                "One user",
                tag: Self.tag,
                access: Self.access,
                success: .json(.ok, UserBody.schema)
            ) { self.stored(try self.find($0)) },
            Endpoint(
                .patch,
                "/users/{user}",
                "changeUser",
                "Changes what is named in the body",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                body: UserBody.changeSchema,
                success: .json(.ok, UserBody.schema),
                refusals: [.taken],
                handle: self.change
            ),
            Endpoint(
                .delete,
                "/users/{user}",
                "removeUser",
                "Removes a user",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                success: .noContent,
                handle: self.remove
            ),
            Endpoint(
                .put,
                "/users/{user}/password",
                "setPassword",
                "Sets a user's password; all their sessions end",
                tag: Self.tag,
                access: Self.access,
                body: UserBody.passwordSchema,
                success: .noContent,
                refusals: [.conflict, .unavailable],
                handle: self.setPassword
            ),
        ]
    }

    private func find(_ request: APIRequest) throws -> User {
        guard let user = self.configuration.current.user(UserID(request.id("user"))),
            try request.requireCaller().mayManage(user.domain)
        else { throw APIError.notFound("user") }
        return user
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let domain = try request.listedDomain(in: configuration)
        let search = request.search?.lowercased()
        let tenants =
            domain.map { id in configuration.tenants[id].map { [$0] } ?? [] }
            ?? Array(configuration.tenants.values)
        let users = tenants.flatMap(\.users.values).filter { user in
            guard let search else { return true }
            return user.login.contains(search) || user.shownName.lowercased().contains(search)
                || user.extension?.hasPrefix(search) == true || user.email?.lowercased().contains(search) == true
        }
        return try Paging.answer(
            request,
            rows: users,
            key: { "\($0.domain)\u{1}\($0.login)" },
            json: { UserBody.json($0, registrations: self.live.registrations(of: $0.id).count) }
        )
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let domain = try request.targetDomain(in: configuration)
        let caller = try request.requireCaller()
        guard caller.mayManage(domain) else { throw APIError.notFound("domain", field: "domain") }
        let login = request.body["login"]?.text ?? ""
        guard configuration.tenants[domain]?.user(login: login) == nil else {
            throw APIError(.taken, "This login is taken.", field: "login")
        }
        var user = User(
            id: UserID(self.signIn.newID()),
            domain: domain,
            login: login,
            extension: nil,
            shownName: "",
            role: domain == Domain.system ? .systemAdministrator : .user
        )
        UserBody.apply(request.body, to: &user)
        try Self.check(user, in: configuration)
        user.credentials = try await self.credentials(user, request)
        _ = try await self.configuration.apply([.putUser(user)], by: caller.author(from: request.source))
        return self.stored(user)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.find(request)
        try request.requireVersion(former.version)
        var user = former
        UserBody.apply(request.body, to: &user)
        guard user != former else { return self.stored(user) }
        let caller = try request.requireCaller()
        guard user.id != caller.user.id || (!user.isBlocked && user.role == former.role) else {
            throw APIError(.conflict, "One cannot block oneself or change one's own role.")
        }
        try Self.check(user, in: self.configuration.current)
        _ = try await self.configuration.apply([.putUser(user)], by: caller.author(from: request.source))
        if user.isBlocked { try await self.signIn.endAll(of: user.id) }
        return self.stored(user)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let user = try self.find(request)
        try request.requireVersion(user.version)
        let caller = try request.requireCaller()
        guard user.id != caller.user.id else { throw APIError(.conflict, "One cannot remove oneself.") }
        if let line = self.configuration.current.lines.values.first(where: { $0.user == user.id }) {
            throw APIError(.conflict, "The line \(line.number) rings this user. Please give it to another first.")
        }
        _ = try await self.configuration.apply([.removeUser(user.id)], by: caller.author(from: request.source))
        try await self.signIn.endAll(of: user.id)
        return .nothing
    }

    @Sendable
    private func setPassword(_ request: APIRequest) async throws -> APIAnswer {
        var user = try self.find(request)
        // Whoever finds a signed-in browser must not be able to keep it.
        guard try user.id != request.requireCaller().user.id else {
            throw APIError(.notAllowed, "One's own password is changed at /me/password, with the current one.")
        }
        user.credentials = try await self.credentials(user, request)
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putUser(user)], by: author)
        try await self.signIn.endAll(of: user.id)
        return .nothing
    }

    /// The reserved domain has no phones, so its people have no secrets for them.
    private func credentials(_ user: User, _ request: APIRequest) async throws -> User.Credentials {
        let password = request.body["password"]?.text ?? ""
        let derived = try await self.signIn.credentials(login: user.login, domain: user.domain, password: password)
        guard user.domain == Domain.system else { return derived }
        return User.Credentials(passwordHash: derived.passwordHash)
    }

    /// What a schema cannot say.
    private static func check(_ user: User, in configuration: Configuration) throws {
        guard (user.role == .systemAdministrator) == (user.domain == Domain.system) else {
            throw APIError(.notAllowed, "This role cannot be given in this domain.", field: "role")
        }
        guard let dialled = user.extension else { return }
        guard user.domain != Domain.system else {
            throw APIError(.conflict, "The domain of the system administrators has no phones.", field: "extension")
        }
        let holder = configuration.tenants[user.domain]?.user(extension: dialled)
        guard holder == nil || holder?.id == user.id else {
            throw APIError(.taken, "This extension is taken.", field: "extension")
        }
    }

    private func stored(_ user: User) -> APIAnswer {
        let stored = self.configuration.current.user(user.id) ?? user
        let registrations = self.live.registrations(of: user.id).count
        return .versioned(UserBody.json(stored, registrations: registrations), stored.version)
    }
}
