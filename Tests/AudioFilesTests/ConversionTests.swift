import Audio
import Kernel
import Testing

@testable import AudioFiles

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite("REC-02 recordings become mp3")
struct ConversionTests {
    /// A recording of two tones.
    private static func recording(_ format: RecordingFormat, seconds: Double) throws -> TemporaryFile {
        let file = TemporaryFile()
        let rate = format.rate.rawValue
        var recording = try RecordingFile(descriptor: file.descriptor, format)
        try recording.append(
            linear(sine(500, peak: 0.4, rate: rate, seconds: seconds)),
            format.channels == .two ? linear(sine(900, peak: 0.4, rate: rate, seconds: seconds)) : []
        )
        _ = try recording.finish()
        return file
    }

    @Test("the tones are there, with progress to the end", arguments: RecordingTests.formats, [32, 48, 64])
    func tones(format: RecordingFormat, kilobits: Int) throws {
        // Of one format more than two pieces, each of which has four seconds.
        let seconds = format == RecordingTests.formats[0] ? 10.0 : 5
        let (source, target) = (try Self.recording(format, seconds: seconds), TemporaryFile())
        var conversion = try RecordingConversion(
            from: source.descriptor,
            to: target.descriptor,
            kilobitsPerSecond: kilobits
        )
        #expect(conversion.duration == .seconds(seconds))
        var shares: [Double] = []
        repeat { shares.append(try conversion.advance()) } while shares.last != 1 && shares.count < 100
        #expect(shares == (seconds == 10 ? [0.4, 0.8, 1] : [0.8, 1]))
        #expect(try conversion.advance() == 1)
        let byteCount = conversion.byteCount
        #expect(byteCount == target.count)
        #expect(abs(Double(target.count) - seconds * Double(kilobits) * 125) < 2_500)
        let sound = try SoundFile(reading: target.bytes, at: .wideband)
        #expect(sound.originalRate == format.rate.rawValue && sound.originalChannels == format.channels.rawValue)
        // The smallest frames have no room for the information frame, so what lame added at both ends stays.
        let hasInformation = format.rate == .narrowband || kilobits > 32
        #expect(abs(sound.duration.inSeconds - seconds) < (hasInformation ? 0.01 : 0.15))
        let expected = format.channels == .two ? 0.2 : 0.4
        let middle = sound.samples[32_000..<48_000]
        #expect(abs(decibels(ToneFit(500, in: middle, rate: 16_000).peak / expected)) < 0.5)
        let other = decibels(ToneFit(900, in: middle, rate: 16_000).peak / expected)
        #expect(format.channels == .two ? abs(other) < 0.5 : other < -40)
    }

    @Test("the channels stay apart: a silent party is silent in the mp3")
    func separation() throws {
        // Equal loudness on both sides in turn: what leaks shows in the pause of the other one.
        let (source, target) = (TemporaryFile(), TemporaryFile())
        var recording = try RecordingFile(descriptor: source.descriptor, RecordingFormat(.pcm16))
        let tone = linear(sine(500, rate: 8_000, seconds: 4))
        try recording.append(tone, tone.map { _ in 0 })
        try recording.append(tone.map { _ in 0 }, tone)
        _ = try recording.finish()
        var conversion = try RecordingConversion(from: source.descriptor, to: target.descriptor, kilobitsPerSecond: 32)
        while try conversion.advance() < 1 {}
        // The frames' mode: two channels, never joint stereo.
        #expect(target.bytes[3] >> 6 == 0)
        let channels = try decodeChannels(target.bytes)
        for (loud, quiet) in [
            (channels[0][4_000..<28_000], channels[1][4_000..<28_000]),
            (channels[1][36_000..<60_000], channels[0][36_000..<60_000]),
        ] {
            #expect(SoundLevel(of: loud) > SoundLevel(dBm0: -6))
            #expect(SoundLevel(of: quiet) < SoundLevel(dBm0: -60))
        }
    }

    @Test("a recording without a sound becomes an mp3 without one")
    func empty() throws {
        let (source, target) = (try Self.recording(RecordingFormat(.aLaw), seconds: 0), TemporaryFile())
        var conversion = try RecordingConversion(from: source.descriptor, to: target.descriptor)
        #expect(try conversion.advance() == 1)
    }

    @Test("REC-03 a full disk ends the conversion with its reason")
    func diskFull() throws {
        let source = try Self.recording(RecordingFormat(.aLaw), seconds: 10)
        let target = open("/dev/full", O_RDWR)
        defer { close(target) }
        var conversion = try RecordingConversion(from: source.descriptor, to: target)
        do throws(RecordingError) {
            while try conversion.advance() < 1 {}
            Issue.record("it ended well")
        } catch { #expect(error.code == .diskFull) }
    }

    @Test("only recordings are converted, and only into empty files")
    func refused() throws {
        let (source, foreign, target) = (
            try Self.recording(RecordingFormat(.aLaw), seconds: 1), TemporaryFile(), TemporaryFile()
        )
        foreign.bytes = WAVBytes(rate: 44_100, [0.1]).bytes
        for (from, to, code) in [
            (foreign.descriptor, target.descriptor, .notARecording),
            (source.descriptor, foreign.descriptor, .fileNotEmpty),
            (-1, target.descriptor, .ioFailed),
        ] as [(Int32, Int32, RecordingError.Code)] {
            do throws(RecordingError) {
                _ = try RecordingConversion(from: from, to: to)
                Issue.record("it began")
            } catch { #expect(error.code == code) }
        }
    }
}
