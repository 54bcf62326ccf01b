import Kernel
import Testing

@testable import Codecs

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Sounds to measure with.
enum Sound {
    /// A sine that starts at phase zero.
    static func tone(_ hertz: Double, _ rate: SampleRate, seconds: Double, peak: Double = 8_000) -> [Int16] {
        (0..<Int(seconds * Double(rate.hertz))).map {
            Int16((peak * sin(2 * .pi * hertz * Double($0) / Double(rate.hertz))).rounded())
        }
    }

    /// Something like a voice: a gliding pitch around 130 Hz with falling overtones, loud and soft in turn, and breath.
    static func voice(_ rate: SampleRate, seconds: Double, seed: UInt64 = 1) -> [Int16] {
        var random = SeededGenerator(seed: seed)
        var phase = 0.0
        return (0..<Int(seconds * Double(rate.hertz))).map { index in
            let time = Double(index) / Double(rate.hertz)
            phase += 2 * .pi * (130 + 25 * sin(2 * .pi * 0.7 * time)) / Double(rate.hertz)
            var sample = 0.0
            for overtone in 1...20 { sample += sin(Double(overtone) * phase) / Double(overtone) }
            let loudness = 0.55 + 0.45 * sin(2 * .pi * 3 * time)
            let breath = Double(Int.random(in: -100...100, using: &random))
            return Int16(4_000 * sample * loudness + breath)
        }
    }

    static func rootMeanSquare(_ samples: some Collection<Int16>) -> Double {
        (samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(1, samples.count))).squareRoot()
    }

    static func decibels(_ ratio: Double) -> Double { 20 * log10(ratio) }

    /// The largest difference of neighbours: what a click raises.
    static func largestStep(_ samples: some Collection<Int16>) -> Int {
        zip(samples, samples.dropFirst()).map { abs(Int($1) - Int($0)) }.max() ?? 0
    }

    /// Peak of a known sine in `samples`, and its power against everything else in decibels. Sharper than a measurement
    /// that must find the frequency first.
    static func fit(_ hertz: Double, in samples: some Collection<Int16>, _ rate: SampleRate) -> (
        peak: Double, clean: Double
    ) {
        var (cosines, sines, cross, withCosine, withSine, total) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            let angle = 2 * .pi * hertz * Double(index) / Double(rate.hertz)
            let (cosine, sine, value) = (cos(angle), sin(angle), Double(sample))
            cosines += cosine * cosine
            sines += sine * sine
            cross += cosine * sine
            withCosine += value * cosine
            withSine += value * sine
            total += value * value
        }
        let determinant = cosines * sines - cross * cross
        let first = (withCosine * sines - withSine * cross) / determinant
        let second = (withSine * cosines - withCosine * cross) / determinant
        let explained = first * withCosine + second * withSine
        return ((first * first + second * second).squareRoot(), 10 * log10(explained / max(total - explained, 1)))
    }

    /// Signal against difference, in decibels, at the delay (up to `reach` samples) that fits best.
    static func likeness(_ heard: [Int16], to original: [Int16], reach: Int = 0) -> Double {
        (0...reach).map { delay in
            let pairs = zip(heard.dropFirst(delay), original)
            let noise = pairs.reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
            let signal = pairs.reduce(0.0) { $0 + pow(Double($1.1), 2) }
            return 10 * log10(signal / max(noise, 1))
        }.max() ?? 0
    }
}

extension AudioDecoder {
    mutating func decode(_ payload: [UInt8]) throws -> [Int16] {
        var samples = [Int16](repeating: 0, count: self.sampleLimit)
        let count = try payload.withUnsafeBytes { bytes in
            try samples.withUnsafeMutableBufferPointer { space in
                try self.decode(bytes, into: space)
            }
        }
        return Array(samples[..<count])
    }

    mutating func conceal(_ count: Int) -> [Int16] {
        var samples = [Int16](repeating: 0, count: count)
        samples.withUnsafeMutableBufferPointer { self.conceal($0) }
        return samples
    }

    mutating func recover(from next: [UInt8], _ count: Int) -> [Int16] {
        var samples = [Int16](repeating: 0, count: count)
        next.withUnsafeBytes { bytes in
            samples.withUnsafeMutableBufferPointer { self.recover(from: bytes, into: $0) }
        }
        return samples
    }
}

extension AudioEncoder {
    mutating func encode(_ samples: some Collection<Int16>, room: Int? = nil) throws -> [UInt8] {
        let samples = Array(samples)
        var bytes = [UInt8](repeating: 0, count: room ?? self.codec.payloadLimit)
        let count = try samples.withUnsafeBufferPointer { samples in
            try bytes.withUnsafeMutableBytes { bytes in try self.encode(samples, into: bytes) }
        }
        return Array(bytes[..<count])
    }

    /// Packets of a whole sound.
    mutating func packets(_ sound: [Int16], milliseconds: Int = 20) throws -> [[UInt8]] {
        let length = self.sampleRate.samples(milliseconds: milliseconds)
        return try stride(from: 0, through: sound.count - length, by: length).map {
            try self.encode(sound[$0..<$0 + length])
        }
    }
}

extension Resampler {
    mutating func process(_ samples: some Collection<Int16>) throws -> [Int16] {
        let samples = Array(samples)
        var output = [Int16](repeating: 0, count: self.outputLimit(for: samples.count))
        let count = try samples.withUnsafeBufferPointer { samples in
            try output.withUnsafeMutableBufferPointer { output in
                try self.process(samples, into: output)
            }
        }
        return Array(output[..<count])
    }
}

/// A codec at one of its rates.
struct CodecAtRate: Sendable, CustomTestStringConvertible {
    let codec: SpeechCodec
    let rate: SampleRate
    var testDescription: String { "\(self.codec) at \(self.rate.hertz) Hz" }

    static let all = SpeechCodec.allCases.flatMap { codec in
        codec.sampleRates.map { CodecAtRate(codec: codec, rate: $0) }
    }
}
