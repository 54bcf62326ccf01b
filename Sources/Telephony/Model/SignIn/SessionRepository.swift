package import Kernel

/// A signed-in browser (AUTH-03) or an access token for programs (AUTH-05). Stored by the SHA-256 of its secret.
package struct SignInSession: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case browser, token
    }

    /// Lower-case hex of the secret's SHA-256: the secret itself is nowhere.
    package var secretHash: String
    package var kind: Kind
    package var user: UserID
    /// What the owner sees in the list: `Firefox, 192.0.2.1` or the token's name.
    package var label: String
    package var createdAt: Timestamp
    package var expiresAt: Timestamp
    /// When it last proved a request, give or take ``useGrain``; `nil`: never since it began.
    package var lastUsedAt: Timestamp?
    /// What a token is good for; of a browser all.
    package var scopes: Set<TokenScope>

    /// How exactly its last use is known: not every request writes to the disk.
    package static let useGrain = Duration.seconds(60)

    package init(
        secretHash: String,
        kind: Kind,
        user: UserID,
        label: String,
        createdAt: Timestamp,
        expiresAt: Timestamp,
        lastUsedAt: Timestamp? = nil,
        scopes: Set<TokenScope> = Set(TokenScope.allCases)
    ) {
        self.secretHash = secretHash
        self.kind = kind
        self.user = user
        self.label = label
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.scopes = scopes
    }
}

package protocol SessionRepository: Sendable {
    func add(_ session: SignInSession) async throws
    /// The live session of that secret.
    func find(secretHash: String, at now: Timestamp) async throws -> SignInSession?
    /// Notes that it proved a request.
    func touch(secretHash: String, at now: Timestamp) async throws
    func all(of user: UserID, at now: Timestamp) async throws -> [SignInSession]
    func remove(secretHash: String) async throws
    /// All browsers but one, from that one's page (AUTH-03).
    func removeBrowsers(of user: UserID, except secretHash: String) async throws
    /// On password change and block (AUTH-03, TEN-10).
    func removeAll(of user: UserID) async throws
    /// Forgets what has expired.
    func sweep(at now: Timestamp) async throws
}
