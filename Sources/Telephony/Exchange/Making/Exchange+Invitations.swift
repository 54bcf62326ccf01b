import Kernel
import Model
import NIOCore
import Routing
import SIP
import SIPTransport
import SecureMedia

/// A new INVITE: who calls, from where, whom.
extension Exchange {
    func invited(_ request: SIPMessage, _ transaction: ServerTransaction, _ source: SIPSource) {
        if let arrival = self.arrivals.take(request.requestURI?.user) {
            self.invited(by: arrival, request, transaction, source)
            return
        }
        if let trunk = self.trunks.trunk(of: request, from: source, in: self.configuration) {
            self.invitedByTrunk(trunk, request, transaction, source)
            return
        }
        self.authenticate(request, transaction, source) { user in
            if let replaces = try? request.replaces() {
                self.replacing(replaces, user.identity, request, transaction, source)
                return
            }
            guard let dialled = request.requestURI.flatMap({ self.dialledUser($0, in: user.domain) }) else {
                self.refuse(request, in: transaction, 404)
                return
            }
            self.invited(by: UserInvitation(user: user, dialled: dialled), request, transaction, source)
        }
    }

    private func invited(
        by invitation: UserInvitation,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        let user = invitation.user
        let identity = user.identity
        var facts = CallFacts(
            origin: .user(user.id),
            dialled: invitation.dialled,
            at: self.time.timestamp,
            draw: self.signalling.tokens.next(),
            isWithheld: CallerPrivacy.isAsked(by: request) ? true : nil
        )
        var decision = self.decision(facts)
        if case .command(let command) = decision.target {
            do throws(CallRefusal) {
                facts.dialled = try self.dialled(in: command, by: user)
            } catch {
                self.refuse(request, in: transaction, error.code == .tooManyCalls ? 486 : 404, reason: "Nothing To Do")
                return
            }
            decision = self.decision(facts)
        }
        if case .lamp(let owner, let isLit) = decision.target {
            self.light(owner, isLit, by: user, facts, request, transaction, source)
            return
        }
        switch decision.target {
        case .pickup(let callee):
            self.pickUp([callee.id], by: invitation, request, transaction, source)
            return
        case .pickupInGroups(let colleagues):
            self.pickUp(colleagues, by: invitation, request, transaction, source)
            return
        case .parked(let slot):
            self.retrieve(from: slot, by: user) { call in
                guard let leg = self.makeLeg(of: call, identity, invitation.trunk, request, transaction, source)
                else { return }
                let address = "\(source.transport.parameter) \(source.remote)"
                call.retrieve(by: NIOLoopBound(leg, eventLoop: self.eventLoop), address: address)
            } orElse: {
                self.refuse(request, in: transaction, 404, reason: "Nobody Parked There")
            }
            return
        case .ring, .service, .dialogue, .trunks, .neighbour, .refused, .command, .lamp:
            break
        }
        // Who picks somebody up or fetches them calls nobody, and has nothing to withhold.
        var party = identity
        party.isWithheld = decision.isCallerWithheld
        decision.trace = invitation.steps + decision.trace
        let started = CallStarted(
            direction: decision.isOutside ? .outgoing : .internal,
            caller: party,
            dialled: facts.dialled,
            line: decision.line,
            trunk: invitation.trunk
        )
        self.begin(started, decision, in: user.domain, request, transaction, source)
    }

    /// Who calls, as the trunk says. A mobile operator's word gives an extension's rights (FWD-04): where it is there and
    /// cannot be read, nobody is taken for the one whom the phone names in From.
    private static func caller(of request: SIPMessage, by trunk: Trunk) -> NameAddress? {
        guard trunk.isMobileOperators else {
            return (try? request.assertedIdentities())?.first ?? (try? request.from())
        }
        guard let told = try? request.assertedIdentities() else { return nil }
        let isMobile = { (identity: NameAddress) in identity.uri.user.flatMap { FMC.number($0) } != nil }
        return told.first(where: isMobile) ?? told.first ?? (try? request.from())
    }

    private func invitedByTrunk(
        _ trunk: Trunk,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        let caller = Self.caller(of: request, by: trunk)
        let number = caller.flatMap { $0.uri.user } ?? "anonymous"
        var party = Party(number: String(number.prefix(64)), name: String((caller?.displayName ?? "").prefix(100)))
        party.isWithheld = CallerPrivacy.isAsked(by: request)
        let asTold = party
        let places = [try? request.to(), (try? request.diversions())?.first]
        let facts = CallFacts(
            origin: .trunk(trunk.id),
            dialled: request.requestURI?.user.flatMap { Self.isDialled($0) ? $0 : nil } ?? "",
            at: self.time.timestamp,
            caller: party.isWithheld && party.number == "anonymous" ? "" : party.number,
            alternatives: places.compactMap { $0?.uri.user },
            draw: self.signalling.tokens.next()
        )
        if let mobile = Router(configuration: self.configuration).mobileCaller(facts) {
            let invitation = UserInvitation(
                user: mobile.user,
                dialled: mobile.dialled,
                trunk: trunk.id,
                steps: [mobile.step]
            )
            self.invited(by: invitation, request, transaction, source)
            return
        }
        let decision = self.decision(facts)
        party.name = self.name(of: party, for: nil, in: decision.domain)
        let started = CallStarted(
            direction: trunk.route == nil ? .incoming : decision.isOutside ? .outgoing : .internal,
            caller: party,
            dialled: facts.dialled,
            line: decision.line,
            trunk: trunk.id
        )
        self.begin(started, asTold: asTold, decision, in: decision.domain, request, transaction, source)
    }

    /// - Parameter party: the caller as it named itself; `nil`: as the journal names it. What the company's book calls
    ///   somebody goes into the journal and to own phones, and not to providers when the caller is sent outside.
    /// - Parameter address: where the caller's leg comes from, when that is no address of the network.
    func begin(
        _ started: CallStarted,
        asTold party: Party? = nil,
        _ decision: RoutingDecision,
        in domain: DomainID?,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource,
        address: String? = nil
    ) {
        guard self.admits(request, transaction) else { return }
        self.beginAdmitted(
            started,
            asTold: party,
            decision,
            in: domain,
            request,
            transaction,
            source,
            address: address
        )
    }

    /// Counts a call against the rate, and refuses its request when it is one too many.
    func admits(_ request: SIPMessage, _ transaction: ServerTransaction) -> Bool {
        // Counted where it is known who calls: strangers' requests take nobody's rate (SIP-08).
        guard self.rate.admits(self.settings.callRateLimit, at: self.time.now) else {
            self.counters.overloads += 1
            self.refuse(request, in: transaction, 503, headers: [(.retryAfter, "5")])
            return false
        }
        return true
    }

    /// - Precondition: ``admits(_:_:)`` has said yes.
    func beginAdmitted(
        _ started: CallStarted,
        asTold party: Party? = nil,
        _ decision: RoutingDecision,
        in domain: DomainID?,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource,
        address: String? = nil
    ) {
        var plan = self.plan(decision)
        // Who is called for help is told who calls, also by an office that asked to be unknown.
        if decision.isEmergency { plan = plan.announcing(isWithheld: false) }
        if let domain, !decision.isEmergency, !self.hasFreeChannel(domain) {
            let step = RoutingStep(rule: "channel limit", outcome: "reached")
            plan = CallPlan(.refuse(.channelLimit), steps: decision.trace + [step])
        }
        if let domain, self.isFromPublic(started), !self.hasFreeChannel(domain, .fromThere) {
            let step = RoutingStep(rule: "channel limit of calls from outside", outcome: "reached")
            plan = CallPlan(.refuse(.channelLimit), steps: decision.trace + [step])
        }
        if let trunk = started.trunk.flatMap({ self.configuration.trunks[$0] }), self.trunks.isFull(trunk, .fromThere) {
            let step = RoutingStep(rule: "trunk \(trunk.name)", outcome: "channel limit reached")
            plan = CallPlan(.refuse(.channelLimit), steps: decision.trace + [step])
        }
        let call = self.makeCall(in: domain)
        guard let leg = self.makeLeg(of: call, party ?? started.caller, started.trunk, request, transaction, source)
        else {
            self.forget(call.id)  // Refused by its session: a wrong request, not a call.
            return
        }
        if let trunk = started.trunk {
            self.trunks.legStarted(leg.id, on: trunk, .fromThere)
            // Of an office or a mobile phone it is no leg to the public network: with one the call takes a channel, and
            // not two (TRK-05, FWD-04).
            if self.isFromPublic(started) { self.channels.legStarted(leg.id, of: call.id, .fromThere) }
        }
        if let user = started.caller.user, decision.canBeDialledAgain {
            self.callbacks.dialled(started.dialled, by: user, in: call.id)
        }
        if case .refuse = plan.outcome { self.counters.callsRefused += 1 }
        let bound = NIOLoopBound(leg, eventLoop: self.eventLoop)
        let place = address ?? "\(source.transport.parameter) \(source.remote)"
        call.start(started, with: bound, address: place, plan: plan)
    }

    private func isFromPublic(_ started: CallStarted) -> Bool {
        started.trunk.map { self.configuration.trunks[$0]?.isPublic ?? true } ?? false
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
        let security = SecurityOffer.choices(over: peer.transport)[0]
        let media = self.makeMedia(for: id, toward: peer, offering: security)
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
        if let user = party.user, let leg = self.lamps.pickups.leg(namedBy: replaces),
            let call = self.signalling.owner(of: leg), call.domain == self.configuration.user(user)?.domain
        {
            self.replace(leg, of: call, by: party, request, transaction, source)
            return
        }
        guard let owner = self.signalling.owner(of: key), let user = party.user,
            owner.call.domain == self.configuration.user(user)?.domain, owner.call.isLeg(owner.leg, namedBy: replaces)
        else {
            self.refuse(request, in: transaction, 481)
            return
        }
        let successor = owner.call.party(of: owner.leg).map { party.returning(as: $0) } ?? party
        self.replace(owner.leg, of: owner.call, by: successor, request, transaction, source)
    }

    /// The caller takes the place of the phone that rings longest at one of the colleagues. Nothing rings: 480.
    private func pickUp(
        _ colleagues: [UserID],
        by invitation: UserInvitation,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        // Who is asked into a talk, or is to take a parked party, rings too, and nobody can take that place.
        let ringing = self.lamps.board.longestRinging(at: colleagues) { activity in
            self.calls[activity.call]?.canReplace(activity.leg) ?? false
        }
        guard let ringing, let call = self.calls[ringing.call] else {
            self.refuse(request, in: transaction, 480, reason: "Nothing Rings")
            return
        }
        let party = invitation.user.identity
        self.replace(ringing.leg, of: call, by: party, through: invitation.trunk, request, transaction, source)
    }

    private func replace(
        _ replaced: LegID,
        of call: CallActor,
        by party: Party,
        through trunk: TrunkID? = nil,
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        guard let leg = self.makeLeg(of: call, party, trunk, request, transaction, source) else { return }
        let bound = NIOLoopBound(leg, eventLoop: self.eventLoop)
        call.replace(replaced, by: bound, address: "\(source.transport.parameter) \(source.remote)")
    }
}

extension User {
    /// As the user is known where the calls of the user are told of.
    fileprivate var identity: Party {
        Party(user: self.id, number: self.extension ?? self.login, name: self.shownName)
    }
}

extension RoutingDecision {
    /// Somebody was to be reached, and no service.
    var canBeDialledAgain: Bool {
        switch self.target {
        case .ring, .trunks, .neighbour, .refused, .dialogue(.leaveMessage): true
        case .pickup, .pickupInGroups, .parked, .command, .lamp, .service, .dialogue: false
        }
    }

    var isOutside: Bool {
        if case .trunks = self.target { return !self.isPrivate }
        return false
    }
}
