import Hummingbird
import Kernel
import Model

/// The people of a domain (USR-01), for its administrators.
struct UserRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let live: LiveState
    let signIn: SignIn
    /// `nil` without a mail server.
    let post: (any AccountPost)?
    private let index = UserIndex()

    init(configuration: any LiveConfiguration, live: LiveState, signIn: SignIn, post: (any AccountPost)?) {
        self.configuration = configuration
        self.live = live
        self.signIn = signIn
        self.post = post
    }

    private static let tag = "Users"
    private static let access = Endpoint.Access.role(.domainAdministrator)

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/users",
                "listUsers",
                "The users by domain and login, or as a tree of pickup groups",
                tag: Self.tag,
                access: Self.access,
                query: [
                    Common.domainParameter,
                    Common.search("Part of the login, name, e-mail, extension or a phone number."),
                    Parameter(
                        "order",
                        .choice(UserOrder.allCases.map(\.rawValue)),
                        note: "`pickup-group`: the groups by name with their users by name, then those in none."
                    ),
                    Parameter("hasExtension", .boolean, note: "true: those whom calls can be sent to (RTE-06)."),
                ] + Paging.parameters,
                success: .json(.ok, Paging.schema(UserBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .get,
                "/users/free-extension",
                "getFreeExtension",
                "The extension that the next user of a domain would get",
                tag: Self.tag,
                access: Self.access,
                query: [Common.targetDomain],
                success: .json(.ok, UserBody.freeExtensionSchema),
                handle: self.freeExtension
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
                refusals: [.notFound, .taken, .conflict, .limitReached, .unavailable],
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
                refusals: [.taken, .conflict, .limitReached],
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
        let order = request.query["order"]?.text.flatMap { UserOrder(rawValue: $0) } ?? .login
        let all = self.index.entries(of: domain, in: order, of: configuration)
        let reachable = request.query["hasExtension"]?.boolean == true ? UserIndex.reachable(in: all) : all
        let entries = request.search.map { UserIndex.found($0, in: reachable) } ?? reachable
        return try Paging.answer(request, sorted: entries, key: \.key) { entry in
            let user = configuration.user(entry.id)
            return user.map { UserBody.json($0, registrations: self.live.registrations(of: $0.id).count) } ?? .null
        }
    }

    @Sendable
    private func freeExtension(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let domain = try request.targetDomain(in: configuration)
        guard try request.requireCaller().mayManage(domain) else { throw APIError.notFound("domain", field: "domain") }
        var free = FreeExtensions(of: domain, in: configuration)
        // Administrators of the installation and of pools have no phones.
        return APIAnswer(["extension": .text(domain.isReserved ? nil : free.draw())])
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
        guard configuration.roomForUsers(in: domain) > 0 else {
            throw APIError(.limitReached, "The domain may have no more users.")
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
        try Self.settleNumber(of: &user, in: configuration)
        try Self.check(user, nil, in: configuration)
        _ = try GroupsOfNewUsers(of: user, request.body, in: configuration)
        let letter = try self.letter(to: user, request)
        user.credentials = try await self.signIn.credentials(of: user, password: request.body["password"]?.text ?? "")
        // That took a while: what somebody has changed of the groups meanwhile counts.
        let groups = try GroupsOfNewUsers(of: user, request.body, in: self.configuration.current)
        let changes = groups.entries(newID: self.signIn.newID).map { ConfigurationChange.putEntry($0) }
        _ = try await self.configuration.apply([.putUser(user)] + changes, by: caller.author(from: request.source))
        letter?()
        return self.stored(user)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.find(request)
        try request.requireVersion(of: former)
        var user = former
        UserBody.apply(request.body, to: &user)
        // What was stored before stays, also when it is no number of the domain any more: calls do not show it.
        if user.callerID != former.callerID { try Self.settleNumber(of: &user, in: self.configuration.current) }
        guard user != former else { return self.stored(user) }
        let caller = try request.requireCaller()
        guard user.id != caller.user.id || (!user.isBlocked && user.role == former.role) else {
            throw APIError(.conflict, "One cannot block oneself or change one's own role.")
        }
        // Links for a new password go there: whoever finds a signed-in browser, or a token, must not be able to move it.
        guard user.id != caller.user.id || user.email == former.email else {
            throw APIError(.notAllowed, "One's own address is changed at /me, with the password.", field: "email")
        }
        try Self.check(user, former, in: self.configuration.current)
        _ = try await self.configuration.apply([.putUser(user)], by: caller.author(from: request.source))
        if user.isBlocked { try await self.signIn.endAll(of: user.id) }
        return self.stored(user)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let user = try self.find(request)
        try request.requireVersion(of: user)
        let caller = try request.requireCaller()
        guard user.id != caller.user.id else { throw APIError(.conflict, "One cannot remove oneself.") }
        try UserRemoval.check(user, in: self.configuration.current)
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
        let letter = try self.letter(to: user, request)
        user.credentials = try await self.signIn.credentials(of: user, password: request.body["password"]?.text ?? "")
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putUser(user)], by: author)
        try await self.signIn.endAll(of: user.id)
        letter?()
        return .nothing
    }

    /// What mails the credentials once they are stored; `nil` when that is not wished.
    /// - Throws: ``APIError`` with `conflict` when it cannot be: better before anything has changed.
    private func letter(to user: User, _ request: APIRequest) throws -> (() -> Void)? {
        guard request.body["sendCredentials"]?.boolean == true else { return nil }
        guard let post else {
            throw APIError(.conflict, "This server sends no mail.", field: "sendCredentials")
        }
        guard let address = user.email else {
            throw APIError(.conflict, "This user has no e-mail address.", field: "email")
        }
        let language = self.configuration.current.tenants[user.domain]?.domain.language ?? .russian
        let letter = AccountLetter.credentials(
            login: user.login,
            domain: user.domain,
            password: request.body["password"]?.text ?? "",
            extension: user.extension
        )
        return { post.send(letter, to: address, in: language) }
    }

    /// The number shown outside, written as the line that it must be the number of (USR-04, USR-06).
    private static func settleNumber(of user: inout User, in configuration: Configuration) throws {
        guard let number = user.callerID else { return }
        guard let line = configuration.outgoingLine(number, of: user.domain) else {
            let sentence = "Only a number of the domain can be shown outside, and none that is free for callers."
            throw APIError(.conflict, sentence, field: "callerID")
        }
        user.callerID = line.number
    }

    /// What a schema cannot say.
    /// - Parameter former: what it was; `nil`: it is new.
    private static func check(_ user: User, _ former: User?, in configuration: Configuration) throws {
        guard (user.role == .systemAdministrator) == (user.domain == Domain.system) else {
            throw APIError(.notAllowed, "This role cannot be given in this domain.", field: "role")
        }
        if user.isOperator, former?.isOperator != true {
            try Self.requireRoomForOperator(in: user.domain, configuration)
        }
        guard let dialled = user.extension, dialled != former?.extension else { return }
        guard user.domain != Domain.system else {
            throw APIError(.conflict, "The domain of the system administrators has no phones.", field: "extension")
        }
        try FreeExtensions.require(dialled, in: user.domain, of: configuration, for: user.id)
    }

    /// TEN-03, USR-06.
    private static func requireRoomForOperator(in domain: DomainID, _ configuration: Configuration) throws {
        guard !domain.isReserved else {
            throw APIError(.notAllowed, "Operators belong to companies.", field: "isOperator")
        }
        guard configuration.roomForOperators(in: domain) > 0 else {
            throw APIError(
                .limitReached,
                "The domain may have no more operators; take the role from another user first.",
                field: "isOperator"
            )
        }
    }

    private func stored(_ user: User) -> APIAnswer {
        let stored = self.configuration.current.user(user.id) ?? user
        let registrations = self.live.registrations(of: user.id).count
        return .versioned(UserBody.json(stored, registrations: registrations), stored.version)
    }
}

extension User {
    /// What is known of the user's phones elsewhere, and what others see.
    var phoneNumbers: [String] {
        self.forwarding.others.map(\.dialled) + [self.callerID?.text].compactMap { $0 }
    }
}

/// What keeps a user from being removed (USR-05).
enum UserRemoval {
    /// - Throws: ``APIError/Code/conflict`` with the lines and the scenarios that lead to the user, and the groups that
    ///   would have nobody left.
    static func check(_ user: User, in configuration: Configuration) throws {
        let alone = configuration.groupsOfAlone(user.id, in: user.domain)
        let usages = configuration.usages(of: .user(user.id), in: user.domain).filter { usage in
            // Who leaves a group leaves others behind, or is its last.
            if case .group(let id, _) = usage { alone.contains(id) } else { true }
        }
        try UsageBody.requireNone(usages, of: "user")
    }
}
