import Journal
import Kernel
import Model
import ModelTesting
import Testing

@Suite("IVR-07 Visits of menus")
struct MenuVisitTests {
    private static let entered = Timestamp(seconds: 1_000)

    private static func visit(endingWith cause: EndCause, at end: Int64) -> MenuVisit? {
        let step = MenuStep(leg: LegID("a"), scenario: EntryID("s"), menu: "main")
        let kinds: [(Event.Kind, Int64)] = [
            (.menu(step), 0), (.routed(RoutingStep(rule: "menu Main", outcome: "nothing pressed")), 7),
            (.callEnded(CallEnded(result: .failed, cause: cause)), end),
        ]
        var projector = MenuVisitProjector()
        var visits: [MenuVisit] = []
        for (index, (kind, seconds)) in kinds.enumerated() {
            let event = Event(
                sequence: Int64(index + 1),
                at: Self.entered.advanced(by: .seconds(seconds)),
                domain: nil,
                call: CallID("c"),
                kind: kind
            )
            if let visit = projector.apply(event) { visits.append(visit) }
        }
        return visits.count == 1 ? visits[0] : nil
    }

    @Test("whoever hangs up in a menu was there until then; of a server that stopped, as long as it was heard of")
    func ends() throws {
        let gone = try #require(Self.visit(endingWith: .hungUp, at: 12))
        #expect(gone.time == .seconds(12) && gone.exit == .hungUp)
        let overnight = try #require(Self.visit(endingWith: .restart, at: 30_000))
        #expect(overnight.time == .seconds(7) && overnight.exit == .hungUp)
    }
}
