import Audio

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Takes frames from 8 to 16 kHz and back with one half-band low pass of 55 taps: flat to 3.4 kHz, 65 dB down from 4.6.
///
/// Every second tap of a half-band filter is zero but the middle one. Going up, half of the samples are therefore the
/// old ones and the other half one short filter's; going down, one short filter runs over the even samples. Both delay
/// by 1.7 ms. The work memory belongs to the converter, the history of what was heard to each member.
struct RateConverter: ~Copyable {
    /// Taps of the short filter.
    private static let tapCount = 28
    /// Samples at 8 kHz that the filter looks back.
    private static let reach = Self.tapCount - 1
    /// How many 8 kHz samples the middle tap lies behind, going up and going down.
    private static let (delayUp, delayDown) = (13, 14)
    private static let narrowLength = MixingRate.narrowband.frameLength
    /// Numbers of history that each member keeps: even samples, then odd ones.
    static let historyLength = Self.reach + Self.delayDown

    private let taps: UnsafeMutablePointer<Float>
    /// The samples to filter behind their history.
    private let evens: UnsafeMutablePointer<Float>
    private let odds: UnsafeMutablePointer<Float>
    private let filtered: UnsafeMutablePointer<Float>

    init() {
        self.taps = .allocate(capacity: Self.tapCount)
        self.evens = .allocate(capacity: Self.reach + Self.narrowLength)
        self.odds = .allocate(capacity: Self.delayDown + Self.narrowLength)
        self.filtered = .allocate(capacity: Self.narrowLength)
        for (index, tap) in Self.design().enumerated() { self.taps[index] = tap }
    }

    deinit {
        self.taps.deallocate()
        self.evens.deallocate()
        self.odds.deallocate()
        self.filtered.deallocate()
    }

    /// The even taps of a windowed sinc (Kaiser's window, β = 6.2), summing up to 1.
    private static func design() -> [Float] {
        let middle = Double(Self.reach)
        let window = KaiserWindow(beta: 6.2)
        let raw = (0..<Self.tapCount).map { index -> Double in
            let offset = Double(2 * index) - middle
            let sinc = sin(.pi * offset / 2) / (.pi * offset / 2)
            return sinc * window.weight(at: offset / (middle * middle + 1).squareRoot())
        }
        let sum = raw.reduce(0, +)
        return raw.map { Float($0 / sum) }
    }

    /// 160 samples become 320.
    func raise(
        _ input: UnsafePointer<Int32>,
        into output: UnsafeMutablePointer<Int32>,
        history: UnsafeMutablePointer<Float>
    ) {
        self.evens.update(from: history, count: Self.reach)
        let fresh = self.evens + Self.reach
        for index in 0..<Self.narrowLength { fresh[index] = Float(input[index]) }
        self.filter()
        for index in 0..<Self.narrowLength {
            output[2 * index] = Int32(self.filtered[index].rounded())
            output[2 * index + 1] = Int32(fresh[index - Self.delayUp])
        }
        history.update(from: self.evens + Self.narrowLength, count: Self.reach)
    }

    /// 320 samples become 160.
    func lower(
        _ input: UnsafePointer<Int32>,
        into output: UnsafeMutablePointer<Int32>,
        history: UnsafeMutablePointer<Float>
    ) {
        self.evens.update(from: history, count: Self.reach)
        self.odds.update(from: history + Self.reach, count: Self.delayDown)
        let (freshEvens, freshOdds) = (self.evens + Self.reach, self.odds + Self.delayDown)
        for index in 0..<Self.narrowLength {
            freshEvens[index] = Float(input[2 * index])
            freshOdds[index] = Float(input[2 * index + 1])
        }
        self.filter()
        for index in 0..<Self.narrowLength {
            output[index] = Int32((0.5 * (self.filtered[index] + self.odds[index])).rounded())
        }
        history.update(from: self.evens + Self.narrowLength, count: Self.reach)
        (history + Self.reach).update(from: self.odds + Self.narrowLength, count: Self.delayDown)
    }

    /// The short filter over `evens`. Tap by tap, so that the compiler may take several samples at once.
    private func filter() {
        self.filtered.update(repeating: 0, count: Self.narrowLength)
        for tap in 0..<Self.tapCount {
            let (factor, samples) = (self.taps[tap], self.evens + (Self.reach - tap))
            for index in 0..<Self.narrowLength { self.filtered[index] += factor * samples[index] }
        }
    }
}
