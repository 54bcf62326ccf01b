import NIOCore
public import SIP

extension SIPEndpoint {
    // MARK: Server side

    /// Answers a request. Does nothing when the transaction is over, or for a second final response.
    ///
    /// - Parameter response: made from the request by `SIPMessage(response:to:toTag:)`.
    public func respond(_ response: SIPMessage, in transaction: ServerTransaction) {
        self.eventLoop.preconditionInEventLoop()
        self.table.server(transaction)?.respond(response)
    }

    /// The request of a transaction, with `received` and `rport` in its Via; `nil` once it is over, or answered for good and no
    /// INVITE.
    public func request(of transaction: ServerTransaction) -> SIPMessage? {
        self.eventLoop.preconditionInEventLoop()
        return self.table.server(transaction)?.request
    }

    /// Where the request of a transaction came from; `nil` once it is over.
    public func source(of transaction: ServerTransaction) -> SIPSource? {
        self.eventLoop.preconditionInEventLoop()
        return self.table.server(transaction)?.source
    }

    // MARK: Client side

    /// Sends a request in a transaction of its own; the Via is put on top here.
    ///
    /// - Parameters:
    ///   - timing: other base timers than the endpoint's, for instance for a quick check of a peer.
    ///   - onEvent: responses and the end; called on the loop, and never before this returns.
    @discardableResult
    public func send(
        _ request: SIPMessage,
        to destination: SIPDestination,
        timing: TransactionTiming? = nil,
        onEvent: @escaping (ClientTransaction, ClientTransactionEvent) -> Void
    ) -> ClientTransaction {
        self.send(request, toFirstOf: [destination], timing: timing, onEvent: onEvent)
    }

    /// Sends a request to the first destination, and to the next one each time that the transport fails, nobody answers,
    /// or the answer is 503 (RFC 3263 §4.3). What the user sees is one transaction.
    ///
    /// - Parameter destinations: at most 8 are tried. None at all is a transport failure.
    @discardableResult
    public func send(
        _ request: SIPMessage,
        toFirstOf destinations: [SIPDestination],
        timing: TransactionTiming? = nil,
        onEvent: @escaping (ClientTransaction, ClientTransactionEvent) -> Void
    ) -> ClientTransaction {
        self.eventLoop.preconditionInEventLoop()
        let timing = timing ?? self.settings.timing
        let further = FurtherAttempts(request: request, destinations: destinations.prefix(8))
        if let shell = self.start(further, timing, name: nil, handler: onEvent) { return shell.name }
        // A name that nothing has: its place is given up at once.
        let name = ClientTransaction(slot: self.table.burn())
        self.later {
            onEvent(name, .failed(.transport))
            onEvent(name, .ended)
        }
        return name
    }

    /// Starts at the first destination that can be prepared.
    private func start(
        _ attempts: FurtherAttempts,
        _ timing: TransactionTiming,
        name: ClientTransaction?,
        handler: @escaping ClientShell.Handler
    ) -> ClientShell? {
        var further = attempts
        while let destination = further.destinations.popFirst() {
            guard let prepared = self.prepare(further.request, to: destination) else { continue }
            let slot = self.table.reserve()
            let isInvite = further.request.method == .invite
            let shell: ClientShell =
                isInvite
                ? InviteClientShell(self, slot, prepared.request, timing: timing, name: name, handler: handler)
                : NonInviteClientShell(self, slot, prepared.request, timing: timing, name: name, handler: handler)
            shell.datagram = prepared.datagram
            shell.further = further.destinations.isEmpty ? nil : further
            self.table.insert(shell)
            self.counters.liveTransactions = self.table.count
            shell.start()
            return shell
        }
        return nil
    }

    /// The next attempt after one that failed. `false` when no destination is left.
    func attempt(
        _ further: FurtherAttempts,
        after shell: ClientShell,
        handler: @escaping ClientShell.Handler
    ) -> Bool {
        self.start(further, shell.timing, name: shell.name, handler: handler) != nil
    }

    /// Gives an INVITE up (RFC 3261 §9.1). The CANCEL waits for a provisional response if none came yet. How it ended
    /// comes as the INVITE's own final response: 487, or a 2xx that crossed the CANCEL.
    ///
    /// - Parameter headers: for the CANCEL, for instance Reason (RFC 3326).
    public func cancel(_ transaction: ClientTransaction, adding headers: [(SIPHeaderName, String)] = []) {
        self.eventLoop.preconditionInEventLoop()
        (self.table.client(transaction) as? InviteClientShell)?.giveUp(adding: headers)
    }

    /// The request as it was sent, Via included; `nil` once the transaction is over.
    public func request(of transaction: ClientTransaction) -> SIPMessage? {
        self.eventLoop.preconditionInEventLoop()
        return self.table.client(transaction)?.request
    }

    /// The flow the request took, which may be TCP where UDP was asked for; `nil` once the transaction is over.
    public func flow(of transaction: ClientTransaction) -> SIPFlow? {
        self.eventLoop.preconditionInEventLoop()
        return self.table.client(transaction)?.flow
    }

    /// Sends a message once and waits for nothing: the ACK of a 2xx, which gets a Via of its own. Does nothing where the
    /// destination cannot be reached.
    public func sendOutsideTransaction(_ message: SIPMessage, to destination: SIPDestination) {
        self.eventLoop.preconditionInEventLoop()
        guard message.isRequest else {
            guard let flow = self.route(to: destination) else { return self.counters.countDropped(.unroutable) }
            _ = self.transmit(message, over: flow)
            return
        }
        // Without a transaction nobody would hear that TCP failed, so a long ACK stays with UDP.
        guard let (prepared, _) = self.prepare(message, to: destination, maySwitch: false) else {
            return self.counters.countDropped(.unroutable)
        }
        _ = self.transmit(prepared.message, over: prepared.flow)
    }

    /// Sends the CANCEL of an INVITE, in a transaction of its own over the same way (§9.1).
    func sendCancel(of invite: InviteClientShell, adding headers: [(SIPHeaderName, String)]) {
        var cancel = invite.request.companion(.cancel)
        for (name, value) in headers { cancel.set(name, value) }
        guard let branch = (try? cancel.topVia())?.branch else { return }
        let prepared = PreparedRequest(
            message: cancel,
            flow: invite.flow,
            key: Hashed(TransactionKey(clientBranch: branch, method: .cancel))
        )
        // The outcome that counts is the INVITE's.
        let shell = NonInviteClientShell(
            self,
            self.table.reserve(),
            prepared,
            timing: invite.timing,
            name: nil
        ) { _, _ in }
        self.table.insert(shell)
        self.counters.liveTransactions = self.table.count
        shell.start()
    }

    func forget(_ shell: ServerShell) {
        self.table.remove(shell)
        self.counters.liveTransactions = self.table.count
    }

    func forget(_ shell: ClientShell) {
        self.table.remove(shell)
        self.counters.liveTransactions = self.table.count
    }
}

extension SIPMessage {
    /// The ACK of a failure, or the CANCEL, of this INVITE: same Request-URI, top Via, Call-ID, From, To, CSeq number
    /// and Route (RFC 3261 §9.1, §17.1.1.3).
    func companion(_ method: SIPMethod) -> SIPMessage {
        var message = SIPMessage(request: method, uri: self.requestURI ?? SIPURI(host: "invalid"))
        if let via = try? self.topVia() { message.append(.via, via) }
        message.append(.maxForwards, "70")
        for name in [SIPHeaderName.from, .to, .callID] {
            if let value = self.first(name) { message.append(name, value) }
        }
        if let cseq = try? self.cseq() { message.append(.cseq, CSeq(cseq.number, method)) }
        for route in self.all(.route) { message.append(.route, route) }
        return message
    }
}
