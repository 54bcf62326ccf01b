import Hummingbird
import Kernel
import Model

/// The second factor of the person who is signed in, and of the people one administers (AUTH-07).
struct SecondFactorRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn
    let factors: SecondFactors

    private static let tag = "Second factor"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/me/second-factor",
                "getSecondFactor",
                "Whether signing in takes a code",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, SecondFactorBody.schema)
            ) { try await self.state(of: $0.requireCaller().user.id) },
            Endpoint(
                .post,
                "/me/second-factor",
                "beginSecondFactor",
                "Makes a secret for one's app; nothing is asked for before a code confirms it",
                tag: Self.tag,
                access: .role(.user),
                body: SecondFactorBody.passwordSchema,
                success: .json(.created, SecondFactorBody.secretSchema),
                refusals: [.conflict, .slowDown, .unavailable],
                handle: self.begin
            ),
            Endpoint(
                .post,
                "/me/second-factor/confirmation",
                "confirmSecondFactor",
                "Switches it on by a code of the app; answers recovery codes, this once",
                tag: Self.tag,
                access: .role(.user),
                body: SecondFactorBody.codeSchema,
                success: .json(.ok, SecondFactorBody.recoveryCodesSchema),
                refusals: [.conflict],
                handle: self.confirm
            ),
            Endpoint(
                .post,
                "/me/second-factor/removal",
                "switchOffSecondFactor",
                "Switches one's own off",
                tag: Self.tag,
                access: .role(.user),
                body: SecondFactorBody.passwordSchema,
                success: .noContent,
                refusals: [.notFound, .slowDown, .unavailable],
                handle: self.switchOff
            ),
            Endpoint(
                .get,
                "/users/{user}/second-factor",
                "getUserSecondFactor",
                "Whether signing in takes a code from a user",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .json(.ok, SecondFactorBody.schema)
            ) { try await self.state(of: self.find($0).id) },
            Endpoint(
                .delete,
                "/users/{user}/second-factor",
                "removeUserSecondFactor",
                "Switches a user's off, when the phone with the app is lost",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .noContent,
                handle: self.remove
            ),
        ]
    }

    private func state(of user: UserID) async throws -> APIAnswer {
        let state = try await self.factors.state(of: user)
        return APIAnswer(SecondFactorBody.json(since: state.since, recoveryCodes: state.recoveryCodes))
    }

    private func find(_ request: APIRequest) throws -> User {
        guard let user = self.configuration.current.user(UserID(request.id("user"))),
            try request.requireCaller().mayManage(user.domain)
        else { throw APIError.notFound("user") }
        return user
    }

    @Sendable
    private func begin(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try await self.signIn.callerWithPassword(request)
        let secret = try await self.factors.begin(for: caller.user.id)
        return APIAnswer([
            "secret": .string(OneTimeCode.base32(secret)),
            "uri": .string(OneTimeCode.uri(secret, account: caller.name)),
        ])
    }

    @Sendable
    private func confirm(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let codes = try await self.factors.confirm(request.body["code"]?.text ?? "", of: caller.user.id)
        // Whoever got in before without a code has to give one now.
        try await self.signIn.endEverythingElse(than: caller.session)
        let author = caller.author(from: request.source)
        _ = try await self.configuration.apply([.putSecondFactor(caller.user.id)], by: author)
        return APIAnswer(["recoveryCodes": .array(codes.map { .string($0) })])
    }

    @Sendable
    private func switchOff(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try await self.signIn.callerWithPassword(request)
        return try await self.switchOff(caller.user.id, by: caller, request)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let user = try self.find(request)
        // Whoever finds a signed-in browser must not be able to do without the phone from then on.
        guard user.id != caller.user.id else {
            throw APIError(.notAllowed, "One's own is switched off at /me/second-factor/removal, with the password.")
        }
        return try await self.switchOff(user.id, by: caller, request)
    }

    private func switchOff(_ user: UserID, by caller: Caller, _ request: APIRequest) async throws -> APIAnswer {
        try await self.factors.switchOff(user)
        let author = caller.author(from: request.source)
        _ = try await self.configuration.apply([.removeSecondFactor(user)], by: author)
        return .nothing
    }
}

/// A second factor on the wire. Its secret is in one answer only: the one that makes it.
enum SecondFactorBody {
    static let schema = Schema.named(
        "SecondFactor",
        .object([
            SchemaField("isOn", .boolean), SchemaField("since", .optional(.timestamp)),
            SchemaField("recoveryCodes", .integer(0...100), note: "How many are left."),
        ])
    )

    static let secretSchema = Schema.named(
        "NewSecondFactor",
        .object([
            SchemaField("secret", .text(1...100), note: "In base 32, to be typed into an app. Shown this once."),
            SchemaField("uri", .text(1...1_000), note: "The same as an otpauth: URI, for a QR code."),
        ])
    )

    static let recoveryCodesSchema = Schema.named(
        "RecoveryCodes",
        .object([
            SchemaField(
                "recoveryCodes",
                .list(.text(1...20), atMost: SecondFactors.recoveryCodeCount),
                note: "Each signs in once instead of a code of the app. Shown this once."
            )
        ])
    )

    static let passwordSchema = Schema.named(
        "OwnPassword",
        .object([SchemaField("currentPassword", .text(1...128, isSecret: true))])
    )

    static let codeSchema = Schema.named(
        "OneTimeCode",
        .object([
            SchemaField(
                "code",
                .text(
                    OneTimeCode.digits...OneTimeCode.digits,
                    pattern: TextPattern("[0-9]{6}"),
                    complaint: "A code is 6 digits.",
                    example: "492039"
                )
            )
        ])
    )

    /// A code of the app or a recovery code, with the spaces and hyphens that people type.
    static let signInCode = Schema.text(
        6...20,
        pattern: TextPattern("[0-9A-Za-z -]{6,20}"),
        complaint: "A code is 6 digits; a recovery code is 10 letters and digits.",
        example: "492039"
    )

    static func json(since: Timestamp?, recoveryCodes: Int) -> JSONValue {
        [
            "isOn": .boolean(since != nil), "since": .text(since.map { "\($0)" }),
            "recoveryCodes": .whole(recoveryCodes),
        ]
    }
}
