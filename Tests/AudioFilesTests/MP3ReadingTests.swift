import Kernel
import Testing

@testable import AudioFiles

@Suite("MED-01 mp3 files")
struct MP3ReadingTests {
    private static func tone(_ rate: Int, _ seconds: Double = 1, variableQuality: Int32? = nil) -> [UInt8] {
        MP3Bytes(rate: rate, variableQuality: variableQuality, sine(1_003, rate: rate, seconds: seconds)).bytes
    }

    @Test(
        "every rate and both kinds of bit rate are read as the tone that is in it",
        arguments: [8_000, 16_000, 22_050, 32_000, 44_100, 48_000],
        [nil, 4] as [Int32?]
    )
    func tones(rate: Int, variableQuality: Int32?) throws {
        for wanted in rate == 44_100 ? SoundRate.allCases : [.narrowband] {
            let sound = try SoundFile(reading: Self.tone(rate, 0.5, variableQuality: variableQuality), at: wanted)
            #expect(sound.container == .mp3 && sound.originalRate == rate && sound.originalChannels == 1)
            // The information frame says what the encoder added at both ends.
            #expect(abs(sound.duration.inSeconds - 0.5) < 0.002)
            let fit = ToneFit(1_003, in: sound.samples, rate: wanted.rawValue, margin: wanted.rawValue / 10)
            // At a constant bit rate lame makes everything 0.45 dB quieter, against clipping.
            #expect(abs(decibels(fit.peak / 0.5)) < 0.5)
            #expect(fit.signalToNoise > 28)
        }
    }

    @Test("two channels are averaged")
    func stereo() throws {
        let bytes = MP3Bytes(kilobits: 128, sine(500, rate: 44_100, seconds: 1), sine(900, rate: 44_100, seconds: 1))
            .bytes
        let sound = try SoundFile(reading: bytes)
        #expect(sound.originalChannels == 2)
        for hertz in [500.0, 900] {
            #expect(abs(decibels(ToneFit(hertz, in: sound.samples, rate: 8_000, margin: 800).peak / 0.25)) < 0.5)
        }
    }

    @Test("tags before and behind, large pictures and a little garbage are read over")
    func tags() throws {
        let plain = Self.tone(44_100)
        let clean = try SoundFile(reading: plain)
        let trailing = Array("TAG".utf8) + [UInt8](repeating: 0x20, count: 125)
        for bytes in [
            MP3Bytes.tag(pictureLength: 300_000) + plain + trailing,
            MP3Bytes.tag(pictureLength: 10) + MP3Bytes.tag(pictureLength: 2_000) + plain,
            [UInt8](repeating: 0, count: 500) + plain,
        ] {
            #expect(try SoundFile(reading: bytes).samples == clean.samples)
        }
    }

    @Test("files one after the other are read as one, also when their rates differ")
    func concatenated() throws {
        let bytes = Self.tone(44_100) + MP3Bytes.tag(pictureLength: 100) + Self.tone(16_000)
        let sound = try SoundFile(reading: bytes)
        try #require(abs(sound.duration.inSeconds - 2) < 0.01)
        for part in [sound.samples[2_000..<6_000], sound.samples[10_000..<14_000]] {
            #expect(abs(decibels(ToneFit(1_003, in: part, rate: 8_000).peak / 0.5)) < 0.5)
        }
    }

    @Test("mp3 in a wav file is read")
    func inWave() throws {
        let mp3 = Self.tone(44_100)
        var bytes = WAVBytes(rate: 44_100, [0]).bytes
        bytes.replaceSubrange(20..<22, with: [0x55, 0])
        bytes.replaceSubrange(40..., with: WAVBytes.little(mp3.count, 4) + mp3)
        let sound = try SoundFile(reading: bytes)
        #expect(sound.container == .wav && abs(sound.duration.inSeconds - 1) < 0.01)
    }

    @Test("noise, tags without sound, and files that are mostly noise are refused")
    func noSound() {
        var generator = SeededGenerator(seed: 11)
        let noise = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let mp3 = Self.tone(44_100)
        for (bytes, code) in [
            (noise, .notSound), (Array("<html><body>Not found</body></html>".utf8), .notSound),
            (MP3Bytes.tag(pictureLength: 5_000), .noSound), (noise + mp3, .damaged),
        ] as [([UInt8], AudioFileError.Code)] {
            let error = #expect(throws: AudioFileError.self) { try SoundFile(reading: bytes) }
            #expect(error?.code == code)
        }
    }

    @Test("a small file with too long a sound is refused before it is decoded")
    func bomb() {
        // 8 kbit/s of silence: a quarter of an hour in 0.9 MB.
        let second = MP3Bytes(rate: 8_000, kilobits: 8, [Double](repeating: 0, count: 80_000)).bytes
        let long = [[UInt8]](repeating: second, count: 100).flatMap { $0 }
        let error = #expect(throws: AudioFileError.self) { try SoundFile(reading: long, at: .fullband) }
        #expect(error?.code == .tooLong && long.count < 20 << 20)
    }

    @Test("a rate that changes all the time is refused")
    func changingRates() {
        let parts = [Self.tone(44_100, 0.1), Self.tone(48_000, 0.1), Self.tone(16_000, 0.1)]
        let bytes = (0..<40).flatMap { parts[$0 % 3] }
        let error = #expect(throws: AudioFileError.self) { try SoundFile(reading: bytes) }
        #expect(error?.code == .damaged)
    }

    @Test("no bytes crash the reader or make more sound than their frames say", arguments: [UInt64(1), 2, 3, 4, 5, 6])
    func hostile(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let good = Self.tone(seed % 2 == 0 ? 44_100 : 16_000, 0.1, variableQuality: seed % 3 == 0 ? 5 : nil)
        for _ in 0..<40 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...bytes.count / 2, using: &generator))
            do throws(AudioFileError) {
                let sound = try SoundFile(reading: bytes)
                #expect(sound.samples.count < 8_000)
            } catch {
                #expect([.damaged, .notSound, .noSound, .formatNotSupported].contains(error.code))
            }
        }
    }
}
