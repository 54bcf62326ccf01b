import Audio
import MediaServer
import Model
import NIOCore
import SIP
import Voice

/// Plays what domains and users have chosen. What has to be read from the disk is played as soon as it is there.
extension CallActor {
    /// The greeting of a call is its only prompt of this number; dialogues count from 1.
    private static let greetingTicket = PromptTicket(0)

    /// Hold music of the domain (CAL-05).
    func playMusic(_ id: LegID) {
        let exchange = self.exchange.value
        let choice = self.domain.flatMap { exchange.configuration.tenants[$0]?.domain.calling.sounds.hold }
        self.play(choice ?? .melody(.calm), .hold, to: id, otherwise: .clip(exchange.music, repeats: true))
    }

    /// Music instead of tones while it rings: before the answer as early media (RFC 3960 §3.2).
    func playRingBack(_ id: LegID, _ music: SoundChoice) {
        guard let leg = self.legs[id] else { return }
        guard self.canPlay(to: leg) else {
            self.command(.progress(status: 180, sdp: nil, headers: []), id)
            return
        }
        self.play(music, .ringBack, to: id, otherwise: .tone(.ringBack))
    }

    /// A greeting before it rings, as early media: who called pays for a talk, not for a greeting.
    func greet(_ id: LegID, _ prompt: PromptID) {
        let prompts = self.exchange.value.voice.archive.prompts
        if let clip = prompts.loadedClip(of: prompt) {
            self.greet(id, with: clip)
            return
        }
        self.later({ await prompts.clip(of: prompt) }, then: { call, clip in call.greet(id, with: clip) })
    }

    private func greet(_ id: LegID, with clip: AudioClip?) {
        guard let leg = self.legs[id] else { return }
        guard let clip, self.canPlay(to: leg) else {
            self.decide(.soundMissing(id, .greeting))
            return
        }
        leg.media.play(PromptQueue(clip), as: Self.greetingTicket, stopsOnDigit: false)
        self.publish(.feature(.soundPlayed(id, .greeting)))
    }

    /// Whether the prompt that ended was the greeting.
    func isGreeting(_ end: PromptEnd) -> Bool { end.ticket == Self.greetingTicket }

    /// Opens the way for sound to a caller that has no answer yet.
    /// - Returns: `false` when it cannot hear us: it made no offer, or hears a callee's early media already.
    private func canPlay(to leg: SIPLeg) -> Bool {
        guard leg.isIncoming, !leg.session.isEstablished, !leg.media.playsEarly else { return true }
        guard !leg.media.hasAnswered, let answer = try? leg.media.answerEarly() else { return false }
        self.command(.progress(status: 183, sdp: answer, headers: []), leg.id)
        return true
    }

    private func play(_ choice: SoundChoice, _ sound: CallSound, to id: LegID, otherwise: StreamSource) {
        guard let leg = self.legs[id] else { return }
        let prompts = self.exchange.value.voice.archive.prompts
        switch choice {
        case .none:
            leg.media.play(.silence)
        case .melody(.calm):
            self.play(self.exchange.value.music, sound, to: leg)
        case .melody(let melody):
            // Composed when it is heard for the first time, which takes longer than a call may wait.
            self.play(to: leg, { HoldMelody(rawValue: melody.rawValue)?.clip }, sound, otherwise)
        case .prompt(let id):
            if let clip = prompts.loadedClip(of: id) {
                self.play(clip, sound, to: leg)
            } else {
                self.play(to: leg, { await prompts.clip(of: id) }, sound, otherwise)
            }
        }
    }

    /// Plays what `load` brings, unless the leg hears something else by then.
    private func play(
        to leg: SIPLeg,
        _ load: @escaping @Sendable () async -> AudioClip?,
        _ sound: CallSound,
        _ otherwise: StreamSource
    ) {
        leg.media.play(.silence)
        let (id, hearing) = (leg.id, leg.media.hearing)
        self.later(load) { call, clip in
            guard let leg = call.legs[id], leg.media.hearing == hearing else { return }
            if let clip {
                call.play(clip, sound, to: leg)
            } else {
                leg.media.play(otherwise)
                call.decide(.soundMissing(id, sound))
            }
        }
    }

    private func play(_ clip: AudioClip, _ sound: CallSound, to leg: SIPLeg) {
        leg.media.play(.clip(clip, repeats: true))
        // That somebody is on hold is a step of its own.
        if sound != .hold { self.publish(.feature(.soundPlayed(leg.id, sound))) }
    }
}
