import Hummingbird
import Kernel
import Model

/// The profile of the person who is signed in (TEN-11).
struct ProfileRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn

    private static let tag = "Profile"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/me",
                "getProfile",
                "Who is signed in",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, ProfileBody.schema)
            ) { request in
                let caller = try request.requireCaller()
                return .versioned(ProfileBody.json(caller.user, caller.domain), caller.user.version)
            },
            Endpoint(
                .patch,
                "/me",
                "changeProfile",
                "Changes one's own profile",
                tag: Self.tag,
                access: .role(.user),
                guarding: .version,
                body: ProfileBody.changeSchema,
                success: .json(.ok, ProfileBody.schema),
                handle: self.change
            ),
            Endpoint(
                .put,
                "/me/password",
                "changePassword",
                "Sets one's own password; all other sessions end",
                tag: Self.tag,
                access: .role(.user),
                body: ProfileBody.passwordSchema,
                success: .noContent,
                refusals: [.notAllowed, .slowDown, .conflict, .unavailable],
                handle: self.changePassword
            ),
        ]
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        try request.requireVersion(caller.user.version)
        var user = caller.user
        if let name = request.body["shownName"]?.text { user.shownName = name }
        if let email = request.body["email"] { user.email = email.text }
        if let doNotDisturb = request.body["doNotDisturb"]?.boolean { user.doNotDisturb = doNotDisturb }
        if let seconds = request.body["ringTimeSeconds"]?.whole { user.ringTimeSeconds = seconds }
        if user != caller.user {
            _ = try await self.configuration.apply([.putUser(user)], by: caller.author(from: request.source))
        }
        let stored = self.configuration.current.user(user.id) ?? user
        return .versioned(ProfileBody.json(stored, caller.domain), stored.version)
    }

    @Sendable
    private func changePassword(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let current = request.body["currentPassword"]?.text ?? ""
        guard try await self.signIn.check(password: current, of: caller, from: request.source) else {
            throw APIError(.notAllowed, "The current password is wrong.", field: "currentPassword")
        }
        var user = caller.user
        user.credentials = try await self.signIn.credentials(
            login: user.login,
            domain: user.domain,
            password: request.body["newPassword"]?.text ?? ""
        )
        _ = try await self.configuration.apply([.putUser(user)], by: caller.author(from: request.source))
        try await self.signIn.endAll(of: user.id)
        guard caller.proof == .cookie else { return .nothing }
        let lifetime = self.signIn.sessionLifetime
        let label = caller.session.label
        let (secret, _) = try await self.signIn.begin(.browser, for: user.id, label: label, lifetime: lifetime)
        let cookie = SessionCookie.set(secret, lifetime: lifetime, isSecure: request.isSecure)
        return APIAnswer(headers: [.setCookie: cookie])
    }
}

/// One's own profile on the wire.
enum ProfileBody {
    static let schema = Schema.named(
        "Profile",
        .object([
            SchemaField("id", Common.id), SchemaField("login", Common.login), SchemaField("domain", Common.domain),
            SchemaField("domainShownName", .text(0...100)), SchemaField("extension", .optional(Common.extension)),
            SchemaField("shownName", .text(0...100)), SchemaField("email", .optional(.text(0...254))),
            SchemaField("role", Common.role), SchemaField("doNotDisturb", .boolean),
            SchemaField("ringTimeSeconds", Common.ringTime), SchemaField("callerID", .optional(Common.number)),
            SchemaField("version", Common.version),
        ])
    )

    static let changeSchema = Schema.named(
        "ProfileChange",
        .object([
            .maybe("shownName", Common.line(0...100)), .maybe("email", .optional(Common.email)),
            .maybe("doNotDisturb", .boolean), .maybe("ringTimeSeconds", Common.ringTime),
        ])
    )

    static let passwordSchema = Schema.named(
        "PasswordChange",
        .object([
            SchemaField("currentPassword", .text(1...128, isSecret: true)),
            SchemaField("newPassword", Common.newPassword),
        ])
    )

    static func json(_ user: User, _ domain: Domain) -> JSONValue {
        [
            "id": .string(user.id.text), "login": .string(user.login), "domain": .string(user.domain.text),
            "domainShownName": .string(domain.shownName), "extension": .text(user.extension),
            "shownName": .string(user.shownName), "email": .text(user.email), "role": .string(user.role.rawValue),
            "doNotDisturb": .boolean(user.doNotDisturb), "ringTimeSeconds": .whole(user.ringTimeSeconds),
            "callerID": .text(user.callerID?.text), "version": .whole(user.version),
        ]
    }
}
