import Hummingbird
import Kernel
import Model

/// The passkeys of the person who is signed in, and of the people one administers (BYD-22).
struct PasskeyRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn
    let passkeys: Passkeys

    private static let tag = "Passkeys"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/me/passkeys",
                "listPasskeys",
                "One's passkeys, the oldest first",
                tag: Self.tag,
                access: .role(.user),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(PasskeyBody.schema))
            ) { try await self.list(of: $0.requireCaller().user.id, $0) },
            Endpoint(
                .post,
                "/me/passkeys/question",
                "beginPasskey",
                "What the browser asks an authenticator to make a passkey",
                tag: Self.tag,
                access: .role(.user),
                body: SecondFactorBody.passwordSchema,
                success: .json(.created, PasskeyBody.makingSchema),
                refusals: [.conflict, .slowDown, .unavailable],
                handle: self.begin
            ),
            Endpoint(
                .post,
                "/me/passkeys",
                "addPasskey",
                "Keeps a passkey that an authenticator made; from now on signing in takes more than the password",
                tag: Self.tag,
                access: .role(.user),
                guarding: .repeats,
                body: PasskeyBody.newSchema,
                success: .json(.created, PasskeyBody.schema),
                refusals: [.conflict, .taken],
                handle: self.add
            ),
            Endpoint(
                .patch,
                "/me/passkeys/{passkey}",
                "renamePasskey",
                "Gives one's passkey another name",
                tag: Self.tag,
                access: .role(.user),
                body: PasskeyBody.nameSchema,
                success: .json(.ok, PasskeyBody.schema),
                handle: self.rename
            ),
            Endpoint(
                .post,
                "/me/passkeys/{passkey}/removal",
                "removePasskey",
                "Removes one's passkey",
                tag: Self.tag,
                access: .role(.user),
                body: SecondFactorBody.passwordSchema,
                success: .noContent,
                refusals: [.slowDown, .unavailable],
                handle: self.remove
            ),
            Endpoint(
                .get,
                "/users/{user}/passkeys",
                "listUserPasskeys",
                "The passkeys of a user",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(PasskeyBody.schema))
            ) { try await self.list(of: self.user($0).id, $0) },
            Endpoint(
                .delete,
                "/users/{user}/passkeys/{passkey}",
                "removeUserPasskey",
                "Removes a user's passkey, when the device is lost",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .noContent,
                handle: self.removeOfUser
            ),
        ]
    }

    private func list(of user: UserID, _ request: APIRequest) async throws -> APIAnswer {
        try ShortList.answer(request, try await self.passkeys.all(of: user).map { PasskeyBody.json($0) })
    }

    private func user(_ request: APIRequest) throws -> User {
        guard let user = self.configuration.current.user(UserID(request.id("user"))),
            try request.requireCaller().mayManage(user.domain)
        else { throw APIError.notFound("user") }
        return user
    }

    private func passkey(of user: UserID, _ request: APIRequest) async throws -> Passkey {
        let id = PasskeyID(request.id("passkey"))
        guard let passkey = try await self.passkeys.all(of: user).first(where: { $0.id == id }) else {
            throw APIError.notFound("passkey")
        }
        return passkey
    }

    @Sendable
    private func begin(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try await self.signIn.callerWithPassword(request)
        let party = try self.passkeys.requireParty()
        let known = try await self.passkeys.all(of: caller.user.id)
        let challenge = self.passkeys.challenge(for: .making(caller.user.id))
        return APIAnswer(PasskeyBody.making(caller.user, party, challenge: challenge, known: known))
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let passkey = try await self.passkeys.make(
            request.body["name"]?.text ?? "",
            clientData: request.body["clientData"]?.text.flatMap { Base64URL.decode($0) } ?? [],
            attestation: request.body["attestation"]?.text.flatMap { Base64URL.decode($0) } ?? [],
            for: caller.user.id
        )
        if try await self.passkeys.all(of: caller.user.id).count == 1 {
            // Whoever got in by the password alone has to give more now.
            try await self.signIn.endEverythingElse(than: caller.session)
        }
        try await self.configuration.note(.putNote(HistoryNote(passkey, of: caller.user)), by: request)
        return APIAnswer(PasskeyBody.json(passkey))
    }

    @Sendable
    private func rename(_ request: APIRequest) async throws -> APIAnswer {
        let user = try request.requireCaller().user
        let passkey = try await self.passkey(of: user.id, request)
        let renamed = try await self.passkeys.rename(passkey, to: request.body["name"]?.text ?? "")
        if renamed != passkey {
            try await self.configuration.note(.putNote(HistoryNote(renamed, of: user)), by: request)
        }
        return APIAnswer(PasskeyBody.json(renamed))
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let user = try request.requireCaller().user
        let passkey = try await self.passkey(of: user.id, request)
        _ = try await self.signIn.callerWithPassword(request)
        return try await self.remove(passkey, of: user, request)
    }

    @Sendable
    private func removeOfUser(_ request: APIRequest) async throws -> APIAnswer {
        let user = try self.user(request)
        let passkey = try await self.passkey(of: user.id, request)
        guard try user.id != request.requireCaller().user.id else {
            throw APIError(.notAllowed, "One's own is removed at /me/passkeys, with the password.")
        }
        return try await self.remove(passkey, of: user, request)
    }

    private func remove(_ passkey: Passkey, of user: User, _ request: APIRequest) async throws -> APIAnswer {
        try await self.passkeys.remove(passkey)
        try await self.configuration.note(.removeNote(HistoryNote(passkey, of: user)), by: request)
        return .nothing
    }
}
