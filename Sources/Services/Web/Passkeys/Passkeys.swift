import Crypto
import Kernel
import Logging
import Model
import Synchronization

/// Makes passkeys and checks what is signed by them (BYD-22): the use cases behind the routes.
final class Passkeys: Sendable {
    /// `nil`: it is not known where people reach the cabinet, so there are none here.
    let party: RelyingParty?
    private let repository: any PasskeyRepository
    private let time: any TimeSource
    private let logger: Logger
    private let state: Mutex<State>

    private struct State {
        var challenges: PasskeyChallenges
        var tokens: TokenSource

        mutating func bytes(words: Int) -> [UInt8] {
            (0..<words).flatMap { _ in withUnsafeBytes(of: self.tokens.next()) { Array($0) } }
        }
    }

    init(
        party: RelyingParty?,
        repository: any PasskeyRepository,
        time: any TimeSource,
        tokens: sending TokenSource,
        logger: Logger
    ) {
        self.party = party
        self.repository = repository
        self.time = time
        self.logger = logger
        var source = tokens
        let key = (0..<4).flatMap { _ in withUnsafeBytes(of: source.next()) { Array($0) } }
        self.state = Mutex(State(challenges: PasskeyChallenges(key: key), tokens: source))
    }

    func all(of user: UserID) async throws -> [Passkey] { try await self.repository.all(of: user) }

    func find(_ credential: [UInt8]) async throws -> Passkey? {
        try await self.repository.find(credential: credential)
    }

    /// - Throws: ``APIError`` with `conflict` when there can be none here.
    func requireParty() throws -> RelyingParty {
        guard let party else {
            throw APIError(.conflict, "This server has no passkeys: its administrator has to set webAddress.")
        }
        return party
    }

    func challenge(for purpose: PasskeyChallenges.Purpose) -> [UInt8] {
        let now = self.time.now
        return self.state.withLock { state in
            let nonce = state.bytes(words: 2)
            return state.challenges.make(for: purpose, nonce: nonce, at: now)
        }
    }

    /// What authenticators remember a person by: it tells nobody who it is (WebAuthn level 3 §14.6.1).
    static func handle(of user: UserID) -> [UInt8] { Array(SHA256.hash(data: Array("martlet \(user)".utf8))) }

    // MARK: - Making

    /// - Throws: ``APIError`` with `conflict` when the answer is not believed, the passkey is there already, or there are
    ///   too many.
    func make(_ name: String, clientData: [UInt8], attestation: [UInt8], for user: UserID) async throws -> Passkey {
        let ceremony = PasskeyCeremony(party: try self.requireParty())
        let made: (AuthenticatorData.Credential, counter: UInt32)
        do throws(PasskeyRefusal) {
            let client = try ceremony.clientData(clientData, .making)
            made = try ceremony.make(attestation)
            try self.close(client.challenge, for: .making(user))
        } catch {
            self.logger.debug("a passkey was not made", metadata: [LogKey.error: "\(error.rawValue)"])
            throw APIError(.conflict, "This passkey was not made for this page, or it took too long.")
        }
        let passkey = Passkey(
            id: PasskeyID(self.state.withLock { $0.tokens.token(words: 2) }),
            user: user,
            credential: made.0.id,
            publicKey: made.0.publicKey,
            name: name,
            counter: made.counter,
            createdAt: self.time.timestamp
        )
        guard try await self.repository.add(passkey) else {
            throw APIError(.taken, "This passkey is in use, or you have \(Passkey.limit) of them.")
        }
        return passkey
    }

    func rename(_ passkey: Passkey, to name: String) async throws -> Passkey {
        guard try await self.repository.rename(passkey.id, of: passkey.user, to: name) else {
            throw APIError.notFound("passkey")
        }
        var renamed = passkey
        renamed.name = name
        return renamed
    }

    func remove(_ passkey: Passkey) async throws {
        guard try await self.repository.remove(passkey.id, of: passkey.user) else { throw APIError.notFound("passkey") }
    }

    // MARK: - Signing in

    /// Whether the answer proves the owner of the passkey, for this purpose, once.
    /// - Throws: ``PasskeyRefusal``, or what the store says.
    func check(_ answer: PasskeyAnswer, by passkey: Passkey, for purpose: PasskeyChallenges.Purpose) async throws {
        guard let party else { throw PasskeyRefusal.wrongParty }
        let ceremony = PasskeyCeremony(party: party)
        let client = try ceremony.clientData(answer.clientData, .signingIn)
        // A challenge of ours comes before the dear part.
        let (now, challenge) = (self.time.now, client.challenge)
        guard self.state.withLock({ $0.challenges.isOpen(challenge, for: purpose, at: now) }) else {
            throw PasskeyRefusal.wrongChallenge
        }
        let isAlone = purpose == .signIn
        // Of those that an authenticator finds by itself it says whose they are.
        guard answer.userHandle.map({ $0 == Self.handle(of: passkey.user) }) ?? !isAlone else {
            throw PasskeyRefusal.unknown
        }
        let counter = try ceremony.signIn(answer, client, key: passkey.publicKey, needsVerification: isAlone)
        try self.close(challenge, for: purpose)
        let now64 = self.time.timestamp
        guard try await self.repository.use(credential: passkey.credential, counter: counter, at: now64) else {
            throw PasskeyRefusal.counterWentBack
        }
    }

    private func close(_ challenge: [UInt8], for purpose: PasskeyChallenges.Purpose) throws(PasskeyRefusal) {
        let now = self.time.now
        guard self.state.withLock({ $0.challenges.close(challenge, for: purpose, at: now) }) else {
            throw .wrongChallenge
        }
    }

    /// Writes down why somebody was refused; to them all reasons are one.
    func note(_ refusal: PasskeyRefusal, of account: String) {
        let metadata: Logger.Metadata = [LogKey.error: "\(refusal.rawValue)"]
        guard refusal == .counterWentBack else {
            self.logger.debug("a passkey was refused", metadata: metadata)
            return
        }
        self.logger.warning("a passkey was used whose counter went back: it may have been copied", metadata: metadata)
    }
}
