import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Calls whose inputs come in any order")
struct RandomCallTests {
    /// Random inputs in any order: the machine never traps, tells one end, and hangs up each leg that it started.
    @Test("BYD-01 every path ends once, with every leg ended", arguments: UInt64(0)..<400)
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var call = Call(id: CallID("c"))
        var started: Set<LegID> = []
        var ended: Set<LegID> = []
        var ends = 0
        var known = [CallTests.anna]
        func perform(_ input: Call.Input) {
            for effect in call.handle(input, at: .start) {
                switch effect {
                case .publish(.legStarted(let leg)):
                    #expect(started.insert(leg.leg).inserted)
                    known.append(leg.leg)
                case .publish(.legEnded(let leg)):
                    #expect(started.contains(leg.leg))
                    #expect(ended.insert(leg.leg).inserted, "a leg ends once")
                case .publish(.callEnded): ends += 1
                default: break
                }
            }
        }
        let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "102")
        perform(.started(facts, caller: CallTests.anna, address: ""))
        var serial = 0
        func fresh() -> LegID {
            serial += 1
            return LegID("l\(serial)")
        }
        /// A phone of a user, by a contact of its own.
        func phone(_ leg: LegID) -> Destination {
            var phone = CallTests.destination(leg)
            phone.party.user = UserID("u")
            phone.reach = .contact(uri: "sip:\(leg)@x.invalid", to: CallTests.address, path: [])
            return phone
        }
        func plan(greets: Bool) -> CallPlan {
            let first = [phone(fresh()), CallTests.destination(fresh())]
            let stages = [first, [CallTests.destination(fresh())]]
            var plan = CallPlan(.ring(stages: stages, ringTime: .seconds(40)), steps: [])
            if greets { plan.greeting = CallPlan.Greeting(prompt: PromptID("hello"), callee: UserID("u")) }
            return plan
        }
        for _ in 0..<60 where !call.isOver {
            let leg = known.randomElement(using: &random) ?? CallTests.anna
            let user = Bool.random(using: &random) ? UserID("u") : nil
            let moved = Call.MovedLeg(leg: fresh(), party: Party(user: user, number: "9"), address: "", trunk: nil)
            let wish = Call.TransferWish(target: "103", isAttended: Bool.random(using: &random))
            switch Int.random(in: 0..<32, using: &random) {
            case 0, 1: perform(.routed(plan(greets: Int.random(in: 0..<4, using: &random) == 0)))
            case 28: perform(.phoneCame(phone(fresh())))
            case 29:
                perform([.greetingEnded(leg), .fired(.greeting)].randomElement(using: &random) ?? .fired(.greeting))
            case 30: perform(.soundMissing(leg, .greeting))
            case 31: perform(.takeoverRefused(leg, by: moved.party))
            case 2: perform(.ringing(leg))
            case 3: perform(.progressed(leg))
            case 4, 5: perform(.answered(leg))
            case 6:
                perform(
                    .failed(
                        leg,
                        RingAttempt.Failure(
                            status: [404, 486, 503, 603].randomElement(using: &random) ?? 486,
                            cause: .busy
                        )
                    )
                )
            case 7: perform(.redirected(leg, target: "104"))
            case 8: perform(.held(leg))
            case 9: perform(.resumed(leg))
            case 10: perform(.transferAsked(leg, wish))
            case 11: if call.canReplace(leg) { perform(.replaced(leg, by: moved)) }
            case 12: perform(.fired(.ringTime))
            case 13: perform(.fired(.invitation(Int.random(in: 1...3, using: &random))))
            case 14: perform(.invited(Call.Invite(target: "105", by: leg), CallTests.plan([[fresh(), fresh()]])))
            case 15:
                let role = [ConferenceRole.listener, .participant, .whisperer(to: leg)].randomElement(using: &random)
                let invite = Call.Invite(target: "106", by: nil, supervising: role ?? .listener)
                perform(.invited(invite, CallTests.plan([[fresh()]])))
            case 16: perform(.roleChanged(leg, .whisperer(to: CallTests.anna)))
            case 17: perform(.memberMuted(leg, Bool.random(using: &random)))
            case 23: perform(.fired(.parkTime))
            case 25:
                perform(
                    [.lost(leg), .cameBack(leg), .fired(.absence(leg))].randomElement(using: &random) ?? .lost(leg)
                )
            case 24: perform(.retrieved(moved))
            case 18...22: perform(.asked(leg, ConsultingTests.wishes.randomElement(using: &random) ?? .hold))
            default: if Int.random(in: 0..<6, using: &random) == 0 { perform(.ended(leg, .hungUp)) }
            }
        }
        if !call.isOver { perform(.stopped(.restart)) }
        #expect(ends == 1)
        #expect(started == ended, "seed \(seed): \(started.subtracting(ended))")
    }
}
