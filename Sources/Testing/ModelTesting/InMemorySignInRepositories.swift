package import Kernel
package import Model

/// Second factors that end with the process.
package actor InMemorySecondFactorRepository: SecondFactorRepository {
    private var factors: [UserID: SecondFactor] = [:]
    private var codes: [UserID: Set<String>] = [:]

    package init() {}

    package func find(_ user: UserID) -> SecondFactor? { self.factors[user] }

    package func put(_ factor: SecondFactor) {
        self.factors[factor.user] = factor
        self.codes[factor.user] = nil
    }

    package func confirm(_ user: UserID, at now: Timestamp, step: Int64, recoveryCodes: [String]) -> Bool {
        guard var factor = self.factors[user], factor.confirmedAt == nil else { return false }
        (factor.confirmedAt, factor.lastStep) = (now, step)
        self.factors[user] = factor
        self.codes[user] = Set(recoveryCodes)
        return true
    }

    package func take(step: Int64, of user: UserID) -> Bool {
        guard let factor = self.factors[user], factor.confirmedAt != nil, factor.lastStep < step else { return false }
        self.factors[user]?.lastStep = step
        return true
    }

    package func take(recoveryCode: String, of user: UserID) -> Bool {
        self.codes[user]?.remove(recoveryCode) != nil
    }

    package func recoveryCodes(of user: UserID) -> Int { self.codes[user]?.count ?? 0 }

    package func remove(_ user: UserID) {
        self.factors[user] = nil
        self.codes[user] = nil
    }
}

/// Passkeys that end with the process.
package actor InMemoryPasskeyRepository: PasskeyRepository {
    private var passkeys: [[UInt8]: Passkey] = [:]

    package init() {}

    package func all(of user: UserID) -> [Passkey] {
        self.passkeys.values.filter { $0.user == user }.sorted {
            $0.createdAt == $1.createdAt
                ? $0.credential.lexicographicallyPrecedes($1.credential) : $0.createdAt < $1.createdAt
        }
    }

    package func find(credential: [UInt8]) -> Passkey? { self.passkeys[credential] }

    package func add(_ passkey: Passkey) -> Bool {
        guard self.passkeys[passkey.credential] == nil, self.all(of: passkey.user).count < Passkey.limit else {
            return false
        }
        self.passkeys[passkey.credential] = passkey
        return true
    }

    package func rename(_ id: PasskeyID, of user: UserID, to name: String) -> Bool {
        guard let credential = self.credential(of: id, user) else { return false }
        self.passkeys[credential]?.name = name
        return true
    }

    package func use(credential: [UInt8], counter: UInt32, at now: Timestamp) -> Bool {
        guard var stored = self.passkeys[credential], stored.admits(counter: counter) else { return false }
        (stored.counter, stored.lastUsedAt) = (counter, now)
        self.passkeys[credential] = stored
        return true
    }

    package func remove(_ id: PasskeyID, of user: UserID) -> Bool {
        guard let credential = self.credential(of: id, user) else { return false }
        self.passkeys[credential] = nil
        return true
    }

    private func credential(of id: PasskeyID, _ user: UserID) -> [UInt8]? {
        self.passkeys.values.first { $0.id == id && $0.user == user }?.credential
    }

    package func removeAll(of user: UserID) { self.passkeys = self.passkeys.filter { $0.value.user != user } }
}

/// Links for a new password that end with the process.
package actor InMemoryPasswordRecoveryRepository: PasswordRecoveryRepository {
    private var recoveries: [String: PasswordRecovery] = [:]

    package init() {}

    package func add(_ recovery: PasswordRecovery, at now: Timestamp) throws {
        self.recoveries = self.recoveries.filter { $0.value.expiresAt > now }
        guard self.recoveries[recovery.secretHash] == nil else {
            throw ModelError(.storeFailed, "The store has such an entry already.")
        }
        self.recoveries[recovery.secretHash] = recovery
    }

    package func find(secretHash: String, at now: Timestamp) -> PasswordRecovery? {
        self.recoveries[secretHash].flatMap { $0.expiresAt > now ? $0 : nil }
    }

    package func take(secretHash: String, at now: Timestamp) -> PasswordRecovery? {
        guard let found = self.find(secretHash: secretHash, at: now) else { return nil }
        self.removeAll(of: found.user)
        return found
    }

    package func removeAll(of user: UserID) {
        self.recoveries = self.recoveries.filter { $0.value.user != user }
    }
}
