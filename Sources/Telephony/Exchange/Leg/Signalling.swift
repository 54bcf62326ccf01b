import Kernel
import Model
import NIOCore
import SIP
import SIPTransport

/// What legs share: the endpoint, the timers, and who owns which leg, so that what comes back finds its call — also after
/// the leg has moved to another call.
///
/// Lives on the exchange's event loop.
final class Signalling {
    let endpoint: SIPEndpoint
    let timers: ExchangeTimers
    let time: any TimeSource
    var tokens: TokenSource
    private var owners: [LegID: CallActor] = [:]
    private var legs: [SessionKey: LegID] = [:]
    private var legsOfFlows: [SIPFlow: Set<LegID>] = [:]
    /// Sessions that ended lately: a late 2xx of theirs still has to be taken down, anybody else's is ignored.
    private var endedSessions = BoundedTable<SessionKey, Moment>(capacity: 4_096)

    /// How long a 2xx may come late: 64·T1.
    static let lateness = Duration.seconds(32)

    init(endpoint: SIPEndpoint, timers: ExchangeTimers, time: any TimeSource, tokens: TokenSource) {
        self.endpoint = endpoint
        self.timers = timers
        self.time = time
        self.tokens = tokens
    }

    // MARK: - Who owns what

    func add(_ leg: SIPLeg, of call: CallActor) {
        self.owners[leg.id] = call
        self.legs[leg.key] = leg.id
        self.moved(leg.id, from: nil, to: leg.peer.flow)
    }

    func move(_ leg: LegID, to call: CallActor) {
        self.owners[leg] = call
    }

    func remove(_ leg: SIPLeg) {
        self.moved(leg.id, from: leg.peer.flow, to: nil)
        self.owners[leg.id] = nil
        self.legs[leg.key] = nil
        self.endedSessions.put(self.time.now, for: leg.key)
    }

    /// The leg is reached by another connection. Datagrams have none that could be lost.
    func moved(_ leg: LegID, from former: SIPFlow?, to flow: SIPFlow?) {
        guard former != flow, self.owners[leg] != nil else { return }
        if let former, former.transport != .udp {
            self.legsOfFlows[former]?.remove(leg)
            if self.legsOfFlows[former]?.isEmpty == true { self.legsOfFlows[former] = nil }
        }
        if let flow, flow.transport != .udp { self.legsOfFlows[flow, default: []].insert(leg) }
    }

    /// The legs that a connection carries.
    func legs(over flow: SIPFlow) -> [LegID] { self.legsOfFlows[flow]?.sorted() ?? [] }

    func owner(of key: SessionKey) -> (call: CallActor, leg: LegID)? {
        guard let leg = self.legs[key], let call = self.owners[leg] else { return nil }
        return (call, leg)
    }

    func owner(of leg: LegID) -> CallActor? { self.owners[leg] }

    /// Legs that exist, for metrics and leak checks.
    var legCount: Int { self.owners.count }

    // MARK: - What comes back

    /// Sends a request of a leg; its responses and its failure are posted into whatever call owns the leg then.
    func send(
        _ request: SIPMessage,
        toFirstOf destinations: [SIPDestination],
        patience: Duration?,
        for leg: LegID
    ) -> ClientTransaction {
        var timing = self.endpoint.settings.timing
        timing.firstResponse = patience
        return self.endpoint.send(request, toFirstOf: destinations, timing: timing) { [unowned self] _, event in
            guard let call = self.owners[leg] else {
                // The session is over; a 200 that crossed its end must still be taken down.
                self.dismiss(event)
                return
            }
            switch event {
            case .response(let response, _):
                call.post(.received(response), from: leg)
            case .failed(let failure):
                call.post(.transactionFailed(request: request, failure), from: leg)
            case .ended:
                break
            }
        }
    }

    func arm(_ timer: InviteSession.Timer, after delay: Duration, for leg: LegID) -> ExchangeTimers.Ticket {
        self.timers.arm(after: delay) { [unowned self] in
            self.owners[leg]?.post(.fired(timer), from: leg)
        }
    }

    private func dismiss(_ event: ClientTransactionEvent) {
        guard case .response(let response, let source) = event else { return }
        self.dismiss(response, from: source)
    }

    /// A 2xx that no transaction claims: answered only when the session was ours a moment ago, or anybody could make this
    /// server send requests to third parties.
    func dismissStray(_ response: SIPMessage, from source: SIPSource) {
        guard let tag = response.fromTag,
            let ended = self.endedSessions[SessionKey(callID: response.callID, localTag: tag)],
            ended.duration(to: self.time.now) < Self.lateness
        else { return }
        self.dismiss(response, from: source)
    }

    /// Ends a dialog nobody wants any more: ACK and BYE to a 2xx that came too late.
    private func dismiss(_ response: SIPMessage, from source: SIPSource) {
        guard response.method == .invite, (200..<300).contains(response.status ?? 0) else { return }
        let destination = SIPDestination(source: source)
        for effect in InviteSession.dismissal(of: response, settings: InviteSessionSettings()) {
            switch effect {
            case .acknowledge(let ack): self.endpoint.sendOutsideTransaction(ack, to: destination)
            case .send(let bye): self.endpoint.send(bye, to: destination) { _, _ in }
            default: break
            }
        }
    }
}
