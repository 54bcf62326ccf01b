import Audio
import Foundation
import Kernel
import Logging
import Model
import ModelTesting
import Phrases
import Synchronization
import Voice

/// An archive in a folder of its own, with a clock that stands still.
final class VoiceWorld: Sendable {
    let folder: String
    let prompts = InMemoryPromptRepository()
    let messages = InMemoryVoiceMessageRepository()
    let time = StandingTime()
    let archive: VoiceArchive

    init(
        synthesizer: (any SpeechSynthesizer)? = nil,
        change: (inout VoiceSettings) -> Void = { _ in }
    ) throws {
        self.folder = FileManager.default.temporaryDirectory.appending(path: "martlet-voice-\(UUID().uuidString)").path
        var settings = VoiceSettings(folder: self.folder)
        change(&settings)
        self.archive = VoiceArchive(
            settings,
            phrases: PhraseLibrary(),
            prompts: self.prompts,
            messages: self.messages,
            synthesizer: synthesizer ?? EspeakSynthesizer.patient(settings.promptDuration),
            hashing: PlainPINs(),
            time: self.time,
            tokens: TokenSource(SeededGenerator(seed: 7)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    deinit {
        // What cannot be removed is the system's to sweep.
        try? FileManager.default.removeItem(atPath: self.folder)
    }

    /// Names of the files of a folder.
    func files(_ name: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(self.folder)/\(name)")) ?? []).sorted()
    }

    /// A tone in frames of 20 ms.
    static func speak(_ recorder: VoiceRecorder, _ duration: Duration, level: Double = -10) {
        var generator = ToneGenerator([ToneComponent(hertz: 440, level: SoundLevel(dBm0: level))])
        for _ in 0..<Int(duration.components.seconds * 50 + duration.components.attoseconds / 20_000_000_000_000_000) {
            generator.next(160).withUnsafeBufferPointer { recorder.hear($0) }
        }
    }
}

/// Hashes that are the PIN itself.
struct PlainPINs: PINHashing {
    func matches(_ pin: String, _ hash: String) async throws -> Bool { !hash.isEmpty && pin == hash }
}

final class StandingTime: TimeSource {
    private let state = Mutex((now: Moment.start, timestamp: Timestamp(seconds: 1_790_000_000)))

    var now: Moment { self.state.withLock(\.now) }
    var timestamp: Timestamp { self.state.withLock(\.timestamp) }

    func advance(by duration: Duration) {
        self.state.withLock { state in
            state = (state.now.advanced(by: duration), state.timestamp.advanced(by: duration))
        }
    }
}

extension EspeakSynthesizer {
    /// The machine's own program, with time enough on a machine that has much else to do: it gives way to all of that.
    static func patient(_ duration: Duration = .seconds(900)) -> EspeakSynthesizer {
        EspeakSynthesizer(program: nil, timeLimit: .seconds(240), duration: duration)
    }
}

/// Looks again every few milliseconds until the condition holds, for a minute at least.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<6_000 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return try await condition()
}
