import Audio
import Kernel
import MediaServer
import Model
import NIOCore
import Routing
import SIP
import SIPTransport

/// What the call machine's effects mean for legs, sound and journal.
extension CallActor {
    func perform(_ effect: Call.Effect) {
        switch effect {
        case .startLeg(let destination, let waiting):
            self.startLeg(destination, toward: waiting)
        case .showRinging(let id):
            self.showRinging(id)
        case .playRingBack(let id, let music):
            self.playRingBack(id, music)
        case .greet(let id, let prompt):
            self.greet(id, prompt)
        case .showProgress(let id, let callee):
            self.showProgress(id, from: callee)
        case .answer(let id, let callee):
            self.answer(id, with: callee)
        case .connect(let one, let other):
            self.connect(one, other)
        case .serve(let id, let service):
            self.serve(id, service)
        case .converse(let id, let dialogue):
            self.converse(id, dialogue)
        case .tellDialogue(let digit):
            self.tellDialogue(digit)
        case .endDialogue:
            self.endDialogue()
        case .playMusic(let id):
            self.playMusic(id)
        case .stopPlaying(let id):
            self.legs[id]?.media.play(.nothing)
        case .enterRoom(let id, let role):
            self.enterRoom(id, as: role)
        case .mute(let id, let isMuted):
            self.mute(id, isMuted)
        case .closeRoom:
            self.closeRoom()
        case .acceptInto(let id, let model):
            self.accept(id, like: model)
        case .playSilence(let id):
            self.legs[id]?.media.play(.silence)
        case .signalError(let id):
            self.legs[id]?.media.interject(ErrorSignal.clip)
        case .hangUp(let id, let cause, let status):
            self.hangUp(id, cause, status: status)
        case .plan(let target, let leg):
            let announced = self.announced(self.machine.whoIsAnnounced)
            let user = self.legs[leg]?.user
            self.decide(.routed(self.exchange.value.plan(target, onBehalfOf: user, announcing: announced)))
        case .planAfterGreeting(let user):
            self.decide(.routed(self.exchange.value.planAfterGreeting(of: user)))
        case .planForUser(let user):
            self.decide(.routed(self.exchange.value.planOwnPhones(of: user)))
        case .reportTransfer(let id, let status):
            self.command(.reportTransfer(status: status, reason: nil), id)
        case .arm(let timer, let delay):
            self.cancel(timer)
            self.timers[timer] = self.exchange.value.timers.arm(after: delay) { [weak self] in
                self?.post(.fired(timer))
            }
        case .cancel(let timer):
            self.cancel(timer)
        case .publish(let kind):
            self.publish(kind)
        case .end:
            self.leaveIfDone()
        }
    }

    private func cancel(_ timer: Call.Timer) {
        if let ticket = self.timers.removeValue(forKey: timer) { self.exchange.value.timers.cancel(ticket) }
    }

    /// Gives a command to a leg and takes its news in.
    func command(_ input: InviteSession.Input, _ id: LegID) {
        guard let leg = self.legs[id] else { return }
        self.digest(leg.post(input), of: leg)
    }

    // MARK: - Ringing

    private func startLeg(_ destination: Destination, toward waiting: LegID?) {
        let offered = OfferedLeg(destination: destination, waiting: waiting)
        self.offered[destination.leg] = offered
        if let user = destination.party.user { self.exchange.value.absence.ring(user, by: self.id) }
        self.ring(offered)
    }

    func ring(_ offered: OfferedLeg) {
        let destination = offered.destination
        // Since it was first rung whoever it is rung for may have changed: who transferred has gone.
        let waiting = offered.waiting.flatMap { self.machine.whoWaits(for: destination.leg) ?? $0 }
        let toward = waiting.flatMap { self.legs[$0] }
        guard offered.waiting == nil || toward != nil else { return }
        let exchange = self.exchange.value
        switch destination.reach {
        case .contact(let uri, let address, let path):
            let made = exchange.makeLeg(to: destination, uri: uri, at: address, path: path, for: toward, of: self)
            self.enter(made, destination.leg)
        case .trunk(let trunk, let number, let callerID):
            // Only users are rung before anybody waits.
            guard toward != nil else { return }
            exchange.makeLeg(to: destination, trunk: trunk, number: number, callerID: callerID, of: self)
        case .neighbour(let neighbour):
            guard let toward else { return }
            self.enter(exchange.makeLeg(to: destination, neighbour, for: toward, of: self), destination.leg)
        }
    }

    private func showRinging(_ id: LegID) {
        guard let leg = self.legs[id] else { return }
        // Who has heard a greeting listens to us, and would not hear the phone's own tone.
        if leg.isIncoming, !leg.session.isEstablished, !leg.media.playsEarly {
            self.command(.progress(status: 180, sdp: nil, headers: []), id)
        } else {
            leg.media.play(.tone(.ringBack))
        }
    }

    private func showProgress(_ id: LegID, from callee: LegID) {
        guard let leg = self.legs[id], let other = self.legs[callee] else { return }
        guard leg.isIncoming, !leg.session.isEstablished, !leg.media.hasAnswered else { return }
        do {
            let answer = try leg.media.answer(toward: other.media)
            self.command(.progress(status: 183, sdp: answer, headers: []), id)
            self.connect(id, callee)
        } catch {
            // Without a common codec there is nothing to be heard before the answer; the answer decides.
            self.command(.progress(status: 180, sdp: nil, headers: []), id)
        }
    }

    private func answer(_ id: LegID, with callee: LegID) {
        guard let leg = self.legs[id], let other = self.legs[callee] else { return }
        do {
            let answer = try leg.media.description(toward: other.media)
            self.command(.accept(sdp: answer, headers: []), id)
        } catch {
            self.decide(.stopped(error.cause))
            return
        }
        self.connect(id, callee)
    }

    /// Answers a waiting leg with what suits another one, and connects it with nobody yet.
    private func accept(_ id: LegID, like model: LegID) {
        guard let leg = self.legs[id] else { return }
        do {
            let answer = try leg.media.description(toward: self.legs[model]?.media)
            self.command(.accept(sdp: answer, headers: []), id)
        } catch {
            guard self.machine.members[id] == nil else {
                self.decide(.memberDropped(id, error.cause))
                return
            }
            self.command(.reject(status: error.cause.sipStatus, reason: nil, headers: []), id)
            self.decide(.ended(id, error.cause))
        }
    }

    private func serve(_ id: LegID, _ service: ServiceNumber) {
        guard let leg = self.legs[id] else { return }
        if leg.isIncoming, !leg.session.isEstablished {
            do {
                self.command(.accept(sdp: try leg.media.description(toward: nil), headers: []), id)
            } catch {
                self.decide(.stopped(error.cause))
                return
            }
        }
        switch service {
        case .echo: leg.media.play(.echo)
        case .milliwatt: leg.media.play(.tone(.milliwatt))
        case .music: self.playMusic(id)
        case .reminder: leg.media.play(.clip(ServiceMelody.reminder, repeats: false))
        case .confirmation: leg.media.play(.clip(ServiceMelody.confirmation, repeats: false))
        }
    }

    // MARK: - Talking

    /// Lets two legs hear one another; without a common codec one of them is offered the other's first.
    func connect(_ one: LegID, _ other: LegID) {
        guard let leg = self.legs[one], let peer = self.legs[other] else { return }
        switch leg.media.connect(peer.media) {
        case .connected:
            self.reconnections[one] = nil
            self.reconnections[other] = nil
        case .notReady:
            // An answer is still to come (in an ACK, or to an offer under way): then again.
            self.reconnections[one] = other
            self.reconnections[other] = one
        case .noCommonCodec:
            guard self.reconnections[one] == nil else {
                self.decide(.stopped(.incompatibleMedia))
                return
            }
            self.align(leg, with: peer)
        case .failed(let cause):
            self.decide(.stopped(cause))
        }
    }

    private func align(_ leg: SIPLeg, with peer: SIPLeg) {
        self.reconnections[leg.id] = peer.id
        self.reconnections[peer.id] = leg.id
        // The one that has answered long ago is the one that can be asked again.
        let asked = peer.session.isEstablished ? peer : leg
        let model = asked === peer ? leg : peer
        guard let offer = asked.media.offerCodec(of: model.media) else {
            self.decide(.stopped(.incompatibleMedia))
            return
        }
        self.command(.offer(sdp: offer, by: .invite, headers: []), asked.id)
    }

    // MARK: - The end

    private func hangUp(_ id: LegID, _ cause: EndCause, status: Int) {
        guard let leg = self.legs[id] else { return }
        self.closeMedia(of: leg)
        if leg.session.isEstablished {
            self.command(.hangUp(reason: cause.reasonHeader), id)
        } else if leg.isIncoming {
            var headers: [ExtraHeader] = []
            if status == 503 { headers.append(ExtraHeader(.retryAfter, "5")) }
            if let reason = cause.reasonHeader { headers.append(ExtraHeader(.reason, reason)) }
            self.command(.reject(status: status, reason: nil, headers: headers), id)
        } else {
            self.command(.cancel(reason: cause.reasonHeader), id)
        }
    }
}
