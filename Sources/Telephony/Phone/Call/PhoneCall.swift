import Kernel
import MediaServer
import NIOCore
package import SIP
import SIPTransport

/// One call of a phone, made or received: what it did so far, what to do with it, what to hear in it.
///
/// Lives on its phone's event loop. Commands that mean nothing any more (a second ``hangUp(reason:)``) do nothing; those
/// that cannot be fulfilled throw ``PhoneError``.
package actor PhoneCall {
    package nonisolated let phone: Phone
    /// Counted from 1 on each phone.
    package nonisolated let number: Int
    package nonisolated let isIncoming: Bool
    /// The INVITE that came; `nil` for a call we made.
    package nonisolated let invite: SIPMessage?
    nonisolated let key: SessionKey
    /// The Request-URI of a call we made.
    nonisolated let target: SIPURI?
    private nonisolated let boundMedia: NIOLoopBound<CallMedia>

    var session: InviteSession
    /// Where requests of the dialog go when its URIs do not decide.
    private var peer: SIPDestination
    /// Requests of the far end that wait for an answer.
    private var unanswered: [(sequence: UInt32, method: SIPMethod, transaction: ServerTransaction)] = []
    private var invitation: ClientTransaction?
    private var timers: [InviteSession.Timer: Scheduled<Void>] = [:]
    var ringTimer: Scheduled<Void>?
    private var waiters: [Int: Waiter] = [:]
    private var lastWaiter = 0

    /// What has happened so far.
    package internal(set) var facts = CallFacts()
    /// The last response to an INVITE of ours.
    package internal(set) var lastResponse: SIPMessage?
    /// The CANCEL or BYE by which the far end ended the call.
    package internal(set) var farewell: SIPMessage?
    /// The call that was made because the far end asked for it (REFER), or that took this one's place (Replaces).
    package internal(set) var successor: PhoneCall?
    /// Figures of a call that is over.
    var finalStatistics: StreamStatistics?
    /// The answer to the offer of an incoming INVITE, given in whatever response comes first.
    var preparedAnswer: [UInt8]?
    /// The original call of one that a REFER asked for: it gets the reports.
    var transferor: PhoneCall?

    private struct Waiter {
        let expectation: CallExpectation
        let limit: Duration
        let continuation: CheckedContinuation<Void, any Error>
        let timer: Scheduled<Void>
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        self.phone.eventLoop.executor.asUnownedSerialExecutor()
    }

    init(
        _ phone: Phone,
        number: Int,
        session: InviteSession,
        peer: SIPDestination,
        target: SIPURI? = nil,
        invite: SIPMessage? = nil,
        media: NIOLoopBound<CallMedia>
    ) {
        self.phone = phone
        self.number = number
        self.isIncoming = invite != nil
        self.invite = invite
        self.key = session.key
        self.target = target
        self.boundMedia = media
        self.session = session
        self.peer = peer
    }

    var signalling: PhoneSignalling { self.phone.signalling.value }
    var media: CallMedia { self.boundMedia.value }

    // MARK: - Signalling, always on the loop

    /// Notes which transaction answers the request that is about to be posted.
    func expectAnswer(to request: SIPMessage, in transaction: ServerTransaction) {
        guard let sequence = try? request.cseq() else { return }  // The endpoint has refused those without.
        self.unanswered.append((sequence.number, sequence.method, transaction))
    }

    func received(_ request: SIPMessage, in transaction: ServerTransaction, from source: SIPSource) {
        self.expectAnswer(to: request, in: transaction)
        if self.isIncoming { self.peer = SIPDestination(source: source) }
        self.post(.received(request))
    }

    /// Moves the session and does what it wants done.
    func post(_ input: InviteSession.Input) {
        var news: [InviteSession.Effect] = []
        for effect in self.session.handle(input, at: self.signalling.now) {
            switch effect {
            case .send(let request): self.send(request)
            case .acknowledge(let ack):
                self.signalling.endpoint.sendOutsideTransaction(ack, to: self.destination(of: ack))
            case .respond(let response, let request): self.respond(response, to: request)
            case .cancelInvite(let reason):
                guard let invitation = self.invitation else { continue }
                self.signalling.endpoint.cancel(invitation, adding: reason.map { [(.reason, $0)] } ?? [])
            case .arm(let timer, let delay): self.arm(timer, after: delay)
            case .cancel(let timer): self.timers.removeValue(forKey: timer)?.cancel()
            default: news.append(effect)
            }
        }
        for item in news { self.take(item) }
    }

    private func send(_ request: SIPMessage) {
        let destination = self.destination(of: request)
        let transaction = self.signalling.endpoint.send(request, to: destination) { [weak self] _, event in
            self?.assumeIsolated { $0.came(event, of: request) }
        }
        if request.method == .invite { self.invitation = transaction }
    }

    private func came(_ event: ClientTransactionEvent, of request: SIPMessage) {
        switch event {
        case .response(let response, let source):
            if self.facts.isFinished {
                // A 200 that crossed the end must still be taken down.
                let destination = SIPDestination(source: source)
                self.phone.assumeIsolated { $0.dismiss(response, toward: destination) }
                return
            }
            if request.method == .invite { self.lastResponse = response }
            self.post(.received(response))
        case .failed(let failure):
            self.post(.transactionFailed(request: request, failure))
        case .ended:
            break
        }
    }

    func respond(_ response: SIPMessage, to request: SIPMessage) {
        guard let sequence = try? request.cseq(),
            let index = self.unanswered.firstIndex(where: {
                $0.sequence == sequence.number && $0.method == sequence.method
            })
        else { return }  // CANCEL: the endpoint has answered it.
        self.signalling.endpoint.respond(response, in: self.unanswered[index].transaction)
        let status = response.status ?? 0
        // A 2xx to INVITE is repeated by the session until its ACK has come.
        if status >= 300 || (status >= 200 && request.method != .invite) { self.unanswered.remove(at: index) }
    }

    /// The server, when there is one; else where the dialog's URIs point (RFC 3261 §12.2.1.1).
    private func destination(of request: SIPMessage) -> SIPDestination {
        guard self.signalling.server == nil, !self.isIncoming, self.session.dialog != nil,
            let target = (try? request.routes())?.first?.uri ?? request.requestURI,
            let address = self.signalling.destination(numeric: target)
        else { return self.peer }
        return address
    }

    private func arm(_ timer: InviteSession.Timer, after delay: Duration) {
        self.timers.removeValue(forKey: timer)?.cancel()
        self.timers[timer] = self.signalling.after(delay) { [weak self] in
            self?.assumeIsolated { call in
                call.timers[timer] = nil
                call.post(.fired(timer))
            }
        }
    }

    // MARK: - Facts and those who wait for them

    func note(_ step: CallStep) {
        self.facts.note(step)
        self.phone.assumeIsolated { [number = self.number] in $0.tell(.call(number, step)) }
        self.judge()
    }

    /// Wakes those whose expectation is met or has become hopeless.
    func judge() {
        for (number, waiter) in self.waiters {
            switch waiter.expectation.judge(self.facts) {
            case .open:
                continue
            case .met:
                waiter.continuation.resume()
            case .hopeless:
                waiter.continuation.resume(throwing: self.disappointment(waiter.expectation, waiter.limit))
            }
            waiter.timer.cancel()
            self.waiters[number] = nil
        }
    }

    private func disappointment(_ expectation: CallExpectation, _ limit: Duration) -> PhoneError {
        .unmet(expectation.name, within: limit, saw: self.facts.spoken, status: self.facts.lastStatus)
    }

    /// Waits until the expectation is met; at once when it is already.
    ///
    /// - Throws: ``PhoneError/Code/unmet`` when the time is over or the call has gone another way; it says what was seen.
    package func wait(for expectation: CallExpectation, within limit: Duration = .seconds(5)) async throws {
        switch expectation.judge(self.facts) {
        case .met: return
        case .hopeless: throw self.disappointment(expectation, limit)
        case .open: break
        }
        self.lastWaiter += 1
        let number = self.lastWaiter
        try await withCheckedThrowingContinuation { continuation in
            let timer = self.signalling.after(limit) { [weak self] in
                self?.assumeIsolated { $0.giveUp(number) }
            }
            self.waiters[number] = Waiter(
                expectation: expectation,
                limit: limit,
                continuation: continuation,
                timer: timer
            )
        }
    }

    private func giveUp(_ number: Int) {
        guard let waiter = self.waiters.removeValue(forKey: number) else { return }
        waiter.continuation.resume(throwing: self.disappointment(waiter.expectation, waiter.limit))
    }
}
