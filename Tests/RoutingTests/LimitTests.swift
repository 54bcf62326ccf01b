import Kernel
import Model
import Testing

@testable import Routing

@Suite("Outgoing limits")
struct LimitTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let number: String
        /// In the order of ``OutgoingLimit/allCases``: none, no international, no long distance, internal only.
        let isPermitted: [Bool]
    }

    @Test(
        "CAL-02 which numbers each limit permits, seen from Moscow",
        arguments: [
            Row(testDescription: "Moscow", number: "84951112233", isPermitted: [true, true, true, false]),
            Row(testDescription: "a mobile phone", number: "+79261112233", isPermitted: [true, true, false, false]),
            Row(testDescription: "Saint Petersburg", number: "88121112233", isPermitted: [true, true, false, false]),
            Row(testDescription: "Berlin", number: "810493011122233", isPermitted: [true, false, false, false]),
            Row(
                testDescription: "Kazakhstan is not Russia",
                number: "+7701",
                isPermitted: [false, false, false, false]
            ),
            Row(testDescription: "an emergency", number: "112", isPermitted: [true, true, true, true]),
            Row(testDescription: "an own line", number: "+74951234567", isPermitted: [true, true, true, true]),
            Row(testDescription: "a colleague", number: "101", isPermitted: [true, true, true, true]),
        ]
    )
    func limits(_ row: Row) {
        for (limit, isPermitted) in zip(OutgoingLimit.allCases, row.isPermitted) {
            for isOfUser in [true, false] {
                var configuration = RouterTests.configuration()
                guard var domain = configuration.tenants[RouterTests.domain]?.domain,
                    var anna = configuration.user(UserID("anna"))
                else {
                    Issue.record("the configuration lacks Anna")
                    return
                }
                // The user's own limit counts before the domain's.
                anna.calling.outgoing = isOfUser ? limit : nil
                domain.calling.outgoing = isOfUser ? .internalOnly : limit
                configuration.apply(.putDomain(domain), version: 100)
                configuration.apply(.putUser(anna), version: 101)
                let router = Router(configuration: configuration)
                let decision = router.decide(CallFacts(origin: .user(UserID("anna")), dialled: row.number, at: .epoch))
                let isRefused: Bool = if case .refused = decision.target { true } else { false }
                #expect(isRefused != isPermitted, "\(limit) \(row.number): \(RouterTests.words(decision))")
            }
        }
    }
}
