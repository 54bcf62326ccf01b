import Kernel
import Testing

@testable import SIP

/// One user agent in a simulation: a session, its transactions and an owner who acts at random.
struct SimulatedEndpoint {
    enum Client: Sendable {
        case invite(InviteClientTransaction)
        case other(NonInviteClientTransaction)
    }

    enum Server: Sendable {
        case invite(InviteServerTransaction)
        case other(NonInviteServerTransaction)
    }

    struct ClientRecord: Sendable {
        var machine: Client
        var request: SIPMessage
        var response: SIPMessage?
    }

    struct ServerRecord: Sendable {
        var machine: Server
        var request: SIPMessage
        var response: SIPMessage?
    }

    /// What a timer belongs to.
    enum Clock: Hashable, Sendable {
        case session(InviteSession.Timer)
        case inviteClient(TransactionKey, InviteClientTransaction.Timer)
        case otherClient(TransactionKey, NonInviteClientTransaction.Timer)
        case inviteServer(TransactionKey, InviteServerTransaction.Timer)
        case otherServer(TransactionKey, NonInviteServerTransaction.Timer)
    }

    /// What an endpoint wants from the world.
    enum Wish: Sendable {
        case transmit(SIPMessage)
        case arm(Clock, after: Duration)
        case cancel(Clock)
        /// The owner will give a command after a while.
        case decide(Decision)
    }

    enum Decision: Sendable {
        case answerCall
        case answerOffer
        case transfer
        case report(Int)
    }

    let name: String
    var session: InviteSession?
    var clients: [TransactionKey: ClientRecord] = [:]
    var servers: [TransactionKey: ServerRecord] = [:]
    private var branches = 0
    private var descriptions = 0
    private var wishes: [Wish] = []
    private let settings: InviteSessionSettings
    private let seed: UInt64

    // What the owner saw.
    var offersGiven = 0
    var outcomes = 0
    var endings = 0
    var finishes = 0
    var newsAfterEnd = 0
    var armedAtFinish: Set<InviteSession.Timer> = []
    var armed: Set<InviteSession.Timer> = []
    var wasEstablished = false
    /// CSeq of the INVITE that made the call.
    private var firstInvite: UInt32 = 0
    /// Accepting with a new description after a reliable answer makes one offer more.
    var hasAccepted = false

    init(name: String, settings: InviteSessionSettings, seed: UInt64) {
        self.name = name
        self.settings = settings
        self.seed = seed
    }

    mutating func takeWishes() -> [Wish] {
        defer { self.wishes = [] }
        return self.wishes
    }

    /// A description nobody has used before.
    mutating func describe() -> [UInt8] {
        self.descriptions += 1
        return Array("\(self.name)\(self.descriptions)".utf8)
    }

    mutating func call(delayed: Bool, at now: Moment) {
        let call = OutgoingInvite(
            target: SIPURI(user: "b", host: "b.example"),
            from: NameAddress(uri: SIPURI(user: "a", host: "a.example")),
            to: NameAddress(uri: SIPURI(user: "b", host: "b.example")),
            callID: "call",
            localTag: self.name,
            contact: "<sip:\(self.name)@\(self.name).example>",
            offer: delayed ? nil : self.describe()
        )
        self.session = InviteSession(calling: call, settings: self.settings, seed: self.seed)
        self.give(.start, at: now)
    }

    mutating func give(_ input: InviteSession.Input, at now: Moment) {
        guard var session = self.session, !session.isOver else { return }
        switch input {
        case .offer:
            // Before there is anybody to offer to, it would be refused; after the end, ignored.
            guard session.dialog != nil, self.endings == 0 else { return }
            self.offersGiven += 1
        case .accept: self.hasAccepted = true
        default: break
        }
        let effects = session.handle(input, at: now)
        self.session = session
        for effect in effects { self.perform(effect, at: now) }
    }

    // MARK: Effects of the session

    private mutating func perform(_ effect: InviteSession.Effect, at now: Moment) {
        switch effect {
        case .send(let request):
            if request.toTag == nil { self.firstInvite = request.sequence }
            self.send(request, at: now)
        case .acknowledge(let request): self.wishes.append(.transmit(self.stamped(request)))
        case .respond(let response, let request): self.respond(response, to: request, at: now)
        case .cancelInvite:
            for (key, record) in self.clients {
                if case .invite = record.machine { self.run(client: key, { _ in .cancel }, { _ in nil }, at: now) }
            }
        case .arm(let timer, let delay):
            self.armed.insert(timer)
            self.wishes.append(.arm(.session(timer), after: delay))
        case .cancel(let timer):
            self.armed.remove(timer)
            self.wishes.append(.cancel(.session(timer)))
        case .ended: self.endings += 1
        case .finished:
            self.finishes += 1
            self.armedAtFinish = self.armed
        default:
            if self.endings > 0 { self.newsAfterEnd += 1 }
            self.hear(effect)
        }
    }

    private mutating func hear(_ news: InviteSession.Effect) {
        switch news {
        case .invited: self.wishes.append(.decide(.answerCall))
        case .answered, .confirmed: self.wasEstablished = true
        case .offerReceived(_, let message):
            if !message.isRequest, message.sequence != self.firstInvite { self.outcomes += 1 }
            self.wishes.append(.decide(.answerOffer))
        case .offerWanted: self.wishes.append(.decide(.answerOffer))
        case .answerReceived(_, let message):
            // The answer to an offer of ours in a response or in the 200 of their INVITE is nobody's `.offer`.
            if !message.isRequest { self.outcomes += 1 }
        case .offerRefused: self.outcomes += 1
        case .transferRequested: self.wishes.append(.decide(.transfer))
        default: break
        }
    }

    // MARK: Transport

    private mutating func stamped(_ request: SIPMessage) -> SIPMessage {
        self.branches += 1
        var request = request
        request.prepend(.via, "SIP/2.0/UDP \(self.name).example;branch=z9hG4bK\(self.name)\(self.branches)")
        return request
    }

    private mutating func send(_ request: SIPMessage, at now: Moment) {
        let stamped = self.stamped(request)
        guard let branch = try? stamped.topVia().branch else { return }
        let key = TransactionKey(clientBranch: branch, method: request.method)
        let machine: Client =
            request.method == .invite
            ? .invite(InviteClientTransaction(isReliable: false))
            : .other(NonInviteClientTransaction(isReliable: false))
        self.clients[key] = ClientRecord(machine: machine, request: stamped)
        self.run(client: key, { _ in .started }, { _ in .started }, at: now)
    }

    /// Gives an input to a client transaction, whichever kind it is.
    private mutating func run(
        client key: TransactionKey,
        _ invite: (InviteClientTransaction) -> InviteClientTransaction.Input?,
        _ other: (NonInviteClientTransaction) -> NonInviteClientTransaction.Input?,
        at now: Moment
    ) {
        guard var record = self.clients[key] else { return }
        switch record.machine {
        case .invite(var machine):
            guard let input = invite(machine) else { return }
            let effects = machine.handle(input, at: now)
            record.machine = .invite(machine)
            self.clients[key] = record
            for effect in effects { self.perform(effect, key, record, at: now) }
        case .other(var machine):
            guard let input = other(machine) else { return }
            let effects = machine.handle(input, at: now)
            record.machine = .other(machine)
            self.clients[key] = record
            for effect in effects { self.perform(effect, key, record, at: now) }
        }
    }

    private mutating func perform(
        _ effect: InviteClientTransaction.Effect,
        _ key: TransactionKey,
        _ record: ClientRecord,
        at now: Moment
    ) {
        switch effect {
        case .sendRequest: self.wishes.append(.transmit(record.request))
        case .sendAcknowledgement: self.wishes.append(.transmit(Self.sibling(.ack, of: record)))
        case .sendCancel:
            let cancel = Self.sibling(.cancel, of: record)
            guard let branch = try? cancel.topVia().branch else { return }
            let cancelKey = TransactionKey(clientBranch: branch, method: .cancel)
            self.clients[cancelKey] = ClientRecord(
                machine: .other(NonInviteClientTransaction(isReliable: false)),
                request: cancel
            )
            self.run(client: cancelKey, { _ in nil }, { _ in .started }, at: now)
        case .arm(let timer, let delay): self.wishes.append(.arm(.inviteClient(key, timer), after: delay))
        case .cancel(let timer): self.wishes.append(.cancel(.inviteClient(key, timer)))
        case .deliver: self.deliver(record, at: now)
        case .fail(let failure): self.give(.transactionFailed(request: record.request, failure), at: now)
        case .end: self.clients[key] = nil
        }
    }

    private mutating func perform(
        _ effect: NonInviteClientTransaction.Effect,
        _ key: TransactionKey,
        _ record: ClientRecord,
        at now: Moment
    ) {
        switch effect {
        case .sendRequest: self.wishes.append(.transmit(record.request))
        case .arm(let timer, let delay): self.wishes.append(.arm(.otherClient(key, timer), after: delay))
        case .cancel(let timer): self.wishes.append(.cancel(.otherClient(key, timer)))
        case .deliver: self.deliver(record, at: now)
        case .fail(let failure):
            guard record.request.method != .cancel else { return }
            self.give(.transactionFailed(request: record.request, failure), at: now)
        case .end: self.clients[key] = nil
        }
    }

    private mutating func deliver(_ record: ClientRecord, at now: Moment) {
        guard record.request.method != .cancel, let response = record.response else { return }
        guard let session = self.session, session.isOver else { return self.give(.received(response), at: now) }
        // The session is gone: a 2xx must still be acknowledged and hung up on.
        for effect in InviteSession.dismissal(of: response, settings: self.settings) { self.perform(effect, at: now) }
    }

    private static func sibling(_ method: SIPMethod, of record: ClientRecord) -> SIPMessage {
        let invite = record.request
        var message = SIPMessage(request: method, uri: invite.requestURI ?? SIPURI(host: "x"))
        message.append(.via, invite.first(.via) ?? "")
        message.append(.from, invite.first(.from) ?? "")
        message.append(.to, (method == .ack ? record.response?.first(.to) : nil) ?? invite.first(.to) ?? "")
        message.append(.callID, invite.callID)
        message.append(.cseq, CSeq(invite.sequence, method))
        return message
    }

    private mutating func respond(_ response: SIPMessage, to request: SIPMessage, at now: Moment) {
        guard let key = try? TransactionKey(request: request), var record = self.servers[key] else { return }
        record.response = response
        self.servers[key] = record
        let status = response.status ?? 0
        self.run(server: key, { _ in .respond(status: status) }, { _ in .respond(status: status) }, at: now)
    }

    private mutating func run(
        server key: TransactionKey,
        _ invite: (InviteServerTransaction) -> InviteServerTransaction.Input?,
        _ other: (NonInviteServerTransaction) -> NonInviteServerTransaction.Input?,
        at now: Moment
    ) {
        guard var record = self.servers[key] else { return }
        switch record.machine {
        case .invite(var machine):
            guard let input = invite(machine) else { return }
            let effects = machine.handle(input, at: now)
            record.machine = .invite(machine)
            self.servers[key] = record
            for effect in effects {
                switch effect {
                case .deliver: self.route(record.request, at: now)
                case .sendTrying:
                    let trying = SIPMessage(response: 100, to: record.request)
                    self.servers[key]?.response = trying
                    self.wishes.append(.transmit(trying))
                case .sendResponse:
                    if let response = self.servers[key]?.response { self.wishes.append(.transmit(response)) }
                case .deliverAcknowledgement, .fail: break
                case .arm(let timer, let delay): self.wishes.append(.arm(.inviteServer(key, timer), after: delay))
                case .cancel(let timer): self.wishes.append(.cancel(.inviteServer(key, timer)))
                case .end: self.servers[key] = nil
                }
            }
        case .other(var machine):
            guard let input = other(machine) else { return }
            let effects = machine.handle(input, at: now)
            record.machine = .other(machine)
            self.servers[key] = record
            for effect in effects {
                switch effect {
                case .deliver: self.route(record.request, at: now)
                case .sendResponse:
                    if let response = self.servers[key]?.response { self.wishes.append(.transmit(response)) }
                case .fail: break
                case .arm(let timer, let delay): self.wishes.append(.arm(.otherServer(key, timer), after: delay))
                case .cancel(let timer): self.wishes.append(.cancel(.otherServer(key, timer)))
                case .end: self.servers[key] = nil
                }
            }
        }
    }

    // MARK: From the network

    mutating func receive(_ message: SIPMessage, at now: Moment) {
        guard message.isRequest else {
            guard let key = try? TransactionKey(response: message), let status = message.status else { return }
            self.clients[key]?.response = message
            return self.run(
                client: key,
                { _ in .received(status: status) },
                { _ in .received(status: status) },
                at: now
            )
        }
        guard let key = try? TransactionKey(request: message) else { return }
        if self.servers[key] != nil {
            let isACK = message.method == .ack
            return self.run(
                server: key,
                { _ in isACK ? .receivedAcknowledgement : .receivedRequest },
                { _ in .receivedRequest },
                at: now
            )
        }
        guard message.method != .ack else { return self.give(.received(message), at: now) }
        let machine: Server =
            message.method == .invite
            ? .invite(InviteServerTransaction(isReliable: false))
            : .other(NonInviteServerTransaction(isReliable: false))
        self.servers[key] = ServerRecord(machine: machine, request: message)
        self.run(server: key, { _ in .started }, { _ in .started }, at: now)
    }

    private mutating func route(_ request: SIPMessage, at now: Moment) {
        if request.method == .invite, request.toTag == nil, self.session == nil {
            self.session = InviteSession(
                answering: request,
                localTag: self.name,
                contact: "<sip:\(self.name)@\(self.name).example>",
                settings: self.settings,
                seed: self.seed
            )
            return self.give(.start, at: now)
        }
        let isKnownCancel =
            request.method == .cancel
            && (try? TransactionKey.cancelled(by: request)).map { self.servers[$0] != nil } ?? false
        let isOurs = isKnownCancel || SessionKey(request: request) == self.session?.key
        guard isOurs, let session = self.session, !session.isOver else {
            if let unknown = Dialog.unknown(request) { self.respond(unknown, to: request, at: now) }
            return
        }
        self.give(.received(request), at: now)
    }

    mutating func fire(_ clock: Clock, at now: Moment) {
        switch clock {
        case .session(let timer):
            self.armed.remove(timer)
            self.give(.fired(timer), at: now)
        case .inviteClient(let key, let timer): self.run(client: key, { _ in .fired(timer) }, { _ in nil }, at: now)
        case .otherClient(let key, let timer): self.run(client: key, { _ in nil }, { _ in .fired(timer) }, at: now)
        case .inviteServer(let key, let timer): self.run(server: key, { _ in .fired(timer) }, { _ in nil }, at: now)
        case .otherServer(let key, let timer): self.run(server: key, { _ in nil }, { _ in .fired(timer) }, at: now)
        }
    }
}
