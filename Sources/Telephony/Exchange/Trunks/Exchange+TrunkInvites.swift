import Kernel
import Model
import SIP

/// What INVITEs by trunks have in common, whether they go to a provider, to an office or to a mobile phone.
extension Exchange {
    /// - Parameters:
    ///   - caller: kept from the called party when it is withheld.
    ///   - headers: what is said beside From.
    func invite(
        by trunk: Trunk,
        _ number: DialString,
        from caller: NameAddress,
        isWithheld: Bool,
        _ headers: [ExtraHeader],
        contact: String,
        offer: [UInt8]?
    ) -> OutgoingInvite {
        var invite = OutgoingInvite(
            target: trunk.target(of: number),
            from: isWithheld ? CallerPrivacy.from : caller,
            to: NameAddress(uri: SIPURI(user: number.text, host: trunk.host)),
            callID: self.signalling.tokens.token(words: 2),
            localTag: self.signalling.tokens.token(),
            contact: contact,
            offer: offer
        )
        if isWithheld { invite.headers.append(CallerPrivacy.header) }
        invite.headers += headers
        if let account = trunk.account {
            invite.authentication = ClientAuthentication(
                user: account.username,
                password: account.password,
                seed: self.signalling.tokens.next()
            )
        }
        return invite
    }
}

extension Trunk {
    /// Where a call to the number goes.
    func target(of number: DialString) -> SIPURI {
        let port = self.port.flatMap { UInt16(exactly: $0) }
        var target = SIPURI(user: number.text, host: self.host, port: port)
        if self.transport != .udp { target.parameters["transport"] = self.transport.rawValue }
        return target
    }
}
