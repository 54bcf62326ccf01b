import Audio
import Kernel
import MediaServer
import Model
import NIOCore
import Phrases
import Routing
import SIP
import SIPTransport
import Voice

/// Performs what dialogues want: begins and ends them, brings them keys, time and answers.
extension CallActor {
    /// The server answers the leg and begins to talk.
    func converse(_ id: LegID, _ dialogue: Dialogue) {
        guard let leg = self.legs[id] else { return }
        if leg.isIncoming, !leg.session.isEstablished {
            do {
                self.command(.accept(sdp: try leg.media.description(toward: nil), headers: []), id)
            } catch {
                self.decide(.stopped(error.cause))
                return
            }
        }
        guard let run = self.makeRun(leg, dialogue) else {
            self.decide(.stopped(.failed))
            return
        }
        self.dialogue = run
        self.take(.begun)
    }

    private func makeRun(_ leg: SIPLeg, _ dialogue: Dialogue) -> DialogueRun? {
        let exchange = self.exchange.value
        let domain = self.domain.flatMap { exchange.configuration.tenants[$0]?.domain }
        let book = PhraseBook(domain.flatMap { PhraseLanguage(rawValue: $0.language.rawValue) } ?? .russian)
        let (subject, user): (DialogueMachine.Subject, UserID?)
        switch dialogue {
        case .leaveMessage(let mailbox):
            guard let rules = self.rules(of: mailbox) else { return nil }
            let isFull = exchange.voice.archive.mailboxes.isFull(mailbox.key)
            let dialogue = MessageDialogue(greeting: MessageDialogue.Greeting(rules), isFull: isFull)
            (subject, user) = (.message(dialogue), mailbox.key)
        case .mailbox(let mailbox):
            let rules = mailbox.flatMap { self.rules(of: $0) }
            let dialogue = MailboxDialogue(book: book, isOwnPhone: rules != nil, needsPIN: rules?.hasPIN ?? true)
            (subject, user) = (.mailbox(dialogue), rules == nil ? nil : mailbox?.key)
        case .record:
            (subject, user) = (.prompt(PromptDialogue()), leg.user)
        case .scenario(let id):
            guard let domain, let scenario = exchange.configuration.scenario(id, of: domain.id) else { return nil }
            (subject, user) = (.scenario(ScenarioDialogue(id, scenario, limits: domain.menus)), nil)
        }
        return DialogueRun(
            leg: leg.id,
            dialogue: dialogue,
            book: book,
            machine: DialogueMachine(subject),
            user: user
        )
    }

    /// `nil`: the owner is gone.
    private func rules(of mailbox: RouteTarget.Mailbox) -> VoicemailRules? {
        let configuration = self.exchange.value.configuration
        switch mailbox {
        case .user(let id): return configuration.user(id)?.voicemail
        case .group(let id): return self.domain.flatMap { configuration.group(id, of: $0)?.voicemail }
        }
    }

    /// The party has gone, or the call is stopped: what was said is put away.
    func endDialogue() {
        guard let run = self.dialogue else { return }
        self.take(.left)
        self.stopWaiting(run)
        if let draft = run.draft { self.put(draft, of: run) }
        self.discard(run)
        self.dialogue = nil
    }

    /// News of a prompt, from the media threads.
    func promptEnded(_ end: PromptEnd) {
        guard let run = self.dialogue, run.saying == end.ticket else { return }
        run.saying = nil
        if end.cause == .complete { self.take(.said) }
    }

    /// A key of the party.
    func tellDialogue(_ digit: Character) {
        guard let run = self.dialogue else { return }
        self.stopWaiting(run)
        // One that came by INFO was not seen by the media thread.
        if run.isCutByKeys, let saying = run.saying { self.legs[run.leg]?.media.stop(saying) }
        self.take(.digit(digit))
    }

    func take(_ input: DialogueInput) {
        guard let run = self.dialogue else { return }
        for effect in run.machine.handle(input, at: self.exchange.value.time.now) { self.perform(effect, of: run) }
    }

    private func perform(_ effect: DialogueEffect, of run: DialogueRun) {
        switch effect {
        case .say(let speech, let isCutByKeys):
            self.say(speech, isCutByKeys: isCutByKeys, run)
        case .record(.message):
            self.recordMessage(run)
        case .record(.prompt):
            self.recordPrompt(run)
        case .finish:
            self.finishRecording(run)
        case .confirm:
            self.confirm(run)
        case .discard:
            self.discard(run)
        case .check(let dialled, let pin):
            self.check(dialled, pin, run)
        case .list:
            self.list(run)
        case .markHeard(let id):
            let mailboxes = self.exchange.value.voice.archive.mailboxes
            // A mark that could not be stored shows the message as new once more.
            self.later({ _ = try? await mailboxes.mark(id, isHeard: true) }, then: { _, _ in })
        case .remove(let id):
            let mailboxes = self.exchange.value.voice.archive.mailboxes
            // What could not be removed is heard of again.
            self.later({ _ = try? await mailboxes.remove(id) }, then: { _, _ in })
        case .tell(let action, let message):
            self.publish(.voicemail(VoicemailStep(leg: run.leg, action: action, user: run.user, message: message)))
        case .wait(let time):
            self.stopWaiting(run)
            run.timer = self.exchange.value.timers.arm(after: time) { [weak self] in
                self?.assumeIsolated { call in
                    call.dialogue?.timer = nil
                    call.take(.waited)
                }
            }
        case .forward(let target):
            self.forward(to: target, run)
        case .dial(let dialled):
            self.dial(dialled, run)
        case .note(let rule, let outcome):
            self.publish(.routed(RoutingStep(rule: rule, outcome: outcome)))
        case .menu(let scenario, let menu, let exit):
            self.publish(.menu(MenuStep(leg: run.leg, scenario: scenario, menu: menu, exit: exit)))
        case .hangUp:
            self.command(.hangUp(reason: nil), run.leg)
            self.decide(.ended(run.leg, .hungUp))
        }
    }

    private func stopWaiting(_ run: DialogueRun) {
        if let timer = run.timer { self.exchange.value.timers.cancel(timer) }
        run.timer = nil
    }

    /// Does something that takes time elsewhere, and comes back to the loop with what it gave.
    func later<Value: Sendable>(
        _ work: @escaping @Sendable () async -> Value,
        then: @escaping @Sendable (isolated CallActor, Value) -> Void
    ) {
        Task { [weak self] in
            let value = await work()
            if let self { await self.comeBack(value, then) }
        }
    }

    private func comeBack<Value: Sendable>(_ value: Value, _ then: (isolated CallActor, Value) -> Void) {
        then(self, value)
    }

    // MARK: - Saying

    private func say(_ speech: [Speech], isCutByKeys: Bool, _ run: DialogueRun) {
        self.stopWaiting(run)
        run.sayings += 1
        run.isCutByKeys = isCutByKeys
        run.saying = nil
        let (number, archive, book) = (run.sayings, self.exchange.value.voice.archive, run.book)
        let draft = run.recorded
        if let queue = SpeechSound.queue(speech, book, archive.phrases) {
            self.play(queue, number, run)
            return
        }
        self.later(
            { await SpeechSound.read(speech, book, archive, draft: draft) },
            then: { call, queue in
                guard let run = call.dialogue, run.sayings == number else { return }
                call.play(queue, number, run)
            }
        )
    }

    private func play(_ queue: PromptQueue, _ number: UInt64, _ run: DialogueRun) {
        let ticket = PromptTicket(number)
        run.saying = ticket
        self.legs[run.leg]?.media.play(queue, as: ticket, stopsOnDigit: run.isCutByKeys)
    }

    // MARK: - Whose mailbox, and what is in it

    private func check(_ dialled: String?, _ pin: String, _ run: DialogueRun) {
        let exchange = self.exchange.value
        let tenant = self.domain.flatMap { exchange.configuration.tenants[$0] }
        let user = dialled.map { tenant?.user(extension: $0) } ?? run.user.flatMap { exchange.configuration.user($0) }
        let leg = self.legs[run.leg]
        let source = leg?.user?.text ?? leg.map { "\($0.trunk?.text ?? "") \($0.party.number)" } ?? ""
        let archive = exchange.voice.archive
        self.later(
            { await archive.check(pin, user, from: source) },
            then: { call, verdict in
                if verdict == .right { call.dialogue?.user = user?.id }
                call.take(.checked(verdict))
            }
        )
    }

    private func list(_ run: DialogueRun) {
        guard let user = run.user else { return }
        let mailboxes = self.exchange.value.voice.archive.mailboxes
        let now = self.exchange.value.time.timestamp
        let clock = self.exchange.value.configuration.workingTime(of: self.domain ?? DomainID(""))
        // A store that does not answer is a mailbox without messages now.
        self.later(
            { (try? await mailboxes.messages(of: user)) ?? [] },
            then: { call, messages in
                let oldestFirst = messages.reversed()
                let order = oldestFirst.filter { $0.heardAt == nil } + oldestFirst.filter { $0.heardAt != nil }
                call.take(.listed(order.map { HeardMessage($0, at: now, by: clock) }))
            }
        )
    }
}

extension HeardMessage {
    fileprivate init(_ message: VoiceMessage, at now: Timestamp, by clock: WorkingTime) {
        let time = SpokenTime(of: clock.civilTime(at: message.at), at: clock.civilTime(at: now))
        self.init(
            id: message.id,
            caller: message.caller.number,
            day: time.day,
            hour: time.hour,
            minute: time.minute,
            isNew: message.heardAt == nil
        )
    }
}
