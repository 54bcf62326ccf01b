import Kernel
import NIOCore
package import SIP
package import SIPTransport

/// A SIP phone for scripts, tests and people who look for a fault: registers, calls, is called, plays, listens.
///
/// It lives on one event loop, which is the actor's executor, so that a message is dealt with where it is read. Stop it
/// with ``stop()`` before it is let go.
package actor Phone {
    package nonisolated let settings: PhoneSettings
    package nonisolated let network: PhoneNetwork
    nonisolated let eventLoop: any EventLoop
    nonisolated let signalling: NIOLoopBound<PhoneSignalling>

    var calls: [SessionKey: PhoneCall] = [:]
    /// Incoming INVITEs without final response, for CANCEL.
    var invitations: [ServerTransaction: PhoneCall] = [:]
    var answerPolicy: AnswerPolicy
    var isDeaf = false
    private var lastNumber = 0
    private var isStopped = false
    let incoming = Mailbox<PhoneCall>()
    /// Calls that came in and were refused or sent elsewhere by the ``AnswerPolicy``, the last 100 of them.
    package internal(set) var refusedCalls: [PhoneCall] = []
    let messages = Mailbox<ReceivedMessage>()

    var registration: RegistrationClient?
    var registrationTimer: Scheduled<Void>?
    let registrationNews = Mailbox<RegistrationNews>()

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        self.eventLoop.executor.asUnownedSerialExecutor()
    }

    private init(_ settings: PhoneSettings, _ network: PhoneNetwork, tls: SIPTLSContexts, on eventLoop: any EventLoop) {
        self.settings = settings
        self.network = network
        self.eventLoop = eventLoop
        self.answerPolicy = settings.answerPolicy
        let signalling = PhoneSignalling(settings, network, tls: tls, on: eventLoop)
        self.signalling = NIOLoopBound(signalling, eventLoop: eventLoop)
    }

    /// Makes a phone and opens its port.
    ///
    /// - Throws: ``PhoneError`` when the port is taken or the trust roots cannot be read.
    package static func start(_ settings: PhoneSettings, on network: PhoneNetwork) async throws -> Phone {
        let eventLoop = network.group.next()
        // Reads the trust roots, so it is done here and not on the loop.
        let tls: SIPTLSContexts
        do {
            tls = settings.transport == .tls ? try SIPTLSContexts(server: nil) : SIPTLSContexts()
        } catch {
            throw PhoneError(.failed, "TLS cannot be used: \(error)")
        }
        let phone = try await eventLoop.submit { Phone(settings, network, tls: tls, on: eventLoop) }.get()
        try await phone.open()
        return phone
    }

    private func open() async throws {
        self.signalling.value.endpoint.delegate = self
        // Over TLS nobody calls a phone: everything comes over the connection that it made.
        guard self.settings.transport != .tls else { return }
        let listener = SIPListener(self.settings.transport.kind, self.settings.local)
        do {
            self.listening = try await self.signalling.value.endpoint.listen(listener).get()
        } catch {
            throw PhoneError(.failed, "cannot listen on \(self.settings.local): \(error)")
        }
    }

    private var listening: TransportAddress?

    /// The bound address of SIP; `nil` over TLS.
    package var address: TransportAddress? { self.listening }

    /// The address that another phone on this machine calls: `sip:user@127.0.0.1:port`.
    package var loopbackURI: String {
        "sip:\(self.settings.user)@127.0.0.1:\(self.listening?.port ?? 0)"
    }

    /// Hangs up every call, takes the registration back, closes the port.
    package func stop() async {
        guard !self.isStopped else { return }
        self.isStopped = true
        for call in self.calls.values { await call.hangUp() }
        if self.registration != nil {
            // The server forgets us in time when it cannot be told.
            try? await self.unregister(within: .seconds(2))
        }
        self.incoming.close()
        self.refusedCalls.removeAll()
        self.messages.close()
        self.registrationNews.close()
        // Closing cannot fail in a way that anybody could do something about.
        try? await self.signalling.value.endpoint.shutDown().get()
    }

    // MARK: - Behaviour

    /// Changes what happens to the next calls that come in.
    package func setAnswerPolicy(_ policy: AnswerPolicy) {
        self.answerPolicy = policy
    }

    /// A deaf phone ignores everything that comes, as if its cable were cut.
    package func setDeaf(_ isDeaf: Bool) {
        self.isDeaf = isDeaf
    }

    // MARK: - Calls

    /// Calls a number of the domain (`102`), `user@host`, a SIP or a tel URI. Returns at once; see the waits of
    /// ``PhoneCall``.
    ///
    /// - Throws: ``PhoneError/Code/invalid`` for a target that is no address, ``PhoneError/Code/failed`` without ports.
    package func call(_ target: String, _ options: CallOptions = CallOptions()) throws -> PhoneCall {
        try self.call(try self.signalling.value.uri(of: target), options)
    }

    func call(_ uri: SIPURI, _ options: CallOptions) throws(PhoneError) -> PhoneCall {
        let signalling = self.signalling.value
        guard !self.isStopped else { throw PhoneError(.notPossible, "the phone is stopped") }
        let destination = try signalling.destination(of: uri)
        let media = CallMedia(signalling, toward: destination, sessionID: signalling.tokens.next())
        let offer = options.offersLate ? nil : try media.offer()
        var invite = OutgoingInvite(
            target: uri,
            from: signalling.identity,
            to: NameAddress(uri: uri),
            callID: signalling.tokens.token(words: 2),
            localTag: signalling.tokens.token(),
            contact: signalling.contact(toward: destination).description,
            offer: offer
        )
        invite.headers = options.headers
        if let replaces = options.replacing {
            invite.headers += [ExtraHeader(.require, "replaces"), ExtraHeader(.replaces, replaces.description)]
        }
        invite.authentication = signalling.authentication()
        let call = PhoneCall(
            self,
            number: self.nextNumber(),
            session: InviteSession(calling: invite, settings: self.settings.session, seed: signalling.tokens.next()),
            peer: destination,
            target: uri,
            media: NIOLoopBound(media, eventLoop: self.eventLoop)
        )
        self.calls[call.key] = call
        call.assumeIsolated { $0.begin(.called(uri.description), sound: options.sound) }
        return call
    }

    func nextNumber() -> Int {
        self.lastNumber += 1
        return self.lastNumber
    }

    /// The next call that comes in, or came in already and was not asked for; those that the policy refused are not told.
    package func nextIncoming(within limit: Duration = .seconds(5)) async throws -> PhoneCall {
        guard let call = await self.next(self.incoming, within: limit) else {
            throw PhoneError.unmet("a call to \(self.settings.user)", within: limit, saw: "none")
        }
        return call
    }

    /// Calls that are not finished.
    package var callCount: Int { self.calls.count }

    // MARK: - Messages

    /// Sends a text (RFC 3428) and waits for its acceptance.
    package func message(to target: String, _ text: String, within limit: Duration = .seconds(10)) async throws {
        let type = [ExtraHeader(.contentType, "text/plain;charset=utf-8")]
        let response = try await self.ask(.message, of: target, headers: type, body: Array(text.utf8), within: limit)
        guard let status = response.status, status >= 300 else { return }
        throw PhoneError(.refused, "the message was refused: \(status) \(response.reason)", status: status)
    }

    /// The next text that comes in, or came in already and was not asked for.
    package func nextMessage(within limit: Duration = .seconds(5)) async throws -> ReceivedMessage {
        guard let message = await self.next(self.messages, within: limit) else {
            throw PhoneError.unmet("a message to \(self.settings.user)", within: limit, saw: "none")
        }
        return message
    }

    /// Sends any request outside a dialog and gives its final response, whatever its status; challenges are answered.
    package func ask(
        _ method: SIPMethod,
        of target: String,
        headers: [ExtraHeader] = [],
        body: [UInt8] = [],
        within limit: Duration = .seconds(10)
    ) async throws -> SIPMessage {
        let signalling = self.signalling.value
        let uri = try signalling.uri(of: target)
        let destination = try signalling.destination(of: uri)
        var request = signalling.request(method, to: uri)
        for header in headers { request.append(header.name, header.value) }
        request.body = body
        let answers = Mailbox<Result<SIPMessage, TransactionFailure>>()
        signalling.send(request, to: destination, signalling.authentication()) { answers.put($0) }
        switch await self.next(answers, within: limit) {
        case .success(let response): return response
        case .failure(let failure): throw PhoneError(.unreachable, "\(method) to \(target): \(failure.spoken)")
        case nil: throw PhoneError.unmet("an answer to \(method)", within: limit, saw: "none")
        }
    }

    // MARK: - Inside

    func next<Element>(_ mailbox: Mailbox<Element>, within limit: Duration) async -> Element? {
        await withCheckedContinuation { continuation in
            guard let taker = mailbox.take(continuation) else { return }
            // When the element comes first, the taker is unknown by then.
            _ = self.signalling.value.after(limit) { mailbox.giveUp(taker) }
        }
    }

    func tell(_ kind: PhoneEvent.Kind) {
        self.settings.onEvent?(PhoneEvent(at: self.network.time.timestamp, kind: kind))
    }

    /// The call's session is over.
    func forget(_ call: PhoneCall) {
        self.calls[call.key] = nil
    }
}
