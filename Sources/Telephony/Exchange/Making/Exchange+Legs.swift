import Kernel
import MediaServer
import Model
import NIOCore
import SIP
import SIPTransport
import SecureMedia

/// Makes the legs that are rung.
extension Exchange {
    /// A leg to a registered phone.
    func makeLeg(
        to destination: Destination,
        uri: String,
        at address: SIPDestination,
        path: [String],
        for waiting: SIPLeg?,
        of call: CallActor
    ) -> Result<SIPLeg, LegFault> {
        guard let target = try? SIPURI(parsing: uri) else {
            return .failure(LegFault(.unreachable, "the phone's contact is no SIP address"))
        }
        let domain = call.domain?.text ?? target.host
        // One for whom the server calls sees whom it will call.
        let shown =
            waiting.map { self.announced($0, to: destination, of: call) }
            ?? Party(number: call.originationTarget ?? destination.party.number)
        let name = self.name(of: shown, for: destination.party.user, in: call.domain)
        let caller =
            shown.isWithheld
            ? CallerPrivacy.from
            : NameAddress(displayName: name.isEmpty ? nil : name, uri: SIPURI(user: shown.number, host: domain))
        let callee = NameAddress(uri: SIPURI(user: destination.party.number, host: domain))
        return self.makeLeg(to: destination, user: destination.party.user, [address], waiting, call) { contact, offer in
            var invite = OutgoingInvite(
                target: target,
                from: caller,
                to: callee,
                callID: self.signalling.tokens.token(words: 2),
                localTag: self.signalling.tokens.token(),
                contact: contact,
                offer: offer
            )
            if shown.isWithheld { invite.headers.append(CallerPrivacy.header) }
            invite.routes = path.compactMap { try? NameAddress(parsing: $0) }
            return invite
        }
    }

    /// A leg to a provider. Its address may have to be looked up, so the leg begins later.
    func makeLeg(
        to destination: Destination,
        trunk id: TrunkID,
        number: DialString,
        callerID: DialString?,
        of call: CallActor
    ) {
        guard let trunk = self.configuration.trunks[id] else {
            call.begin(.failure(LegFault(.trunkUnavailable, "the trunk was removed")), destination.leg)
            return
        }
        // Help is called whatever is busy.
        let isLimited = trunk.isPublic && !NumberPlan.russia.emergencyNumbers.contains(number.text)
        // Whoever is invited or asked takes a channel, too (CAL-03).
        if let domain = call.domain, isLimited, self.channels.takesOneMore(call.id), !self.hasFreeChannel(domain) {
            call.begin(.failure(LegFault(.channelLimit, "every channel of the domain is busy")), destination.leg)
            return
        }
        if let domain = call.domain, isLimited, !self.hasFreeChannel(domain, .toThere) {
            let fault = LegFault(.channelLimit, "every channel of the domain to the public network is busy")
            call.begin(.failure(fault), destination.leg)
            return
        }
        if trunk.isPublic, let fault = self.brake(destination, number, of: call) {
            call.begin(.failure(fault), destination.leg)
            return
        }
        self.trunks.legStarted(destination.leg, on: id, .toThere)
        if trunk.isPublic { self.channels.legStarted(destination.leg, of: call.id, .toThere) }
        self.trunks.addresses(of: trunk, on: self.eventLoop) { addresses in
            // The call may have ended while the name was looked up, or somebody else waits now: who transferred has gone.
            guard let waiting = call.waiting(for: destination.leg)?.value else {
                let fault = LegFault(.callerGaveUp, "who waits for the trunk's leg has gone")
                call.begin(.failure(fault), destination.leg)
                return
            }
            guard !addresses.isEmpty else {
                let fault = LegFault(.trunkUnavailable, "the trunk's host name \(trunk.host) cannot be resolved")
                call.begin(.failure(fault), destination.leg)
                return
            }
            let user = trunk.isMobileOperators ? destination.party.user : nil
            let made = self.makeLeg(to: destination, user: user, addresses, waiting, call) { contact, offer in
                let caller = self.announced(waiting, to: destination, of: call)
                if trunk.isMobileOperators {
                    return self.invite(mobile: number, by: trunk, caller, contact: contact, offer: offer)
                }
                return trunk.route.map { route in
                    self.invite(
                        trunk,
                        route,
                        number,
                        callerID,
                        caller,
                        isFromOutside: self.isFromOutside(waiting),
                        called: call.line.flatMap { self.configuration.lines[$0]?.number },
                        contact: contact,
                        offer: offer
                    )
                } ?? self.invite(trunk, number, callerID, caller, contact: contact, offer: offer)
            }
            call.begin(made.map { NIOLoopBound($0, eventLoop: self.eventLoop) }, destination.leg)
        }
    }

    /// Whether the party is in the public network.
    private func isFromOutside(_ leg: SIPLeg) -> Bool {
        leg.trunk.map { self.configuration.trunks[$0]?.isPublic ?? true } ?? false
    }

    /// Who calls is said in From, and asserted to the provider in P-Asserted-Identity (RFC 3325, SIP-04).
    private func invite(
        _ trunk: Trunk,
        _ number: DialString,
        _ callerID: DialString?,
        _ caller: Party,
        contact: String,
        offer: [UInt8]?
    ) -> OutgoingInvite {
        let shown = callerID?.text ?? trunk.account?.username ?? caller.number
        let from = SIPURI(user: shown, host: trunk.host)
        // What address books call outside parties stays in the house.
        let name = caller.user == nil || caller.name.isEmpty ? nil : caller.name
        // The provider bills by it and keeps it from the called party (RFC 3325 §7).
        let isAsserted = callerID != nil || caller.isWithheld
        return self.invite(
            by: trunk,
            number,
            from: NameAddress(displayName: name, uri: from),
            isWithheld: caller.isWithheld,
            isAsserted ? [ExtraHeader(.pAssertedIdentity, NameAddress(uri: from).description)] : [],
            contact: contact,
            offer: offer
        )
    }

    func makeLeg(
        to destination: Destination,
        user: UserID?,
        _ addresses: [SIPDestination],
        _ waiting: SIPLeg?,
        _ call: CallActor,
        invite: (_ contact: String, _ offer: [UInt8]) -> OutgoingInvite
    ) -> Result<SIPLeg, LegFault> {
        guard let address = addresses.first else { return .failure(LegFault(.unreachable, "there is no address")) }
        do {
            let security = call.offering(for: destination.leg, over: address.transport)
            let media = self.makeMedia(for: destination.leg, toward: address, offering: security)
            let offer = try media.offer(toward: waiting?.media)
            var outgoing = invite(self.contact(for: address), offer)
            outgoing.maxForwards = max(0, (waiting?.maxForwards ?? 71) - 1)
            let session = InviteSession(
                calling: outgoing,
                settings: self.sessionSettings,
                seed: self.signalling.tokens.next()
            )
            let leg = SIPLeg(
                id: destination.leg,
                party: destination.party,
                user: user,
                trunk: destination.trunk,
                session: session,
                isIncoming: false,
                peer: address,
                media: media,
                signalling: self.signalling
            )
            leg.alternatives = Array(addresses.dropFirst())
            if destination.trunk != nil, addresses.count > 1 || !destination.isLastResort {
                leg.patience = self.settings.trunkPatience
            }
            return .success(leg)
        } catch {
            return .failure(error)
        }
    }

    /// - Parameter security: of our offers, before anything is agreed.
    func makeMedia(for leg: LegID, toward peer: SIPDestination, offering security: SecurityOffer) -> LegMedia {
        let eventLoop = self.eventLoop
        let signalling = NIOLoopBound(self.signalling, eventLoop: eventLoop)
        // Brackets belong to URIs; a session description has none (RFC 8866 §9).
        let host = self.isOwn(peer) ? peer.address.ip.hostText : self.endpoint.advertised(for: peer).host
        return LegMedia(
            server: self.mediaServer,
            network: self.settings.mediaNetwork(peer.address.ip),
            advertisedHost: host.unbracketed,
            peer: peer.address.ip,
            sessionID: self.signalling.tokens.next(),
            offering: security
        ) { event in
            // The leg may have moved to another call by then.
            eventLoop.execute { signalling.value.owner(of: leg)?.noticed(event, on: leg) }
        }
    }

    /// Our Contact toward a peer: the address of the network by which it is reached (BYD-04).
    func contact(for destination: SIPDestination) -> String {
        let advertised = self.endpoint.advertised(for: destination)
        let transport = destination.transport == .udp ? "" : ";transport=\(destination.transport.uriParameter)"
        return "<sip:\(advertised.host):\(advertised.port)\(transport)>"
    }
}
