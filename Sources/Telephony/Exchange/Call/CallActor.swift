import Codecs
import Kernel
import MediaServer
package import Model
import NIOCore
import SIP
import SIPTransport
import SecureMedia

/// One call: its machine, its legs, its timers, and the event loop it lives on.
///
/// The loop is the actor's executor, so a SIP message read on this loop reaches the machine without a thread hop. No
/// method suspends, so no input sees another one half done. Effects may bring news of legs at once; those wait until the
/// list of effects is done (rule D6).
package actor CallActor {
    package nonisolated let id: CallID
    package nonisolated let domain: DomainID?
    nonisolated let eventLoop: any EventLoop
    /// The exchange this call belongs to; on the same loop.
    nonisolated let exchange: NIOLoopBound<Exchange>

    var machine: Call
    /// The company's line that the call came by.
    var arrivalLine: LineID?
    var recorder: CallRecording
    var recorded: RecordedLegs?
    var recordingRate = SampleRate.hertz8000
    var legs: [LegID: SIPLeg] = [:]
    var timers: [Call.Timer: ExchangeTimers.Ticket] = [:]
    /// Legs that were asked for a common codec and the one they are to talk with.
    var reconnections: [LegID: LegID] = [:]
    /// Where the call is a conference.
    var room: CallRoom?
    /// Legs that are rung, by what they are offered.
    var offered: [LegID: OfferedLeg] = [:]
    /// Commands that are being dialled, with their timers.
    var tones: [LegID: (machine: ToneCommands, ticket: ExchangeTimers.Ticket?)] = [:]
    /// Who is listened to for busy and fax tones.
    var toneWatch: ToneWatch?
    /// Timers of legs that send nothing.
    private var silences: [LegID: ExchangeTimers.Ticket] = [:]
    /// Legs whose connection is gone.
    var flowWatches: [LegID: FlowWatch] = [:]
    /// Legs that were told not to be heard.
    private var unheard: Set<LegID> = []
    private var waiting: [Call.Input] = []
    private var isPerforming = false
    /// What the server talks about with the party, when it does.
    var dialogue: DialogueRun?
    /// Figures of closed legs that are still on their way from the media threads.
    var awaitedFigures = 0
    /// The last event waits for them, so that it really is the last.
    var lastWords: (kind: Model.Event.Kind, at: Timestamp)?

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        self.eventLoop.executor.asUnownedSerialExecutor()
    }

    init(id: CallID, domain: DomainID?, exchange: NIOLoopBound<Exchange>, eventLoop: any EventLoop) {
        self.id = id
        self.domain = domain
        self.machine = Call(id: id)
        self.recorder = CallRecording(of: id)
        self.exchange = exchange
        self.eventLoop = eventLoop
    }

    // MARK: - In, always on the loop

    /// A session's input for one of the legs.
    nonisolated func post(_ input: InviteSession.Input, from leg: LegID) {
        self.assumeIsolated { call in
            guard let leg = call.legs[leg] else { return }
            call.digest(leg.post(input), of: leg)
        }
    }

    /// A request of the far end, to be answered in `transaction`.
    nonisolated func received(
        _ request: SIPMessage,
        in transaction: ServerTransaction,
        from source: SIPSource,
        of leg: LegID
    ) {
        self.assumeIsolated { call in
            guard let leg = call.legs[leg] else { return }
            leg.expectAnswer(to: request, in: transaction, from: source)
            call.digest(leg.post(.received(request)), of: leg)
            call.negotiated(request, from: source, leg.id)
        }
    }

    /// What the media threads noticed about a leg.
    nonisolated func noticed(_ event: StreamEvent, on leg: LegID) {
        self.assumeIsolated { call in
            switch event {
            case .digit(let digit, let duration, let source):
                guard let leg = call.legs[leg] else { return }
                call.pressed(digit, source == .inBand ? .inBand : .event, lasting: duration, on: leg)
            case .callTone(let tone):
                call.decide(.toneHeard(leg, tone))
            case .oneWay(let cause):
                call.miss(leg, AudioFault(cause))
            case .silent(_, let cause):
                call.miss(leg, AudioFault(cause))
                call.watchSilence(of: leg)
            case .resumed:
                call.unheard.remove(leg)
                call.endSilence(of: leg)
            case .notSecured(let failure):
                call.exchange.value.note(LegFault(.mediaFailure, failure.description), of: leg, in: call.id)
                call.lose(leg, .mediaFailure)
            case .consentLost:
                call.consentLost(leg)
            case .playedToEnd:
                call.decide(.servicePlayed(leg))
            case .promptEnded(let end):
                call.isGreeting(end) ? call.decide(.greetingEnded(leg)) : call.promptEnded(end)
            case .latched, .digitsSent, .secured:
                break
            }
        }
    }

    /// Tells once, until it is heard again, that nothing comes from a leg.
    private func miss(_ leg: LegID, _ fault: AudioFault) {
        guard !self.machine.isAway(leg), self.unheard.insert(leg).inserted else { return }
        self.decide(.oneWayAudio(leg, fault))
    }

    /// A leg that sends nothing for long, although nobody holds it, is lost: its phone has gone without a word.
    func watchSilence(of leg: LegID) {
        guard self.silences[leg] == nil, self.legs[leg] != nil else { return }
        let exchange = self.exchange.value
        self.silences[leg] = exchange.timers.arm(after: exchange.settings.silenceLimit) { [weak self] in
            self?.assumeIsolated { $0.silenceLasted(leg) }
        }
    }

    @discardableResult
    func endSilence(of leg: LegID) -> Bool {
        if let ticket = self.silences.removeValue(forKey: leg) {
            self.exchange.value.timers.cancel(ticket)
            return true
        }
        return false
    }

    private func silenceLasted(_ id: LegID) {
        self.silences[id] = nil
        guard let leg = self.legs[id] else { return }
        guard leg.session.isEstablished, !leg.media.isHeldByPeer else {
            self.watchSilence(of: id)  // It may be silent now; the alarm comes once, so the watch goes on.
            return
        }
        self.lose(id, .connectionLost)
    }

    /// A leg in a talk can never be heard again.
    private func lose(_ id: LegID, _ cause: EndCause) {
        guard let leg = self.legs[id], leg.session.isEstablished else { return }
        self.command(.hangUp(reason: cause.reasonHeader), id)
        self.decide(.ended(id, cause))
    }

    /// An input of the call's own.
    package nonisolated func post(_ input: Call.Input) {
        self.assumeIsolated { call in call.decide(input) }
    }

    /// Ends one leg at an administrator's wish; the call goes on as if its party had hung up.
    nonisolated func hangUp(_ leg: LegID) -> Bool {
        self.assumeIsolated { call in
            guard let leg = call.legs[leg] else { return false }
            call.closeMedia(of: leg)
            call.decide(.ended(leg.id, .stoppedByOperator))
            let isWaiting = leg.isIncoming && !leg.session.isEstablished
            call.command(isWaiting ? .reject(status: 480, reason: nil, headers: []) : .hangUp(reason: nil), leg.id)
            return true
        }
    }

    /// Whoever waits for the leg that is rung, now.
    nonisolated func waiting(for id: LegID) -> NIOLoopBound<SIPLeg>? {
        self.assumeIsolated { call in
            call.machine.whoWaits(for: id).flatMap { call.legs[$0] }
                .map { NIOLoopBound($0, eventLoop: call.eventLoop) }
        }
    }

    /// The leg, for what has waited for something else meanwhile.
    nonisolated func leg(_ id: LegID) -> NIOLoopBound<SIPLeg>? {
        self.assumeIsolated { call in
            call.legs[id].map { NIOLoopBound($0, eventLoop: call.eventLoop) }
        }
    }

    /// The leg is ready to send its INVITE, or could not be made.
    nonisolated func begin(_ made: Result<NIOLoopBound<SIPLeg>, LegFault>, _ id: LegID) {
        self.assumeIsolated { call in call.enter(made.map(\.value), id) }
    }

    /// Whether the dialog that Replaces names is this leg's.
    nonisolated func isLeg(_ leg: LegID, namedBy replaces: Replaces) -> Bool {
        self.assumeIsolated { $0.legs[leg]?.session.matches(replaces) ?? false }
    }

    // MARK: - Deciding

    func decide(_ input: Call.Input) {
        self.waiting.append(input)
        guard !self.isPerforming else { return }
        self.isPerforming = true
        var index = 0
        while index < self.waiting.count {
            let next = self.waiting[index]
            index += 1
            for effect in self.machine.handle(next, at: self.exchange.value.time.now) { self.perform(effect) }
        }
        self.waiting.removeAll(keepingCapacity: true)
        self.watchTones()
        self.isPerforming = false
    }

    // MARK: - Legs

    /// Takes a leg in that is to ring, or takes note that there is none.
    func enter(_ made: Result<SIPLeg, LegFault>, _ id: LegID) {
        switch made {
        case .success(let leg):
            guard self.machine.party(of: id) != nil else {
                // While its address was looked up the call stopped wanting it: it must not ring.
                leg.media.close { _ in }
                self.exchange.value.legEnded(id)
                self.leaveIfDone()
                return
            }
            self.add(leg)
            self.digest(leg.post(.start), of: leg)
        case .failure(let fault):
            self.exchange.value.note(fault, of: id, in: self.id)
            self.exchange.value.legEnded(id)
            self.decide(.failed(id, RingAttempt.Failure(status: fault.cause.sipStatus, cause: fault.cause)))
        }
    }

    /// Takes the leg in and lets its callbacks come here.
    func add(_ leg: SIPLeg) {
        self.legs[leg.id] = leg
        self.exchange.value.signalling.add(leg, of: self)
        self.traceBegan(leg)
    }

    /// The leg's session is over: nothing of it stays.
    func remove(_ leg: SIPLeg) {
        _ = self.endWatch(of: leg.id)
        self.legs[leg.id] = nil
        leg.refuseQuestions()
        self.forgetTones(of: leg)
        self.endSilence(of: leg.id)
        self.reconnections[leg.id] = nil
        self.unheard.remove(leg.id)
        self.exchange.value.legEnded(leg.id)
        self.exchange.value.signalling.remove(leg)
        self.traceEnded(leg.id)
        self.closeMedia(of: leg)
        self.offerOtherwise(leg.id)
        self.leaveIfDone()
    }

    /// Closes the leg's sound and writes its figures down (BYD-05).
    func closeMedia(of leg: SIPLeg) {
        guard !leg.media.isClosed else { return }
        self.awaitedFigures += 1
        let id = leg.id
        let eventLoop = self.eventLoop
        leg.media.close { figures in
            eventLoop.execute {
                self.assumeIsolated { $0.figuresArrived(figures, of: id) }
            }
        }
    }

    func figuresArrived(_ figures: LegFigures?, of leg: LegID) {
        self.awaitedFigures -= 1
        if let quality = figures?.quality(of: leg) { self.publish(.quality(quality)) }
        guard self.awaitedFigures == 0, let last = self.lastWords else { return }
        self.lastWords = nil
        self.exchange.value.events.publish(last.kind, at: last.at, domain: self.domain, call: self.id)
        self.leaveIfDone()
    }

    func publish(_ kind: Model.Event.Kind) {
        let exchange = self.exchange.value
        let now = exchange.time.timestamp
        switch kind {
        case .feature(.unparked): exchange.parking.leave(self.id)
        case .legAnswered(let leg): exchange.toll.answered(leg, at: exchange.time.now, in: exchange)
        case .callEnded(let end): exchange.callbacks.ended(self.id, end.cause, at: exchange.time.now)
        default: break
        }
        exchange.lamps.take(kind, of: self.id, in: exchange)
        switch kind {
        // The call's end is its last event.
        case .callEnded: self.record(.happened(kind))
        // What is keyed in while the recording is silent is a card number, perhaps.
        case .digit where self.recorder.isPaused: return
        default: break
        }
        defer { if self.recorder.follows(kind) { self.record(.happened(kind)) } }
        if case .callEnded = kind, self.awaitedFigures > 0 {
            self.lastWords = (kind, now)
        } else {
            exchange.events.publish(kind, at: now, domain: self.domain, call: self.id)
        }
    }

    /// Leaves the exchange when the call is over and every leg has ended.
    func leaveIfDone() {
        guard self.machine.isOver, self.legs.isEmpty, self.awaitedFigures == 0 else { return }
        self.exchange.value.forget(self.id)
    }
}
