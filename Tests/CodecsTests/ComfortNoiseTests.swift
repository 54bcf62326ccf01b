import Kernel
import Testing

@testable import Codecs

@Suite("RFC 3389 comfort noise")
struct ComfortNoiseTests {
    static func noise(_ description: ComfortNoise, count: Int = 8_000, seed: UInt64 = 7) -> [Int16] {
        var generator = ComfortNoiseGenerator(seed: seed)
        generator.update(description)
        var samples = [Int16](repeating: 0, count: count)
        samples.withUnsafeMutableBufferPointer { generator.fill($0) }
        return samples
    }

    static func measure(_ samples: [Int16]) -> ComfortNoise {
        samples.withUnsafeBufferPointer { ComfortNoise(measuring: $0) }
    }

    static func payload(_ noise: ComfortNoise) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0xff, count: ComfortNoise.payloadLength)
        let count = try bytes.withUnsafeMutableBytes { try noise.write(into: $0) }
        return Array(bytes[..<count])
    }

    static func parse(_ bytes: [UInt8]) throws -> ComfortNoise {
        try bytes.withUnsafeBytes { try ComfortNoise(parsing: $0) }
    }

    @Test(
        "§3.1 the level is decibels below the overload point, whatever the colour",
        arguments: [20, 40, 55, 70] as [UInt8]
    )
    func level(_ level: UInt8) {
        var coloured = ComfortNoise(level: level)
        coloured.reflection[0] = -0.9
        coloured.reflection[1] = 0.4
        for description in [ComfortNoise(level: level), coloured] {
            let measured = -Sound.decibels(Sound.rootMeanSquare(Self.noise(description)) / 32_767)
            #expect(abs(measured - Double(level)) < 0.6)
        }
    }

    @Test("a description that went through a payload still describes the noise it was made from")
    func roundTrip() throws {
        var original = ComfortNoise(level: 38)
        original.reflection[0] = -0.8
        original.reflection[1] = 0.3
        original.reflection[2] = -0.1
        let described = try Self.parse(Self.payload(Self.measure(Self.noise(original, count: 16_000))))
        #expect(abs(Int(described.level) - 38) <= 1)
        for index in 0..<ComfortNoise.order {
            #expect(abs(described.reflection[index] - original.reflection[index]) < 0.06)
        }
        let again = Self.measure(Self.noise(described, count: 16_000))
        #expect(abs(again.reflection[0] - original.reflection[0]) < 0.06)
    }

    @Test("§3.2 a coefficient's byte: 127 is zero, 254 and 0 are the ends, 255 is reserved")
    func bytes() throws {
        let noise = try Self.parse([0x80 | 30, 127, 254, 0, 255, 128])
        #expect(noise.level == 30)
        let read = (0..<5).map { noise.reflection[$0] }
        let expected: [Float] = [0, 32_766, -32_766, 32_766, 258].map { $0 / 32_768 }
        #expect(read == expected)
        #expect(try Array(Self.payload(noise)[1...5]) == [127, 254, 0, 254, 128])
    }

    @Test("digital silence is described as the softest noise, and played as silence")
    func silence() throws {
        let described = Self.measure([Int16](repeating: 0, count: 160))
        #expect(described.level == 127)
        #expect(Self.noise(described).allSatisfy { $0 == 0 })
        #expect(throws: CodecError.payloadEmpty) { _ = try Self.parse([]) }
    }

    @Test("any payload is played without harm and without shouting", arguments: UInt64(0)..<20)
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var generator = ComfortNoiseGenerator(seed: seed)
        var samples = [Int16](repeating: 0, count: 160)
        for _ in 0..<100 {
            let bytes = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            generator.update(try Self.parse(bytes))
            samples.withUnsafeMutableBufferPointer { generator.fill($0) }
            _ = Self.measure(samples)
        }
        generator.update(ComfortNoise(level: 60))
        for _ in 0..<20 { samples.withUnsafeMutableBufferPointer { generator.fill($0) } }
        #expect(Sound.rootMeanSquare(samples) < 60)
    }
}
