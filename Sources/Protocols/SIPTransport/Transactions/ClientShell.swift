import Kernel
import SIP

/// What the two kinds of client transactions share: the request as it is sent, the way it takes, and who waits.
class ClientShell: TransactionShell {
    typealias Handler = (ClientTransaction, ClientTransactionEvent) -> Void

    /// The transaction as its user knows it: this one, or the first of the attempts it belongs to.
    let name: ClientTransaction
    let timing: TransactionTiming
    /// With our Via on top.
    private(set) var request: SIPMessage
    private(set) var flow: SIPFlow
    let key: Hashed<TransactionKey>
    /// Whether a response came: then a closed connection does not end it, since the answer may come over another.
    private(set) var hasResponse = false
    /// The request for UDP, while it is being tried over TCP for its size alone (RFC 3261 §18.1.1).
    var datagram: (request: SIPMessage, flow: SIPFlow)?
    /// Further destinations of the same request (RFC 3263 §4.3).
    var further: FurtherAttempts?
    private var handler: Handler?
    private var isSent = false
    private var current: (message: SIPMessage, source: SIPSource)?

    init(
        _ endpoint: SIPEndpoint,
        _ slot: TransactionSlot,
        _ prepared: PreparedRequest,
        timing: TransactionTiming,
        name: ClientTransaction?,
        handler: @escaping Handler
    ) {
        self.request = prepared.message
        self.flow = prepared.flow
        self.key = prepared.key
        self.timing = timing
        self.name = name ?? ClientTransaction(slot: slot)
        self.handler = handler
        super.init(endpoint: endpoint, slot: slot)
    }

    /// Posts that the request is new.
    func start() {}
    /// Posts a response.
    func received(status: Int) {}
    /// Posts that the request cannot be sent.
    func transportFailed() {}
    /// Makes a new machine for UDP and starts it.
    func restartOverDatagrams() {}

    /// A response to this transaction came.
    final func received(_ response: SIPMessage, from source: SIPSource) {
        guard let status = response.status else { return }
        self.hasResponse = true
        self.current = (response, source)
        self.received(status: status)
        self.current = nil
    }

    /// The connection is gone, or never came about.
    final func connectionFailed() {
        if let (request, flow) = self.datagram {
            self.datagram = nil
            self.endpoint.noteUnreachableByTCP(flow.remote)
            self.cancelTimers()
            self.request = request
            self.flow = flow
            self.isSent = false
            return self.restartOverDatagrams()
        }
        guard !self.hasResponse else { return }
        self.transportFailed()
    }

    final func sendRequest() {
        if self.isSent { self.endpoint.counters.retransmissionsSent &+= 1 }
        self.isSent = true
        guard self.endpoint.transmit(self.request, over: self.flow) else {
            return self.endpoint.later { [weak self] in self?.connectionFailed() }
        }
        self.endpoint.connection(self.flow)?.transactions.insert(self.slot)
    }

    /// Acknowledges the failure that is being handled (RFC 3261 §17.1.1.3).
    final func sendAcknowledgement() {
        guard let response = self.current?.message else { return }
        var ack = self.request.companion(.ack)
        if let to = response.first(.to) { ack.set(.to, to) }
        // A lost ACK is sent again when the failure comes again.
        _ = self.endpoint.transmit(ack, over: self.flow)
    }

    /// The response that is being handled goes to the user, unless it sends the request elsewhere.
    final func deliver(status: Int) {
        guard let (message, source) = self.current else { return }
        if status == 503, self.attemptNext() { return }
        if status >= 200 { self.further = nil }
        self.handler?(self.name, .response(message, from: source))
    }

    final func fail(_ failure: TransactionFailure) {
        if failure != .internalError, self.attemptNext() { return }
        self.handler?(self.name, .failed(failure))
    }

    final func end() {
        self.cancelTimers()
        self.endpoint.connection(self.flow)?.transactions.remove(self.slot)
        self.endpoint.forget(self)
        let handler = self.handler
        self.handler = nil
        handler?(self.name, .ended)
    }

    /// Ends without a word to anybody.
    final func abandon() {
        self.cancelTimers()
        self.handler = nil
        self.further = nil
    }

    /// Hands the user over to an attempt at the next destination. `false` when there is none.
    private func attemptNext() -> Bool {
        guard let further = self.further, let handler = self.handler else { return false }
        self.further = nil
        guard self.endpoint.attempt(further, after: self, handler: handler) else { return false }
        self.handler = nil
        return true
    }
}

/// Where a request goes when its first destination does not take it.
struct FurtherAttempts {
    /// Without our Via.
    let request: SIPMessage
    var destinations: ArraySlice<SIPDestination>
}

/// Runs an ``InviteClientTransaction``.
final class InviteClientShell: ClientShell {
    private typealias Machine = InviteClientTransaction

    private var box: MachineBox<InviteClientTransaction>
    private var cancelHeaders: [(SIPHeaderName, String)] = []
    private var isCancelled = false

    override init(
        _ endpoint: SIPEndpoint,
        _ slot: TransactionSlot,
        _ prepared: PreparedRequest,
        timing: TransactionTiming,
        name: ClientTransaction?,
        handler: @escaping Handler
    ) {
        self.box = MachineBox(
            InviteClientTransaction(isReliable: prepared.flow.transport.isReliable, timing: timing)
        )
        super.init(endpoint, slot, prepared, timing: timing, name: name, handler: handler)
    }

    override func start() { self.post(.started) }
    override func received(status: Int) { self.post(.received(status: status)) }
    override func transportFailed() { self.post(.transportFailed) }

    /// The user gives the call up; `headers` go into the CANCEL.
    func giveUp(adding headers: [(SIPHeaderName, String)]) {
        self.cancelHeaders = headers
        // An INVITE that is given up is not tried anywhere else.
        self.further = nil
        self.isCancelled = true
        self.post(.cancel)
    }

    override func restartOverDatagrams() {
        self.box = MachineBox(InviteClientTransaction(isReliable: false, timing: self.timing))
        self.post(.started)
        if self.isCancelled { self.post(.cancel) }
    }

    override func fired(_ timer: TransactionTimer) {
        super.fired(timer)
        guard let timer = Machine.Timer(timer) else { return }
        self.post(.fired(timer))
    }

    private func post(_ input: Machine.Input) {
        var effects = self.box.begin(input, at: self.endpoint.now)
        while let list = effects {
            for effect in list { self.perform(effect) }
            effects = self.box.next(at: self.endpoint.now)
        }
    }

    private func perform(_ effect: Machine.Effect) {
        switch effect {
        case .sendRequest:
            self.sendRequest()
        case .sendAcknowledgement:
            self.sendAcknowledgement()
        case .sendCancel:
            self.endpoint.sendCancel(of: self, adding: self.cancelHeaders)
        case .arm(let timer, let delay):
            self.arm(timer.shared, after: delay)
        case .cancel(let timer):
            self.cancel(timer.shared)
        case .deliver(let status):
            self.deliver(status: status)
        case .fail(let failure):
            self.fail(failure)
        case .end:
            self.end()
        }
    }
}

/// Runs a ``NonInviteClientTransaction``.
final class NonInviteClientShell: ClientShell {
    private typealias Machine = NonInviteClientTransaction

    private var box: MachineBox<NonInviteClientTransaction>

    override init(
        _ endpoint: SIPEndpoint,
        _ slot: TransactionSlot,
        _ prepared: PreparedRequest,
        timing: TransactionTiming,
        name: ClientTransaction?,
        handler: @escaping Handler
    ) {
        self.box = MachineBox(
            NonInviteClientTransaction(isReliable: prepared.flow.transport.isReliable, timing: timing)
        )
        super.init(endpoint, slot, prepared, timing: timing, name: name, handler: handler)
    }

    override func start() { self.post(.started) }
    override func received(status: Int) { self.post(.received(status: status)) }
    override func transportFailed() { self.post(.transportFailed) }

    override func restartOverDatagrams() {
        self.box = MachineBox(NonInviteClientTransaction(isReliable: false, timing: self.timing))
        self.post(.started)
    }

    override func fired(_ timer: TransactionTimer) {
        super.fired(timer)
        guard let timer = Machine.Timer(timer) else { return }
        self.post(.fired(timer))
    }

    private func post(_ input: Machine.Input) {
        var effects = self.box.begin(input, at: self.endpoint.now)
        while let list = effects {
            for effect in list { self.perform(effect) }
            effects = self.box.next(at: self.endpoint.now)
        }
    }

    private func perform(_ effect: Machine.Effect) {
        switch effect {
        case .sendRequest:
            self.sendRequest()
        case .arm(let timer, let delay):
            self.arm(timer.shared, after: delay)
        case .cancel(let timer):
            self.cancel(timer.shared)
        case .deliver(let status):
            self.deliver(status: status)
        case .fail(let failure):
            self.fail(failure)
        case .end:
            self.end()
        }
    }
}
