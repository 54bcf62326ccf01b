package import Kernel

/// A link that sets a new password, once (AUTH-02). Stored by the SHA-256 of its secret.
package struct PasswordRecovery: Equatable, Sendable {
    /// How long a link is good for.
    package static let lifetime = Duration.seconds(3_600)

    /// Lower-case hex of the secret's SHA-256: the secret itself is in the letter and nowhere else.
    package var secretHash: String
    package var user: UserID
    package var expiresAt: Timestamp

    package init(secretHash: String, user: UserID, expiresAt: Timestamp) {
        self.secretHash = secretHash
        self.user = user
        self.expiresAt = expiresAt
    }
}

package protocol PasswordRecoveryRepository: Sendable {
    /// Forgets what has expired on the way.
    func add(_ recovery: PasswordRecovery, at now: Timestamp) async throws
    func find(secretHash: String, at now: Timestamp) async throws -> PasswordRecovery?
    /// Takes it, and all others of its user with it: of two who come with one link, one gets it.
    func take(secretHash: String, at now: Timestamp) async throws -> PasswordRecovery?
    /// When the password has changed by other means.
    func removeAll(of user: UserID) async throws
}
