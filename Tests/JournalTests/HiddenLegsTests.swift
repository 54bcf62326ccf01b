import Journal
import Kernel
import Model
import Testing

@Suite("What plain users read of supervised calls")
struct HiddenLegsTests {
    private static let (anna, boris, dora) = (LegID("anna"), LegID("boris"), LegID("dora"))

    private static func events(_ kinds: [Event.Kind]) -> [Event] {
        kinds.enumerated().map { index, kind in
            Event(
                sequence: Int64(index + 1),
                at: Timestamp(seconds: Int64(index)),
                domain: DomainID("d"),
                call: CallID("c"),
                kind: kind
            )
        }
    }

    private static func leg(_ leg: LegID, _ role: LegStarted.Role = .callee) -> Event.Kind {
        .legStarted(LegStarted(leg: leg, role: role, party: Party(number: leg.text), address: "udp"))
    }

    private static let talk: [Event.Kind] = [
        .callStarted(CallStarted(direction: .incoming, caller: Party(number: "anna"), dialled: "102")),
        Self.leg(Self.anna, .caller), .routed(RoutingStep(rule: "extension", outcome: "boris")), Self.leg(Self.boris),
        .legAnswered(Self.boris), .legAnswered(Self.anna), .legsConnected(Self.anna, Self.boris),
    ]
    private static let begin: [Event.Kind] = [
        .routed(RoutingStep(rule: "supervision", outcome: "listen dora")),
        .conference(.invited(target: "109", by: nil)), Self.leg(Self.dora), .legRinging(Self.dora),
    ]
    private static let join: [Event.Kind] = [
        .legAnswered(Self.dora), .conference(.joined(Self.anna, .participant)),
        .conference(.joined(Self.boris, .participant)), .conference(.joined(Self.dora, .listener)),
    ]
    private static let end: [Event.Kind] = [
        .legEnded(LegEnded(leg: Self.anna, cause: .hungUp)), .legEnded(LegEnded(leg: Self.boris, cause: .hungUp)),
        .callEnded(CallEnded(result: .answered, cause: .hungUp)),
    ]

    private static func shown(_ kinds: [Event.Kind]) -> [Event.Kind] {
        CallProtocol.withoutHiddenLegs(Self.events(kinds)).map(\.kind)
    }

    @Test("CAL-09 nothing tells of who listened or whispered, whether they came or not", arguments: [true, false])
    func listened(hasCome: Bool) {
        let whispers = Event.Kind.conference(.roleChanged(Self.dora, .whisperer(to: Self.boris)))
        let gone: [Event.Kind] = [
            .conference(.left(Self.dora)), .legEnded(LegEnded(leg: Self.dora, cause: .hungUp)), .conference(.ended),
        ]
        let failed: [Event.Kind] = [
            .legEnded(LegEnded(leg: Self.dora, cause: .noAnswer)),
            .conference(.inviteFailed(target: "109", cause: .noAnswer)),
        ]
        let supervised = Self.begin + (hasCome ? Self.join + [whispers] + gone : failed)
        #expect(Self.shown(Self.talk + supervised + Self.end) == Self.talk + Self.end)
    }

    @Test("CAL-09 who barged in was heard and is told of; a talk without supervisors is told as it was")
    func barged() {
        let barge = Event.Kind.conference(.roleChanged(Self.dora, .participant))
        let shown = Self.shown(Self.talk + Self.begin + Self.join + [barge] + Self.end)
        #expect(shown.contains(Self.leg(Self.dora)) && shown.contains(barge))
        #expect(!shown.contains(.conference(.joined(Self.dora, .listener))))
        #expect(Self.shown(Self.talk + Self.end) == Self.talk + Self.end)
    }

    @Test("CAL-06 of a conference only the one who listened is left out")
    func conference() {
        let clara = LegID("clara")
        let third: [Event.Kind] = [
            .routed(RoutingStep(rule: "extension", outcome: "clara")),
            .conference(.invited(target: "103", by: Self.anna)), Self.leg(clara), .legAnswered(clara),
            .conference(.joined(clara, .participant)),
        ]
        let all = Self.talk + Self.begin + Self.join + third + Self.end
        let visible = Self.talk + Array(Self.join[1...2]) + third + Self.end
        #expect(Self.shown(all) == visible)
    }
}
