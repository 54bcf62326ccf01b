import Kernel
import Model
import ModelTesting
import Testing

@testable import Routing

@Suite("CAL-01 Withheld numbers")
struct PresentationTests {
    private static let anna = User.sample("anna", extension: "101")

    private static func decide(_ dialled: String, asked: Bool? = nil, withholds: Bool = false) -> RoutingDecision {
        var anna = Self.anna
        anna.calling.withholdsNumber = withholds
        var configuration = Configuration()
        configuration.apply(.putDomain(.sample()), version: 1)
        configuration.apply(.putUser(anna), version: 2)
        configuration.apply(.putUser(.sample("boris", extension: "102")), version: 3)
        configuration.apply(.putTrunk(.sample()), version: 4)
        let facts = CallFacts(origin: .user(anna.id), dialled: dialled, at: .epoch, isWithheld: asked)
        return Router(configuration: configuration).decide(facts)
    }

    @Test(
        "a code before the number wins over the phone's wish, and that over the user's setting",
        arguments: [
            ("102", nil, false, false), ("102", nil, true, true), ("102", true, false, true),
            ("102", false, true, false),
            ("#31#102", nil, false, true), ("#31#102", false, false, true), ("*31#102", true, true, false),
            ("#31#89161112233", nil, false, true), ("112", true, true, false), ("#31#112", nil, false, false),
        ] as [(String, Bool?, Bool, Bool)]
    )
    func presentation(dialled: String, asked: Bool?, withholds: Bool, expected: Bool) {
        let decision = Self.decide(dialled, asked: asked, withholds: withholds)
        #expect(decision.isCallerWithheld == expected)
        if case .refused = decision.target { Issue.record("\(dialled) leads nowhere") }
    }

    @Test("one code is read: any number of them before a number is no number")
    func nested() {
        let dialled = String(repeating: "#31#", count: 4_000) + "102"
        let decision = Self.decide(dialled)
        #expect(decision.target == .refused(.noSuchNumber) && decision.trace.count < 5, "\(decision.trace.count)")
        #expect(Self.decide("#31#112", withholds: true).isEmergency && !Self.decide("102").isEmergency)
    }

    @Test("a code without a number leads nowhere; codes are of their form")
    func wrong() {
        for dialled in ["#31#", "*31#", "#31", "#31##31#"] {
            #expect(Self.decide(dialled).target == .refused(.noSuchNumber), "\(dialled)")
        }
        for code in ["31", "*31", "#31", "31#", "#12345#", "##"] {
            var codes = CallCodes()
            codes[.withholdNumber] = code
            #expect(throws: ModelError.self, "\(code)") { try codes.validate() }
        }
    }
}
