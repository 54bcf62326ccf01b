import Audio
import Kernel
import Testing

@testable import AudioFiles

@Suite("MED-01 wav files")
struct WAVReadingTests {
    @Test(
        "every encoding is read as the tone that is in it, from any rate to every rate",
        arguments: WAVBytes.Encoding.allCases,
        [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 12_345]
    )
    func encodings(encoding: WAVBytes.Encoding, rate: Int) throws {
        let bytes = WAVBytes(encoding, rate: rate, sine(1_003, rate: rate, seconds: 0.2)).bytes
        let wanted: SoundRate = encoding.bits == 24 ? .fullband : encoding.bits == 32 ? .wideband : .narrowband
        let sound = try SoundFile(reading: bytes, at: wanted)
        #expect(sound.originalRate == rate && sound.originalChannels == 1 && sound.container == .wav)
        #expect(abs(sound.duration.inSeconds - 0.2) < 0.000_5)
        let fit = ToneFit(1_003, in: sound.samples, rate: wanted.rawValue, margin: 200)
        #expect(abs(decibels(fit.peak / 0.5)) < 0.05)
        #expect(fit.signalToNoise > (encoding.bits == 8 ? 35 : 70))
    }

    @Test("PCM at the rate that is wanted is not touched")
    func exact() throws {
        let samples = linear(sine(433, rate: 16_000, seconds: 0.1))
        let sound = try SoundFile(
            reading: WAVBytes(rate: 16_000, sine(433, rate: 16_000, seconds: 0.1)).bytes,
            at: .wideband
        )
        #expect(sound.samples == samples && sound.clip == nil)
        let clip = try SoundFile(reading: WAVFile(samples: samples).bytes).clip
        #expect(clip?.samples == samples)
    }

    @Test(
        "two channels are averaged, WAVE_FORMAT_EXTENSIBLE and unknown chunks are read over",
        arguments: [false, true]
    )
    func stereo(isExtensible: Bool) throws {
        var file = WAVBytes(
            .pcm24,
            rate: 16_000,
            sine(500, rate: 16_000, seconds: 0.5),
            sine(900, rate: 16_000, seconds: 0.5)
        )
        file.isExtensible = isExtensible
        file.between = Array("LIST".utf8) + [3, 0, 0, 0, 9, 9, 9, 0]
        let sound = try SoundFile(reading: file.bytes)
        #expect(sound.originalChannels == 2)
        for hertz in [500.0, 900] {
            #expect(abs(decibels(ToneFit(hertz, in: sound.samples, rate: 8_000, margin: 100).peak / 0.25)) < 0.05)
        }
    }

    @Test("floats beyond full scale are clipped, what is no number is silence")
    func floats() throws {
        let sound = try SoundFile(reading: WAVBytes(.float32, [9, -9, .nan, .infinity, -.infinity, 0.5]).bytes)
        #expect(sound.samples == [32_767, -32_768, 0, 32_767, -32_768, 16_384])
    }

    @Test(
        "lengths that pipes and killed recorders leave mean all that follows; a header counted in is forgiven",
        arguments: [0, 0xffff_ffff, 0x7fff_f000, 0x8000_0000, 16_044] as [UInt32]
    )
    func unknownLength(length: UInt32) throws {
        var file = WAVBytes(sine(433, rate: 8_000, seconds: 1))
        file.statedLength = length
        #expect(try SoundFile(reading: file.bytes).samples.count == 8_000)
    }

    /// One byte of a good header replaced, and what is said of it.
    @Test(
        "lying headers get a clear error",
        arguments: [
            (12, 0, .inconsistentHeader), (16, 15, .truncated), (19, 0x7f, .truncated), (20, 2, .encodingNotSupported),
            (22, 0, .inconsistentHeader), (22, 3, .channelsNotSupported), (22, 2, .inconsistentHeader),
            (24, 0, .rateNotSupported), (26, 0xff, .rateNotSupported), (32, 4, .inconsistentHeader),
            (34, 12, .encodingNotSupported), (36, 0, .truncated), (41, 0xff, .truncated), (42, 0x10, .truncated),
            (8, 0, .formatNotSupported), (0, 0, .notSound),
        ] as [(Int, UInt8, AudioFileError.Code)]
    )
    func lying(offset: Int, byte: UInt8, code: AudioFileError.Code) throws {
        var bytes = WAVBytes([Double](repeating: 0, count: 400)).bytes
        bytes[offset] = byte
        let error = #expect(throws: AudioFileError.self) { try SoundFile(reading: bytes) }
        #expect(error?.code == code)
        #expect(error.map { !$0.detail.isEmpty && !$0.code.sentence.isEmpty } == true)
    }

    @Test("a file that was cut off is not taken for a whole one", arguments: [0, 4, 11, 12, 30, 44, 45, 8_000])
    func truncated(count: Int) {
        let bytes = Array(WAVBytes(sine(433, rate: 8_000, seconds: 1)).bytes.prefix(count))
        let error = #expect(throws: AudioFileError.self) { try SoundFile(reading: bytes) }
        let expected: AudioFileError.Code = count == 0 ? .empty : .truncated
        #expect(error?.code == expected)
    }

    @Test("more bytes or more sound than permitted are refused before they are read")
    func limits() {
        let bytes = [UInt8](repeating: 1, count: 20 << 20) + [1]
        #expect(throws: AudioFileError(.tooLarge, "20971521 bytes; 20971520 are permitted")) {
            try SoundFile(reading: bytes)
        }
        // 20 MB of 8-bit sound at 8 kHz are 43 minutes, which at 48 kHz would be 250 MB.
        var head = WAVBytes(.pcm8, [0]).bytes
        head.replaceSubrange(40..<44, with: [0xff, 0xff, 0xff, 0xff])
        let long = head + [UInt8](repeating: 128, count: 19 << 20)
        let error = #expect(throws: AudioFileError.self) { try SoundFile(reading: long, at: .fullband) }
        #expect(error?.code == .tooLong)
        let short = SoundFile.Limits(bytes: 1 << 20, duration: .seconds(1))
        let second = WAVBytes([Double](repeating: 0.1, count: 8_001)).bytes
        #expect(throws: AudioFileError.self) { try SoundFile(reading: second, limits: short) }
        #expect(throws: Never.self) {
            try SoundFile(reading: WAVBytes([Double](repeating: 0.1, count: 8_000)).bytes, limits: short)
        }
    }

    @Test("no bytes crash the reader", arguments: [UInt64(1), 2, 3, 4], WAVBytes.Encoding.allCases)
    func hostile(seed: UInt64, encoding: WAVBytes.Encoding) {
        var generator = SeededGenerator(seed: seed)
        var file = WAVBytes(
            encoding,
            rate: 22_050,
            sine(433, rate: 22_050, seconds: 0.002),
            sine(700, rate: 22_050, seconds: 0.002)
        )
        file.isExtensible = seed % 2 == 0
        let good = file.bytes
        for _ in 0..<30 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 0..<72, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...bytes.count / 2, using: &generator))
            do throws(AudioFileError) {
                let sound = try SoundFile(reading: bytes)
                #expect(sound.samples.count < 1_000)
            } catch {
                #expect(error.code != .decoderFailed)
            }
        }
    }

    @Test(
        "other kinds of sound are named",
        arguments: [
            ("OggS\0", "Ogg"), ("fLaC", "FLAC"), ("\0\0\0\u{20}ftypM4A ", "MPEG-4"), ("FORM....AIFF", "AIFF"),
            ("RIFF....AVI ", "RIFF"), ("#!AMR\n", "AMR"),
        ]
    )
    func otherKinds(head: String, name: String) {
        let error = #expect(throws: AudioFileError.self) { try SoundFile(reading: Array(head.utf8) + [1, 2, 3]) }
        #expect(error?.code == .formatNotSupported && error?.detail.contains(name) == true)
    }

    @Test("every error has one sentence for people")
    func sentences() {
        let sentences = AudioFileError.Code.allCases.map(\.sentence)
        #expect(Set(sentences).count == sentences.count)
        #expect(sentences.allSatisfy { $0.last == "." && $0.count < 90 })
    }
}
