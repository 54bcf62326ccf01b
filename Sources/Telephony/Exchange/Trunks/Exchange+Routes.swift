import Kernel
import Model
import SIP

/// Calls into the office PBX of a company (TRK-02, TRK-04).
extension Exchange {
    /// The office is told who calls as it came: the extension, the company's number, or the outside party's own. Of one
    /// who was sent there from outside the headers say for whom and by which number.
    func invite(
        _ trunk: Trunk,
        _ route: PrivateRoute,
        _ number: DialString,
        _ callerID: DialString?,
        _ caller: Party,
        isFromOutside: Bool,
        called: DialString?,
        contact: String,
        offer: [UInt8]?
    ) -> OutgoingInvite {
        let from = SIPURI(user: callerID?.text ?? caller.number, host: route.domain.text)
        let company = self.configuration.tenants[route.domain]?.domain.callerID
        return self.invite(
            by: trunk,
            number,
            from: NameAddress(displayName: caller.name.isEmpty ? nil : caller.name, uri: from),
            isWithheld: caller.isWithheld,
            isFromOutside
                ? RouteHeaders.make(route, company: company, called: called, target: trunk.target(of: number)) : [],
            contact: contact,
            offer: offer
        )
    }
}
