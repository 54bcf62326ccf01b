import Foundation
import Kernel
import Model
import Routing
import Testing

@Suite("The engine beside a slow reference")
struct ReferenceTests {
    @Test("RTE-03 RTE-04 RTE-05 RTE-07 BYD-19 lines decide as the reference does", arguments: UInt64(0)..<60)
    func lines(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let company = SlowCompany.random(using: &random)
        let router = Router(configuration: company.world().configuration)
        for _ in 0..<60 {
            let caller = SlowCompany.Caller.random(using: &random)
            let moment = SlowCompany.moment(using: &random)
            let facts = CallFacts(
                origin: .trunk(TrunkID("t1")),
                dialled: "+74951234567",
                at: Timestamp(seconds: moment),
                caller: caller.written
            )
            let expected = company.lineTakes(caller, at: moment)
            let words = RouterTests.words(router.decide(facts))
            #expect(words == expected, "\(caller.written) at \(Timestamp(seconds: moment)), \(company.zone.identifier)")
        }
    }

    @Test("FWD-01 FWD-02 BYD-19 numbers of a user ring as the reference says", arguments: UInt64(0)..<60)
    func forwarding(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let company = SlowCompany.random(using: &random)
        let router = Router(configuration: company.world().configuration)
        for _ in 0..<60 {
            let moment = SlowCompany.moment(using: &random)
            let facts = CallFacts(origin: .user(UserID("anna")), dialled: "102", at: Timestamp(seconds: moment))
            let expected = company.rings(at: moment)
            let chain = RoutingWorld.chain(router.decide(facts))
            #expect(chain == expected, "at \(Timestamp(seconds: moment)), \(company.zone.identifier)")
        }
    }
}
