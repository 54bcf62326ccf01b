import Audio
import Journal
import Kernel
import Model
import Routing
import Testing

@testable import Exchange

/// An exchange in simulated time: call machines, phones that behave by dice, timers, and everything that is made of events.
/// What it holds is counted, so that a test can ask whether anything was left behind.
struct SimulatedTalks {
    private enum Due {
        case input(Call.Input)
        case timer(Call.Timer, serial: Int)
        /// Somebody of the call does something.
        case whim
    }

    private struct Event {
        let at: Moment
        let call: CallID
        let due: Due
    }

    /// What one call holds.
    private struct Holdings {
        var legs: Set<LegID> = []
        var seats: Set<LegID> = []
        var timers: [Call.Timer: Int] = [:]
        var whims = 0
    }

    private var random: SeededGenerator
    private(set) var now = Moment.start
    private var queue: [Event] = []
    private(set) var calls: [CallID: Call] = [:]
    private var holdings: [CallID: Holdings] = [:]
    private var serial = 0
    private var sequence: Int64 = 0
    private(set) var history = CallHistoryProjector()
    private(set) var live = LiveCalls()
    private(set) var lamps = LampBoard()
    private(set) var records: [CallRecord] = []
    private(set) var faults: [String] = []
    /// Features that came about, by name.
    private(set) var seen: [String: Int] = [:]

    init(seed: UInt64) {
        self.random = SeededGenerator(seed: seed)
    }

    // MARK: - A run

    /// Begins so many calls, one after the other within some minutes, and lets time pass until all is quiet.
    mutating func run(_ count: Int) {
        for number in 0..<count {
            let id = CallID("call-\(number)")
            self.calls[id] = Call(id: id)
            self.holdings[id] = Holdings()
            let at = self.now.advanced(by: .milliseconds(self.number(below: 300_000)))
            let facts = CallStarted(direction: .internal, caller: self.party(), dialled: "102")
            if self.chance(10) {
                self.queue.append(Event(at: at, call: id, due: .input(.originated(facts, self.plan()))))
            } else {
                let caller = self.fresh()
                self.holdings[id]?.legs.insert(caller)
                let start = Call.Input.started(facts, caller: caller, address: "udp")
                self.queue.append(Event(at: at, call: id, due: .input(start)))
                self.queue.append(Event(at: at, call: id, due: .input(.routed(self.plan()))))
            }
            self.queue.append(Event(at: at.advanced(by: .seconds(3)), call: id, due: .whim))
        }
        var steps = 0
        while let index = self.nextIndex(), steps < count * 2_000 {
            steps += 1
            let event = self.queue.remove(at: index)
            self.now = max(self.now, event.at)
            self.happen(event)
        }
        if !self.queue.isEmpty { self.faults.append("it does not come to rest") }
    }

    /// What must be empty now.
    var leftBehind: [String] {
        var left = self.calls.keys.sorted().map { "call \($0)" }
        if self.live.count > 0 { left.append("\(self.live.count) live calls") }
        if !self.history.openCalls.isEmpty { left.append("\(self.history.openCalls.count) open records") }
        if self.lamps.legCount > 0 { left.append("\(self.lamps.legCount) lamps") }
        return left
    }

    /// The earliest; of several the one that was put in first.
    private func nextIndex() -> Int? {
        self.queue.indices.min { self.queue[$0].at < self.queue[$1].at }
    }

    private mutating func happen(_ event: Event) {
        guard self.calls[event.call] != nil else { return }
        switch event.due {
        case .input(let input):
            self.post(input, event.call)
        case .timer(let timer, let serial):
            guard self.holdings[event.call]?.timers[timer] == serial else { return }
            self.holdings[event.call]?.timers[timer] = nil
            self.post(.fired(timer), event.call)
        case .whim:
            self.holdings[event.call]?.whims += 1
            self.whim(event.call)
            self.queue.append(Event(at: self.soon(8_000), call: event.call, due: .whim))
        }
    }

    // MARK: - What a machine asks for

    private mutating func post(_ input: Call.Input, _ id: CallID) {
        var waiting = [input]
        while !waiting.isEmpty, var call = self.calls[id] {
            let effects = call.handle(waiting.removeFirst(), at: self.now)
            self.calls[id] = call
            for effect in effects { self.perform(effect, id, &waiting) }
        }
    }

    private mutating func perform(_ effect: Call.Effect, _ id: CallID, _ waiting: inout [Call.Input]) {
        switch effect {
        case .startLeg(let destination, _):
            let isNew = self.holdings[id]?.legs.insert(destination.leg).inserted == true
            if !isNew { self.fault("a leg began twice", id) }
            self.ring(destination.leg, id)
        case .hangUp(let leg, _, _):
            self.release(leg, id)
        case .greet(let leg, _):
            // Heard, or not ready, or never over.
            let ends: Call.Input = self.chance(70) ? .greetingEnded(leg) : .soundMissing(leg, .greeting)
            if self.chance(90) { self.later(ends, id, within: 8_000) }
        case .plan, .planForUser, .planAfterGreeting:
            waiting.append(.routed(self.plan()))
        case .arm(let timer, let delay):
            self.serial += 1
            let serial = self.serial
            self.holdings[id]?.timers[timer] = serial
            self.queue.append(Event(at: self.now.advanced(by: delay), call: id, due: .timer(timer, serial: serial)))
        case .cancel(let timer):
            self.holdings[id]?.timers[timer] = nil
        case .enterRoom(let leg, _):
            self.note("room")
            self.holdings[id]?.seats.insert(leg)
        case .closeRoom:
            self.holdings[id]?.seats = []
        case .publish(let kind):
            self.publish(kind, id)
        case .end:
            self.check(id)
        default:
            break
        }
    }

    private mutating func publish(_ kind: Model.Event.Kind, _ id: CallID) {
        self.sequence += 1
        let stamp = Timestamp(microseconds: Moment.start.duration(to: self.now).wholeNanoseconds / 1_000)
        let event = Model.Event(sequence: self.sequence, at: stamp, domain: DomainID("d"), call: id, kind: kind)
        self.note(EventCodec.name(of: kind))
        if case .ended(let record)? = self.history.apply(event) { self.records.append(record) }
        _ = self.live.apply(event)
        _ = self.lamps.take(kind, of: id, at: self.now)
        if case .legEnded(let end) = kind { self.release(end.leg, id) }
    }

    /// The call says that it is over: it may hold nothing.
    private mutating func check(_ id: CallID) {
        guard let left = self.holdings.removeValue(forKey: id) else { return }
        if !left.legs.isEmpty { self.fault("legs \(left.legs.sorted()) are left", id) }
        if !left.timers.isEmpty { self.fault("timers \(left.timers.keys) are left", id) }
        if !left.seats.isEmpty { self.fault("seats \(left.seats.sorted()) are left", id) }
        self.calls[id] = nil
    }

    private mutating func release(_ leg: LegID, _ id: CallID) {
        self.holdings[id]?.legs.remove(leg)
        self.holdings[id]?.seats.remove(leg)
    }

    private mutating func fault(_ text: String, _ id: CallID) { self.faults.append("\(id): \(text)") }
    private mutating func note(_ name: String) { self.seen[name, default: 0] += 1 }

    // MARK: - Phones

    /// What a phone does with a call.
    private mutating func ring(_ leg: LegID, _ id: CallID) {
        self.later(.ringing(leg), id, within: 1_000)
        switch self.number(below: 10) {
        case 0: self.later(.failed(leg, RingAttempt.Failure(status: 486, cause: .busy)), id, within: 4_000)
        case 1: self.later(.redirected(leg, target: "104"), id, within: 3_000)
        case 2: self.later(.ended(leg, .connectionLost), id, within: 20_000)
        case 3: break
        default: self.later(.answered(leg), id, within: 30_000)
        }
    }

    /// A party of the call, or somebody outside it, does something.
    private mutating func whim(_ id: CallID) {
        guard let call = self.calls[id], let holdings = self.holdings[id] else { return }
        guard holdings.whims < 25 else {
            self.post(.stopped(.stoppedByOperator), id)
            return
        }
        guard let leg = holdings.legs.sorted().randomElement(using: &self.random) else { return }
        let wish = Call.TransferWish(target: "105", isAttended: false)
        switch self.number(below: 23) {
        case 21:
            self.post(.lost(leg), id)
            self.later(.cameBack(leg), id, within: 40_000)
        case 22:
            var came = CallTests.destination(self.fresh())
            came.party = self.party()
            self.post(.phoneCame(came), id)
        case 0: self.post(.held(leg), id)
        case 1: self.post(.resumed(leg), id)
        case 2: self.post(.transferAsked(leg, wish), id)
        case 3: self.post(.invited(Call.Invite(target: "106", by: leg), self.plan()), id)
        case 4:
            let role = [ConferenceRole.listener, .whisperer(to: leg)].randomElement(using: &self.random) ?? .listener
            self.post(.invited(Call.Invite(target: "107", by: nil, supervising: role), self.plan()), id)
        case 5: self.post(.memberMuted(leg, self.chance(50)), id)
        case 6: self.post(.roleChanged(leg, .participant), id)
        case 7: self.post(.memberDropped(leg, .stoppedByOperator), id)
        case 8: self.post(.digit(leg, "5"), id)
        case 9: self.join(another: id, leg)
        case 10 where call.canReplace(leg): self.post(.replaced(leg, by: self.moved(to: id)), id)
        case 11: self.post(.oneWayAudio(leg, AudioFault(.stopped)), id)
        case 12: self.post(.ended(leg, .hungUp), id)
        case 13, 14: self.post(.asked(leg, .consult("109")), id)
        case 15: self.post(.asked(leg, .goBack), id)
        case 16: self.post(.asked(leg, .complete), id)
        case 17: self.post(.asked(leg, self.chance(50) ? .hold : .unhold), id)
        case 20: self.post(.toneHeard(call.aloneWithServer ?? leg, self.chance(30) ? .busy : .fax), id)
        case 18 where self.chance(25): self.post(.asked(leg, .park(slot: "1")), id)
        case 19 where call.parkingSlot != nil:
            let isDialled = self.chance(50)
            self.post(isDialled ? .retrieved(self.moved(to: id)) : .parkedWanted(by: UserID("u")), id)
        default: break
        }
    }

    /// Attended transfer: the other party of another call comes here.
    private mutating func join(another id: CallID, _ transferrer: LegID) {
        guard self.calls[id]?.canTransfer(transferrer) == true else { return }
        for other in self.calls.keys.sorted() where other != id {
            for leg in self.holdings[other]?.legs.sorted() ?? [] {
                guard let call = self.calls[other], call.canTransfer(leg), let given = call.peer(of: leg) else {
                    continue
                }
                self.post(.surrendered(leg), other)
                self.holdings[id]?.legs.insert(given)
                let moved = Call.MovedLeg(leg: given, party: self.party(), address: "udp", trunk: nil)
                let wish = Call.TransferWish(target: "108", isAttended: true)
                self.post(.joined(moved, inPlaceOf: transferrer, wish), id)
                return
            }
        }
    }

    private mutating func moved(to id: CallID) -> Call.MovedLeg {
        let leg = self.fresh()
        self.holdings[id]?.legs.insert(leg)
        return Call.MovedLeg(leg: leg, party: self.party(), address: "udp", trunk: nil)
    }

    // MARK: - Dice

    private mutating func later(_ input: Call.Input, _ id: CallID, within milliseconds: Int) {
        self.queue.append(Event(at: self.soon(milliseconds), call: id, due: .input(input)))
    }

    private mutating func soon(_ milliseconds: Int) -> Moment {
        self.now.advanced(by: .milliseconds(1 + self.number(below: milliseconds)))
    }

    private mutating func plan() -> CallPlan {
        if self.chance(5) { return CallPlan(.refuse(.notRegistered), steps: []) }
        if self.chance(5) { return CallPlan(.serve(.echo), steps: []) }
        let stages = (0...self.number(below: 2)).map { _ in
            (0...self.number(below: 2)).map { _ in
                var destination = CallTests.destination(self.fresh())
                destination.party = self.party()
                if self.chance(20) { destination.ringBack = .melody(.waltz) }
                return destination
            }
        }
        let step = RoutingStep(rule: "r", outcome: "o")
        var plan = CallPlan(.ring(stages: stages, ringTime: .seconds(20)), steps: [step])
        if self.chance(20) { plan.greeting = CallPlan.Greeting(prompt: PromptID("p"), callee: UserID("u")) }
        return plan
    }

    private mutating func party() -> Party {
        let number = 100 + self.number(below: 20)
        return Party(user: self.chance(80) ? UserID("u\(number)") : nil, number: "\(number)")
    }

    private mutating func fresh() -> LegID {
        self.serial += 1
        return LegID("leg-\(self.serial)")
    }

    private mutating func number(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &self.random) }
    private mutating func chance(_ percent: Int) -> Bool { self.number(below: 100) < percent }
}
