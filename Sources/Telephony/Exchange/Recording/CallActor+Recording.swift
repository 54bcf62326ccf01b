import Codecs
import Kernel
import MediaServer
import Model
import NIOCore

/// What the recording machine's effects mean for the recorder and the legs' sound.
extension CallActor {
    /// A recording that goes on, with what listens to its legs.
    struct RecordedLegs {
        var recording: any OngoingRecording
        /// The leg's sound is kept, too: a leg that moves to another call leaves this one before it is told.
        var taps: [LegID: (tap: any SoundTap, media: LegMedia)] = [:]
    }

    func record(_ input: CallRecording.Input) {
        let exchange = self.exchange.value
        let effects = self.recorder.handle(input) { exchange.configuration.user($0)?.recordsCalls ?? false }
        for effect in effects { self.perform(effect) }
    }

    private func perform(_ effect: CallRecording.Effect) {
        switch effect {
        case .begin(let beginning):
            self.begin(beginning)
        case .attach(let leg, let side):
            guard let media = self.legs[leg]?.media, let recorded = self.recorded else { return }
            let tap = recorded.recording.makeTap(on: side)
            media.attach(tap, at: self.recordingRate)
            self.recorded?.taps[leg] = (tap, media)
        case .detach(let leg):
            guard let (tap, media) = self.recorded?.taps.removeValue(forKey: leg) else { return }
            media.detach(tap)
            self.recorded?.recording.drop(tap)
        case .add(let user, let isWithheld):
            self.recorded?.recording.add(user, isWithheld: isWithheld)
        case .setPaused(let isPaused):
            self.recorded?.recording.setPaused(isPaused)
        case .finish(let ending):
            self.recorded?.recording.finish(ending)
            self.recorded = nil
        case .publish(let event):
            self.publish(.recording(event))
        }
    }

    private func begin(_ beginning: CallRecording.Beginning) {
        let exchange = self.exchange.value
        guard let domain = self.domain, let user = exchange.configuration.user(beginning.user) else {
            self.record(.refused(.failed))
            return
        }
        let recording = Recording(
            id: beginning.id,
            call: self.id,
            domain: domain,
            user: user.id,
            login: user.login,
            users: [user.id],
            withheld: beginning.isUserWithheld ? [user.id] : [],
            direction: beginning.direction,
            peer: beginning.peer,
            startedAt: exchange.time.timestamp,
            isEncrypted: exchange.configuration.tenants[domain]?.domain.recording.areEncrypted ?? false
        )
        // What one of the two can say is kept; the other one's sound loses nothing by it.
        let isWide = ([beginning.employee] + beginning.others).contains { self.legs[$0]?.media.isWideband ?? false }
        self.recordingRate = isWide ? .hertz16000 : .hertz8000
        let eventLoop = self.exchange.value.eventLoop
        do throws(RecordingRefusal) {
            let ongoing = try exchange.recorder.begin(recording, at: self.recordingRate) { [weak self] ending in
                guard let call = self else { return }
                eventLoop.execute { call.recordingBroke(recording.id, ending) }
            }
            self.recorded = RecordedLegs(recording: ongoing)
            self.record(.began(beginning.id))
        } catch {
            self.record(.refused(error.ending))
        }
    }

    private nonisolated func recordingBroke(_ id: RecordingID, _ ending: RecordingEnding) {
        self.assumeIsolated { call in
            call.record(.broken(id, ending))
            if call.recorder.current == nil { call.recorded = nil }
        }
    }

    // MARK: - Wishes

    /// The same, dialled by the user of a leg.
    func record(_ wish: RecordingWish, for leg: SIPLeg) throws(CallRefusal) {
        guard leg.user.flatMap({ self.exchange.value.configuration.user($0) })?.controlsRecording == true else {
            throw CallRefusal(.notAllowed, "The user may not control the recording of calls.")
        }
        try self.record(wish)
    }

    /// Starts, stops, pauses or resumes; rights were checked.
    func record(_ wish: RecordingWish) throws(CallRefusal) {
        switch wish {
        case .start:
            guard self.recorder.current == nil else {
                throw CallRefusal(.wrongState, "The call is being recorded already.")
            }
            guard self.recorder.canStart else {
                throw CallRefusal(.wrongState, "Only a talk with a user of the domain can be recorded.")
            }
            self.record(.startWished)
            guard self.recorder.current != nil else {
                throw CallRefusal(.unavailable, Self.sentence(self.recorder.refusal))
            }
        case .stop, .pause, .resume:
            guard self.recorder.current != nil else {
                throw CallRefusal(.wrongState, "The call is not being recorded.")
            }
            self.record(wish == .stop ? .stopWished : wish == .pause ? .pauseWished : .resumeWished)
        }
    }

    private static func sentence(_ refusal: RecordingEnding?) -> String {
        switch refusal {
        case .quotaReached: "Recordings of the company take as much room as they may: delete some, or ask for more."
        default: "There is no room on the disk for recordings."
        }
    }
}
