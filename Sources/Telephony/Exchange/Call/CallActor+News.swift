import Kernel
import Model
import NIOCore
import SIP
import SIPTransport

/// What a leg's session reports, said in the call's own words.
extension CallActor {
    func digest(_ news: [InviteSession.Effect], of leg: SIPLeg) {
        for item in news { self.digest(item, of: leg) }
    }

    private func digest(_ news: InviteSession.Effect, of leg: SIPLeg) {
        switch news {
        case .progressed(let progress):
            self.progressed(progress, leg)
        case .answered(_, let sdp):
            self.answered(sdp, leg)
        case .offerReceived(let sdp, _):
            self.offered(sdp, leg)
        case .offerWanted:
            self.offerWanted(leg)
        case .answerReceived(let sdp, _):
            self.answerReceived(sdp, leg)
        case .offerRefused:
            // Only offers of a common codec are made; without it the two cannot talk.
            leg.media.withdrawOffer()
            if let other = self.reconnections.removeValue(forKey: leg.id), self.machine.peer(of: leg.id) == other,
                self.room == nil
            {
                self.decide(.stopped(.incompatibleMedia))
            }
        case .transferRequested(let transfer):
            self.transferRequested(transfer, leg)
        case .informationReceived(let request):
            self.informed(request, leg)
        case .requestReceived(let request):
            self.refuse(request, leg)
        case .ended(let ending):
            self.ended(ending, leg)
        case .finished:
            self.remove(leg)
        case .invited, .confirmed, .offerWithdrawn, .refreshed, .transferProgressed, .send, .acknowledge, .respond,
            .cancelInvite, .arm, .cancel:
            break  // Told to the one who made the leg, done by the leg itself, or of no consequence for a call.
        }
    }

    // MARK: - Before and at the answer

    private func progressed(_ progress: InviteSession.Progress, _ leg: SIPLeg) {
        if progress.status == 180 { self.decide(.ringing(leg.id)) }
        guard let sdp = progress.sdp else { return }
        do {
            try leg.media.receive(answer: sdp, isFinal: progress.isReliable)
            self.decide(.progressed(leg.id))
        } catch {
            self.exchange.value.note(error, of: leg.id, in: self.id)  // The final answer decides.
        }
    }

    private func answered(_ sdp: [UInt8]?, _ leg: SIPLeg) {
        do {
            guard self.machine.party(of: leg.id) != nil else {
                self.command(.hangUp(reason: nil), leg.id)  // Nobody waits for this answer.
                return
            }
            if let sdp { try leg.media.receive(answer: sdp, isFinal: true) } else { try leg.media.settle() }
            self.decide(.answered(leg.id))
        } catch {
            self.command(.hangUp(reason: error.cause.reasonHeader), leg.id)
            self.decide(.failed(leg.id, RingAttempt.Failure(status: error.cause.sipStatus, cause: error.cause)))
        }
    }

    // MARK: - Later offers

    /// re-INVITE and UPDATE: each leg negotiates on its own (SIP-03); hold is told to the call.
    private func offered(_ sdp: [UInt8], _ leg: SIPLeg) {
        do {
            let wasHeld = leg.media.isHeldByPeer
            let answer = try leg.media.answer(reoffer: sdp, peer: self.media(of: self.machine.peer(of: leg.id)))
            self.command(.acceptOffer(sdp: answer), leg.id)
            self.holdChanged(leg, from: wasHeld)
        } catch {
            self.command(.rejectOffer(status: error.cause.sipStatus, headers: []), leg.id)
        }
    }

    private func offerWanted(_ leg: SIPLeg) {
        do {
            self.command(.acceptOffer(sdp: try leg.media.currentOffer()), leg.id)
        } catch {
            self.command(.rejectOffer(status: error.cause.sipStatus, headers: []), leg.id)
        }
    }

    private func answerReceived(_ sdp: [UInt8], _ leg: SIPLeg) {
        do {
            let wasHeld = leg.media.isHeldByPeer
            try leg.media.receive(answer: sdp, isFinal: true)
            self.holdChanged(leg, from: wasHeld)
        } catch {
            self.decide(.stopped(error.cause))
            return
        }
        // Whoever is with somebody else by now is not brought back.
        if let other = self.reconnections[leg.id], self.machine.peer(of: leg.id) == other, self.room == nil {
            self.connect(leg.id, other)
        }
        self.enterAwaitedRoom(leg.id)
    }

    private func holdChanged(_ leg: SIPLeg, from wasHeld: Bool) {
        guard wasHeld != leg.media.isHeldByPeer else { return }
        self.decide(leg.media.isHeldByPeer ? .held(leg.id) : .resumed(leg.id))
    }

    func media(of leg: LegID?) -> LegMedia? { leg.flatMap { self.legs[$0]?.media } }

    // MARK: - In a talk

    /// Digits by INFO (`application/dtmf-relay`, `application/dtmf`) go on to the other side as it takes digits.
    private func informed(_ request: SIPMessage, _ leg: SIPLeg) {
        guard let digit = InformationDigit(request) else { return }
        self.pressed(digit.character, .information, lasting: digit.duration, on: leg)
    }

    private func refuse(_ request: SIPMessage, _ leg: SIPLeg) {
        var response = SIPMessage(response: 405, to: request)
        response.set(.allow, InviteSessionSettings.usualMethods.map(\.text).joined(separator: ", "))
        leg.respond(response, to: request)
    }

    // MARK: - The end of a leg

    private func ended(_ ending: InviteSession.Ending, _ leg: SIPLeg) {
        if case .refused(let response) = ending, self.offersOtherwise(leg, after: response) { return }
        // Its figures are asked for before the call decides, so that they come before the call's last event.
        self.closeMedia(of: leg)
        switch ending {
        case .refused(let response):
            self.refused(response, leg)
        case .rejected(let status):
            self.decide(.ended(leg.id, EndCause(refusal: status)))
        case .cancelled(let request):
            if request != nil { self.decide(.ended(leg.id, .callerGaveUp)) }
        case .hungUp:
            self.decide(.ended(leg.id, .hungUp))
        case .hungUpHere:
            break
        case .unreachable:
            // A page that is loaded anew comes back.
            let isLost = leg.peer.transport.isWebSocket && leg.user != nil && !self.isReachable(leg)
            let cause = isLost ? EndCause.connectionLost : .unreachable
            self.decide(.failed(leg.id, RingAttempt.Failure(status: isLost ? 480 : 408, cause: cause)))
        case .notAcknowledged, .expired, .lost:
            self.decide(.ended(leg.id, .connectionLost))
        case .faulty:
            self.decide(.ended(leg.id, .failed))
        }
    }

    private func refused(_ response: SIPMessage, _ leg: SIPLeg) {
        let status = response.status ?? 500
        if (300..<400).contains(status) {
            let exchange = self.exchange.value
            let contacts = (try? response.contacts()) ?? []
            guard let user = contacts.lazy.compactMap({ exchange.dialledUser($0.uri, in: self.domain) }).first else {
                self.decide(.failed(leg.id, RingAttempt.Failure(status: 480, cause: .failed)))
                return
            }
            self.decide(.redirected(leg.id, target: user))
        } else {
            self.decide(.failed(leg.id, RingAttempt.Failure(status: status, cause: EndCause(refusal: status))))
        }
    }
}
