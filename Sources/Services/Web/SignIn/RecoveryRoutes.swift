import Hummingbird
import Kernel
import Model

/// A new password for those who forgot theirs, and what the sign-in page has to know before anybody signs in (AUTH-02).
struct RecoveryRoutes: EndpointGroup {
    let recovery: Recovery
    let passkeys: Passkeys

    private static let tag = "Sign-in"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/sign-in-options",
                "getSignInOptions",
                "What the sign-in page can offer",
                tag: Self.tag,
                access: .anyone,
                success: .json(.ok, RecoveryBody.optionsSchema)
            ) { _ in
                APIAnswer([
                    "canRecoverPassword": .boolean(self.recovery.isPossible),
                    "canUsePasskeys": .boolean(self.passkeys.party != nil),
                ])
            },
            Endpoint(
                .post,
                "/password-recovery",
                "requestRecovery",
                "Mails a link for a new password; the answer never tells whether there is such an account",
                tag: Self.tag,
                access: .anyone,
                body: RecoveryBody.requestSchema,
                success: .json(.accepted, RecoveryBody.acceptedSchema),
                refusals: [.conflict, .slowDown]
            ) { request in
                try self.recovery.request(
                    login: request.body["login"]?.text ?? "",
                    domain: request.body["domain"]?.text ?? "",
                    from: request.source
                )
                return APIAnswer(["validSeconds": .whole(Int(PasswordRecovery.lifetime.wholeMilliseconds / 1_000))])
            },
            Endpoint(
                .post,
                "/password-recovery/{secret}",
                "recoverPassword",
                "Sets the new password by the link's secret, once; all sessions end",
                tag: Self.tag,
                access: .anyone,
                body: RecoveryBody.passwordSchema,
                success: .noContent,
                refusals: [.conflict, .unavailable]
            ) { request in
                try await self.recovery.recover(
                    secret: request.id("secret"),
                    password: request.body["password"]?.text ?? "",
                    from: request.source
                )
                return .nothing
            },
        ]
    }
}

/// The recovery of a password on the wire.
enum RecoveryBody {
    static let optionsSchema = Schema.named(
        "SignInOptions",
        .object([
            SchemaField(
                "canRecoverPassword",
                .boolean,
                note: "Links can be mailed; else people ask their administrator."
            ),
            SchemaField(
                "canUsePasskeys",
                .boolean,
                note: "It is known where people reach the cabinet (`webAddress`), and browsers have passkeys there."
            ),
        ])
    )

    static let requestSchema = Schema.named(
        "RecoveryRequest",
        .object([SchemaField("login", Common.line(1...64)), SchemaField("domain", Common.line(1...253))])
    )

    static let acceptedSchema = Schema.named(
        "RecoveryAccepted",
        .object([SchemaField("validSeconds", .integer(0...86_400), note: "How long a link is good for.")])
    )

    static let passwordSchema = Schema.named(
        "RecoveredPassword",
        .object([SchemaField("password", Common.newPassword)])
    )
}
