import Audio
import Kernel
import Testing

@testable import AudioFiles

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Both channels of a recording, read as anybody would.
func channels(of bytes: [UInt8]) throws -> [[Int16]] {
    let header = try bytes.withUnsafeBufferPointer { try WAVHeader(parsing: LittleEndianBytes($0)) }
    let size = header.content == .samples(.signed16) ? 2 : 1
    let frame = size * header.channels
    return (0..<header.channels).map { channel in
        (0..<header.sound.count / frame).map { index in
            let place = header.sound.lowerBound + index * frame + channel * size
            guard size == 2 else { return G711Law.aLaw.decode(bytes[place]) }
            return Int16(bitPattern: UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
        }
    }
}

extension RecordingFile {
    mutating func append(_ left: [Int16], _ right: [Int16] = []) throws(RecordingError) {
        try left.withUnsafeBufferPointer { (left) throws(RecordingError) in
            try right.withUnsafeBufferPointer { (right) throws(RecordingError) in
                try self.append(left: left, right: right)
            }
        }
    }
}

@Suite("REC-02 recordings")
struct RecordingTests {
    static let formats: [RecordingFormat] = [.aLaw, .pcm16].flatMap { encoding in
        [.one, .two].flatMap { channels in
            [.narrowband, .wideband].map { RecordingFormat(encoding, channels: channels, rate: $0) }
        }
    }

    @Test("the parties lie on their own channels, and the file plays at every moment", arguments: Self.formats)
    func separation(format: RecordingFormat) throws {
        let file = TemporaryFile()
        let rate = format.rate.rawValue
        let (left, right) = (linear(sine(500, rate: rate, seconds: 2)), linear(sine(900, rate: rate, seconds: 2)))
        var recording = try RecordingFile(descriptor: file.descriptor, format)
        for start in stride(from: 0, to: left.count, by: rate / 50) {
            let range = start..<start + rate / 50
            try recording.append(Array(left[range]), format.channels == .two ? Array(right[range]) : [])
            let written = try? channels(of: file.bytes)[0].count
            #expect((written ?? 0) >= start - rate / 4)
        }
        #expect(recording.duration == .seconds(2))
        #expect(try recording.finish() == .seconds(2))
        let found = try channels(of: file.bytes)
        #expect(found.count == format.channels.rawValue)
        if format.encoding == .pcm16 {
            #expect(found[0] == left)
            if format.channels == .two { #expect(found[1] == right) }
        }
        #expect(ToneFit(500, in: found[0], rate: rate).signalToNoise > 35)
        #expect(ToneFit(900, in: found[found.count - 1], rate: rate).signalToNoise > 35 || format.channels == .one)
        #expect(decibels(ToneFit(900, in: found[0], rate: rate).peak / 0.5) < -60)
        #expect(try SoundFile(reading: file.bytes).duration == .seconds(2))
        #expect(
            try RecordingFile.repair(descriptor: file.descriptor)
                == RecordingFile.Repair(format: format, duration: .seconds(2), isMended: false)
        )
    }

    @Test("the channel that is silent gets silence, so that both stay together")
    func uneven() throws {
        let file = TemporaryFile()
        var recording = try RecordingFile(descriptor: file.descriptor, RecordingFormat(.pcm16))
        try recording.append([1, 2, 3], [9])
        try recording.append([], [7])
        try recording.append([4], [])
        _ = try recording.finish()
        #expect(try channels(of: file.bytes) == [[1, 2, 3, 0, 4], [9, 0, 0, 7, 0]])
    }

    @Test(
        "REC-03 cut off anywhere and with any header, a recording is mended to all whole samples in it",
        arguments: Self.formats
    )
    func repair(format: RecordingFormat) throws {
        let whole = TemporaryFile()
        var recording = try RecordingFile(descriptor: whole.descriptor, format)
        let samples = linear(sine(433, rate: 8_000, seconds: 0.5))
        try recording.append(samples, samples)
        _ = try recording.finish()
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<20 {
            let header = format.encoding == .aLaw ? 58 : 44
            let file = TemporaryFile()
            file.bytes = Array(whole.bytes.prefix(Int.random(in: header..<whole.count, using: &generator)))
            let outcome = try RecordingFile.repair(descriptor: file.descriptor)
            let found = try channels(of: file.bytes)
            #expect(outcome.isMended && outcome.format == format)
            let count = (file.count - header) / format.frameSize
            #expect(found[0].count == count && (file.count - header) % format.frameSize == 0)
            #expect(found[0] == (try channels(of: whole.bytes)[0].prefix(count).map { $0 }))
            #expect(try !RecordingFile.repair(descriptor: file.descriptor).isMended)
        }
    }

    @Test("REC-03 only recordings are mended, other files stay as they are")
    func foreign() throws {
        var foreign = WAVBytes(rate: 44_100, [0.1, 0.2]).bytes
        for bytes in [[], [1, 2, 3], foreign, Array(WAVFile(samples: [1, 2, 3]).bytes.prefix(43))] {
            let file = TemporaryFile()
            file.bytes = bytes
            let error = #expect(throws: RecordingError.self) { try RecordingFile.repair(descriptor: file.descriptor) }
            #expect(error?.code == .notARecording && file.bytes == bytes)
        }
        // Bytes of a header replaced by chance.
        var generator = SeededGenerator(seed: 9)
        foreign = WAVFile(samples: [1, 2, 3]).bytes
        for _ in 0..<300 {
            let file = TemporaryFile()
            var bytes = foreign
            bytes[Int.random(in: 0..<44, using: &generator)] = .random(in: 0...255, using: &generator)
            file.bytes = bytes
            _ = try? RecordingFile.repair(descriptor: file.descriptor)
        }
    }

    @Test("REC-03 a full disk is told at once")
    func deviceFull() {
        let descriptor = open("/dev/full", O_RDWR)
        defer { close(descriptor) }
        let error = #expect(throws: RecordingError.self) {
            _ = try RecordingFile(descriptor: descriptor, RecordingFormat(.aLaw)).finish()
        }
        #expect(error?.code == .diskFull)
    }

    @Test("descriptors that cannot hold a recording are refused")
    func descriptors() throws {
        let file = TemporaryFile()
        let appending = open(file.path, O_RDWR | O_APPEND)
        let reading = open(file.path, O_RDONLY)
        defer {
            close(appending)
            close(reading)
        }
        let full = TemporaryFile()
        full.bytes = [1]
        for (descriptor, code) in [
            (appending, .appendsOnly), (reading, .ioFailed), (full.descriptor, .fileNotEmpty), (-1, .ioFailed),
        ] as [(Int32, RecordingError.Code)] {
            let error = #expect(throws: RecordingError.self) {
                _ = try RecordingFile(descriptor: descriptor, RecordingFormat(.aLaw)).finish()
            }
            #expect(error?.code == code)
        }
        #expect(full.bytes == [1])
    }
}

@Suite("REC-03 recordings of processes that die")
struct RecordingCrashTests {
    @Test(
        "killed by signal 9 in mid-talk, the file plays, holds all but the last second, and is mended to the last write"
    )
    func killed() async throws {
        for milliseconds in [60, 333, 1_490, 4_444] {
            let file = TemporaryFile()
            let path = file.path
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, milliseconds = milliseconds as Int] in
                let descriptor = open(path, O_RDWR)
                var recording = try RecordingFile(descriptor: descriptor, RecordingFormat(.aLaw))
                let samples = linear(sine(433, rate: 8_000, seconds: 0.02))
                for _ in 0..<milliseconds / 20 { try recording.append(samples, samples) }
                kill(getpid(), SIGKILL)
                _ = try recording.finish()
            }
            let written = milliseconds / 20 * 160
            let found = (try? channels(of: file.bytes)[0].count) ?? 0
            #expect(written - 8_000 <= found && found <= written)
            #expect(written - found <= 2_000)
            let repair = try RecordingFile.repair(descriptor: file.descriptor)
            #expect(repair.duration.inSeconds * 8_000 >= Double(found))
        }
    }

    @Test("killed from outside at any moment, between a piece and its header too, the file plays and is mended")
    func killedAtAnyMoment() async throws {
        for delay in [1, 2, 3, 5, 8] as [useconds_t] {
            let file = TemporaryFile()
            let path = file.path
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, delay = delay as useconds_t] in
                let descriptor = open(path, O_RDWR)
                var recording = try RecordingFile(descriptor: descriptor, RecordingFormat(.pcm16))
                killThisProcess(after: delay * 1_000)
                let samples = [Int16](repeating: 77, count: 160)
                while true { try recording.append(samples, samples) }
            }
            let before = (try? channels(of: file.bytes)[0]) ?? []
            #expect(before.allSatisfy { $0 == 77 })
            let repair = try RecordingFile.repair(descriptor: file.descriptor)
            let after = repair.duration == .zero ? [[], []] : try channels(of: file.bytes)
            #expect(after[0].count >= before.count && after[0].allSatisfy { $0 == 77 } && after[0] == after[1])
            #expect(Int((repair.duration.inSeconds * 8_000).rounded()) == after[0].count)
        }
    }

    @Test("when the room is used up in mid-talk, what fitted plays, and the error comes again with each call")
    func full() async throws {
        for limit in [1_000, 58 + 4_000, 10_001, 30_059] {
            let file = TemporaryFile()
            let path = file.path
            await #expect(processExitsWith: .exitCode(7)) { [path = path as String, limit = limit as Int] in
                signal(SIGXFSZ, SIG_IGN)
                var room = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(limit))
                setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &room)
                var recording = try RecordingFile(descriptor: open(path, O_RDWR), RecordingFormat(.aLaw))
                let samples = linear(sine(433, rate: 8_000, seconds: 0.02))
                var fullCount = 0
                for _ in 0..<250 {
                    do throws(RecordingError) { try recording.append(samples, samples) } catch {
                        if error.code == .diskFull { fullCount += 1 }
                    }
                }
                exit(fullCount > 100 ? 7 : 8)
            }
            let found = try? channels(of: file.bytes)
            #expect(found?[0].count == (limit - 58) / 2 && file.count == 58 + (limit - 58) / 2 * 2)
            #expect(try !RecordingFile.repair(descriptor: file.descriptor).isMended)
        }
    }
}
