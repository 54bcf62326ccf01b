package import Kernel

package enum PasskeyTag {}
package typealias PasskeyID = Identifier<PasskeyTag>

/// A key pair whose private half an authenticator keeps for somebody (BYD-22, WebAuthn level 3). What is stored of it
/// proves nothing by itself: there is no secret here.
package struct Passkey: Equatable, Sendable {
    package var id: PasskeyID
    package var user: UserID
    /// The credential's id as the authenticator gave it: 1 to ``credentialLimit`` bytes.
    package var credential: [UInt8]
    /// The public half as COSE_Key (RFC 9052 §7).
    package var publicKey: [UInt8]
    /// What the owner calls it. 1 to 100 characters.
    package var name: String
    /// What the authenticator counted at its last use; 0 of those that do not count.
    package var counter: UInt32
    package var createdAt: Timestamp
    /// `nil`: never since it was made.
    package var lastUsedAt: Timestamp?

    package init(
        id: PasskeyID,
        user: UserID,
        credential: [UInt8],
        publicKey: [UInt8],
        name: String,
        counter: UInt32,
        createdAt: Timestamp,
        lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.user = user
        self.credential = credential
        self.publicKey = publicKey
        self.name = name
        self.counter = counter
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }

    /// Passkeys of one person.
    package static let limit = 20
    /// WebAuthn level 3 §4.
    package static let credentialLimit = 1_023

    /// Whether a counter may follow the present one: an older one means that somebody has a copy of the key. Those who do
    /// not count say 0 each time (WebAuthn level 3 §7.2, step 22).
    package func admits(counter next: UInt32) -> Bool { next > self.counter || (next == 0 && self.counter == 0) }
}

/// Stores passkeys apart from users, as second factors are.
package protocol PasskeyRepository: Sendable {
    /// Of one person, the oldest first.
    func all(of user: UserID) async throws -> [Passkey]
    func find(credential: [UInt8]) async throws -> Passkey?
    /// - Returns: `false` when the credential is known, of whomever, or the person has ``Passkey/limit`` of them.
    func add(_ passkey: Passkey) async throws -> Bool
    /// - Returns: `false` when the person has none such.
    func rename(_ id: PasskeyID, of user: UserID, to name: String) async throws -> Bool
    /// Notes a use.
    /// - Returns: `false` when the counter may not follow the stored one, or the passkey is gone: of two who come with
    ///   the same answer, one gets in.
    func use(credential: [UInt8], counter: UInt32, at now: Timestamp) async throws -> Bool
    /// - Returns: `false` when the person has none such.
    func remove(_ id: PasskeyID, of user: UserID) async throws -> Bool
    func removeAll(of user: UserID) async throws
}
