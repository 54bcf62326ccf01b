import Crypto
import Hummingbird
import Kernel
import Model
import Synchronization

/// Remembers what was answered to requests with an `Idempotency-Key`, so that a repeat creates nothing twice (BYD-09).
///
/// Bounded: ``capacity`` answers, each for ``lifetime``. They live in memory; after a restart of the server a repeat
/// meets the ordinary rules (a taken login is refused).
final class IdempotentAnswers: Sendable {
    /// How many answers are kept.
    static let capacity = 8_192
    /// How long an answer is kept.
    static let lifetime = Duration.seconds(86_400)

    /// One key of one user for one operation, in one domain.
    struct Key: Hashable, Sendable {
        let user: UserID
        let domain: DomainID
        let operation: String
        let text: String
    }

    enum Admission: Sendable {
        /// The first of its kind: do it, then ``IdempotentAnswers/finish(_:with:at:)``.
        case new
        case answered(APIAnswer)
        /// The first one is still being worked on.
        case running
        /// The key was used for something else.
        case different
    }

    private struct Entry: Sendable {
        let fingerprint: [UInt8]
        let at: Moment
        var answer: APIAnswer?
    }

    private let entries = Mutex(BoundedTable<Key, Entry>(capacity: IdempotentAnswers.capacity))

    func admit(_ key: Key, request: [UInt8], at now: Moment) -> Admission {
        let fingerprint = Array(SHA256.hash(data: request))
        return self.entries.withLock { entries in
            if let entry = entries[key], now < entry.at.advanced(by: Self.lifetime) {
                guard entry.fingerprint == fingerprint else { return .different }
                return entry.answer.map { .answered($0) } ?? .running
            }
            entries.put(Entry(fingerprint: fingerprint, at: now, answer: nil), for: key)
            return .new
        }
    }

    /// - Parameter answer: `nil` when it failed: a repeat may then try again.
    func finish(_ key: Key, with answer: APIAnswer?) {
        self.entries.withLock { entries in
            guard let answer else {
                entries.remove(key)
                return
            }
            guard var entry = entries[key] else { return }
            entry.answer = answer
            entries.put(entry, for: key)
        }
    }
}
