/// Makes the random texts that signalling needs: tags, branches, Call-IDs, nonces, session tokens.
///
/// Production draws from the system's generator, tests from a ``SeededGenerator``, so that a run can be repeated. Not
/// `Sendable` by itself: each event loop owns one.
public struct TokenSource {
    private var generator: any RandomNumberGenerator

    public init(_ generator: any RandomNumberGenerator) {
        self.generator = generator
    }

    /// Draws from the operating system.
    public static func system() -> TokenSource {
        TokenSource(SystemGenerator())
    }

    public mutating func next() -> UInt64 {
        self.generator.next()
    }

    /// A number below `bound`, which is at least 1.
    public mutating func number(below bound: UInt64) -> UInt64 {
        self.generator.next(upperBound: bound)
    }

    /// A token of `words` × 13 lower-case base-32 characters, 64 random bits each.
    public mutating func token(words: Int = 1) -> String {
        String(unsafeUninitializedCapacity: 13 * words) { buffer in
            for word in 0..<words {
                var bits = self.generator.next()
                for index in 0..<13 {
                    buffer[word * 13 + index] = Self.alphabet[Int(bits & 31)]
                    bits >>= 5
                }
            }
            return 13 * words
        }
    }

    /// A token that sorts by time: 11 characters of microseconds since 1970, then 13 random ones. Indexes over such keys
    /// grow at their end.
    public mutating func orderedToken(at time: Timestamp) -> String {
        let microseconds = UInt64(clamping: time.microseconds)
        let prefix = String(unsafeUninitializedCapacity: 11) { buffer in
            for index in 0..<11 { buffer[index] = Self.ordered[Int((microseconds >> UInt64(5 * (10 - index))) & 31)] }
            return 11
        }
        return prefix + self.token()
    }

    /// In the order of their codes, so that texts sort as the numbers do.
    private static let ordered: [UInt8] = Array("234567abcdefghijklmnopqrstuvwxyz".utf8)
    private static let alphabet: [UInt8] = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
}
