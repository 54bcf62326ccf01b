import Kernel
import MediaServer
import Model
import NIOCore
import SIP
import SIPTransport

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
        let shown = waiting?.party ?? Party(number: call.originationTarget ?? destination.party.number)
        let caller = NameAddress(
            displayName: shown.name.isEmpty ? nil : shown.name,
            uri: SIPURI(user: shown.number, host: domain)
        )
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
        for waiting: SIPLeg,
        of call: CallActor
    ) {
        guard let trunk = self.configuration.trunks[id] else {
            call.begin(.failure(LegFault(.trunkUnavailable, "the trunk was removed")), destination.leg)
            return
        }
        self.trunks.legStarted(destination.leg, on: id)
        let waitingID = waiting.id
        self.trunks.addresses(of: trunk, on: self.eventLoop) { addresses in
            // The call may have ended, and the caller with it, while the name was looked up.
            guard let waiting = call.leg(waitingID)?.value else {
                self.trunks.legEnded(destination.leg)
                return
            }
            guard !addresses.isEmpty else {
                let fault = LegFault(.trunkUnavailable, "the trunk's host name \(trunk.host) cannot be resolved")
                call.begin(.failure(fault), destination.leg)
                return
            }
            let made = self.makeLeg(to: destination, user: nil, addresses, waiting, call) { contact, offer in
                self.invite(trunk, number, callerID, waiting.party, contact: contact, offer: offer)
            }
            call.begin(made.map { NIOLoopBound($0, eventLoop: self.eventLoop) }, destination.leg)
        }
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
        let port = trunk.port.flatMap { UInt16(exactly: $0) }
        let shown = callerID?.text ?? trunk.account?.username ?? caller.number
        let from = SIPURI(user: shown, host: trunk.host)
        var target = SIPURI(user: number.text, host: trunk.host, port: port)
        if trunk.transport != .udp { target.parameters["transport"] = trunk.transport.rawValue }
        var invite = OutgoingInvite(
            target: target,
            from: NameAddress(displayName: caller.name.isEmpty ? nil : caller.name, uri: from),
            to: NameAddress(uri: SIPURI(user: number.text, host: trunk.host)),
            callID: self.signalling.tokens.token(words: 2),
            localTag: self.signalling.tokens.token(),
            contact: contact,
            offer: offer
        )
        if callerID != nil {
            invite.headers.append(ExtraHeader(.pAssertedIdentity, NameAddress(uri: from).description))
        }
        if let account = trunk.account {
            invite.authentication = ClientAuthentication(
                user: account.username,
                password: account.password,
                seed: self.signalling.tokens.next()
            )
        }
        return invite
    }

    private func makeLeg(
        to destination: Destination,
        user: UserID?,
        _ addresses: [SIPDestination],
        _ waiting: SIPLeg?,
        _ call: CallActor,
        invite: (_ contact: String, _ offer: [UInt8]) -> OutgoingInvite
    ) -> Result<SIPLeg, LegFault> {
        guard let address = addresses.first else { return .failure(LegFault(.unreachable, "there is no address")) }
        do {
            let media = self.makeMedia(for: destination.leg, toward: address)
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

    func makeMedia(for leg: LegID, toward peer: SIPDestination) -> LegMedia {
        let eventLoop = self.eventLoop
        let signalling = NIOLoopBound(self.signalling, eventLoop: eventLoop)
        // Brackets belong to URIs; a session description has none (RFC 8866 §9).
        let host = self.endpoint.advertised(for: peer).host.unbracketed
        return LegMedia(
            server: self.mediaServer,
            network: self.settings.mediaNetwork(peer.address.ip),
            advertisedHost: host,
            peer: peer.address.ip,
            sessionID: self.signalling.tokens.next()
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
