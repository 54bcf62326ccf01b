import MediaServer
import NIOCore
import SIP
import SecureMedia

/// What the session and the media thread report.
extension PhoneCall {
    /// The first input. `step` is the first line of the call's story.
    func begin(_ step: CallStep, sound: PhoneSound) {
        self.media.onEvent = { [weak self] event in self?.assumeIsolated { $0.noticed(event) } }
        // There is no stream yet, so nothing can be refused.
        try? self.media.play(sound)
        self.note(step)
        self.post(.start)
    }

    func take(_ news: InviteSession.Effect) {
        switch news {
        case .invited(let sdp): self.offered(first: sdp)
        case .progressed(let progress): self.progressed(progress)
        case .answered(_, let sdp): self.answered(sdp)
        case .offerReceived(let sdp, _): self.offered(sdp)
        case .offerWanted: self.settle { media throws(PhoneError) in try media.offer() }
        case .answerReceived(let sdp, _): self.accepted(sdp)
        case .offerRefused(let status, _):
            self.media.withdrawOffer()
            self.note(.renegotiationRefused(status: status))
        case .transferRequested(let transfer): self.transferRequested(transfer)
        case .transferProgressed(let status, let reason):
            self.note(.transferProgressed(status: status, reason: reason))
        case .informationReceived(let request):
            guard let digit = InformationDigit.read(request) else { return }
            self.note(.digit(ReceivedDigit(character: digit, way: .info)))
        case .requestReceived(let request): self.respond(SIPMessage(response: 405, to: request), to: request)
        case .ended(let ending): self.ended(ending)
        case .finished: self.finished()
        case .confirmed, .offerWithdrawn, .refreshed: break  // Of no consequence for what a phone does.
        case .send, .acknowledge, .respond, .cancelInvite, .arm, .cancel: break  // Done by `post`.
        }
    }

    // MARK: - Before the answer

    private func offered(first sdp: [UInt8]?) {
        guard let sdp else { return }
        do {
            self.preparedAnswer = try self.media.answer(sdp)
        } catch {
            self.post(.reject(status: 488, reason: nil, headers: []))
        }
    }

    /// Does with an incoming call what the policy says.
    func behave(_ policy: AnswerPolicy) {
        guard self.facts.end == nil else { return }
        switch policy {
        case .manual:
            self.progress(180)
        case .automatic(let delay) where delay <= .zero:
            self.accept()
        case .automatic(let delay):
            self.progress(180)
            self.ringTimer = self.signalling.after(delay) { [weak self] in self?.assumeIsolated { $0.accept() } }
        case .refuse(let status):
            self.post(.reject(status: min(max(status, 400), 699), reason: nil, headers: []))
        case .redirect(let target):
            let uri = try? self.signalling.uri(of: target)
            let contact = uri.map { [ExtraHeader(.contact, NameAddress(uri: $0).description)] }
            self.post(.reject(status: contact == nil ? 480 : 302, reason: nil, headers: contact ?? []))
        case .silentRinging:
            break
        }
    }

    func progress(_ status: Int, sdp: [UInt8]? = nil) {
        guard self.facts.stage == .trying || self.facts.stage == .ringing else { return }
        self.post(.progress(status: status, sdp: sdp, headers: []))
        self.note(.progressed(status: status, reason: SIPReasonPhrase.text(of: status), hasSound: sdp != nil))
    }

    /// Answers 200: with our answer, or with an offer when the INVITE had none.
    func accept() {
        guard self.facts.stage == .trying || self.facts.stage == .ringing else { return }
        self.ringTimer?.cancel()
        do {
            self.post(.accept(sdp: try self.preparedAnswer ?? self.media.offer(), headers: []))
            if self.facts.end == nil { self.note(.answered) }
        } catch {
            self.post(.reject(status: 500, reason: nil, headers: []))
        }
    }

    private func progressed(_ progress: InviteSession.Progress) {
        // Early media that cannot be read is not heard; the final answer decides about the call.
        if let sdp = progress.sdp { try? self.media.accept(sdp, isFinal: progress.isReliable) }
        let (status, reason) = (progress.status, progress.response.reason)
        self.note(.progressed(status: status, reason: reason, hasSound: progress.sdp != nil))
        self.report(status)
    }

    private func answered(_ sdp: [UInt8]?) {
        do {
            if let sdp {
                try self.media.accept(sdp, isFinal: true)
            } else {
                try self.media.settle()
            }
        } catch {
            self.post(.hangUp(reason: Reason.sip(488).description))
            return
        }
        self.note(.answered)
        self.report(200)
    }

    // MARK: - In a talk

    private func offered(_ sdp: [UInt8]) {
        self.settle { media throws(PhoneError) in try media.answer(sdp) }
    }

    /// Gives the session the description it wants, and notes a hold that began or ended by it.
    private func settle(_ make: (CallMedia) throws(PhoneError) -> [UInt8]) {
        let wasHeld = self.media.isHeldByPeer
        do {
            self.post(.acceptOffer(sdp: try make(self.media)))
            self.noteHold(from: wasHeld)
        } catch {
            self.post(.rejectOffer(status: 488, headers: []))
        }
    }

    private func accepted(_ sdp: [UInt8]) {
        let wasHeld = self.media.isHeldByPeer
        do {
            try self.media.accept(sdp, isFinal: true)
            self.note(.renegotiated)
            self.noteHold(from: wasHeld)
        } catch {
            self.post(.hangUp(reason: Reason.sip(488).description))
        }
    }

    private func noteHold(from wasHeld: Bool) {
        guard wasHeld != self.media.isHeldByPeer else { return }
        self.note(self.media.isHeldByPeer ? .heldByPeer : .resumedByPeer)
    }

    private func noticed(_ event: StreamEvent) {
        switch event {
        case .digit(let character, _, let source):
            let way: ReceivedDigit.Way = source == .rfc4733 ? .rfc4733 : .inBand
            self.note(.digit(ReceivedDigit(character: character, way: way)))
        case .silent: self.note(.soundMissing)
        case .playedToEnd, .promptEnded: self.facts.playedOut += 1
        case .digitsSent: self.facts.dialled += 1
        case .secured(let suite): self.note(.secured(suite.name))
        case .notSecured(let failure): self.note(.notSecured(failure.description))
        case .latched, .callTone, .resumed, .oneWay, .consentLost: break
        }
        self.judge()
    }

    // MARK: - Transfers

    private func transferRequested(_ transfer: InviteSession.Transfer) {
        self.note(.transferAsked(to: transfer.target.uri.description))
        guard self.phone.settings.followsTransfers else { return self.post(.rejectTransfer(status: 603)) }
        var options = CallOptions()
        options.replacing = transfer.replaces
        if let referrer = transfer.referredBy { options.headers.append(ExtraHeader(.referredBy, referrer)) }
        options.sound = self.media.sound
        var target = transfer.target.uri
        target.removeHeaders()
        do {
            self.post(.acceptTransfer)
            let made = try self.phone.assumeIsolated { [options] phone throws(PhoneError) in
                try phone.call(target, options)
            }
            self.successor = made
            made.assumeIsolated { $0.transferor = self }
        } catch {
            self.post(.reportTransfer(status: 503, reason: nil))
        }
    }

    /// Tells the one who sent us here how it goes.
    private func report(_ status: Int) {
        guard let transferor = self.transferor else { return }
        transferor.assumeIsolated { $0.post(.reportTransfer(status: status, reason: nil)) }
        if status >= 200 { self.transferor = nil }
    }

    /// Another call has taken this one's place (RFC 3891).
    func giveWay(to call: PhoneCall) {
        self.successor = call
        self.note(.replaced)
        self.post(.hangUp(reason: nil))
    }

    // MARK: - The end

    private func ended(_ ending: InviteSession.Ending) {
        self.ringTimer?.cancel()
        let end: CallEnd
        switch ending {
        case .refused(let response):
            end = .refused(status: response.status ?? 0, reason: response.reason)
        case .rejected(let status):
            end = .refusedHere(status: status)
        case .cancelled(let request):
            self.farewell = request
            end = request.map { .cancelled(reason: $0.first(.reason)) } ?? .cancelledHere
        case .hungUp(let request):
            self.farewell = request
            end = .hungUp(reason: request.first(.reason))
        case .hungUpHere: end = .hungUpHere
        case .unreachable(let failure): end = .failed(failure.spoken)
        case .notAcknowledged: end = .failed("our answer was never acknowledged")
        case .expired: end = .failed("nobody refreshed the session")
        case .lost: end = .failed("the far end does not know the call any more")
        case .faulty(let why): end = .failed("the far end broke the protocol: \(why)")
        }
        self.facts.awaitsFigures = self.media.close { statistics in
            self.phone.eventLoop.execute { self.assumeIsolated { $0.figuresArrived(statistics) } }
        }
        self.note(.ended(end))
        if case .refused(let status, _) = end { self.report(status) } else { self.report(487) }
    }

    private func figuresArrived(_ statistics: StreamStatistics) {
        self.finalStatistics = statistics
        self.facts.awaitsFigures = false
        self.judge()
    }

    private func finished() {
        self.facts.isFinished = true
        self.phone.assumeIsolated { $0.forget(self) }
        self.judge()
    }
}
