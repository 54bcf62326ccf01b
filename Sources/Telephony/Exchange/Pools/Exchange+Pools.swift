import Kernel
import Model
import NIOCore
import Routing
import SIP
import SIPTransport

/// Calls between domains of a pool: two calls, one in each domain, joined by a leg that the server calls itself by
/// (decision 0032).
extension Exchange {
    /// A leg to somebody of another domain. The secret that it is known by is drawn here, good for one INVITE, and never
    /// on the way to anybody else.
    func makeLeg(
        to destination: Destination,
        _ neighbour: Neighbour,
        for waiting: SIPLeg,
        of call: CallActor
    ) -> Result<SIPLeg, LegFault> {
        guard let domain = call.domain, let own = self.endpoint.ownAddress else {
            return .failure(LegFault(.unreachable, "the server cannot call itself"))
        }
        let announced = self.announced(waiting, to: destination, of: call)
        let caller = Router(configuration: self.configuration).neighbour(announced, in: neighbour.pool)
        let secret = self.signalling.tokens.token(words: 2)
        self.arrivals.expect(
            Arrival(from: domain, into: neighbour.domain, extension: neighbour.extension, caller: caller),
            by: secret
        )
        let address = SIPDestination(.udp, own)
        return self.makeLeg(to: destination, user: nil, [address], waiting, call) { contact, offer in
            var invite = OutgoingInvite(
                target: SIPURI(user: secret, host: own.ip.hostText, port: own.port),
                from: caller.isWithheld
                    ? CallerPrivacy.from
                    : NameAddress(
                        displayName: caller.name.isEmpty ? nil : caller.name,
                        uri: SIPURI(user: caller.number, host: domain.text)
                    ),
                to: NameAddress(uri: SIPURI(user: neighbour.extension, host: neighbour.domain.text)),
                callID: self.signalling.tokens.token(words: 2),
                localTag: self.signalling.tokens.token(),
                contact: contact,
                offer: offer
            )
            if caller.isWithheld { invite.headers.append(CallerPrivacy.header) }
            return invite
        }
    }

    func invited(
        by arrival: Arrival,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        let facts = CallFacts(
            origin: .neighbour(arrival.from, into: arrival.into),
            dialled: arrival.extension,
            at: self.time.timestamp,
            caller: arrival.caller.number,
            draw: self.signalling.tokens.next(),
            isWithheld: arrival.caller.isWithheld
        )
        let started = CallStarted(direction: .internal, caller: arrival.caller, dialled: arrival.extension)
        self.begin(
            started,
            self.decision(facts),
            in: arrival.into,
            request,
            transaction,
            source,
            address: Self.address(of: arrival.from)
        )
    }

    /// Somebody of another domain is called.
    func plan(_ neighbour: Neighbour, _ decision: RoutingDecision) -> CallPlan {
        let destination = Destination(
            leg: self.newLeg(),
            party: Party(number: neighbour.number, name: neighbour.name),
            reach: .neighbour(neighbour),
            address: Self.address(of: neighbour.domain)
        )
        // How long it rings, and where else, is for the callee's domain to say.
        let ringTime = self.settings.outsideRingTime
        return CallPlan(.ring(stages: [[destination]], ringTime: ringTime), steps: decision.trace)
    }

    /// As the call protocol shows where a leg leads or comes from.
    private static func address(of domain: DomainID) -> String { "domain \(domain)" }

    /// Whether that is where the server calls itself: no rule about addresses of networks holds there.
    func isOwn(_ peer: SIPDestination) -> Bool {
        peer.transport == .udp && peer.address == self.endpoint.ownAddress
    }
}
