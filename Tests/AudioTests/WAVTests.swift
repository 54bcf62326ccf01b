import Kernel
import Testing

@testable import Audio

@Suite("WAV files")
struct WAVTests {
    private static let header = WAVFile(samples: [1, -2, 300]).bytes

    @Test("what was written is read back", arguments: [8_000, 16_000])
    func roundTrip(rate: Int) throws {
        let file = WAVFile(samples: [0, 1, -1, .max, .min], sampleRate: rate)
        #expect(file.bytes.count == 44 + 10)
        #expect(try WAVFile(parsing: file.bytes) == file)
    }

    @Test("G.711 inside is decoded", arguments: [(6, .aLaw), (7, .muLaw)] as [(UInt8, G711Law)])
    func companded(tag: UInt8, law: G711Law) throws {
        var bytes = Self.header
        bytes[20] = tag
        bytes[32] = 1
        bytes[34] = 8
        #expect(try WAVFile(parsing: bytes).samples == law.decode(bytes[44...]))
    }

    @Test("unknown chunks are skipped, an unfinished length is taken as the rest")
    func lenient() throws {
        var bytes = Array(Self.header[..<36])
        bytes += Array("LIST".utf8) + [3, 0, 0, 0, 9, 9, 9, 0] + Array("data".utf8) + [0xff, 0xff, 0xff, 0xff, 5, 0]
        #expect(try WAVFile(parsing: bytes).samples == [5])
    }

    /// One byte of a good header replaced, and what is said of it.
    @Test(
        "lying headers",
        arguments: [
            (0, 0, .notWAV), (12, 0, .inconsistentHeader), (16, 15, .truncated), (16, 0xff, .truncated),
            (20, 3, .encodingNotSupported), (22, 2, .formatNotSupported), (24, 1, .formatNotSupported),
            (32, 4, .inconsistentHeader), (34, 24, .encodingNotSupported), (36, 0, .truncated), (40, 7, .truncated),
            (43, 0x7f, .truncated),
        ] as [(Int, UInt8, WAVError.Code)]
    )
    func lying(offset: Int, byte: UInt8, code: WAVError.Code) {
        var bytes = Self.header
        bytes[offset] = byte
        #expect(throws: WAVError.self) { try WAVFile(parsing: bytes) }
        do throws(WAVError) { _ = try WAVFile(parsing: bytes) } catch { #expect(error.code == code) }
    }

    @Test("too long a sound is refused")
    func limit() {
        let bytes = WAVFile(samples: [Int16](repeating: 0, count: 8_001)).bytes
        do throws(WAVError) {
            _ = try WAVFile(parsing: bytes, limit: .seconds(1))
            Issue.record("accepted")
        } catch { #expect(error.code == .tooLong) }
    }

    @Test("no bytes crash the reader", arguments: [UInt64(1), 2, 3, 4])
    func hostile(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            var bytes = Self.header
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
            _ = try? WAVFile(parsing: bytes)
        }
    }

    @Test(
        "16 kHz becomes 8 kHz: the voice stays, what is above 4.6 kHz goes",
        arguments: [
            (300.0, -0.2...0.2), (1_000, -0.2...0.2), (3_000, -0.5...0.5), (5_000, -200.0 ... -45),
            (7_000, -200.0 ... -45),
        ] as [(Double, ClosedRange<Double>)]
    )
    func halving(hertz: Double, gain: ClosedRange<Double>) {
        let samples = (0..<16_000).map { Int16(10_000 * sine(2 * .pi * hertz * Double($0) / 16_000)) }
        let clip = WAVFile(samples: samples, sampleRate: 16_000).clip
        #expect(clip.duration == .seconds(1))
        let middle = clip.samples[100..<7_900]
        #expect(gain.contains(SoundLevel(of: middle).dBm0 - SoundLevel(of: samples).dBm0))
    }
}
