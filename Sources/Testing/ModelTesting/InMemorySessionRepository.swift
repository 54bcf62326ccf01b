package import Kernel
package import Model

/// Sessions that end with the process.
package actor InMemorySessionRepository: SessionRepository {
    private var sessions: [String: SignInSession] = [:]

    package init() {}

    package func add(_ session: SignInSession) throws {
        guard self.sessions[session.secretHash] == nil else {
            throw ModelError(.storeFailed, "The store has such an entry already.")
        }
        self.sessions[session.secretHash] = session
    }

    package func find(secretHash: String, at now: Timestamp) -> SignInSession? {
        self.sessions[secretHash].flatMap { $0.expiresAt > now ? $0 : nil }
    }

    package func touch(secretHash: String, at now: Timestamp) {
        self.sessions[secretHash]?.lastUsedAt = now
    }

    package func all(of user: UserID, at now: Timestamp) -> [SignInSession] {
        self.sessions.values
            .filter { $0.user == user && $0.expiresAt > now }
            .sorted { ($1.createdAt, $0.secretHash) < ($0.createdAt, $1.secretHash) }
    }

    package func remove(secretHash: String) {
        self.sessions[secretHash] = nil
    }

    package func removeBrowsers(of user: UserID, except secretHash: String) {
        self.sessions = self.sessions.filter {
            $0.value.user != user || $0.value.kind != .browser || $0.key == secretHash
        }
    }

    package func removeAll(of user: UserID) {
        self.sessions = self.sessions.filter { $0.value.user != user }
    }

    package func sweep(at now: Timestamp) {
        self.sessions = self.sessions.filter { $0.value.expiresAt > now }
    }
}
