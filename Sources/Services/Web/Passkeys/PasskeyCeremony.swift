import Crypto
import Model

/// Why an answer of an authenticator is not believed. For the log and tests: to the outside all are one refusal.
enum PasskeyRefusal: String, Error, Equatable {
    case malformed
    /// An answer to another kind of question: making is no signing in.
    case wrongKind = "wrong-kind"
    /// Not made here, for something else, too old, or answered before.
    case wrongChallenge = "wrong-challenge"
    case wrongOrigin = "wrong-origin"
    /// The page was shown within one of another site.
    case framed
    case wrongParty = "wrong-party"
    case nobodyPresent = "nobody-present"
    case notVerified = "not-verified"
    case unsupportedKey = "unsupported-key"
    case wrongSignature = "wrong-signature"
    /// Somebody has a copy of the key.
    case counterWentBack = "counter-went-back"
    /// There is no such passkey, or it is somebody else's.
    case unknown
}

/// Decides whether an answer of an authenticator is what it should be (WebAuthn level 3 §7). Pure: what is known comes in,
/// what holds goes out.
struct PasskeyCeremony: Sendable {
    let party: RelyingParty

    /// The browser's part of an answer, as it was signed.
    struct ClientData: Equatable, Sendable {
        enum Kind: String, Sendable {
            case making = "webauthn.create"
            case signingIn = "webauthn.get"
        }

        var challenge: [UInt8]
        var hash: [UInt8]
    }

    /// - Throws: ``PasskeyRefusal``. Whether the challenge is ours is for the caller to find out.
    func clientData(_ bytes: [UInt8], _ kind: ClientData.Kind) throws(PasskeyRefusal) -> ClientData {
        guard let json = try? JSONParser.parse(bytes), let type = json["type"]?.text,
            let origin = json["origin"]?.text, let challenge = json["challenge"]?.text.flatMap({ Base64URL.decode($0) })
        else { throw .malformed }
        guard type == kind.rawValue else { throw .wrongKind }
        guard origin == self.party.origin else { throw .wrongOrigin }
        guard json["crossOrigin"]?.boolean != true, json["topOrigin"] == nil else { throw .framed }
        return ClientData(challenge: challenge, hash: Array(SHA256.hash(data: bytes)))
    }

    /// A new passkey as an authenticator made it. Which authenticator it is does not matter here (attestation `none`), so
    /// its statement is read past.
    func make(_ attestation: [UInt8]) throws(PasskeyRefusal) -> (AuthenticatorData.Credential, counter: UInt32) {
        guard let object = try? CBORReader.read(attestation), object["fmt"]?.text != nil, object["attStmt"] != nil,
            let data = object["authData"]?.bytes.flatMap({ AuthenticatorData($0) }), let made = data.made
        else { throw .malformed }
        try self.check(data)
        // Longer ones are not to be stored (WebAuthn level 3 §7.1, step 25).
        guard made.id.count <= Passkey.credentialLimit else { throw .malformed }
        guard COSEKey.key(made.publicKey) != nil else { throw .unsupportedKey }
        return (made, data.counter)
    }

    /// - Parameters:
    ///   - key: of the passkey that is said to have signed.
    ///   - needsVerification: whether it has to know its owner: when nothing else proves them.
    /// - Returns: what the authenticator counts.
    func signIn(
        _ answer: PasskeyAnswer,
        _ client: ClientData,
        key: [UInt8],
        needsVerification: Bool
    ) throws(PasskeyRefusal) -> UInt32 {
        guard let data = AuthenticatorData(answer.authenticatorData) else { throw .malformed }
        try self.check(data)
        guard data.isVerified || !needsVerification else { throw .notVerified }
        guard let key = COSEKey.key(key) else { throw .unsupportedKey }
        guard key.accepts(answer.signature, of: answer.authenticatorData + client.hash, form: .der) else {
            throw .wrongSignature
        }
        return data.counter
    }

    private func check(_ data: AuthenticatorData) throws(PasskeyRefusal) {
        guard data.partyHash == self.party.hash else { throw .wrongParty }
        guard data.isPresent else { throw .nobodyPresent }
    }
}

/// What a browser brings to sign in by a passkey.
struct PasskeyAnswer: Equatable, Sendable {
    var credential: [UInt8]
    var clientData: [UInt8]
    var authenticatorData: [UInt8]
    var signature: [UInt8]
    /// Whose it is, as the authenticator remembers; security keys that keep nothing have none.
    var userHandle: [UInt8]?
}
