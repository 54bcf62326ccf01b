import Hummingbird
import Kernel
import Model

/// What callers hear: music on hold, a greeting before it rings, music while it rings (CAL-05, CAL-10). A domain's for
/// its administrators, a user's own for the user, too.
struct SoundRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let voice: any VoiceControl

    private static let tag = "Sounds"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/domains/{domain}/sounds",
                "getSounds",
                "The music on hold, and what callers hear of users who have chosen nothing",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .json(.ok, SoundBody.domainSchema)
            ) { self.answer(try self.domain($0)) },
            Endpoint(
                .patch,
                "/domains/{domain}/sounds",
                "changeSounds",
                "Changes what is named in the body; null: the usual",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .version,
                body: SoundBody.domainChangeSchema,
                success: .json(.ok, SoundBody.domainSchema),
                refusals: [.conflict],
                handle: self.changeDomain
            ),
            Endpoint(
                .get,
                "/users/{user}/sounds",
                "getUserSounds",
                "What callers of a user hear before and while it rings",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, SoundBody.userSchema)
            ) { self.answer(try self.user($0)) },
            Endpoint(
                .patch,
                "/users/{user}/sounds",
                "changeUserSounds",
                "Changes what is named in the body; null: as the domain says",
                tag: Self.tag,
                access: .role(.user),
                guarding: .version,
                body: SoundBody.userChangeSchema,
                success: .json(.ok, SoundBody.userSchema),
                refusals: [.conflict],
                handle: self.changeUser
            ),
            Endpoint(
                .get,
                "/melodies/{melody}/sound",
                "getMelodySound",
                "A built-in melody: `calm`, `waltz` or `bright`",
                tag: Self.tag,
                access: .role(.user),
                success: .file(["audio/wav"])
            ) { request in
                guard let melody = BuiltInMelody(rawValue: request.id("melody")),
                    let sound = try await self.voice.sound(of: melody)
                else { throw APIError.notFound("melody") }
                return APIAnswer(FileAnswer(sound, "\(melody.rawValue).wav", request))
            },
        ]
    }

    private func domain(_ request: APIRequest) throws -> Domain {
        try request.managedTenant(in: self.configuration.current).domain
    }

    private func user(_ request: APIRequest) throws -> User {
        guard let user = self.configuration.current.user(UserID(request.id("user"))),
            try request.requireCaller().maySee(user.domain, users: [user.id])
        else { throw APIError.notFound("user") }
        return user
    }

    private func answer(_ domain: Domain) -> APIAnswer {
        let stored = self.configuration.current.tenants[domain.id]?.domain ?? domain
        return .versioned(SoundBody.json(stored), stored.version)
    }

    private func answer(_ user: User) -> APIAnswer {
        let configuration = self.configuration.current
        let stored = configuration.user(user.id) ?? user
        return .versioned(SoundBody.json(stored, of: configuration.tenants[stored.domain]?.domain), stored.version)
    }

    @Sendable
    private func changeDomain(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.domain(request)
        try request.requireVersion(of: former)
        var domain = former
        try await self.apply(request.body, to: &domain.calling.sounds, of: domain.id, user: nil)
        if domain != former {
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply([.putDomain(domain)], by: author)
        }
        return self.answer(domain)
    }

    @Sendable
    private func changeUser(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.user(request)
        try request.requireVersion(of: former)
        var user = former
        try await self.apply(request.body, to: &user.calling.sounds, of: user.domain, user: user.id)
        if user != former {
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply([.putUser(user)], by: author)
        }
        return self.answer(user)
    }

    /// What the body does not name stays as it is.
    private func apply(_ body: JSONValue, to sounds: inout CallSounds, of domain: DomainID, user: UserID?) async throws
    {
        if let chosen = body["hold"] { sounds.hold = try await self.choice(chosen, "hold", domain, user) }
        if let chosen = body["greeting"] { sounds.greeting = try await self.choice(chosen, "greeting", domain, user) }
        if let chosen = body["ringBack"] { sounds.ringBack = try await self.choice(chosen, "ringBack", domain, user) }
    }

    private func choice(
        _ body: JSONValue,
        _ field: String,
        _ domain: DomainID,
        _ user: UserID?
    ) async throws -> SoundChoice? {
        if case .null = body { return nil }
        let melody = body["melody"]?.text.flatMap { BuiltInMelody(rawValue: $0) }
        guard let id = body["prompt"]?.text else { return melody.map { .melody($0) } ?? SoundChoice.none }
        guard melody == nil else {
            throw APIError(.conflict, "Choose a melody or a sound of your own, not both.", field: field)
        }
        // A domain's choice is heard by everybody, so it is none that somebody may delete for themselves.
        guard let prompt = try await self.voice.prompt(PromptID(id)), prompt.domain == domain,
            prompt.owner == nil || prompt.owner == user
        else { throw APIError.notFound("prompt", field: field) }
        return .prompt(prompt.id)
    }
}

/// Chosen sounds on the wire.
enum SoundBody {
    private static let melody = Schema.choice(BuiltInMelody.allCases.map(\.rawValue))
    private static let prompt = SchemaField.maybe("prompt", Common.id, note: "A sound of one's own.")

    private static let music = Schema.named(
        "Music",
        .object([.maybe("melody", Self.melody, note: "A built-in melody."), Self.prompt])
    )
    private static let greeting = Schema.named("Greeting", .object([Self.prompt]))

    private static let holdNote = "While one waits; null: the usual melody, {}: silence (CAL-05)."
    private static let greetingNote = "Before it rings; null: as the domain says, {}: none (CAL-10)."
    private static let ringBackNote = "While it rings; null: as the domain says, {}: tones (CAL-10)."

    static let domainChangeSchema = Schema.named(
        "SoundsChange",
        .object([
            .maybe("hold", .optional(Self.music), note: Self.holdNote),
            .maybe("greeting", .optional(Self.greeting), note: Self.greetingNote),
            .maybe("ringBack", .optional(Self.music), note: Self.ringBackNote),
        ])
    )

    static let userChangeSchema = Schema.named(
        "UserSoundsChange",
        .object([
            .maybe("greeting", .optional(Self.greeting), note: Self.greetingNote),
            .maybe("ringBack", .optional(Self.music), note: Self.ringBackNote),
        ])
    )

    static let domainSchema = Schema.named(
        "Sounds",
        .object([
            SchemaField("hold", .optional(Self.music), note: Self.holdNote),
            SchemaField("greeting", .optional(Self.greeting), note: Self.greetingNote),
            SchemaField("ringBack", .optional(Self.music), note: Self.ringBackNote),
            SchemaField("version", Common.version),
        ])
    )

    static let userSchema = Schema.named(
        "UserSounds",
        .object([
            SchemaField("greeting", .optional(Self.greeting), note: Self.greetingNote),
            SchemaField("ringBack", .optional(Self.music), note: Self.ringBackNote),
            SchemaField(
                "isGreeted",
                .boolean,
                note: "Callers hear a greeting: the user's own choice, else the domain's (FWD-03)."
            ),
            SchemaField("version", Common.version),
        ])
    )

    static func json(_ domain: Domain) -> JSONValue {
        [
            "hold": Self.json(domain.calling.sounds.hold), "greeting": Self.json(domain.calling.sounds.greeting),
            "ringBack": Self.json(domain.calling.sounds.ringBack), "version": .whole(domain.version),
        ]
    }

    static func json(_ user: User, of domain: Domain?) -> JSONValue {
        let greeting = user.calling.sounds.greeting ?? domain?.calling.sounds.greeting
        return [
            "greeting": Self.json(user.calling.sounds.greeting), "ringBack": Self.json(user.calling.sounds.ringBack),
            "isGreeted": .boolean(greeting?.prompt != nil),
            "version": .whole(user.version),
        ]
    }

    private static func json(_ choice: SoundChoice?) -> JSONValue {
        switch choice {
        case nil: .null
        case SoundChoice.none?: .object([])
        case .melody(let melody)?: ["melody": .string(melody.rawValue)]
        case .prompt(let id)?: ["prompt": .string(id.text)]
        }
    }
}
