package import Kernel

/// What somebody's one-time codes are made from (AUTH-07, RFC 6238).
package struct SecondFactor: Equatable, Sendable {
    package var user: UserID
    /// Shared with the owner's app: 20 random bytes (RFC 4226 §4, R6). In no answer but the one that makes it.
    package var secret: [UInt8]
    /// `nil`: begun and not proven by a code yet. It is not asked for then.
    package var confirmedAt: Timestamp?
    /// The newest step of 30 s whose code was taken: no code is taken twice (RFC 6238 §5.2).
    package var lastStep: Int64

    package init(user: UserID, secret: [UInt8], confirmedAt: Timestamp? = nil, lastStep: Int64 = 0) {
        self.user = user
        self.secret = secret
        self.confirmedAt = confirmedAt
        self.lastStep = lastStep
    }
}

/// Stores second factors apart from users, so that no list, history or export of users can hold one.
package protocol SecondFactorRepository: Sendable {
    func find(_ user: UserID) async throws -> SecondFactor?
    /// Begins anew: a former one of the user and its recovery codes are gone.
    func put(_ factor: SecondFactor) async throws
    /// From now on it is asked for.
    /// - Parameters:
    ///   - step: of the code that proved it.
    ///   - recoveryCodes: the hashes of codes that are good for once each.
    /// - Returns: `false` when there is none that waits for it.
    func confirm(_ user: UserID, at now: Timestamp, step: Int64, recoveryCodes: [String]) async throws -> Bool
    /// Takes the code of a step.
    /// - Returns: `false` when that one or a later one was taken before: of two who come with it, one gets in.
    func take(step: Int64, of user: UserID) async throws -> Bool
    /// Takes a recovery code by its hash, once.
    func take(recoveryCode: String, of user: UserID) async throws -> Bool
    /// How many recovery codes are left.
    func recoveryCodes(of user: UserID) async throws -> Int
    func remove(_ user: UserID) async throws
}
