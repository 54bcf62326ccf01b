import Kernel
import Model
import NIOCore
import Routing
import SIP
import SIPTransport

/// A new INVITE: who calls, from where, whom.
extension Exchange {
    func invited(_ request: SIPMessage, _ transaction: ServerTransaction, _ source: SIPSource) {
        if let trunk = self.trunks.trunk(of: request, from: source, in: self.configuration) {
            self.invitedByTrunk(trunk, request, transaction, source)
            return
        }
        self.authenticate(request, transaction, source) { user in
            self.invitedByUser(user, request, transaction, source)
        }
    }

    private func invitedByUser(
        _ user: User,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        let party = Party(user: user.id, number: user.extension ?? user.login, name: user.shownName)
        if let replaces = try? request.replaces() {
            self.replacing(replaces, party, request, transaction, source)
            return
        }
        guard let dialled = request.requestURI.flatMap({ self.dialledUser($0, in: user.domain) }) else {
            self.refuse(request, in: transaction, 404)
            return
        }
        let facts = CallFacts(origin: .user(user.id), dialled: dialled, draw: self.signalling.tokens.next())
        let decision = self.decision(facts)
        if case .pickup(let callee) = decision.target {
            self.pickUp(callee, by: party, request, transaction, source)
            return
        }
        let started = CallStarted(
            direction: decision.isOutside ? .outgoing : .internal,
            caller: party,
            dialled: dialled,
            line: decision.line
        )
        self.begin(started, decision, in: user.domain, request, transaction, source)
    }

    private func invitedByTrunk(
        _ trunk: Trunk,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        let caller = (try? request.assertedIdentities())?.first ?? (try? request.from())
        let number = caller.flatMap { $0.uri.user } ?? "anonymous"
        let party = Party(number: String(number.prefix(64)), name: String((caller?.displayName ?? "").prefix(100)))
        let places = [try? request.to(), (try? request.diversions())?.first]
        let facts = CallFacts(
            origin: .trunk(trunk.id),
            dialled: request.requestURI?.user ?? "",
            alternatives: places.compactMap { $0?.uri.user },
            draw: self.signalling.tokens.next()
        )
        let decision = self.decision(facts)
        let started = CallStarted(
            direction: .incoming,
            caller: party,
            dialled: facts.dialled,
            line: decision.line,
            trunk: trunk.id
        )
        self.begin(started, decision, in: decision.domain, request, transaction, source)
    }

    private func begin(
        _ started: CallStarted,
        _ decision: RoutingDecision,
        in domain: DomainID?,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        // Counted where it is known who calls: strangers' requests take nobody's rate (SIP-08).
        guard self.rate.admits(self.settings.callRateLimit, at: self.time.now) else {
            self.counters.overloads += 1
            self.refuse(request, in: transaction, 503, headers: [(.retryAfter, "5")])
            return
        }
        var plan = self.plan(decision)
        if let domain, !self.hasFreeChannel(domain) {
            let step = RoutingStep(rule: "channel limit", outcome: "reached")
            plan = CallPlan(.refuse(.channelLimit), steps: decision.trace + [step])
        }
        if let trunk = started.trunk.flatMap({ self.configuration.trunks[$0] }), self.trunks.isFull(trunk) {
            let step = RoutingStep(rule: "trunk \(trunk.name)", outcome: "channel limit reached")
            plan = CallPlan(.refuse(.channelLimit), steps: decision.trace + [step])
        }
        let call = self.makeCall(in: domain)
        guard let leg = self.makeLeg(of: call, started.caller, started.trunk, request, transaction, source) else {
            self.forget(call.id)  // Refused by its session: a wrong request, not a call.
            return
        }
        if let trunk = started.trunk { self.trunks.legStarted(leg.id, on: trunk) }
        if case .refuse = plan.outcome { self.counters.callsRefused += 1 }
        let bound = NIOLoopBound(leg, eventLoop: self.eventLoop)
        call.start(started, with: bound, address: "\(source.transport.parameter) \(source.remote)", plan: plan)
    }

    /// The leg of whoever sent the INVITE; `nil` when the session has refused the request by itself.
    private func makeLeg(
        of call: CallActor,
        _ party: Party,
        _ trunk: TrunkID?,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) -> SIPLeg? {
        let id = self.newLeg()
        let peer = SIPDestination(source: source)
        let session = InviteSession(
            answering: request,
            localTag: self.signalling.tokens.token(),
            contact: self.contact(for: peer),
            settings: self.sessionSettings,
            seed: self.signalling.tokens.next()
        )
        let media = self.makeMedia(for: id, toward: peer)
        let leg = SIPLeg(
            id: id,
            party: party,
            user: party.user,
            trunk: trunk,
            session: session,
            isIncoming: true,
            peer: peer,
            media: media,
            signalling: self.signalling
        )
        leg.maxForwards = (try? request.maxForwards()) ?? 70
        leg.expectAnswer(to: request, in: transaction, from: source)
        for news in leg.post(.start) {
            guard case .invited(let sdp) = news else { continue }
            do {
                if let sdp { try media.receive(offer: sdp) }
            } catch {
                _ = leg.post(.reject(status: error.cause.sipStatus, reason: nil, headers: []))
                media.close { _ in }
                return nil
            }
            self.invitations[transaction] = id
            return leg
        }
        media.close { _ in }
        return nil
    }

    // MARK: - INVITE with Replaces (RFC 3891), pickup (CAL-07)

    private func replacing(
        _ replaces: Replaces,
        _ party: Party,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        let key = SessionKey(callID: replaces.callID, localTag: replaces.toTag)
        guard let owner = self.signalling.owner(of: key), let user = party.user,
            owner.call.domain == self.configuration.user(user)?.domain, owner.call.isLeg(owner.leg, namedBy: replaces)
        else {
            self.refuse(request, in: transaction, 481)
            return
        }
        self.replace(owner.leg, of: owner.call, by: party, request, transaction, source)
    }

    /// The caller takes the place of the phone that rings longest at the colleague.
    private func pickUp(
        _ colleague: User,
        by party: Party,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        guard let ringing = self.lamps.board.ringing(at: colleague.id), let call = self.calls[ringing.call] else {
            self.refuse(request, in: transaction, 480)
            return
        }
        self.replace(ringing.leg, of: call, by: party, request, transaction, source)
    }

    private func replace(
        _ replaced: LegID,
        of call: CallActor,
        by party: Party,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        guard let leg = self.makeLeg(of: call, party, nil, request, transaction, source) else { return }
        let bound = NIOLoopBound(leg, eventLoop: self.eventLoop)
        call.replace(replaced, by: bound, address: "\(source.transport.parameter) \(source.remote)")
    }
}

extension RoutingDecision {
    var isOutside: Bool {
        if case .trunks = self.target { return true }
        return false
    }
}
