import Audio
import AudioFiles
import Dispatch
package import Model
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Says texts by espeak-ng, a program that is run for each: the text goes in by its input, the sound comes out.
package final class EspeakSynthesizer: SpeechSynthesizer {
    /// Texts that are being said at a time, and that wait for it.
    static let atOnce = 2
    static let waitingLimit = 8
    static let waitingLimitOfDomain = 4
    /// espeak-ng says an hour in some seconds: whatever takes longer than this hangs.
    package static let usualTimeLimit = Duration.seconds(15)
    package static let usualOutputLimit = 64 << 20
    /// As loud on average as the built-in phrases.
    static let loudness = SoundLevel(dBm0: -15.9)

    private let program: String
    private let timeLimit: Duration
    private let outputLimit: Int
    /// The longest sound that is taken.
    private let duration: Duration
    private let threads = DispatchQueue(label: "martlet.speech", qos: .utility, attributes: .concurrent)
    /// A ticket is told whether its text is said.
    private let places: Mutex<SpeechPlaces<CheckedContinuation<Bool, Never>>>

    /// - Parameters:
    ///   - program: with its path, or a name that is looked for where programs are.
    ///   - duration: the longest sound that is taken.
    package init(
        program: String?,
        timeLimit: Duration = EspeakSynthesizer.usualTimeLimit,
        outputLimit: Int = EspeakSynthesizer.usualOutputLimit,
        duration: Duration
    ) {
        self.program = program ?? "espeak-ng"
        self.timeLimit = timeLimit
        self.outputLimit = outputLimit
        self.duration = duration
        self.places = Mutex(
            SpeechPlaces(
                atOnce: Self.atOnce,
                waitingLimit: Self.waitingLimit,
                waitingLimitOfDomain: Self.waitingLimitOfDomain
            )
        )
    }

    /// Where the program is; `nil`: not on this machine. Looked for each time: it may be installed meanwhile.
    package var path: String? {
        let folders = ["/usr/local/bin", "/usr/bin", "/bin", "/opt/homebrew/bin"]
        let candidates = self.program.contains("/") ? [self.program] : folders.map { "\($0)/\(self.program)" }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    package var absence: SpeechRefusal? {
        guard self.path == nil else { return nil }
        return SpeechRefusal(
            .absent,
            self.program.contains("/")
                ? "There is no program \(self.program), which the setting speechProgram names, to say texts with."
                : "Texts are said by \(self.program), which is not installed: apt-get install espeak-ng."
        )
    }

    package func say(_ text: SpokenText, for domain: DomainID) async throws(SpeechRefusal) -> [Int16] {
        guard let path = self.path else { throw self.absence ?? SpeechRefusal(.absent, "Nothing can say texts here.") }
        let process = ChildProcess(
            program: path,
            arguments: Self.arguments(of: text),
            environment: ["LANG=C.UTF-8", "PATH=/usr/bin:/bin"],
            timeLimit: self.timeLimit,
            outputLimit: self.outputLimit
        )
        guard await self.takePlace(for: domain) else {
            throw SpeechRefusal(.busy, "Too many texts wait to be said. Please try again.")
        }
        let duration = self.duration
        let outcome = await withCheckedContinuation { continuation in
            self.threads.async {
                let outcome = Result { () throws(SpeechRefusal) in try Self.say(text, by: process, atMost: duration) }
                self.places.withLock { $0.leave(domain) }?.resume(returning: true)
                continuation.resume(returning: outcome)
            }
        }
        return try outcome.get()
    }

    /// - Returns: `false` when too many wait; else when it is the text's turn.
    private func takePlace(for domain: DomainID) async -> Bool {
        await withCheckedContinuation { ticket in
            switch self.places.withLock({ $0.arrive(ticket, of: domain) }) {
            case .begins: ticket.resume(returning: true)
            case .waits: break
            case .refused: ticket.resume(returning: false)
            }
        }
    }

    /// Nothing of the text is among them: it is no option, and no file to be read.
    static func arguments(of text: SpokenText) -> [String] {
        let voice =
            switch text.voice {
            case .russianMale: "ru"
            case .russianFemale: "ru+f3"
            case .englishMale: "en-gb"
            case .englishFemale: "en-gb+f3"
            }
        return ["--stdin", "--stdout", "-b", "1", "-v", voice, "-s", "\(text.wordsPerMinute)"]
    }

    /// Markup is not read without `-m`; what is left of espeak-ng's own is a name of sounds in double brackets.
    static func input(of text: SpokenText) -> [UInt8] {
        var bytes: [UInt8] = []
        // By bytes: of characters, a bracket with an accent is another one than a bracket.
        for byte in text.text.utf8 {
            if byte == UInt8(ascii: "["), bytes.last == byte { bytes.append(UInt8(ascii: " ")) }
            bytes.append(byte)
        }
        return bytes + [UInt8(ascii: "\n")]
    }

    private static func say(
        _ text: SpokenText,
        by process: ChildProcess,
        atMost duration: Duration
    ) throws(SpeechRefusal) -> [Int16] {
        let output: [UInt8]
        do {
            output = try process.run(Self.input(of: text))
        } catch .timeUp {
            throw SpeechRefusal(.failed, "The text was not said in \(process.timeLimit.components.seconds) s.")
        } catch .tooMuchOutput {
            throw SpeechRefusal(.tooLong, "The text is heard for too long. Please make it shorter.")
        } catch {
            throw SpeechRefusal(.failed, "\(process.program) could not say the text.")
        }
        do {
            let limits = SoundFile.Limits(bytes: process.outputLimit, duration: duration)
            let sound = try SoundFile(reading: StreamedWAV.completed(output), limits: limits)
            return try Self.levelled(sound.samples, process)
        } catch let error as AudioFileError {
            guard error.code != .tooLong else {
                throw SpeechRefusal(.tooLong, "The text is heard for too long. Please make it shorter.")
            }
            throw SpeechRefusal(.failed, "\(process.program) gave no sound for the text.")
        } catch {
            throw SpeechRefusal(.failed, "\(process.program) gave no sound for the text.")
        }
    }

    /// At one loudness, without a sample beyond what a line takes.
    private static func levelled(_ samples: [Int16], _ process: ChildProcess) throws(SpeechRefusal) -> [Int16] {
        let level = SoundLevel(of: samples)
        guard level > SoundLevel(dBm0: -60) else {
            throw SpeechRefusal(.failed, "\(process.program) said nothing: is there a word in the text?")
        }
        let peak = samples.reduce(1.0) { max($0, abs(Double($1))) }
        let gain = min(Self.loudness.peak / level.peak, 28_000 / peak)
        return samples.map { Int16(clamping: Int((Double($0) * gain).rounded())) }
    }
}

/// A WAV that was written to a pipe: its lengths were not known when its head was.
enum StreamedWAV {
    /// The same with lengths that are right. What is no such file stays as it is, and is refused by whoever reads it.
    static func completed(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count > 44, bytes[0..<4].elementsEqual("RIFF".utf8), bytes[36..<40].elementsEqual("data".utf8)
        else {
            return bytes
        }
        // A last half of a sample is nobody's.
        let count = (bytes.count - 44) & ~1
        var bytes = Array(bytes.prefix(44 + count))
        func write(_ number: Int, at place: Int) {
            for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
        }
        write(36 + count, at: 4)
        write(count, at: 40)
        return bytes
    }
}
