#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One sine of a tone.
package struct ToneComponent: Hashable, Sendable {
    /// Thousandths of a hertz, so that phases are exact whole numbers.
    package let millihertz: Int
    package let level: SoundLevel

    /// - Parameter hertz: 1 to 3 999.
    package init(hertz: Int, level: SoundLevel) {
        precondition((1..<AudioClip.sampleRate / 2).contains(hertz), "a tone lies below half the sampling rate")
        self.millihertz = hertz * 1_000
        self.level = level
    }
}

/// Adds sines for as long as wanted, without drift: a phase is a whole number of thousandths of a cycle per second, so
/// after an hour the tone is where it was told to be, to the sample.
package struct ToneGenerator: Sendable {
    private static let cycle = AudioClip.sampleRate * 1_000
    private let components: [ToneComponent]
    private let peaks: [Double]
    private var phases: [Int]

    package init(_ components: [ToneComponent]) {
        self.components = components
        self.peaks = components.map(\.level.peak)
        self.phases = Array(repeating: 0, count: components.count)
    }

    /// The next sample, clipped to 16 bits.
    package mutating func next() -> Int16 {
        var sum = 0.0
        for index in self.components.indices {
            sum += self.peaks[index] * sin(2 * .pi * Double(self.phases[index]) / Double(Self.cycle))
            self.phases[index] = (self.phases[index] + self.components[index].millihertz) % Self.cycle
        }
        return Int16(max(-32_768, min(32_767, sum.rounded())))
    }

    package mutating func next(_ count: Int) -> [Int16] {
        (0..<count).map { _ in self.next() }
    }

    package mutating func fill(_ samples: UnsafeMutableBufferPointer<Int16>) {
        for index in samples.indices { samples[index] = self.next() }
    }
}
