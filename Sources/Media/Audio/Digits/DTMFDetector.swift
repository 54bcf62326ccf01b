#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Hears dialled digits in speech-band audio (ITU-T Q.24), for peers that cannot send RFC 4733 events.
///
/// Blocks of 102 samples (12.75 ms) go through eight Goertzel filters at once. A block is a hit only when it passes
/// every guard against speech that resembles a digit ("talk-off"): level, twist, lead over the other rows and columns,
/// and nearly all of the block's energy in the two tones. Two equal hits in a row begin a digit, two blocks without it
/// end one: tones of 40 ms are always found, those under 23 ms never.
///
/// Holds no buffer and allocates nothing; about 170 bytes.
package struct DTMFDetector: Sendable {
    package struct Detection: Hashable, Sendable {
        package let digit: DTMFDigit
        /// How long the tone lasted, to a block's 12.75 ms.
        package let duration: Duration
    }

    private static let blockLength = 102
    /// Weakest row or column tone: −32 dBm0.
    private static let lowestPeak = Float(SoundLevel(dBm0: -32).peak)
    /// The high tone may be 6 dB stronger, the low one 8 dB.
    private static let forwardTwist: Float = 3.98
    private static let reverseTwist: Float = 6.31
    /// The best row leads the other rows by 8 dB, the best column the other columns.
    private static let lead: Float = 6.31
    /// Share of the block's energy in the two tones. The worst permitted frequency error (1.5 %) leaves 0.8 of it.
    private static let purity: Float = 0.76

    private static let coefficients: SIMD8<Float> = {
        var values = SIMD8<Float>()
        for (index, hertz) in (DTMFDigit.rowHertz + DTMFDigit.columnHertz).enumerated() {
            values[index] = Float(2 * cos(2 * .pi * Double(hertz) / Double(AudioClip.sampleRate)))
        }
        return values
    }()

    private var previous = SIMD8<Float>()
    private var beforePrevious = SIMD8<Float>()
    private var energy: Float = 0
    private var fed = 0
    private var lastHit: DTMFDigit?
    private var current: DTMFDigit?
    private var blocks = 0
    private var misses = 0

    package init() {}

    /// Listens to samples, and delivers each digit when its tone has ended.
    package mutating func feed(_ samples: UnsafeBufferPointer<Int16>, deliver: (Detection) -> Void) {
        let coefficients = Self.coefficients
        for sample in samples {
            let value = Float(sample)
            let next = coefficients * self.previous - self.beforePrevious + value
            self.beforePrevious = self.previous
            self.previous = next
            self.energy += value * value
            self.fed += 1
            if self.fed == Self.blockLength, let detection = self.endBlock() { deliver(detection) }
        }
    }

    private mutating func endBlock() -> Detection? {
        let hit = self.judge()
        self.previous = .zero
        self.beforePrevious = .zero
        self.energy = 0
        self.fed = 0
        defer { self.lastHit = hit }

        if let current = self.current {
            if hit == current {
                self.blocks += 1 + self.misses
                self.misses = 0
                return nil
            }
            self.misses += 1
            guard self.misses == 2 else { return nil }
            let duration = Duration.microseconds(self.blocks * Self.blockLength * 125)
            // The next digit may have begun in the very block that ended this one.
            self.begin(with: hit == self.lastHit ? hit : nil)
            return Detection(digit: current, duration: duration)
        }
        if hit == self.lastHit { self.begin(with: hit) }
        return nil
    }

    private mutating func begin(with digit: DTMFDigit?) {
        self.current = digit
        self.blocks = digit == nil ? 0 : 2
        self.misses = 0
    }

    /// The digit that the block is, if it is one.
    private func judge() -> DTMFDigit? {
        let energies =
            self.previous * self.previous + self.beforePrevious * self.beforePrevious
            - Self.coefficients * self.previous * self.beforePrevious
        var (row, column) = (0, 4)
        for index in 1..<4 {
            if energies[index] > energies[row] { row = index }
            if energies[index + 4] > energies[column] { column = index + 4 }
        }
        let (low, high) = (energies[row], energies[column])
        let half = Float(Self.blockLength) / 2
        let floor = (half * Self.lowestPeak) * (half * Self.lowestPeak)
        guard low >= floor, high >= floor, high <= low * Self.forwardTwist, low <= high * Self.reverseTwist else {
            return nil
        }
        for index in 0..<4 {
            if index != row, energies[index] * Self.lead > low { return nil }
            if index + 4 != column, energies[index + 4] * Self.lead > high { return nil }
        }
        guard (low + high) / half >= Self.purity * self.energy else { return nil }
        return DTMFDigit(row: row, column: column - 4)
    }
}
