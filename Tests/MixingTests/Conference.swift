import Audio
import Testing

@testable import Mixing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A mixer driven by whole frames, which keeps what each member heard.
final class Conference {
    var mixer: ConferenceMixer
    private(set) var heard: [MemberSlot: [Int16]] = [:]

    init(capacity: Int = 16) {
        self.mixer = ConferenceMixer(capacity: capacity)
    }

    func add(_ rate: MixingRate, _ hearing: Hearing = .participant) throws -> MemberSlot {
        let slot = self.mixer.add(rate, hearing)
        return try #require(slot)
    }

    func give(_ samples: [Int16], from slot: MemberSlot) -> Bool {
        samples.withUnsafeBufferPointer { self.mixer.give($0, from: slot) }
    }

    func level(of slot: MemberSlot) -> SoundLevel { self.mixer.level(of: slot) }

    /// One tick; a member without an entry, or with `nil`, gives no frame.
    func tick(_ frames: [MemberSlot: [Int16]], listeners: [MemberSlot]? = nil) {
        for (slot, frame) in frames { frame.withUnsafeBufferPointer { _ = self.mixer.give($0, from: slot) } }
        self.mixer.mix()
        for slot in listeners ?? Array(frames.keys) {
            guard let rate = self.mixer.rate(of: slot) else { continue }
            var frame = [Int16](repeating: 1, count: rate.frameLength)
            frame.withUnsafeMutableBufferPointer { _ = self.mixer.take(slot, into: $0) }
            self.heard[slot, default: []] += frame
        }
    }

    func sound(of slot: MemberSlot) -> [Int16] { self.heard[slot] ?? [] }

    func forget() { self.heard = [:] }
}

/// A sine in frames, without a seam between them.
struct Tone {
    var hertz: Double
    var peak: Double
    var rate = MixingRate.narrowband
    private var position = 0

    init(_ hertz: Double, peak: Double = 8_000, at rate: MixingRate = .narrowband) {
        self.hertz = hertz
        self.peak = peak
        self.rate = rate
    }

    mutating func frame() -> [Int16] {
        defer { self.position += self.rate.frameLength }
        return (self.position..<self.position + self.rate.frameLength).map {
            let angle = 2 * Double.pi * self.hertz * Double($0) / Double(self.rate.rawValue)
            return Int16(max(-32_768, min(32_767, (self.peak * sin(angle)).rounded())))
        }
    }

    /// The largest difference between two of its samples that follow one another.
    var largestStep: Double { self.peak * 2 * Double.pi * self.hertz / Double(self.rate.rawValue) }
}

/// The largest difference between two samples that follow one another, silence before the first.
func largestStep(_ samples: some Sequence<Int16>) -> Double {
    var (last, largest) = (0, 0)
    for sample in samples {
        largest = max(largest, abs(Int(sample) - last))
        last = Int(sample)
    }
    return Double(largest)
}

/// Level of a frequency against a sine of this peak, in decibels.
func decibels(of hertz: Double, in samples: some Collection<Int16>, against peak: Double, at rate: MixingRate) -> Double
{
    let level = ToneMeasurement.level(of: hertz, in: Array(samples), sampleRate: rate.rawValue)
    return level.dBm0 - SoundLevel(dBm0: 0).dBm0 - 20 * log10(peak / SoundLevel(dBm0: 0).peak)
}
