import Kernel
import Testing

@testable import Codecs

@Suite("SIP-06 codecs")
struct CodingTests {
    /// What a tone at 1 004 Hz keeps on its way through a codec.
    struct Quality: Sendable {
        let signalToNoise: Double
        let levelError: Double
    }

    static func expected(_ codec: SpeechCodec) -> Quality {
        switch codec {
        case .pcmu, .pcma: Quality(signalToNoise: 35, levelError: 0.1)
        case .g722: Quality(signalToNoise: 30, levelError: 0.3)
        case .gsm: Quality(signalToNoise: 12, levelError: 1)
        case .opus: Quality(signalToNoise: 18, levelError: 1)
        }
    }

    @Test("a tone comes out with its frequency, its level and little noise", arguments: CodecAtRate.all)
    func tone(_ subject: CodecAtRate) throws {
        var encoder = try AudioEncoder(subject.codec, at: subject.rate)
        var decoder = try AudioDecoder(subject.codec, at: subject.rate)
        let sound = Sound.tone(1_004, subject.rate, seconds: 0.6)
        var heard: [Int16] = []
        for packet in try encoder.packets(sound) { heard += try decoder.decode(packet) }
        #expect(heard.count == sound.count)
        // The fit is to this very frequency: another one, or a seam between frames, would be noise.
        let fit = Sound.fit(1_004, in: heard[(sound.count / 2)...], subject.rate)
        let quality = Self.expected(subject.codec)
        #expect(abs(Sound.decibels(fit.peak / 8_000)) < quality.levelError)
        #expect(fit.clean > quality.signalToNoise)
    }

    @Test("G.722 and Opus carry what a telephone cannot", arguments: [SpeechCodec.g722, .opus])
    func wideBand(codec: SpeechCodec) throws {
        var encoder = try AudioEncoder(codec)
        var decoder = try AudioDecoder(codec)
        let sound = Sound.tone(5_500, codec.sampleRate, seconds: 0.6, peak: 4_000)
        var heard: [Int16] = []
        for packet in try encoder.packets(sound) { heard += try decoder.decode(packet) }
        let fit = Sound.fit(5_500, in: heard[(heard.count / 2)...], codec.sampleRate)
        #expect(abs(Sound.decibels(fit.peak / 4_000)) < 2)
    }

    @Test(
        "packets of 10 to 60 ms are understood, and their duration is read without decoding",
        arguments: [
            (SpeechCodec.pcmu, 10), (.pcma, 30), (.pcma, 60), (.g722, 10), (.g722, 40), (.g722, 60), (.gsm, 20),
            (.gsm, 60),
            (.opus, 10), (.opus, 20), (.opus, 40), (.opus, 60),
        ]
    )
    func durations(codec: SpeechCodec, milliseconds: Int) throws {
        var encoder = try AudioEncoder(codec)
        var decoder = try AudioDecoder(codec)
        for packet in try encoder.packets(Sound.voice(codec.sampleRate, seconds: 0.3), milliseconds: milliseconds) {
            let units = try packet.withUnsafeBytes { try codec.clockUnits(of: $0) }
            #expect(units == codec.clockRate / 1_000 * UInt32(milliseconds))
            #expect(try decoder.decode(packet).count == codec.sampleRate.samples(milliseconds: milliseconds))
        }
    }

    @Test("G.722's RTP clock runs at 8 000 Hz although it samples at 16 000 (RFC 3551 §4.5.2)")
    func clock() {
        #expect(SpeechCodec.g722.clockUnitsPerFrame == 160)
        #expect(SpeechCodec.g722.sampleRate.samplesPerFrame == 320)
        #expect(SpeechCodec.g722.samples(clockUnits: 160, at: .hertz16000) == 320)
        #expect(SpeechCodec(name: "g722", clockRate: 8_000) == .g722)
        #expect(SpeechCodec(name: "opus", clockRate: 48_000) == .opus)
        #expect(SpeechCodec(name: "G722", clockRate: 16_000) == nil)
        #expect(SpeechCodec(name: "G729", clockRate: 8_000) == nil)
    }

    @Test("no payload does harm, whatever its bytes and its length", arguments: CodecAtRate.all, UInt64(0)..<4)
    func hostile(_ subject: CodecAtRate, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var decoder = try AudioDecoder(subject.codec, at: subject.rate)
        for length in Array(0..<200) + [239, 240, 241, 480, 481, 960, 1_275, 1_276, 1_500, 9_000, 65_535] {
            var payload = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            if subject.codec == .gsm, Bool.random(using: &random) {
                for start in stride(from: 0, to: length, by: 33) { payload[start] = 0xd0 | payload[start] & 0x0f }
            }
            do {
                let count = try decoder.decode(payload).count
                #expect((1...decoder.sampleLimit).contains(count))
            } catch let error as CodecError {
                #expect([.payloadEmpty, .payloadTooLong, .payloadMalformed].contains(error))
            }
            _ = decoder.recover(from: payload, subject.rate.samplesPerFrame)
            #expect(decoder.conceal(Int.random(in: 0...500, using: &random)).count <= 500)
        }
    }

    @Test("what cannot be done says why")
    func errors() throws {
        #expect(throws: CodecError.rateNotSupported) { _ = try AudioDecoder(.gsm, at: .hertz16000) }
        #expect(throws: CodecError.rateNotSupported) { _ = try AudioEncoder(.g722, at: .hertz48000) }
        #expect(throws: CodecError.rateNotSupported) { _ = try AudioDecoder(.opus, at: .hertz44100) }
        for change in [\OpusSettings.bitRate, \.complexity, \.expectedLossPercent] {
            var settings = OpusSettings()
            settings[keyPath: change] = 1_000_000
            #expect(throws: CodecError.settingOutOfRange) { _ = try AudioEncoder(.opus, opus: settings) }
        }
        var gsm = try AudioEncoder(.gsm)
        #expect(throws: CodecError.frameLengthWrong) { _ = try gsm.encode([Int16](repeating: 0, count: 159)) }
        #expect(throws: CodecError.spaceTooSmall) { _ = try gsm.encode([Int16](repeating: 0, count: 160), room: 32) }
        var gsmDecoder = try AudioDecoder(.gsm)
        #expect(throws: CodecError.payloadMalformed) { _ = try gsmDecoder.decode([UInt8](repeating: 0xc0, count: 33)) }
        #expect(throws: CodecError.payloadMalformed) { _ = try gsmDecoder.decode([UInt8](repeating: 0xd0, count: 34)) }
        #expect(throws: CodecError.payloadTooLong) { _ = try gsmDecoder.decode([UInt8](repeating: 0xd0, count: 132)) }
        var wide = try AudioEncoder(.g722)
        #expect(throws: CodecError.frameLengthWrong) { _ = try wide.encode([Int16](repeating: 0, count: 321)) }
        var opus = try AudioEncoder(.opus)
        #expect(throws: CodecError.frameLengthWrong) { _ = try opus.encode([Int16](repeating: 0, count: 1_000)) }
        #expect(throws: CodecError.frameLengthWrong) { _ = try opus.encode([]) }
    }

    @Test("Opus is as small as it was told to be", arguments: [12_000, 24_000, 48_000])
    func bitRate(_ bitRate: Int) throws {
        var settings = OpusSettings()
        settings.bitRate = bitRate
        settings.complexity = 2
        var encoder = try AudioEncoder(.opus, opus: settings)
        let packets = try encoder.packets(Sound.voice(.hertz48000, seconds: 1))
        let bits = packets.reduce(0) { $0 + $1.count * 8 }
        #expect(Double(bits) < Double(bitRate) * 1.25)
    }
}
