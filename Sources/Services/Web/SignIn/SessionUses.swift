import Kernel
import Model
import Synchronization

/// Notes when sessions are used, each once a minute at most: not every request writes to the disk, and a disk that cannot
/// be written holds up one request of a session and not all.
final class SessionUses: Sendable {
    /// Sessions whose last try is remembered.
    private static let capacity = 16_384

    private let sessions: any SessionRepository
    private let noted = Mutex(BoundedTable<String, Timestamp>(capacity: SessionUses.capacity))

    init(_ sessions: any SessionRepository) {
        self.sessions = sessions
    }

    func note(_ session: SignInSession, at now: Timestamp) async {
        guard Self.isDue(session.lastUsedAt, at: now) else { return }
        let isFirst = self.noted.withLock { noted in
            guard Self.isDue(noted[session.secretHash], at: now) else { return false }
            noted.put(now, for: session.secretHash)
            return true
        }
        guard isFirst else { return }
        // A full disk is no reason to turn people away: then the list shows an older use.
        try? await self.sessions.touch(secretHash: session.secretHash, at: now)
    }

    private static func isDue(_ last: Timestamp?, at now: Timestamp) -> Bool {
        last.map { $0.advanced(by: SignInSession.useGrain) <= now } ?? true
    }
}
