import Kernel
import SIP

/// What the two kinds of server transactions share: the request, where it came from, and the last response.
class ServerShell: TransactionShell {
    /// What becomes of a new request.
    enum Purpose {
        /// The delegate answers it.
        case user
        /// The endpoint answers it with this status: merged, or without forwards left.
        case refuse(Int)
        /// It is a CANCEL, which the endpoint answers.
        case cancel
    }

    /// `nil` in a transaction that is answered for good and no INVITE: half of what it would hold until it ends.
    private(set) final var request: SIPMessage?
    let source: SIPSource
    let via: Via
    let key: Hashed<TransactionKey>
    /// What a merged copy of the request would have in common with it; `nil` for requests in a dialog.
    let merge: Hashed<MergeKey>?
    let purpose: Purpose
    /// The last response: what a repeated request is answered with.
    private(set) var response: SIPMessage?
    /// Responses given while the machine's effects were being performed, in their order (rule D6).
    private var waiting: [SIPMessage] = []
    /// Waits until the answers before it have left.
    private var afterwards: (() -> Void)?
    private var isPosting = false

    init(
        _ endpoint: SIPEndpoint,
        _ slot: TransactionSlot,
        _ request: ReceivedRequest,
        merge: Hashed<MergeKey>?,
        purpose: Purpose
    ) {
        self.request = request.message
        self.source = request.source
        self.via = request.via
        self.key = request.key
        self.merge = merge
        self.purpose = purpose
        super.init(endpoint: endpoint, slot: slot)
    }

    final var name: ServerTransaction { ServerTransaction(slot: self.slot) }
    final var hasFinalResponse: Bool { (self.response?.status ?? 0) >= 200 }

    /// Posts that the request is new.
    func start() {}
    /// Posts that the same request came again.
    func receivedAgain() {}
    /// Posts an ACK with this transaction's branch.
    func receivedAcknowledgement(_ ack: SIPMessage, from source: SIPSource) {}
    /// Posts that the last response could not be sent.
    func transportFailed() {}
    /// Posts the user's response.
    func respond(status: Int) {}

    /// The user answers.
    final func respond(_ response: SIPMessage) {
        guard !self.isPosting else { return self.waiting.append(response) }
        guard let status = response.status else {
            return assertionFailure("a transaction is answered with a response")
        }
        // A late provisional never replaces the final response that retransmissions are answered with.
        guard !self.hasFinalResponse || (200..<300).contains(status) else { return }
        self.response = response
        self.respond(status: status)
    }

    /// Runs `body`, which posts into the machine, and then what the user answered meanwhile.
    fileprivate final func posting(_ body: () -> Void) {
        guard !self.isPosting else { return body() }
        self.isPosting = true
        body()
        self.isPosting = false
        while !self.isPosting, !self.waiting.isEmpty { self.respond(self.waiting.removeFirst()) }
        guard let afterwards = self.afterwards else { return }
        self.afterwards = nil
        afterwards()
    }

    /// Runs `action` once what was answered so far has left.
    final func afterAnswering(_ action: @escaping () -> Void) {
        guard self.isPosting else { return action() }
        self.afterwards = action
    }

    fileprivate final func dropRequest() {
        self.request = nil
    }

    final func keep(_ response: SIPMessage) {
        self.response = response
    }

    final func deliver() {
        guard let request = self.request else { return assertionFailure("what is new is not answered") }
        switch self.purpose {
        case .user:
            self.endpoint.delegate?.endpoint(
                self.endpoint,
                received: request,
                in: self.name,
                from: self.source
            )
        case .refuse(let status):
            self.respond(self.endpoint.refusal(status, of: request))
        case .cancel:
            self.endpoint.answerCancel(request, in: self)
        }
    }

    final func sendResponse(isRepeated: Bool) {
        guard let response = self.response else { return }
        if isRepeated { self.endpoint.counters.retransmissionsSent &+= 1 }
        guard self.endpoint.transmit(response, answering: self.via, from: self.source) else {
            // Not now: the machine is still in its list of effects, and so may the user be.
            return self.endpoint.later { [weak self] in self?.transportFailed() }
        }
    }

    final func fail(_ failure: TransactionFailure) {
        guard case .user = self.purpose else { return }
        self.endpoint.delegate?.endpoint(self.endpoint, transaction: self.name, failed: failure)
    }

    final func end() {
        self.cancelTimers()
        self.endpoint.forget(self)
        guard case .user = self.purpose else { return }
        self.endpoint.delegate?.endpoint(self.endpoint, ended: self.name)
    }
}

/// Runs an ``InviteServerTransaction``.
final class InviteServerShell: ServerShell {
    private typealias Machine = InviteServerTransaction

    private var box: MachineBox<InviteServerTransaction>
    private var acknowledgement: (message: SIPMessage, source: SIPSource)?
    private var sentStatus: Int?

    override init(
        _ endpoint: SIPEndpoint,
        _ slot: TransactionSlot,
        _ request: ReceivedRequest,
        merge: Hashed<MergeKey>?,
        purpose: Purpose
    ) {
        self.box = MachineBox(
            InviteServerTransaction(
                isReliable: request.source.transport.isReliable,
                timing: endpoint.settings.timing
            )
        )
        super.init(endpoint, slot, request, merge: merge, purpose: purpose)
    }

    override func start() { self.post(.started) }
    override func receivedAgain() { self.post(.receivedRequest) }
    override func transportFailed() { self.post(.transportFailed) }
    override func respond(status: Int) { self.post(.respond(status: status)) }

    override func receivedAcknowledgement(_ ack: SIPMessage, from source: SIPSource) {
        self.acknowledgement = (ack, source)
        self.post(.receivedAcknowledgement)
        self.acknowledgement = nil
    }

    override func fired(_ timer: TransactionTimer) {
        super.fired(timer)
        guard let timer = Machine.Timer(timer) else { return }
        self.post(.fired(timer))
    }

    private func post(_ input: Machine.Input) {
        self.posting {
            var effects = self.box.begin(input, at: self.endpoint.now)
            while let list = effects {
                for effect in list { self.perform(effect) }
                effects = self.box.next(at: self.endpoint.now)
            }
        }
    }

    private func perform(_ effect: Machine.Effect) {
        switch effect {
        case .deliver:
            self.deliver()
        case .sendTrying:
            guard let request = self.request else { return }
            self.keep(SIPMessage(response: 100, to: request))
            self.sendResponse(isRepeated: false)
        case .sendResponse:
            self.sendResponse(isRepeated: self.sentStatus == self.response?.status)
            self.sentStatus = self.response?.status
        case .deliverAcknowledgement:
            guard let (message, source) = self.acknowledgement else { return }
            self.endpoint.delegate?.endpoint(self.endpoint, receivedAcknowledgement: message, from: source)
        case .arm(let timer, let delay):
            self.arm(timer.shared, after: delay)
        case .cancel(let timer):
            self.cancel(timer.shared)
        case .fail(let failure):
            self.fail(failure)
        case .end:
            self.end()
        }
    }
}

/// Runs a ``NonInviteServerTransaction``.
final class NonInviteServerShell: ServerShell {
    private typealias Machine = NonInviteServerTransaction

    private var box: MachineBox<NonInviteServerTransaction>
    private var sentStatus: Int?

    override init(
        _ endpoint: SIPEndpoint,
        _ slot: TransactionSlot,
        _ request: ReceivedRequest,
        merge: Hashed<MergeKey>?,
        purpose: Purpose
    ) {
        self.box = MachineBox(
            NonInviteServerTransaction(
                isReliable: request.source.transport.isReliable,
                timing: endpoint.settings.timing
            )
        )
        super.init(endpoint, slot, request, merge: merge, purpose: purpose)
    }

    override func start() { self.post(.started) }
    override func receivedAgain() { self.post(.receivedRequest) }
    override func transportFailed() { self.post(.transportFailed) }
    override func respond(status: Int) { self.post(.respond(status: status)) }

    override func fired(_ timer: TransactionTimer) {
        super.fired(timer)
        guard let timer = Machine.Timer(timer) else { return }
        self.post(.fired(timer))
    }

    private func post(_ input: Machine.Input) {
        self.posting {
            var effects = self.box.begin(input, at: self.endpoint.now)
            while let list = effects {
                for effect in list { self.perform(effect) }
                effects = self.box.next(at: self.endpoint.now)
            }
        }
    }

    private func perform(_ effect: Machine.Effect) {
        switch effect {
        case .deliver:
            self.deliver()
        case .sendResponse:
            self.sendResponse(isRepeated: self.sentStatus == self.response?.status)
            self.sentStatus = self.response?.status
            if self.hasFinalResponse { self.dropRequest() }
        case .arm(let timer, let delay):
            self.arm(timer.shared, after: delay)
        case .cancel(let timer):
            self.cancel(timer.shared)
        case .fail(let failure):
            self.fail(failure)
        case .end:
            self.end()
        }
    }
}
