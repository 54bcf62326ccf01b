import Kernel
import Model

/// Passkeys on the wire. Bytes are in base 64 for addresses, as browsers have them in `PublicKeyCredential.toJSON()`.
enum PasskeyBody {
    static let schema = Schema.named(
        "Passkey",
        .object([
            SchemaField("id", Common.id), SchemaField("name", .text(0...100)), SchemaField("createdAt", .timestamp),
            SchemaField("lastUsedAt", .optional(.timestamp)),
        ])
    )

    static func json(_ passkey: Passkey) -> JSONValue {
        [
            "id": .string(passkey.id.text), "name": .string(passkey.name), "createdAt": .string("\(passkey.createdAt)"),
            "lastUsedAt": .text(passkey.lastUsedAt.map { "\($0)" }),
        ]
    }

    // MARK: - Making

    static let makingSchema = Schema.named(
        "PasskeyQuestion",
        .object([
            SchemaField("challenge", .text(1...200)),
            SchemaField("partyID", .text(1...253), note: "`rp.id` of what the browser is asked."),
            SchemaField("partyName", .text(1...100)),
            SchemaField("userHandle", .text(1...100), note: "`user.id`"),
            SchemaField("userName", .text(1...400)), SchemaField("shownName", .text(1...400)),
            SchemaField(
                "algorithms",
                .list(.integer(-65_535...0), atMost: COSEKey.algorithms.count),
                note: "COSE, the one wanted most first."
            ),
            SchemaField("known", Self.credentials, note: "`excludeCredentials`"),
            SchemaField("timeoutSeconds", .integer(1...3_600)),
        ])
    )

    static func making(_ user: User, _ party: RelyingParty, challenge: [UInt8], known: [Passkey]) -> JSONValue {
        let name = "\(user.login)@\(user.domain)"
        return [
            "challenge": .string(Base64URL.encode(challenge)), "partyID": .string(party.id), "partyName": "Martlet",
            "userHandle": .string(Base64URL.encode(Passkeys.handle(of: user.id))), "userName": .string(name),
            "shownName": .string(user.shownName.isEmpty ? name : user.shownName),
            "algorithms": .array(COSEKey.algorithms.map { .integer($0) }),
            "known": Self.list(known), "timeoutSeconds": .whole(Self.timeout),
        ]
    }

    static let newSchema = Schema.named(
        "NewPasskey",
        .object([
            SchemaField("name", Common.line(1...100)),
            SchemaField("clientData", Self.bytes(8_192), note: "`response.clientDataJSON`"),
            SchemaField("attestation", Self.bytes(16_384), note: "`response.attestationObject`"),
        ])
    )

    static let nameSchema = Schema.named("PasskeyName", .object([SchemaField("name", Common.line(1...100))]))

    // MARK: - Signing in

    static let questionSchema = Schema.named(
        "PasskeyChallenge",
        .object([
            SchemaField("challenge", .text(1...200)), SchemaField("partyID", .text(1...253)),
            SchemaField(
                "credentials",
                Self.credentials,
                note: "`allowCredentials`; empty: the authenticator finds one by itself, and has to know its owner."
            ),
            SchemaField("timeoutSeconds", .integer(1...3_600)),
        ])
    )

    static func question(_ party: RelyingParty, challenge: [UInt8], credentials: [Passkey]) -> JSONValue {
        [
            "challenge": .string(Base64URL.encode(challenge)), "partyID": .string(party.id),
            "credentials": Self.list(credentials), "timeoutSeconds": .whole(Self.timeout),
        ]
    }

    /// What the sign-in takes besides the password.
    static let factorsSchema = Schema.named(
        "SignInFactors",
        .object([
            SchemaField("takesCode", .boolean, note: "Of an app, or a recovery code."),
            SchemaField("passkey", .optional(Self.questionSchema)),
        ])
    )

    static let answerSchema = Schema.named("PasskeyAnswer", .object(Self.answerFields))

    private static let answerFields = [
        SchemaField("credential", Self.bytes(1_400), note: "`id`"),
        SchemaField("clientData", Self.bytes(8_192), note: "`response.clientDataJSON`"),
        SchemaField("authenticatorData", Self.bytes(8_192)), SchemaField("signature", Self.bytes(2_048)),
        SchemaField.maybe("userHandle", .optional(Self.bytes(100))),
    ]

    static let signInSchema = Schema.named(
        "PasskeySignIn",
        .object([
            SchemaField("passkey", Self.answerSchema),
            .maybe("delivery", .choice(["cookie", "bearer"]), note: "How the proof is given; default `cookie`."),
        ])
    )

    /// - Returns: `nil` when a member is no base 64.
    static func answer(_ json: JSONValue?) -> PasskeyAnswer? {
        func bytes(_ name: String) -> [UInt8]? { json?[name]?.text.flatMap { Base64URL.decode($0) } }
        guard let credential = bytes("credential"), let clientData = bytes("clientData"),
            let authenticatorData = bytes("authenticatorData"), let signature = bytes("signature")
        else { return nil }
        let handle = json?["userHandle"]?.text
        guard handle == nil || bytes("userHandle") != nil else { return nil }
        return PasskeyAnswer(
            credential: credential,
            clientData: clientData,
            authenticatorData: authenticatorData,
            signature: signature,
            userHandle: handle.flatMap { Base64URL.decode($0) }
        )
    }

    // MARK: - Parts

    private static let timeout = Int(PasskeyChallenges.lifetime.wholeMilliseconds / 1_000)
    private static let credentials = Schema.list(.text(1...1_400), atMost: Passkey.limit)

    private static func list(_ passkeys: [Passkey]) -> JSONValue {
        .array(passkeys.map { .string(Base64URL.encode($0.credential)) })
    }

    private static func bytes(_ limit: Int) -> Schema {
        .text(
            1...limit,
            pattern: TextPattern("[A-Za-z0-9_-]+"),
            complaint: "This is bytes in base 64 for addresses, without padding.",
            example: "3q2-7w"
        )
    }
}
