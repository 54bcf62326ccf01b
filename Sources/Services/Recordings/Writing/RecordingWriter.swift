import AudioFiles
import Codecs
import Crypto
import Kernel
import Logging
import MediaServer
import Model

/// What the writer's thread does: ten times a second it brings what the taps have heard to disk.
///
/// Lives on its thread only. One thread for all recordings: a disk that is slow is slow for all of them, and the rings hold
/// two seconds.
final class RecordingWriter: Sendable {
    private static let interval: Int32 = 100
    /// Turns of 20 ms that a side is waited for.
    private static let patience: Int64 = 25
    /// Turns between looks at the disk.
    private static let roundsPerLook = 10

    private let recorder: Recorder
    private let time: any TimeSource
    private let logger: Logger

    init(_ recorder: Recorder, time: any TimeSource, logger: Logger) {
        self.recorder = recorder
        self.time = time
        self.logger = logger
    }

    func run() {
        var work: [WrittenRecording] = []
        var space = RecordingSpace(reserve: self.recorder.settings.reserve)
        var round = 0
        while true {
            let isLast = self.recorder.mustStop
            for session in self.recorder.takeWaiting() { self.begin(session, &work, &space) }
            var lost = 0
            for recording in work {
                lost += recording.write(isLast: isLast)
                if recording.failure?.code == .diskFull { self.tell(space.ranOut()) }
            }
            if round % Self.roundsPerLook == 0 { self.tell(self.look(&space)) }
            if space.isFull { for recording in work { recording.session.finish(.diskFull) } }
            work.removeAll { recording in
                guard isLast || recording.isOver else { return false }
                self.end(recording)
                return true
            }
            self.recorder.count(active: work.count, lost: lost)
            if isLast { return }
            round += 1
            // Without recordings only the disk is looked at.
            self.recorder.wait(work.isEmpty ? Self.interval * Int32(Self.roundsPerLook) : Self.interval)
            if work.isEmpty { round = 0 }
        }
    }

    private func begin(_ session: RecordingSession, _ work: inout [WrittenRecording], _ space: inout RecordingSpace) {
        let recording = session.recording
        self.recorder.tell(.began(recording))
        do throws(RecordingError) {
            let sink = try self.makeSink(recording, session.rate)
            work.append(WrittenRecording(session, sink, patience: Self.patience))
        } catch {
            if error.code == .diskFull { self.tell(space.ranOut()) }
            self.logger.error("a recording cannot begin", metadata: [LogKey.recording: "\(recording.id)"].with(error))
            self.finish(session, recording, duration: .zero, ending: error.code == .diskFull ? .diskFull : .failed)
        }
    }

    private func makeSink(_ recording: Recording, _ rate: SampleRate) throws(RecordingError) -> any SoundSink {
        let place = RecordingPlace(recording, in: self.recorder.settings.folder)
        try place.makeFolder()
        let format = RecordingFormat(.pcm16, rate: rate == .hertz16000 ? .wideband : .narrowband)
        let file = try DiskFile(place.sound, .making)
        guard recording.isEncrypted else { return try PlainSink(file, format) }
        let key = try self.recorder.keys.keyForNew(of: recording.domain)
        let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        return try SealedSink(file, format, salt: salt, domainKey: key)
    }

    private func end(_ recording: WrittenRecording) {
        // First: it may fail, and then the recording has.
        let duration = recording.close()
        if let failure = recording.failure, failure.code != .diskFull {
            let id = recording.session.id
            self.logger.error("a recording broke off", metadata: [LogKey.recording: "\(id)"].with(failure))
        }
        let ending = recording.failure.map { $0.code == .diskFull ? .diskFull : .failed } ?? recording.session.ending
        self.finish(
            recording.session,
            recording.session.recording,
            duration: duration,
            // Only a server that stops ends a recording that nobody has ended.
            ending: ending ?? .callEnded
        )
    }

    private func finish(
        _ session: RecordingSession,
        _ recording: Recording,
        duration: Duration,
        ending: RecordingEnding
    ) {
        var recording = recording
        recording.duration = duration
        recording.ending = ending
        let place = RecordingPlace(recording, in: self.recorder.settings.folder)
        recording.byteCount = Int64(place.byteCount)
        recording.state = recording.byteCount > 0 ? .kept : .deleted
        if ending == .diskFull || ending == .failed { session.onEnd(ending) }
        self.recorder.tell(.ended(recording))
    }

    private func look(_ space: inout RecordingSpace) -> RecordingSpace.Change? {
        RecordingPlace.freeBytes(of: self.recorder.settings.folder).flatMap { space.measured(freeBytes: $0) }
    }

    private func tell(_ change: RecordingSpace.Change?) {
        guard let change else { return }
        let free = (RecordingPlace.freeBytes(of: self.recorder.settings.folder) ?? 0) >> 20
        let metadata: Logger.Metadata = [LogKey.freeMegabytes: "\(free)"]
        switch change {
        case .becameFull: self.logger.error("recording stops: there is no room on the disk", metadata: metadata)
        case .hasRoom: self.logger.notice("recording goes on: there is room on the disk again", metadata: metadata)
        }
        self.recorder.tell(.spaceChanged(isFull: change == .becameFull, freeMegabytes: Int(free)))
    }
}

/// A recording with its file, on the writer's thread.
final class WrittenRecording {
    let session: RecordingSession
    private let sink: any SoundSink
    private var timeline: RecordingTimeline
    private let patience: Int64
    private(set) var failure: RecordingError?
    private var countedLosses = 0

    init(_ session: RecordingSession, _ sink: any SoundSink, patience: Int64) {
        self.session = session
        self.sink = sink
        self.timeline = RecordingTimeline(samplesPerFrame: session.rate.samplesPerFrame)
        self.patience = patience
    }

    var isOver: Bool { self.failure != nil || self.session.ending != nil }

    /// Takes what the taps have, and writes what is complete.
    ///
    /// - Returns: frames that were lost since the last time.
    func write(isLast: Bool) -> Int {
        // Asked first: what came before the end belongs to it.
        let isOver = isLast || self.isOver
        // Asked before the taps: if this thread is held up in between, what they and new ones hear meanwhile is of later
        // turns, which are not given out below.
        let now = self.session.clock.currentTurn ?? 0
        let taps = self.session.liveTaps()
        var complete = Int64.max
        var losses = 0
        for tap in taps {
            var end: Int64 = 0
            tap.ring.takeAll { frame, tick in
                while !self.timeline.add(frame, at: tick, side: tap.side) {
                    self.put(before: tick - RecordingTimeline.window + 1)
                }
                end = tick + 1
            }
            losses += tap.ring.lostFrames
            if !tap.isDetached { complete = min(complete, end) }
        }
        let heard = self.timeline.heardEnd
        self.put(before: isOver ? heard : max(min(complete, heard, now), now - self.patience))
        do throws(RecordingError) {
            if self.failure == nil { try self.sink.flush() }
        } catch {
            self.failure = error
        }
        defer { self.countedLosses = max(self.countedLosses, losses) }
        return max(0, losses - self.countedLosses)
    }

    /// - Returns: the length of the sound.
    func close() -> Duration {
        do throws(RecordingError) {
            return try self.sink.finish()
        } catch {
            // What could not be ended is mended when it is opened.
            self.failure = self.failure ?? error
            return .milliseconds(self.timeline.start * 20)
        }
    }

    private func put(before tick: Int64) {
        self.timeline.take(before: tick) { left, right in
            guard self.failure == nil else { return }
            do throws(RecordingError) {
                try self.sink.append(left: left, right: right)
            } catch {
                self.failure = error
            }
        }
    }
}
