import Kernel
import Model

/// A sign-in on the wire.
enum SessionBody {
    static let requestSchema = Schema.named(
        "SignIn",
        .object([
            SchemaField("login", Common.line(1...64)),
            SchemaField("password", .text(1...128, isSecret: true)),
            SchemaField("domain", Common.line(1...253), note: "`system` for system administrators."),
            .maybe(
                "code",
                SecondFactorBody.signInCode,
                note: "Of the second factor, when the answer was `second-factor-required`; or a recovery code."
            ),
            .maybe("passkey", PasskeyBody.answerSchema, note: "Instead of a code, to what `/session/factors` asked."),
            .maybe("delivery", .choice(["cookie", "bearer"]), note: "How the proof is given; default `cookie`."),
        ])
    )

    /// What comes before anything is said of second factors.
    static let passwordSchema = Schema.named(
        "SignInPassword",
        .object([
            SchemaField("login", Common.line(1...64)),
            SchemaField("password", .text(1...128, isSecret: true)),
            SchemaField("domain", Common.line(1...253), note: "`system` for system administrators."),
        ])
    )

    /// What is given besides the password.
    static func factor(_ body: JSONValue) -> FactorAnswer? {
        if let passkey = body["passkey"], !passkey.isNull { return .passkey(PasskeyBody.answer(passkey)) }
        return body["code"]?.text.map { .code($0) }
    }

    static let answerSchema = Schema.named(
        "SignedIn",
        .object([
            SchemaField("me", ProfileBody.schema),
            SchemaField("expiresAt", .timestamp),
            SchemaField("secret", .optional(.text(1...256)), note: "The bearer token, when it was asked for."),
        ])
    )

    static let schema = Schema.named(
        "Session",
        .object([
            SchemaField("id", Common.id), SchemaField("label", .text(0...300)), SchemaField("createdAt", .timestamp),
            SchemaField("expiresAt", .timestamp),
            SchemaField("lastUsedAt", .optional(.timestamp), note: "Give or take a minute."),
            SchemaField("isCurrent", .boolean),
        ])
    )

    static func json(_ session: SignInSession, current: SignInSession) -> JSONValue {
        [
            "id": .string(Self.id(session)), "label": .string(session.label),
            "createdAt": .string("\(session.createdAt)"), "expiresAt": .string("\(session.expiresAt)"),
            "lastUsedAt": .text(session.lastUsedAt.map { "\($0)" }),
            "isCurrent": .boolean(session.secretHash == current.secretHash),
        ]
    }

    /// Enough of the secret's hash to tell one's own sessions apart.
    static func id(_ session: SignInSession) -> String { String(session.secretHash.prefix(24)) }

    /// What the owner reads in the list, for instance `Firefox, 192.0.2.1`.
    static func label(userAgent: String?, address: String) -> String {
        let agent = userAgent ?? ""
        // The order matters: every browser claims to be the ones before it.
        let known = [
            ("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("YaBrowser/", "Yandex Browser"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"), ("python", "Python"),
        ]
        let program = known.first { agent.contains($0.0) }?.1 ?? "Program"
        return address.isEmpty ? program : "\(program), \(address)"
    }
}

/// An access token on the wire.
enum TokenBody {
    /// How many one person may have.
    static let limit = 100
    static let defaultDays = 365

    static let requestSchema = Schema.named(
        "NewToken",
        .object([
            SchemaField("name", Common.line(1...100)),
            .maybe("expiresInDays", .integer(1...3_650), note: "Default \(Self.defaultDays)."),
            .maybe("scopes", Self.scopes, note: "What it is good for; default: all. None of them gives none."),
        ])
    )

    private static let scopes = Schema.list(
        .choice(TokenScope.allCases.map(\.rawValue)),
        atMost: TokenScope.allCases.count
    )

    private static let fields = [
        SchemaField("id", Common.id), SchemaField("name", .text(0...100)), SchemaField("createdAt", .timestamp),
        SchemaField("expiresAt", .timestamp),
        SchemaField("lastUsedAt", .optional(.timestamp), note: "Give or take a minute."),
        SchemaField("scopes", Self.scopes),
    ]

    static let schema = Schema.named("Token", .object(Self.fields))
    static let createdSchema = Schema.named(
        "CreatedToken",
        .object(Self.fields + [SchemaField("secret", .text(1...256), note: "Shown this once.")])
    )

    static func scopes(_ body: JSONValue) -> Set<TokenScope> {
        guard let names = body["scopes"]?.elements else { return Set(TokenScope.allCases) }
        return Set(names.compactMap { $0.text.flatMap { TokenScope(rawValue: $0) } })
    }

    static func json(_ session: SignInSession, secret: String? = nil) -> JSONValue {
        var members: [JSONMember] = [
            JSONMember(name: "id", value: .string(SessionBody.id(session))),
            JSONMember(name: "name", value: .string(session.label)),
            JSONMember(name: "createdAt", value: .string("\(session.createdAt)")),
            JSONMember(name: "expiresAt", value: .string("\(session.expiresAt)")),
            JSONMember(name: "lastUsedAt", value: .text(session.lastUsedAt.map { "\($0)" })),
            JSONMember(name: "scopes", value: .array(session.scopes.sorted().map { .string($0.rawValue) })),
        ]
        if let secret { members.append(JSONMember(name: "secret", value: .string(secret))) }
        return .object(members)
    }
}
