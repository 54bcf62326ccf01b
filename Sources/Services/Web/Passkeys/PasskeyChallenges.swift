import Crypto
import Kernel
import Model

/// The riddles that passkeys answer: each for one purpose, for a few minutes, and for one answer.
///
/// Nothing is kept of those that are given out, so that a stranger who asks for many pushes out nobody's: time, purpose and
/// a seal stand in the riddle itself. Kept are those that were answered rightly; when there are too many, those that were
/// answered longest ago are forgotten first.
struct PasskeyChallenges: Sendable {
    enum Purpose: Equatable, Sendable {
        /// To make a passkey for this person.
        case making(UserID)
        /// To sign in by a passkey alone.
        case signIn
        /// To sign in by password and passkey.
        case secondFactor(UserID)

        fileprivate var bytes: [UInt8] {
            switch self {
            case .making(let user): Array("making \(user)".utf8)
            case .signIn: Array("sign-in".utf8)
            case .secondFactor(let user): Array("second factor \(user)".utf8)
            }
        }
    }

    /// How long people may look for their key.
    static let lifetime = Duration.seconds(300)
    /// Right answers remembered. More than this within ``lifetime`` would need that many keys.
    static let capacity = 65_536

    private static let nonceLength = 16
    private static let timeLength = 8
    private static let sealLength = 32

    private let key: SymmetricKey
    private var answered: BoundedTable<[UInt8], Moment>

    /// - Parameter key: 32 random bytes; riddles of another process are none here.
    init(key: [UInt8], capacity: Int = PasskeyChallenges.capacity) {
        self.key = SymmetricKey(data: key)
        self.answered = BoundedTable(capacity: capacity)
    }

    /// - Parameter nonce: 16 random bytes.
    func make(for purpose: Purpose, nonce: [UInt8], at now: Moment) -> [UInt8] {
        precondition(nonce.count == Self.nonceLength, "a nonce has 16 bytes")
        let end = now.advanced(by: Self.lifetime).nanoseconds
        let open = nonce + withUnsafeBytes(of: end.bigEndian) { Array($0) }
        return open + Array(HMAC<SHA256>.authenticationCode(for: open + purpose.bytes, using: self.key))
    }

    /// Whether the riddle was made here for this purpose, is not too old, and was not answered before.
    func isOpen(_ challenge: [UInt8], for purpose: Purpose, at now: Moment) -> Bool {
        let openLength = Self.nonceLength + Self.timeLength
        guard challenge.count == openLength + Self.sealLength else { return false }
        let open = Array(challenge.prefix(openLength))
        let isSealed = HMAC<SHA256>.isValidAuthenticationCode(
            Array(challenge.suffix(Self.sealLength)),
            authenticating: open + purpose.bytes,
            using: self.key
        )
        let end = open.suffix(Self.timeLength).reduce(0) { $0 << 8 | UInt64($1) }
        return isSealed && end > UInt64(now.nanoseconds) && self.answered[challenge] == nil
    }

    /// Takes a right answer to it.
    /// - Returns: `false` when somebody was faster, or it is not open at all.
    mutating func close(_ challenge: [UInt8], for purpose: Purpose, at now: Moment) -> Bool {
        guard self.isOpen(challenge, for: purpose, at: now) else { return false }
        self.answered.put(now, for: challenge)
        return true
    }
}
