import Foundation
import Kernel
import Logging
import Model
import ModelTesting
import Recordings

/// Recordings of the world: one of Alice's call, with a file of tones on a real disk.
final class RecordingWorld: Sendable {
    static let id = RecordingID("recording-1")
    /// Seconds of the recording.
    static let seconds = 2

    let repository = InMemoryRecordingRepository()
    let library: RecordingLibrary
    private let folder: String

    init(time: any TimeSource) async throws {
        self.folder = NSTemporaryDirectory() + "martlet-web-" + UUID().uuidString
        let recorder = Recorder(
            RecordingSettings(folder: self.folder + "/files"),
            keys: KeyFolder(self.folder + "/keys"),
            time: time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        self.library = RecordingLibrary(self.repository, recorder, time: time)
        let recording = Recording(
            id: Self.id,
            call: CallID("call-0"),
            domain: TestWorld.acme,
            user: TestWorld.Person.acmeUser.id,
            login: "alice",
            users: [TestWorld.Person.acmeUser.id, TestWorld.Person.acmeOther.id],
            direction: .incoming,
            peer: Party(number: "+74951234567"),
            startedAt: time.timestamp,
            duration: .seconds(Self.seconds),
            byteCount: Int64(Self.file.count),
            state: .converted,
            ending: .callEnded
        )
        await self.repository.put(recording)
        let day = self.folder + "/files/acme.example/" + "\(time.timestamp)".prefix(10)
        try FileManager.default.createDirectory(atPath: day, withIntermediateDirectories: true)
        // What is in the files is told apart by its first byte; the web server looks into none of them.
        try Data(Self.file).write(to: URL(fileURLWithPath: day + "/recording-1.wav"))
        try Data([0xff] + Self.file.dropFirst()).write(to: URL(fileURLWithPath: day + "/recording-1.mp3"))
    }

    deinit {
        // What cannot be removed is the system's to sweep.
        try? FileManager.default.removeItem(atPath: self.folder)
    }

    static let file = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
}
