import Kernel
import MediaServer
import Model
import NIOCore
import SIPTransport

/// Digits of legs: commands of the domain's own users, everything else for the other party (CAL-04).
extension CallActor {
    /// A key was pressed and is up again.
    func pressed(_ digit: Character, _ way: ToneCommands.Way, lasting duration: Duration, on leg: SIPLeg) {
        self.decide(.digit(leg.id, digit))
        // Outside parties have no right to send calls anywhere.
        guard leg.user != nil, let codes = self.codes, self.machine.takesCommands(from: leg.id) else {
            // By event and in band it reaches the other side with the stream.
            if way == .information {
                self.media(of: self.machine.peer(of: leg.id))?.send(digits: String(digit), lasting: duration)
            }
            return
        }
        self.feed(.pressed(digit, way, canReturn: self.machine.canReturn(leg.id)), of: leg, codes)
    }

    private var codes: CallCodes? {
        self.domain.flatMap { self.exchange.value.configuration.tenants[$0]?.domain.codes }
    }

    private func feed(_ input: ToneCommands.Input, of leg: SIPLeg, _ codes: CallCodes) {
        var entry = self.tones[leg.id] ?? (machine: ToneCommands(codes), ticket: nil)
        let effects = entry.machine.handle(input, at: self.exchange.value.time.now)
        self.tones[leg.id] = entry
        for effect in effects { self.perform(effect, of: leg) }
        if self.tones[leg.id]?.machine.isIdle == true { self.tones[leg.id] = nil }
    }

    private func perform(_ effect: ToneCommands.Effect, of leg: SIPLeg) {
        switch effect {
        case .withhold(let way):
            leg.media.withhold(way == nil ? .nothing : way == .inBand ? .eventsAndSound : .events)
            // A room has sound only, so it need not be muted for events.
            if way != .event, way != .information, let isMuted = self.machine.isMutedMember(leg.id) {
                self.mute(leg.id, isMuted || way == .inBand)
            }
        case .forward(let digits):
            self.media(of: self.machine.peer(of: leg.id))?.send(digits: digits)
        case .perform(let command):
            self.perform(command, of: leg)
        case .abandoned:
            self.decide(.commandRefused(leg.id, .badNumber))
        case .arm(let patience):
            self.cancelTones(of: leg.id)
            let id = leg.id
            self.tones[id]?.ticket = self.exchange.value.timers.arm(after: patience) { [weak self] in
                self?.assumeIsolated { call in
                    guard let leg = call.legs[id], let codes = call.tones[id]?.machine.codes else { return }
                    call.tones[id]?.ticket = nil
                    call.feed(.fired, of: leg, codes)
                }
            }
        case .cancelTimer:
            self.cancelTones(of: leg.id)
        }
    }

    private func perform(_ command: ToneCommand, of leg: SIPLeg) {
        do throws(CallRefusal) {
            switch command {
            case .transfer(let number):
                try self.fulfil(.consult(number), of: leg.id)
            case .hold:
                try self.fulfil(self.machine.isHoldingByCommand(leg.id) ? .unhold : .hold, of: leg.id)
            case .record:
                try self.record(self.recorder.current == nil ? .start : .stop, for: leg)
            case .pauseRecording:
                try self.record(self.recorder.isPaused ? .resume : .pause, for: leg)
            case .goBack:
                try self.fulfil(.goBack, of: leg.id)
            case .addToConference(let number):
                guard let user = leg.user else { return }
                try self.invite(number, by: leg.id, as: user)
            case .park(let slot):
                try self.fulfil(.park(slot: slot), of: leg.id)
            case .removeFromConference(let number):
                try self.remove(number, by: leg.id)
            }
        } catch {
            self.decide(.commandRefused(leg.id, error.code))
        }
    }

    private func cancelTones(of leg: LegID) {
        guard let ticket = self.tones[leg]?.ticket else { return }
        self.exchange.value.timers.cancel(ticket)
        self.tones[leg]?.ticket = nil
    }

    /// The leg ends or goes to another call: what was dialled so far is void.
    func forgetTones(of leg: SIPLeg) {
        guard self.tones[leg.id] != nil else { return }
        self.cancelTones(of: leg.id)
        self.tones[leg.id] = nil
        leg.media.withhold(.nothing)
    }

    // MARK: - Wishes, by whatever way they come

    /// Does what the leg's user asks for.
    func fulfil(_ wish: LegWish, of id: LegID) throws(CallRefusal) {
        guard let leg = self.legs[id] else { throw CallRefusal(.unknownLeg, "There is no such leg in the call.") }
        guard let user = leg.user else {
            throw CallRefusal(.notAllowed, "Only a user of the domain gives commands; this is the outside party.")
        }
        if let obstacle = self.machine.obstacle(to: wish, of: leg.id) { throw obstacle }
        // What leads nowhere is told now, and not after the other party has heard music.
        if case .consult(let target) = wish, let refusal = self.exchange.value.refusal(of: target, for: user) {
            throw refusal
        }
        if case .park(let slot) = wish { try self.exchange.value.occupy(slot, by: self) }
        self.decide(.asked(leg.id, wish))
        if case .digits(let digits) = wish { self.media(of: self.machine.peer(of: leg.id))?.send(digits: digits) }
    }

    /// Takes a member out whom a party named by its number, and whom the party has asked in.
    private func remove(_ number: String, by inviter: LegID) throws(CallRefusal) {
        let normal = DialString(number).flatMap { NumberPlan.russia.normalised($0)?.text }
        let numbers = [number, normal].compactMap { $0 }
        let own = numbers.lazy.compactMap { self.machine.member(number: $0, invitedBy: inviter) }.first
        guard let leg = own else {
            guard numbers.contains(where: { self.machine.member(number: $0) != nil }) else {
                throw CallRefusal(.wrongState, "Nobody in the conference has this number.")
            }
            throw CallRefusal(.notAllowed, "Only who has asked somebody in takes them out by a code.")
        }
        self.decide(.memberDropped(leg, .stoppedByOperator))
    }
}
