import Kernel
import Model
import ModelTesting

@testable import Web

/// Examples of the permission tests about proving who one is, and about one's own account.
extension PermissionTests {
    private static let account: JSONValue = ["login": "alice", "password": "secret42", "domain": "acme.example"]
    private static let passkey: JSONValue = [
        "credential": "AAAA", "clientData": "e30", "authenticatorData": "AAAA", "signature": "AAAA",
    ]
    private static let provider: JSONValue = ["name": "SSO", "issuer": "https://sso.example", "clientID": "martlet"]

    static let signingIn: [String: Example] = [
        "signIn": Example(
            "/session",
            .anyone,
            ["login": "alice", "password": "secret42", "domain": "acme.example", "delivery": "bearer"]
        ),
        "signOut": Example("/session"),
        "listSessions": Example("/sessions"),
        "endSession": Example("/sessions/none"),
        "listTokens": Example("/tokens"),
        "addToken": Example("/tokens", .anyone, ["name": "script"]),
        "removeToken": Example("/tokens/none"),
        "getProfile": Example("/me"),
        "changeProfile": Example("/me", .anyone, ["doNotDisturb": true]),
        "endOtherSessions": Example("/sessions"),
        "getSignInOptions": Example("/sign-in-options"),
        "requestRecovery": Example(
            "/password-recovery",
            .anyone,
            ["login": "alice", "domain": "acme.example"]
        ),
        "recoverPassword": Example("/password-recovery/none", .anyone, ["password": "another7"]),
        "getSecondFactor": Example("/me/second-factor"),
        "beginSecondFactor": Example("/me/second-factor", .anyone, ["currentPassword": "secret42"]),
        "confirmSecondFactor": Example("/me/second-factor/confirmation", .anyone, ["code": "123456"]),
        "switchOffSecondFactor": Example("/me/second-factor/removal", .anyone, ["currentPassword": "secret42"]),
        "getUserSecondFactor": Example("/users/\(Self.bob)/second-factor", Self.acme),
        "removeUserSecondFactor": Example("/users/\(Self.bob)/second-factor", Self.acme),
        "listPasskeys": Example("/me/passkeys"),
        "beginPasskey": Example("/me/passkeys/question", .anyone, ["currentPassword": "secret42"]),
        "addPasskey": Example("/me/passkeys", .anyone, ["name": "Key", "clientData": "e30", "attestation": "oA"]),
        "renamePasskey": Example("/me/passkeys/none", .anyone, ["name": "Other"]),
        "removePasskey": Example("/me/passkeys/none/removal", .anyone, ["currentPassword": "secret42"]),
        "listUserPasskeys": Example("/users/\(Self.bob)/passkeys", Self.acme),
        "removeUserPasskey": Example("/users/\(Self.bob)/passkeys/key", Self.acme),
        "askForPasskey": Example("/session/passkey/question"),
        "signInByPasskey": Example("/session/passkey", .anyone, ["passkey": Self.passkey, "delivery": "bearer"]),
        "askForFactors": Example("/session/factors", .anyone, Self.account),
        "changePassword": Example(
            "/me/password",
            .anyone,
            ["currentPassword": "secret42", "newPassword": "another7"]
        ),
        "listOfferedProviders": Example("/session/providers?domain=acme.example"),
        "beginProviderSignIn": Example("/session/provider", .anyone, ["provider": "p1"]),
        "finishProviderSignIn": Example(
            "/session/provider/return",
            .anyone,
            ["provider": "p1", "state": "state", "code": "code"]
        ),
        "askForProviderFactors": Example("/session/provider/factors"),
        "giveProviderFactor": Example("/session/provider/factor", .anyone, ["code": "123456"]),
        "listOwnProviderLinks": Example("/me/provider-links"),
        "removeOwnProviderLinks": Example("/me/provider-links"),
        "beginProviderLink": Example(
            "/session/provider/link",
            .anyone,
            ["provider": "p1", "currentPassword": "secret42"]
        ),
        "finishProviderLink": Example(
            "/session/provider/link/return",
            .anyone,
            ["provider": "p1", "state": "state", "code": "code"]
        ),
        "listProviders": Example("/sign-in-providers?domain=acme.example", Self.acme),
        "addProvider": Example("/sign-in-providers?domain=acme.example", Self.acme, Self.provider),
        "getProvider": Example("/sign-in-providers/p1", Self.acme),
        "changeProvider": Example("/sign-in-providers/p1", Self.acme, ["name": "Other"]),
        "removeProvider": Example("/sign-in-providers/p1", Self.acme),
        "listProviderLinks": Example("/users/\(Self.alice)/provider-links", Self.acme),
        "removeProviderLinks": Example("/users/\(Self.alice)/provider-links", Self.acme),
    ]
}

extension TestWorld {
    /// A passkey of Bob and a provider of Acme.
    func leaveSignIn() async {
        _ = await self.passkeys.add(
            Passkey(
                id: PasskeyID("key"),
                user: Person.acmeOther.id,
                credential: [1],
                publicKey: [],
                name: "Key",
                counter: 0,
                createdAt: self.time.timestamp
            )
        )
        _ = await self.providers.put(
            SignInProvider(
                id: ProviderID("p1"),
                domain: Self.acme,
                name: "Acme ID",
                issuer: FakeIdentity.issuer,
                clientID: "martlet"
            )
        )
    }
}
