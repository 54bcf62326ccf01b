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
                let home = caller.principal == nil ? nil : caller.home
                return .versioned(
                    ProfileBody.json(
                        caller.user,
                        caller.domain,
                        actingFor: home,
                        in: self.configuration.current
                    ),
                    caller.user.version
                )
            },
            Endpoint(
                .patch,
                "/me",
                "changeProfile",
                "Changes one's own profile; another e-mail address takes the password",
                tag: Self.tag,
                access: .role(.user),
                guarding: .version,
                body: ProfileBody.changeSchema,
                success: .json(.ok, ProfileBody.schema),
                refusals: [.slowDown, .unavailable],
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
        try request.requireVersion(of: caller.user)
        var user = caller.user
        if let name = request.body["shownName"]?.text { user.shownName = name }
        if let language = request.body["language"] {
            user.language = language.text.flatMap { SpokenLanguage(rawValue: $0) }
        }
        if let email = request.body["email"], email.text != user.email {
            // Links for a new password go there: a browser that somebody left open must not be enough.
            _ = try await self.signIn.callerWithPassword(request)
            user.email = email.text
        }
        if let doNotDisturb = request.body["doNotDisturb"]?.boolean { user.doNotDisturb = doNotDisturb }
        if let seconds = request.body["ringTimeSeconds"]?.whole { user.forwarding.own.seconds = seconds }
        if let phone = request.body["phone"] {
            guard user.role.isOfPool else {
                throw APIError(.conflict, "Only administrators of pools keep a phone number here.", field: "phone")
            }
            user.administration = user.administration ?? PoolRights()
            user.administration?.phone = phone.text.flatMap { DialString($0) }
        }
        if user != caller.user {
            _ = try await self.configuration.apply([.putUser(user)], by: caller.author(from: request.source))
        }
        let stored = self.configuration.current.user(user.id) ?? user
        return .versioned(ProfileBody.json(stored, caller.domain, in: self.configuration.current), stored.version)
    }

    @Sendable
    private func changePassword(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try await self.signIn.callerWithPassword(request)
        var user = caller.user
        user.credentials = try await self.signIn.credentials(
            of: user,
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
    private static let language = Schema.choice(SpokenLanguage.allCases.map(\.rawValue))

    static let schema = Schema.named(
        "Profile",
        .object([
            SchemaField("id", Common.id), SchemaField("login", Common.login), SchemaField("domain", Common.home),
            SchemaField("domainShownName", .text(0...100)), SchemaField("extension", .optional(Common.extension)),
            SchemaField("shownName", .text(0...100)), SchemaField("position", .text(0...100)),
            SchemaField("email", .optional(.text(0...254))),
            SchemaField(
                "language",
                .optional(Self.language),
                note: "Of the cabinet; null: none was chosen yet (AUTH-08)."
            ),
            SchemaField("timeZone", .text(1...64), note: "Of the domain: what the cabinet's times are shown in."),
            SchemaField("role", Common.role), SchemaField("doNotDisturb", .boolean),
            SchemaField("ringTimeSeconds", Common.ringTime), SchemaField("callerID", .optional(Common.number)),
            SchemaField(
                "shownNumber",
                .optional(Common.number),
                note: "Shown to those whom one calls outside: one's own, else the domain's (ME-01)."
            ),
            SchemaField("recordsCalls", .boolean), SchemaField("controlsRecording", .boolean),
            SchemaField("isOperator", .boolean, note: "Of the contact centre (ME-01)."),
            SchemaField(
                "outgoing",
                CallingBody.limit,
                note: "Where one may call: by one's own limit, else the domain's."
            ),
            SchemaField("phone", .optional(Common.number), note: "Of administrators of pools (TEN-11)."),
            SchemaField(
                "actingFor",
                .optional(Common.home),
                note: "Where the one who acts signed in, when this is another domain's cabinet (TEN-09)."
            ),
            SchemaField("version", Common.version),
        ])
    )

    static let changeSchema = Schema.named(
        "ProfileChange",
        .object([
            .maybe("shownName", Common.line(0...100)), .maybe("email", .optional(Common.email)),
            .maybe("language", .optional(Self.language)),
            .maybe("doNotDisturb", .boolean), .maybe("ringTimeSeconds", Common.ringTime),
            .maybe("phone", .optional(Common.number), note: "Of administrators of pools."),
            .maybe(
                "currentPassword",
                .text(1...128, isSecret: true),
                note: "For another e-mail address: links for a new password go there."
            ),
        ])
    )

    static let passwordSchema = Schema.named(
        "PasswordChange",
        .object([
            SchemaField("currentPassword", .text(1...128, isSecret: true)),
            SchemaField("newPassword", Common.newPassword),
        ])
    )

    /// - Parameter home: where the one who acts signed in, when that is elsewhere.
    static func json(
        _ user: User,
        _ domain: Domain,
        actingFor home: DomainID? = nil,
        in configuration: Configuration
    ) -> JSONValue {
        [
            "id": .string(user.id.text), "login": .string(user.login), "domain": .string(user.domain.text),
            "domainShownName": .string(domain.shownName), "extension": .text(user.extension),
            "shownName": .string(user.shownName), "position": .string(user.position),
            "email": .text(user.email), "language": .text(user.language?.rawValue),
            "timeZone": .string(domain.timeZone), "role": .string(user.role.rawValue),
            "doNotDisturb": .boolean(user.doNotDisturb), "ringTimeSeconds": .whole(user.forwarding.own.seconds),
            "callerID": .text(user.callerID?.text),
            "shownNumber": .text((configuration.ownNumber(of: user) ?? domain.callerID)?.text),
            "recordsCalls": .boolean(user.recordsCalls),
            "controlsRecording": .boolean(user.controlsRecording), "isOperator": .boolean(user.isOperator),
            "outgoing": .string((user.calling.outgoing ?? domain.calling.outgoing ?? .none).rawValue),
            "phone": .text(user.administration?.phone?.text), "actingFor": .text(home?.text),
            "version": .whole(user.version),
        ]
    }
}
