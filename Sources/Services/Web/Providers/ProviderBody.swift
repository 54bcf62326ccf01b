import Kernel
import Model

/// Identity providers on the wire. Their secrets go in and never come out.
enum ProviderBody {
    static let offeredSchema = Schema.named(
        "OfferedProvider",
        .object([SchemaField("id", Common.id), SchemaField("name", .text(0...50), note: "What its button says.")])
    )

    static let schema = Schema.named(
        "SignInProvider",
        .object([
            SchemaField("id", Common.id), SchemaField("domain", Common.domain), SchemaField("name", .text(0...50)),
            SchemaField("issuer", .text(1...255)), SchemaField("clientID", .text(1...255)),
            SchemaField("hasClientSecret", .boolean, note: "The secret itself is never shown again."),
            SchemaField("linksByEmail", .boolean), SchemaField("isActive", .boolean),
            SchemaField(
                "returnAddress",
                .optional(.text(1...1_000)),
                note:
                    "Where it sends people back (`redirect_uri`): to be registered there. `null` without `webAddress`."
            ),
            SchemaField("version", Common.version),
        ])
    )

    private static let issuer = Schema.text(
        9...255,
        pattern: TextPattern("https?://[a-z0-9.-]{1,200}(?::[1-9][0-9]{0,4})?(?:/[A-Za-z0-9._~/-]{0,150})?"),
        complaint: "An issuer is an address such as https://id.acme.example, without ? and #.",
        example: "https://id.acme.example"
    )

    private static let clientID = Schema.text(
        1...255,
        pattern: TextPattern("[!-~]{1,255}"),
        complaint: "A client's name has 1 to 255 printable characters without spaces.",
        example: "martlet"
    )

    private static let secret = Schema.text(
        1...512,
        pattern: TextPattern("[ -~]{1,512}"),
        complaint: "A secret has 1 to 512 printable characters.",
        isSecret: true
    )

    private static let linkNote =
        "Whether who comes for the first time is whose e-mail address the provider has verified. Default `false`: an "
        + "account is linked by its owner, in the profile."

    static let requestSchema = Schema.named(
        "NewSignInProvider",
        .object([
            SchemaField("name", Common.line(1...50)), SchemaField("issuer", Self.issuer),
            SchemaField("clientID", Self.clientID), .maybe("clientSecret", .optional(Self.secret)),
            .maybe("linksByEmail", .boolean, note: Self.linkNote), .maybe("isActive", .boolean),
        ])
    )

    static let changeSchema = Schema.named(
        "SignInProviderChange",
        .object([
            .maybe("name", Common.line(1...50)), .maybe("issuer", Self.issuer), .maybe("clientID", Self.clientID),
            .maybe(
                "clientSecret",
                .optional(Self.secret),
                note: "With another issuer it has to be given anew: the former one is nobody else's to see."
            ),
            .maybe("linksByEmail", .boolean, note: Self.linkNote), .maybe("isActive", .boolean),
        ])
    )

    /// - Returns: whether the secret is another one.
    static func apply(_ body: JSONValue, to provider: inout SignInProvider) -> Bool {
        let former = provider
        if let name = body["name"]?.text { provider.name = name }
        if let issuer = body["issuer"]?.text { provider.issuer = issuer }
        if let client = body["clientID"]?.text { provider.clientID = client }
        if let links = body["linksByEmail"]?.boolean { provider.linksByEmail = links }
        if let isActive = body["isActive"]?.boolean { provider.isActive = isActive }
        // Whoever may not read the secret must not have it sent to a server of their own.
        if provider.issuer != former.issuer { provider.clientSecret = nil }
        if let secret = body["clientSecret"] { provider.clientSecret = secret.text }
        return provider.clientSecret != former.clientSecret
    }

    static func json(_ provider: SignInProvider, returnAddress: String?) -> JSONValue {
        [
            "id": .string(provider.id.text), "domain": .string(provider.domain.text), "name": .string(provider.name),
            "issuer": .string(provider.issuer), "clientID": .string(provider.clientID),
            "hasClientSecret": .boolean(provider.clientSecret != nil),
            "linksByEmail": .boolean(provider.linksByEmail),
            "isActive": .boolean(provider.isActive), "returnAddress": .text(returnAddress),
            "version": .whole(provider.version),
        ]
    }

    static let linkSchema = Schema.named(
        "ProviderLink",
        .object([
            SchemaField("provider", Common.id), SchemaField("name", .text(0...50)),
            SchemaField("subject", .text(1...255), note: "Who the person is there."),
        ])
    )

    static let ownLinkSchema = Schema.named(
        "OwnProviderLink",
        .object([
            SchemaField("provider", Common.id), SchemaField("name", .text(0...50)), SchemaField("isLinked", .boolean),
        ])
    )

    static func json(_ provider: SignInProvider, isLinked: Bool) -> JSONValue {
        [
            "provider": .string(provider.id.text), "name": .string(provider.name), "isLinked": .boolean(isLinked),
        ]
    }

    // MARK: - Signing in

    static let beginSchema = Schema.named("ProviderSignIn", .object([SchemaField("provider", Common.id)]))

    static let begunSchema = Schema.named(
        "ProviderSignInBegun",
        .object([SchemaField("address", .text(1...8_000), note: "Where the browser is to go.")])
    )

    private static let returned: [SchemaField] = [
        SchemaField("provider", Common.id),
        SchemaField("state", .text(1...512), note: "As it came in the address."),
        SchemaField("code", .text(1...4_096)), .maybe("issuer", .optional(.text(1...512)), note: "`iss`"),
    ]

    static let returnSchema = Schema.named("ProviderReturn", .object(Self.returned))
    static let linkReturnSchema = Schema.named("ProviderLinkReturn", .object(Self.returned))

    static let linkingSchema = Schema.named(
        "ProviderLinking",
        .object([
            SchemaField("provider", Common.id), SchemaField("currentPassword", .text(1...128, isSecret: true)),
        ])
    )

    static func answer(_ body: JSONValue) -> ProviderSignIn.Return {
        ProviderSignIn.Return(
            provider: ProviderID(body["provider"]?.text ?? ""),
            state: body["state"]?.text ?? "",
            code: body["code"]?.text ?? "",
            issuer: body["issuer"]?.text
        )
    }

    static let factorSchema = Schema.named(
        "ProviderFactor",
        .object([
            .maybe("code", SecondFactorBody.signInCode), .maybe("passkey", PasskeyBody.answerSchema),
        ])
    )
}

extension HistoryNote {
    /// That a provider's subject is somebody here from now on.
    init(_ link: ProviderLink, of user: User, at provider: SignInProvider) {
        self.init(
            .providerLink,
            id: "\(link.provider) \(user.id)",
            domain: user.domain,
            objectName: "\(user.login)@\(user.domain)",
            fields: ["provider": provider.name, "subject": link.subject]
        )
    }

    /// - Parameter hasOtherSecret: then the history shows that it was changed, and never what it is.
    init(_ provider: SignInProvider, hasOtherSecret: Bool) {
        let mark = provider.clientSecret == nil ? "" : hasOtherSecret ? "•••• (\(provider.version))" : "••••"
        self.init(
            .signInProvider,
            id: provider.id.text,
            domain: provider.domain,
            objectName: provider.name,
            fields: [
                "name": provider.name, "issuer": provider.issuer, "clientID": provider.clientID,
                "clientSecret": mark, "linksByEmail": "\(provider.linksByEmail)", "isActive": "\(provider.isActive)",
            ]
        )
    }
}
