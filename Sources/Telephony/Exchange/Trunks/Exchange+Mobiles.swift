import Kernel
import Model
import Routing
import SIP
import SIPTransport

/// Calls to and from mobile phones that are joined with an extension, by the operator's trunk (FWD-04).
extension Exchange {
    /// Who dials, what, and by which trunk when not at a phone of ours.
    struct UserInvitation {
        var user: User
        var dialled: String
        /// The mobile operator's.
        var trunk: TrunkID?
        /// What the protocol says of how the user was known.
        var steps: [RoutingStep] = []
    }

    /// The operator's trunks that can be tried, one after another. The leg is the user's, as one to the phone on the desk:
    /// it takes no channel of the public network and spends nothing.
    func stages(
        toMobileOf user: User,
        _ number: DialString,
        _ trunks: [TrunkID],
        _ steps: inout [RoutingStep]
    ) -> [[Destination]] {
        let party = Party(user: user.id, number: user.extension ?? user.login, name: user.shownName)
        var stages: [[Destination]] = []
        for trunk in trunks.compactMap({ self.configuration.trunks[$0] }) {
            if let reason = self.trunks.obstacle(to: trunk) {
                steps.append(RoutingStep(rule: "trunk \(trunk.name)", outcome: reason))
                continue
            }
            stages.append([
                Destination(
                    leg: self.newLeg(),
                    party: party,
                    reach: .trunk(trunk.id, number: number, callerID: nil),
                    address: "trunk \(trunk.name)"
                )
            ])
        }
        for index in stages.indices.dropLast() { stages[index][0].isLastResort = false }
        return stages
    }

    /// The mobile phone sees who calls as the phone on the desk does: the extension of a colleague, the number of others.
    func invite(
        mobile number: DialString,
        by trunk: Trunk,
        _ caller: Party,
        contact: String,
        offer: [UInt8]?
    ) -> OutgoingInvite {
        let from = SIPURI(user: caller.number, host: trunk.host)
        let name = caller.user == nil || caller.name.isEmpty ? nil : caller.name
        return self.invite(
            by: trunk,
            number,
            from: NameAddress(displayName: name, uri: from),
            isWithheld: caller.isWithheld,
            [ExtraHeader(.pAssertedIdentity, NameAddress(uri: from).description)],
            contact: contact,
            offer: offer
        )
    }
}
