import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Which calls are recorded, and who is on which channel")
struct CallRecordingTests {
    private typealias Effect = CallRecording.Effect

    private static let (anna, boris, outside, guest) = (LegID("anna"), LegID("boris"), LegID("out"), LegID("guest"))
    private static let id = RecordingID("call-1")
    private static let recorded: Set<String> = ["u-anna"]

    private static func party(_ leg: LegID) -> Party {
        let isUser = leg == self.anna || leg == self.boris
        return Party(user: isUser ? UserID("u-\(leg)") : nil, number: "n-\(leg)")
    }

    private static func started(_ leg: LegID) -> CallRecording.Input {
        .happened(.legStarted(LegStarted(leg: leg, role: .callee, party: self.party(leg), address: "")))
    }

    private static func ended(_ leg: LegID) -> CallRecording.Input {
        .happened(.legEnded(LegEnded(leg: leg, cause: .hungUp)))
    }

    private static let callEnded = CallRecording.Input.happened(
        .callEnded(CallEnded(result: .answered, cause: .hungUp))
    )

    /// Feeds the inputs; the recorder takes every beginning at once, or refuses it.
    private static func run(
        _ inputs: [CallRecording.Input],
        direction: CallDirection = .incoming,
        hasRoom: Bool = true
    ) -> [Effect] {
        var machine = CallRecording(of: CallID("call"))
        let start = CallStarted(direction: direction, caller: self.party(self.outside), dialled: "101")
        var effects: [Effect] = []
        for input in [.happened(.callStarted(start))] + inputs {
            var waiting = [input]
            while !waiting.isEmpty {
                let next = machine.handle(waiting.removeFirst()) { self.recorded.contains($0.text) }
                effects += next
                for case .begin(let beginning) in next {
                    waiting.append(hasRoom ? .began(beginning.id) : .refused(.diskFull))
                }
            }
        }
        return effects
    }

    private static func beginning(
        _ employee: LegID = anna,
        others: [LegID] = [outside],
        direction: CallDirection = .incoming,
        isByWish: Bool = false,
        id: RecordingID = id
    ) -> Effect {
        .begin(
            CallRecording.Beginning(
                id: id,
                user: UserID("u-\(employee)"),
                direction: direction,
                peer: self.party(others[0]),
                employee: employee,
                others: others,
                isByWish: isByWish
            )
        )
    }

    /// A recording of Anna's talk with the outside party, from its beginning.
    private static func talk(isByWish: Bool = false) -> [Effect] {
        [
            self.beginning(isByWish: isByWish), .publish(.started(self.id, leg: self.anna, isByWish: isByWish)),
            .attach(self.anna, .employee), .add(UserID("u-anna")), .attach(self.outside, .other),
        ]
    }

    private static let connected: [CallRecording.Input] = [
        started(outside), started(anna), .happened(.legsConnected(outside, anna)),
    ]

    private static func over(_ legs: [LegID], _ ending: RecordingEnding = .callEnded) -> [Effect] {
        legs.sorted().map { .detach($0) } + [.finish(ending), .publish(.ended(self.id, ending))]
    }

    @Test("REC-01 BYD-07 a recorded user's talk is recorded from its first sound to its end, the employee on the left")
    func usual() {
        #expect(Self.run(Self.connected + [Self.callEnded]) == Self.talk() + Self.over([Self.anna, Self.outside]))
        let internalCall: [CallRecording.Input] = [
            Self.started(Self.boris), Self.started(Self.anna), .happened(.legsConnected(Self.boris, Self.anna)),
        ]
        #expect(
            Self.run(internalCall, direction: .internal) == [
                Self.beginning(others: [Self.boris], direction: .internal),
                .publish(.started(Self.id, leg: Self.anna, isByWish: false)), .attach(Self.anna, .employee),
                .add(UserID("u-anna")), .attach(Self.boris, .other), .add(UserID("u-boris")),
            ]
        )
    }

    @Test("CAL-01 a recording knows which of its users withheld their number")
    func withheld() {
        let caller = Party(user: UserID("u-anna"), number: "101", isWithheld: true)
        let inputs: [CallRecording.Input] = [
            .happened(.legStarted(LegStarted(leg: Self.anna, role: .caller, party: caller, address: ""))),
            Self.started(Self.boris), .happened(.legsConnected(Self.anna, Self.boris)),
        ]
        let effects = Self.run(inputs, direction: .internal)
        guard case .begin(let beginning)? = effects.first else {
            Issue.record("nothing is recorded: \(effects)")
            return
        }
        #expect(beginning.isUserWithheld)
        #expect(effects.contains(.add(UserID("u-anna"), isWithheld: true)))
        #expect(effects.contains(.add(UserID("u-boris"), isWithheld: false)))
    }

    @Test("REC-01 a talk of others is not recorded")
    func others() {
        let inputs: [CallRecording.Input] = [
            Self.started(Self.outside), Self.started(Self.boris), .happened(.legsConnected(Self.outside, Self.boris)),
            Self.callEnded,
        ]
        #expect(Self.run(inputs).isEmpty)
    }

    @Test("REC-03 BYD-07 after a transfer the colleague is on the left, the outside party stays on the right")
    func transfer() {
        let inputs: [CallRecording.Input] =
            Self.connected + [
                .happened(
                    .transferRequested(TransferRequested(transferrer: Self.anna, target: "102", isAttended: false))
                ),
                Self.ended(Self.anna), Self.started(Self.boris),
                .happened(.legsConnected(Self.outside, Self.boris)), Self.callEnded,
            ]
        #expect(
            Self.run(inputs) == Self.talk() + [
                .detach(Self.anna), .attach(Self.boris, .employee), .add(UserID("u-boris")),
            ] + Self.over([Self.boris, Self.outside])
        )
    }

    @Test(
        "REC-03 BYD-07 a consulted colleague is never on the outside party's channel, and stays when the call is given over"
    )
    func consultation() {
        let inputs: [CallRecording.Input] =
            Self.connected + [
                .happened(.held(Self.anna)), Self.started(Self.boris),
                .happened(.legsConnected(Self.anna, Self.boris)), Self.ended(Self.anna),
                .happened(.legsConnected(Self.outside, Self.boris)), Self.callEnded,
            ]
        #expect(
            Self.run(inputs) == Self.talk() + [
                .attach(Self.boris, .employee), .add(UserID("u-boris")), .detach(Self.anna),
            ] + Self.over([Self.boris, Self.outside])
        )
        let guest: [CallRecording.Input] =
            Self.connected + [
                Self.started(Self.guest), .happened(.legsConnected(Self.anna, Self.guest)), Self.ended(Self.anna),
                .happened(.legsConnected(Self.outside, Self.guest)), Self.callEnded,
            ]
        #expect(
            Self.run(guest) == Self.talk() + [
                .attach(Self.guest, .other), .detach(Self.anna), .detach(Self.guest), .attach(Self.guest, .employee),
            ] + Self.over([Self.guest, Self.outside])
        )
    }

    @Test("REC-03 holds change nothing; a colleague in a conference joins the left, an outside guest the right")
    func conference() {
        let inputs: [CallRecording.Input] =
            Self.connected + [
                .happened(.held(Self.anna)), .happened(.resumed(Self.anna)),
                .happened(.conference(.joined(Self.anna, .participant))),
                .happened(.conference(.joined(Self.outside, .participant))), Self.started(Self.boris),
                .happened(.conference(.joined(Self.boris, .participant))), Self.started(Self.guest),
                .happened(.conference(.joined(Self.guest, .participant))),
                .happened(.conference(.left(Self.boris))), Self.ended(Self.boris), Self.callEnded,
            ]
        #expect(
            Self.run(inputs) == Self.talk() + [
                .attach(Self.boris, .employee), .add(UserID("u-boris")), .attach(Self.guest, .other),
                .detach(Self.boris),
            ] + Self.over([Self.anna, Self.outside, Self.guest])
        )
    }

    @Test("BYD-07 a supervisor is recorded only when the outside party hears them, and never on its channel")
    func supervisor() {
        let inputs: [CallRecording.Input] =
            Self.connected + [
                Self.started(Self.boris), .happened(.conference(.joined(Self.boris, .listener))),
                .happened(.conference(.roleChanged(Self.boris, .whisperer(to: Self.anna)))),
                .happened(.conference(.roleChanged(Self.boris, .participant))),
                .happened(.conference(.roleChanged(Self.boris, .listener))),
            ]
        #expect(
            Self.run(inputs) == Self.talk() + [
                .attach(Self.boris, .employee), .add(UserID("u-boris")), .detach(Self.boris),
            ]
        )
    }

    private static let asked: [CallRecording.Input] = [
        started(outside), started(boris), .happened(.legsConnected(outside, boris)), started(anna),
        .happened(.legsConnected(boris, anna)),
    ]

    private static func question(id: RecordingID = id) -> [Effect] {
        [
            self.beginning(others: [self.boris], id: id),
            .publish(.started(id, leg: self.anna, isByWish: false)), .attach(self.anna, .employee),
            .add(UserID("u-anna")), .attach(self.boris, .other), .add(UserID("u-boris")),
        ]
    }

    @Test("REC-01 who hears music while a recorded colleague is asked is not recorded, nor the talk after the return")
    func askedAndReturned() {
        let second = RecordingID("call-2")
        let inputs =
            Self.asked + [
                Self.ended(Self.anna), Self.started(Self.anna), .happened(.legsConnected(Self.boris, Self.anna)),
            ]
        #expect(
            Self.run(inputs) == Self.question() + [
                .detach(Self.anna), .detach(Self.boris), .finish(.callEnded), .publish(.ended(Self.id, .callEnded)),
            ] + Self.question(id: second)
        )
    }

    @Test("REC-03 what is given over to the recorded colleague who was asked is recorded on")
    func askedAndGivenOver() {
        let inputs =
            Self.asked + [
                .happened(.legsConnected(Self.outside, Self.anna)), Self.ended(Self.boris), Self.callEnded,
            ]
        #expect(
            Self.run(inputs) == Self.question() + [.attach(Self.outside, .other), .detach(Self.boris)]
                + Self.over([Self.anna, Self.outside])
        )
    }

    @Test("BYD-08 a question recorded by a wish goes on with whoever waited")
    func askedByWish() {
        let inputs: [CallRecording.Input] = [
            Self.started(Self.outside), Self.started(Self.boris), .happened(.legsConnected(Self.outside, Self.boris)),
            Self.started(Self.guest), .happened(.legsConnected(Self.boris, Self.guest)), .startWished,
            Self.ended(Self.guest),
        ]
        #expect(
            Self.run(inputs) == [
                Self.beginning(Self.boris, others: [Self.guest], isByWish: true),
                .publish(.started(Self.id, leg: Self.boris, isByWish: true)), .attach(Self.boris, .employee),
                .add(UserID("u-boris")), .attach(Self.guest, .other), .detach(Self.guest),
                .attach(Self.outside, .other),
            ]
        )
    }

    @Test("BYD-07 a recording that begins later leaves out who whispers by then, and takes in who is heard by then")
    func laterRoles() {
        let barged: [CallRecording.Input] = [
            Self.started(Self.outside), Self.started(Self.guest), Self.started(Self.anna),
            .happened(.legsConnected(Self.outside, Self.anna)), .stopWished, Self.started(Self.boris),
            .happened(.conference(.joined(Self.anna, .participant))),
            .happened(.conference(.joined(Self.outside, .participant))),
        ]
        let again = Self.talk() + Self.over([Self.anna, Self.outside], .stopped)
        let second = RecordingID("call-2")
        let whispers: [CallRecording.Input] = [
            .happened(.conference(.joined(Self.boris, .participant))),
            .happened(.conference(.roleChanged(Self.boris, .whisperer(to: Self.anna)))), .startWished,
        ]
        let others = { (legs: [LegID]) in Self.beginning(others: legs, isByWish: true, id: second) }
        let quiet = Self.run(barged + whispers)
        #expect(Array(quiet.prefix(again.count)) == again && quiet.contains(others([Self.outside])))
        #expect(!quiet.contains(.add(UserID("u-boris"))))
        let heard: [CallRecording.Input] = [
            .happened(.conference(.joined(Self.boris, .listener))),
            .happened(.conference(.roleChanged(Self.boris, .participant))), .startWished,
        ]
        #expect(Self.run(barged + heard).contains(others([Self.outside, Self.boris])))
        #expect(Self.run(barged + heard).contains(.attach(Self.boris, .employee)))
    }

    @Test("BYD-08 a wish starts, pauses, resumes and stops; what was stopped is not begun again by the switch")
    func wishes() {
        let inputs: [CallRecording.Input] =
            [.startWished, .pauseWished, .stopWished] + Self.connected + [
                .startWished, .pauseWished, .pauseWished, .resumeWished, .resumeWished, .stopWished, .stopWished,
                .happened(.legsConnected(Self.outside, Self.anna)), .startWished, Self.callEnded,
            ]
        let second = RecordingID("call-2")
        #expect(
            Self.run(inputs) == Self.talk() + [
                .setPaused(true), .publish(.paused(Self.id)), .setPaused(false), .publish(.resumed(Self.id)),
            ] + Self.over([Self.anna, Self.outside], .stopped) + [
                Self.beginning(isByWish: true, id: second),
                .publish(.started(second, leg: Self.anna, isByWish: true)), .attach(Self.anna, .employee),
                .add(UserID("u-anna")), .attach(Self.outside, .other), .detach(Self.anna), .detach(Self.outside),
                .finish(.callEnded), .publish(.ended(second, .callEnded)),
            ]
        )
    }

    @Test("REC-01 whoever is not recorded by a switch is by a wish")
    func wishOfOthers() {
        let inputs: [CallRecording.Input] = [
            Self.started(Self.outside), Self.started(Self.boris), .happened(.legsConnected(Self.outside, Self.boris)),
            .startWished,
        ]
        #expect(Self.run(inputs).first == Self.beginning(Self.boris, isByWish: true))
    }

    @Test("REC-03 without room the call goes on and says so once; a disk that fails ends the recording")
    func noRoom() {
        let again = CallRecording.Input.happened(.legsConnected(Self.outside, Self.anna))
        #expect(
            Self.run(Self.connected + [again, Self.callEnded], hasRoom: false) == [
                Self.beginning(), .publish(.ended(Self.id, .diskFull)),
            ]
        )
        let broken: [CallRecording.Input] = [
            .broken(RecordingID("another"), .failed), .broken(Self.id, .diskFull), again, Self.callEnded,
        ]
        #expect(
            Self.run(Self.connected + broken) == Self.talk() + [
                .detach(Self.anna), .detach(Self.outside), .publish(.ended(Self.id, .diskFull)),
            ]
        )
    }
}
