import Kernel
import MediaServer
import Model
import NIOCore
import Routing
import Voice

/// What dialogues record: messages and prompts.
extension CallActor {
    // MARK: - Messages

    func recordMessage(_ run: DialogueRun) {
        guard let leg = self.legs[run.leg], let user = run.user, let domain = self.domain else { return }
        run.recordings += 1
        let (number, id, party) = (run.recordings, self.id, leg.party.shown)
        let mailboxes = self.exchange.value.voice.archive.mailboxes
        let onEnd = self.ending(of: number)
        self.later(
            {
                try? await mailboxes.begin(for: user, in: domain, from: party, call: id, onEnd: onEnd)
            },
            then: { call, draft in
                guard let run = call.dialogue, run.recordings == number else {
                    // Gone meanwhile: nothing was said.
                    if let draft { call.later({ _ = try? await mailboxes.finish(draft) }, then: { _, _ in }) }
                    return
                }
                run.draft = draft
                if let draft { call.listen(draft.recorder, to: run.leg) }
                call.take(.recording(draft != nil))
            }
        )
    }

    /// Silence goes to the party meanwhile: it keeps the way through a NAT open.
    private func listen(_ recorder: VoiceRecorder, to leg: LegID) {
        self.legs[leg]?.media.play(.silence)
        self.legs[leg]?.media.attach(recorder)
    }

    /// What the thread of the recorders calls when a recording ends by itself.
    private func ending(of number: Int) -> @Sendable (RecordingEnd) -> Void {
        { [weak self] end in
            guard let self else { return }
            Task { await self.hear(end, number) }
        }
    }

    private func hear(_ end: RecordingEnd, _ number: Int) {
        guard let run = self.dialogue, run.recordings == number else { return }
        self.take(.recordingEnded(end))
    }

    /// Ends whatever is being recorded.
    func finishRecording(_ run: DialogueRun) {
        if let draft = run.draft {
            self.put(draft, of: run)
        } else if let recording = run.recording {
            self.finish(recording, of: run)
        }
    }

    /// Puts a message into the mailbox. The call's last event waits for it, so that its protocol has the step.
    func put(_ draft: Mailboxes.Draft, of run: DialogueRun) {
        run.draft = nil
        self.legs[run.leg]?.media.leave(draft.recorder)
        self.awaitedFigures += 1
        let mailboxes = self.exchange.value.voice.archive.mailboxes
        let (leg, user) = (run.leg, run.user)
        self.later(
            { try? await mailboxes.finish(draft) },
            then: { call, message in
                if let message {
                    call.publish(.voicemail(VoicemailStep(leg: leg, action: .left, user: user, message: message.id)))
                }
                call.take(.finished(message != nil))
                call.figuresArrived(nil, of: leg)
            }
        )
    }

    // MARK: - Prompts

    func recordPrompt(_ run: DialogueRun) {
        self.discard(run)
        run.recordings += 1
        let number = run.recordings
        let archive = self.exchange.value.voice.archive
        let onEnd = self.ending(of: number)
        self.later(
            { try? await archive.beginRecording(onEnd: onEnd) },
            then: { call, recording in
                guard let run = call.dialogue, run.recordings == number else {
                    if let recording { call.throwAway(recording) }
                    return
                }
                run.recording = recording
                if let recording { call.listen(recording.recorder, to: run.leg) }
                call.take(.recording(recording != nil))
            }
        )
    }

    private func finish(_ recording: (recorder: VoiceRecorder, path: String), of run: DialogueRun) {
        run.recording = nil
        run.recorded = recording.path
        self.legs[run.leg]?.media.leave(recording.recorder)
        let (number, archive) = (run.recordings, self.exchange.value.voice.archive)
        let recorder = recording.recorder
        self.later(
            { await archive.finishRecording(recorder) },
            then: { call, isKept in
                guard call.dialogue?.recordings == number else { return }
                call.take(.finished(isKept))
            }
        )
    }

    /// Throws away what was recorded and what is being recorded.
    func discard(_ run: DialogueRun) {
        if let recording = run.recording {
            run.recording = nil
            self.legs[run.leg]?.media.leave(recording.recorder)
            self.throwAway(recording)
        }
        if let path = run.recorded {
            run.recorded = nil
            let prompts = self.exchange.value.voice.archive.prompts
            self.later({ await prompts.discard(path) }, then: { _, _ in })
        }
    }

    private func throwAway(_ recording: (recorder: VoiceRecorder, path: String)) {
        let archive = self.exchange.value.voice.archive
        let (recorder, path) = recording
        self.later(
            {
                _ = await archive.finishRecording(recorder)
                await archive.prompts.discard(path)
            },
            then: { _, _ in }
        )
    }

    /// Makes what was recorded the prompt that it is for, or the greeting of the mailbox.
    func confirm(_ run: DialogueRun) {
        guard let path = run.recorded else {
            self.take(.confirmed(false))
            return
        }
        run.recorded = nil
        let exchange = self.exchange.value
        let (desk, user) = (exchange.voice, run.user.flatMap { exchange.configuration.user($0) })
        let now = exchange.time.timestamp
        let fresh = PromptID(exchange.signalling.tokens.orderedToken(at: now))
        let dialogue = run.dialogue
        self.later(
            { await Self.keep(path, dialogue, user, fresh, desk, at: now) },
            then: { call, isKept in
                call.take(.confirmed(isKept))
            }
        )
    }

    private static func keep(
        _ path: String,
        _ dialogue: Dialogue,
        _ user: User?,
        _ fresh: PromptID,
        _ desk: VoiceDesk,
        at now: Timestamp
    ) async -> Bool {
        let prompts = desk.archive.prompts
        do {
            switch dialogue {
            case .record(let id):
                guard let prompt = try await prompts.find(id) else { break }
                _ = try await prompts.take(prompt, file: path)
                return true
            case .scenario: break
            case .mailbox, .leaveMessage:
                guard let user else { break }
                // A greeting that was recorded before is replaced; one that was uploaded stays in the list.
                let name = "☎ \(user.extension ?? user.login)"
                let former = try await prompts.all(of: user.domain, owner: user.id).first { $0.name == name }
                let prompt =
                    former
                    ?? Prompt(
                        id: fresh,
                        domain: user.domain,
                        owner: user.id,
                        purpose: .voicemail,
                        name: name,
                        changedAt: now
                    )
                if former == nil { try await prompts.add(prompt) }
                _ = try await prompts.take(prompt, file: path)
                try await desk.setGreeting(prompt.id, user.id)
                return true
            }
        } catch {
            // Told to the caller as a fault; the store has written why into the log.
        }
        await prompts.discard(path)
        return false
    }
}
