import Kernel
import Model
import SIP

/// What the office is told of a call from outside that is sent into its route (TRK-04): in whose name it goes there, and
/// by which of the company's numbers it came.
enum RouteHeaders {
    /// RFC 3325 §9.1, RFC 5806, RFC 7044 with the cause of RFC 4458; Remote-Party-ID as the phones of the time wrote it.
    /// - Parameters:
    ///   - company: the company's number; without one nobody is named.
    ///   - called: the number that was called; `nil`: the company's.
    ///   - target: whom the office is asked for.
    static func make(
        _ route: PrivateRoute,
        company: DialString?,
        called: DialString?,
        target: SIPURI
    ) -> [ExtraHeader] {
        func address(_ number: DialString) -> String {
            NameAddress(uri: SIPURI(user: number.text, host: route.domain.text)).description
        }
        var headers: [ExtraHeader] = []
        if let company = company ?? called {
            switch route.identity {
            case .none: break
            case .assertedIdentity: headers.append(ExtraHeader(.pAssertedIdentity, address(company)))
            case .remoteParty:
                headers.append(ExtraHeader(.remotePartyID, "\(address(company));party=calling;screen=yes"))
            }
        }
        if let called = called ?? company {
            switch route.diversion {
            case .none: break
            case .diversion: headers.append(ExtraHeader(.diversion, "\(address(called));reason=unconditional"))
            case .historyInfo:
                var next = target
                next.parameters["cause"] = "302"
                let entries = "\(address(called));index=1, \(NameAddress(uri: next));index=1.1;mp=1"
                headers.append(ExtraHeader(.historyInfo, entries))
            }
        }
        return headers
    }
}
