import Kernel
import Model

/// A month of calls of the demo company, as the exchange would have told them: events, from which the history is made.
struct DemoHistory {
    let domain: DomainID
    /// Anna, Boris, Clara.
    let people: [User]

    private static let days = 30

    /// - Parameters:
    ///   - now: the last call ends before.
    ///   - sequence: the newest that is stored.
    /// - Returns: in order; some 350 calls.
    func events(before now: Timestamp, after sequence: Int64) -> [Event] {
        var generator = SeededGenerator(seed: 30)
        var calls: [DemoCall] = []
        let today = (now.seconds + DemoCompany.offsetSeconds) / 86_400
        for day in (today - Int64(Self.days))..<today {
            // 1970-01-01 was a Thursday.
            let isWorking = (day + 3) % 7 < 5
            for number in 0..<Int.random(in: isWorking ? 12...18 : 1...3, using: &generator) {
                // The morning is busier than the afternoon.
                let minutes = min(
                    Int.random(in: 0..<540, using: &generator),
                    Int.random(in: 0..<700, using: &generator)
                )
                let local = day * 86_400 + 10 * 3_600 + Int64(minutes * 60)
                let at = local - DemoCompany.offsetSeconds + Int64.random(in: 0..<60, using: &generator)
                let id = CallID("demo-\(day)-\(number)")
                calls.append(
                    self.call(id, at: Timestamp(seconds: at), isWorking: isWorking && minutes < 540, &generator)
                )
            }
        }
        let all = calls.flatMap(\.events).sorted { $0.at < $1.at }
        return all.enumerated().map { index, event in
            var event = event
            event.sequence = sequence + Int64(index) + 1
            return event
        }
    }

    private func call(
        _ id: CallID,
        at start: Timestamp,
        isWorking: Bool,
        _ generator: inout SeededGenerator
    ) -> DemoCall {
        let outsider = DemoTelephony.contacts.randomElement(using: &generator) ?? DemoTelephony.contacts[0]
        let outside =
            Int.random(in: 0..<3, using: &generator) == 0
            ? Party(number: "+7916\(Int.random(in: 1_000_000...9_999_999, using: &generator))")
            : Party(number: outsider.number, name: outsider.name)
        let one = Int.random(in: 0..<self.people.count, using: &generator)
        let colleague = self.party(one)
        var call = DemoCall(id: id, domain: self.domain, at: start)
        var (callee, way): (Party?, TrunkID?)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...4:
            let line = Int.random(in: 0..<DemoTelephony.numbers.count, using: &generator)
            call.begin(.incoming, outside, DemoTelephony.numbers[line].text, line: DemoTelephony.line(line))
            if line == 0, isWorking {
                call.pass(.seconds(1), .routed(RoutingStep(rule: "rule 1", outcome: "voice scenario Приветствие")))
                call.enterMenu()
                let seconds = Int.random(in: 6...25, using: &generator)
                // One in ten gives up; most press the first key.
                switch Int.random(in: 0..<10, using: &generator) {
                case 0:
                    call.leaveMenu(.hungUp, after: .seconds(seconds))
                    call.endInMenu()
                    return call
                case 1...3: call.leaveMenu(.two, after: .seconds(seconds))
                default: call.leaveMenu(.one, after: .seconds(seconds))
                }
            }
        case 5...7:
            call.begin(.outgoing, colleague, outside.number)
            callee = outside
        case 8:
            let keeper = DemoOffice.keepers[one % DemoOffice.keepers.count]
            guard Bool.random(using: &generator) else {
                call.begin(.internal, keeper, colleague.number, trunk: DemoOffice.route)
                callee = colleague
                break
            }
            call.begin(.internal, colleague, "8\(keeper.number)")
            (callee, way) = (keeper, DemoOffice.route)
        default: call.begin(.internal, colleague, self.people[(one + 1) % self.people.count].extension ?? "")
        }
        call.ring(callee ?? (call.direction == .incoming ? colleague : self.party(one + 1)), by: way)
        let patience = Duration.seconds(Int.random(in: 3...22, using: &generator))
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<74:
            let talk = min(Int.random(in: 15...420, using: &generator), Int.random(in: 15...900, using: &generator))
            call.talk(after: patience, for: .seconds(talk), isEndedByCaller: Bool.random(using: &generator))
        case 74..<86: call.end(after: .seconds(40), .notAnswered, .noAnswer)
        case 86..<94: call.end(after: patience, .cancelled, .callerGaveUp)
        default: call.end(after: .seconds(1), .busy, .busy)
        }
        return call
    }

    private func party(_ index: Int) -> Party {
        let user = self.people[index % self.people.count]
        return Party(user: user.id, number: user.extension ?? user.login, name: user.shownName)
    }
}

/// One call of the demo history, told event by event.
struct DemoCall {
    let id: CallID
    let domain: DomainID
    private(set) var direction = CallDirection.internal
    private(set) var events: [Event] = []
    private var at: Timestamp

    private var caller: LegID { LegID("\(self.id)-1") }
    private var callee: LegID { LegID("\(self.id)-2") }

    init(id: CallID, domain: DomainID, at: Timestamp) {
        self.id = id
        self.domain = domain
        self.at = at
    }

    mutating func begin(
        _ direction: CallDirection,
        _ caller: Party,
        _ dialled: String,
        line: LineID? = nil,
        trunk: TrunkID? = nil
    ) {
        self.direction = direction
        self.add(
            .callStarted(
                CallStarted(direction: direction, caller: caller, dialled: dialled, line: line, trunk: trunk)
            )
        )
        self.add(
            .legStarted(LegStarted(leg: self.caller, role: .caller, party: caller, address: "udp 192.0.2.10:5060"))
        )
    }

    /// Into the company's voice scenario.
    mutating func enterMenu() {
        self.add(.menu(MenuStep(leg: self.caller, scenario: DemoTelephony.scenario, menu: "main")))
    }

    /// By a key, or for good.
    mutating func leaveMenu(_ exit: MenuExit, after time: Duration) {
        self.pass(time, .menu(MenuStep(leg: self.caller, scenario: DemoTelephony.scenario, menu: "main", exit: exit)))
        guard exit != .hungUp else { return }
        self.add(.routed(RoutingStep(rule: "menu Основное меню", outcome: "key \(exit.rawValue)")))
    }

    /// The caller has hung up before anybody was called.
    mutating func endInMenu() {
        self.add(.legEnded(LegEnded(leg: self.caller, cause: .callerGaveUp)))
        self.add(.callEnded(CallEnded(result: .cancelled, cause: .callerGaveUp, endedBy: self.caller)))
    }

    /// - Parameter trunk: `nil` for a phone of the company's.
    mutating func ring(_ callee: Party, by trunk: TrunkID?) {
        let address = "udp 192.0.2.20:5060"
        self.add(
            .legStarted(
                LegStarted(leg: self.callee, role: .callee, party: callee, trunk: trunk, address: address)
            )
        )
        self.pass(.milliseconds(300), .legRinging(self.callee))
    }

    mutating func talk(after patience: Duration, for time: Duration, isEndedByCaller: Bool) {
        self.pass(patience, .legAnswered(self.callee))
        self.add(.legAnswered(self.caller))
        self.add(.legsConnected(self.caller, self.callee))
        let packets = Int(time.components.seconds) * 50
        self.pass(time, .quality(Self.quality(of: self.caller, packets)))
        self.add(.quality(Self.quality(of: self.callee, packets)))
        self.end(after: .zero, .answered, .hungUp, by: isEndedByCaller ? self.caller : self.callee)
    }

    mutating func end(after patience: Duration, _ result: CallResult, _ cause: EndCause, by leg: LegID? = nil) {
        self.pass(patience, .legEnded(LegEnded(leg: self.callee, cause: cause)))
        self.add(.legEnded(LegEnded(leg: self.caller, cause: cause)))
        self.add(.callEnded(CallEnded(result: result, cause: cause, endedBy: leg)))
    }

    mutating func pass(_ time: Duration, _ kind: Event.Kind) {
        self.at = self.at.advanced(by: time)
        self.add(kind)
    }

    private mutating func add(_ kind: Event.Kind) {
        self.events.append(Event(sequence: 0, at: self.at, domain: self.domain, call: self.id, kind: kind))
    }

    private static func quality(of leg: LegID, _ packets: Int) -> LegQuality {
        LegQuality(
            leg: leg,
            codec: "PCMA",
            packetsReceived: packets,
            packetsSent: packets,
            lostPercent: 0,
            jitterMilliseconds: 2.1,
            roundTripMilliseconds: 18,
            mos: 4.4
        )
    }
}
