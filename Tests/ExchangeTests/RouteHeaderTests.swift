import Kernel
import Model
import SIP
import Testing

@testable import Exchange

@Suite("TRK-04 Headers of calls from outside into a private route")
struct RouteHeaderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String {
            "\(self.identity) \(self.diversion) \(self.company ?? "-") \(self.called ?? "-")"
        }
        var identity: PrivateRoute.IdentityHeader
        var diversion: PrivateRoute.DiversionHeader
        var company: String? = "+74950000000"
        var called: String? = "+74951112233"
        var expected: [String]
    }

    @Test(
        "TRK-04 in whose name, and by which number, as the settings say",
        arguments: [
            Case(identity: .none, diversion: .none, expected: []),
            Case(
                identity: .assertedIdentity,
                diversion: .diversion,
                expected: [
                    "P-Asserted-Identity: <sip:+74950000000@acme.example>",
                    "Diversion: <sip:+74951112233@acme.example>;reason=unconditional",
                ]
            ),
            Case(
                identity: .remoteParty,
                diversion: .historyInfo,
                expected: [
                    "Remote-Party-ID: <sip:+74950000000@acme.example>;party=calling;screen=yes",
                    "History-Info: <sip:+74951112233@acme.example>;index=1, "
                        + "<sip:8123@192.0.2.9;cause=302>;index=1.1;mp=1",
                ]
            ),
            // One of the two numbers stands for the other; without any nobody is named.
            Case(
                identity: .remoteParty,
                diversion: .none,
                company: nil,
                expected: ["Remote-Party-ID: <sip:+74951112233@acme.example>;party=calling;screen=yes"]
            ),
            Case(
                identity: .none,
                diversion: .diversion,
                called: nil,
                expected: ["Diversion: <sip:+74950000000@acme.example>;reason=unconditional"]
            ),
            Case(identity: .assertedIdentity, diversion: .historyInfo, company: nil, called: nil, expected: []),
        ]
    )
    func headers(_ example: Case) {
        var route = PrivateRoute(domain: DomainID("acme.example"), shownName: "Office")
        (route.identity, route.diversion) = (example.identity, example.diversion)
        let headers = RouteHeaders.make(
            route,
            company: example.company.flatMap { DialString($0) },
            called: example.called.flatMap { DialString($0) },
            target: SIPURI(user: "8123", host: "192.0.2.9")
        )
        #expect(headers.map { "\($0.name.text): \($0.value)" } == example.expected)
    }
}
