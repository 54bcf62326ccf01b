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
    private(set) var peer: SIPDestination

    /// Further addresses for the first INVITE, tried in order when the peer's does not answer (RFC 3263 §4.3).
    var alternatives: [SIPDestination] = []
    /// Hops the caller's request may still make; a leg rung for it passes on one less.
    var maxForwards = 70

    private let signalling: Signalling
    /// Requests of the far end that wait for an answer.
    private var unanswered: [(sequence: UInt32, method: SIPMethod, transaction: ServerTransaction)] = []
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
        guard let sequence = try? request.cseq() else { return }  // Screened before: a request without CSeq was refused.
        self.unanswered.append((sequence.number, sequence.method, transaction))
        if let source, !self.followsContact { self.peer = SIPDestination(source: source) }
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
        let transaction = self.signalling.send(request, toFirstOf: destinations, for: self.id)
        if request.method == .invite { self.invitation = transaction }
    }

    func respond(_ response: SIPMessage, to request: SIPMessage) {
        guard let sequence = try? request.cseq(),
            let index = self.unanswered.firstIndex(where: {
                $0.sequence == sequence.number && $0.method == sequence.method
            })
        else { return }  // CANCEL is answered by the endpoint itself.
        self.signalling.endpoint.respond(response, in: self.unanswered[index].transaction)
        // A 2xx to INVITE is repeated by the session until its ACK has come.
        let isRepeated = request.method == .invite && (200..<300).contains(response.status ?? 0)
        if (response.status ?? 0) >= 200, !isRepeated { self.unanswered.remove(at: index) }
    }

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
