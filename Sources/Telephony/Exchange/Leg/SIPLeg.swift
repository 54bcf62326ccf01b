import Kernel
import Model
import NIOCore
import SIP
import SIPTransport

/// A leg over SIP: its session machine, and what the machine's effects mean for the endpoint and the timers.
///
/// It decides nothing. ``post(_:)`` performs what concerns signalling and gives back the rest, the news, to the call.
/// Lives on the exchange's event loop, owned by one call.
final class SIPLeg {
    let id: LegID
    let party: Party
    let isIncoming: Bool
    /// The trunk it goes by or comes from.
    let trunk: TrunkID?
    /// Whose rights its requests have: the user, authenticated or rung; `nil` for providers.
    let user: UserID?
    let media: LegMedia
    private(set) var session: InviteSession
    /// Where requests of the dialog go: the flow that reaches the phone behind its NAT.
    private(set) var peer: SIPDestination {
        didSet { self.signalling.moved(self.id, from: oldValue.flow, to: self.peer.flow) }
    }

    /// Further addresses for the first INVITE, tried in order when the peer's does not answer (RFC 3263 §4.3).
    var alternatives: [SIPDestination] = []
    /// How long each address has for its first response to the first INVITE; `nil`: as RFC 3261 says, 32 s.
    var patience: Duration?
    /// Hops the caller's request may still make; a leg rung for it passes on one less.
    var maxForwards = 70

    private let signalling: Signalling
    /// A request of the far end and the transaction that answers it.
    private struct Question {
        /// The request's topmost Via: two requests with one CSeq are two transactions.
        let via: String
        let method: SIPMethod
        let transaction: ServerTransaction
        let source: SIPSource?
        /// Answered 2xx: kept, because the session repeats it until its ACK has come.
        var isAnswered = false
    }

    private var questions: [Question] = []
    private var invitation: ClientTransaction?
    private var timers: [InviteSession.Timer: ExchangeTimers.Ticket] = [:]
    /// Whether the peer's own Contact decides where requests of the dialog go (a provider), or the flow (a phone).
    private let followsContact: Bool

    init(
        id: LegID,
        party: Party,
        user: UserID?,
        trunk: TrunkID?,
        session: InviteSession,
        isIncoming: Bool,
        peer: SIPDestination,
        media: LegMedia,
        signalling: Signalling
    ) {
        self.id = id
        self.party = party
        self.user = user
        self.trunk = trunk
        self.session = session
        self.isIncoming = isIncoming
        self.peer = peer
        self.media = media
        self.signalling = signalling
        self.followsContact = trunk != nil
    }

    var key: SessionKey { self.session.key }

    /// Notes which transaction answers the request that is about to be posted.
    func expectAnswer(to request: SIPMessage, in transaction: ServerTransaction, from source: SIPSource?) {
        // A newer INVITE ends the repetition of all but the last answer.
        while self.questions.count(where: \.isAnswered) > 1, let old = self.questions.firstIndex(where: \.isAnswered) {
            self.questions.remove(at: old)
        }
        let via = request.first(.via) ?? ""
        self.questions.append(
            Question(via: via, method: request.method, transaction: transaction, source: source)
        )
    }

    /// Answers what nobody will answer any more: no transaction may outlive its leg.
    func refuseQuestions() {
        for question in self.questions where !question.isAnswered {
            guard let request = self.signalling.endpoint.request(of: question.transaction) else { continue }
            self.signalling.endpoint.respond(SIPMessage(response: 481, to: request), in: question.transaction)
        }
        self.questions = []
    }

    /// Moves the session and performs its signalling effects.
    /// - Returns: what the call must know or decide, in order.
    func post(_ input: InviteSession.Input) -> [InviteSession.Effect] {
        var news: [InviteSession.Effect] = []
        for effect in self.session.handle(input, at: self.signalling.time.now) {
            switch effect {
            case .send(let request):
                self.send(request)
            case .acknowledge(let ack):
                self.signalling.endpoint.sendOutsideTransaction(ack, to: self.destination(of: ack))
            case .respond(let response, let request):
                self.respond(response, to: request)
            case .cancelInvite(let reason):
                guard let invitation = self.invitation else { continue }
                let headers: [(SIPHeaderName, String)] = reason.map { [(.reason, $0)] } ?? []
                self.signalling.endpoint.cancel(invitation, adding: headers)
            case .arm(let timer, let delay):
                self.arm(timer, after: delay)
            case .cancel(let timer):
                if let ticket = self.timers.removeValue(forKey: timer) { self.signalling.timers.cancel(ticket) }
            default:
                news.append(effect)
            }
        }
        return news
    }

    private func send(_ request: SIPMessage) {
        let destinations = [self.destination(of: request)] + self.alternatives
        self.alternatives = []
        let isFirst = request.method == .invite && self.session.dialog == nil
        let patience = isFirst ? self.patience : nil
        let transaction = self.signalling.send(request, toFirstOf: destinations, patience: patience, for: self.id)
        if request.method == .invite { self.invitation = transaction }
    }

    func respond(_ response: SIPMessage, to request: SIPMessage) {
        let via = request.first(.via) ?? ""
        guard let index = self.questions.firstIndex(where: { $0.via == via && $0.method == request.method }) else {
            return  // CANCEL is answered by the endpoint itself.
        }
        let question = self.questions[index]
        self.signalling.endpoint.respond(response, in: question.transaction)
        let status = response.status ?? 0
        guard status >= 200 else { return }
        let isSuccess = status < 300
        // Only a request that the dialog accepted shows where its peer is now; a copied one is refused and moves nothing.
        if isSuccess, let source = question.source, !self.followsContact { self.peer = SIPDestination(source: source) }
        if isSuccess, request.method == .invite {
            self.questions[index].isAnswered = true
        } else {
            self.questions.remove(at: index)
        }
    }

    /// The phone is reached by another flow from now on (RFC 5626 §5.3).
    func reach(at destination: SIPDestination) { self.peer = destination }

    /// RFC 3261 §12.2.1.1 picks the remote target or the first route; a phone is reached over its flow, because its
    /// Contact is often an address behind a NAT.
    private func destination(of request: SIPMessage) -> SIPDestination {
        guard self.followsContact, request.method != .invite || self.session.dialog != nil,
            let target = try? request.routes().first?.uri ?? request.requestURI,
            let address = SIPDestination(numeric: target, like: self.peer)
        else { return self.peer }
        return address
    }

    private func arm(_ timer: InviteSession.Timer, after delay: Duration) {
        if let former = self.timers[timer] { self.signalling.timers.cancel(former) }
        self.timers[timer] = self.signalling.arm(timer, after: delay, for: self.id)
    }
}

extension SIPDestination {
    /// The address a numeric URI names, over the transport it names or that of `other`; `nil` for host names, which
    /// would need a query in the middle of a call.
    init?(numeric uri: SIPURI, like other: SIPDestination) {
        guard let ip = IPAddress(uri.bareHost) else { return nil }
        let named = uri.transport.flatMap { name in
            SIPTransportKind.allCases.first { $0.parameter == name.lowercased() }
        }
        let transport = named ?? other.transport
        guard transport == other.transport || !transport.isSecure else { return nil }
        let address = TransportAddress(ip, port: uri.port ?? transport.defaultPort)
        // The same peer over the connection that is open already.
        if address == other.address, transport == other.transport {
            self = other
        } else {
            self.init(transport, address)
        }
    }
}
