import Kernel
package import Model

/// A seeded stream of events as a busy server makes them: calls of all kinds interleaved, registrations between them,
/// and what may go wrong (events of forgotten calls, late measurements, a clock that is set back).
package struct RandomTraffic {
    private struct OpenCall {
        var id: CallID
        var domain: DomainID
        var legs: [LegID]
        var isAnswered = false
        var stepsLeft: Int
    }

    package static let domains = [DomainID("acme.example"), DomainID("globex.example"), DomainID("initech.example")]

    private var generator: SeededGenerator
    private var open: [OpenCall] = []
    private var ended: [OpenCall] = []
    private var script: EventScript
    private var made = 0

    package init(seed: UInt64) {
        self.generator = SeededGenerator(seed: seed)
        self.script = EventScript()
    }

    /// A stream in which `calls` calls begin and all of them end.
    package mutating func events(calls: Int) -> [Event] {
        let target = self.made + calls
        while self.made < target || !self.open.isEmpty {
            self.pass()
            switch self.number(10) {
            case 0...2 where self.made < target: self.start()
            case 3: self.somethingElse()
            case 4: self.somethingLate()
            default:
                if self.open.isEmpty { continue }
                self.step(self.number(self.open.count))
            }
        }
        return self.script.events
    }

    package static func party(_ index: Int) -> Party {
        switch index % 3 {
        case 0: Party(user: UserID("user-\(index)"), number: "\(100 + index)", name: "Пётр \(index)-й")
        case 1: Party(number: "+7495\(1_000_000 + index * 7_919)", name: "")
        default: Party(user: UserID("user-\(index)"), number: "\(100 + index)", name: "Ann \"O'Hara\" \(index)")
        }
    }

    private mutating func number(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self.generator) }

    private mutating func pass() {
        switch self.number(20) {
        case 0: self.script.wait(.seconds(-3))  // The clock is set back.
        case 1...9: break
        default: self.script.wait(.microseconds(self.number(4_000_000)))
        }
    }

    private mutating func start() {
        self.made += 1
        let id = CallID("call-\(self.made)")
        let domain = Self.domains[self.number(Self.domains.count)]
        let caller = Self.party(self.number(12))
        let leg = LegID("\(id)-0")
        let call = OpenCall(id: id, domain: domain, legs: [leg], stepsLeft: 1 + self.number(16))
        let start = CallStarted(
            direction: CallDirection.allCases[self.number(3)],
            caller: caller,
            dialled: "\(100 + self.number(12))",
            line: self.number(4) == 0 ? LineID("line-1") : nil,
            trunk: self.number(4) == 0 ? TrunkID("trunk-1") : nil
        )
        self.add(.callStarted(start), to: call)
        self.add(
            .legStarted(LegStarted(leg: leg, role: .caller, party: caller, address: "udp 192.0.2.1:5060")),
            to: call
        )
        self.open.append(call)
    }

    private mutating func add(_ kind: Event.Kind, to call: OpenCall) {
        self.script.add(kind, domain: call.domain, call: call.id)
    }

    private mutating func step(_ index: Int) {
        guard self.open[index].stepsLeft > 0 else { return self.end(index) }
        self.open[index].stepsLeft -= 1
        let leg = self.open[index].legs[self.number(self.open[index].legs.count)]
        let other = self.open[index].legs[self.number(self.open[index].legs.count)]
        let kind: Event.Kind
        switch self.number(20) {
        case 0, 1:
            let made = LegID("\(self.open[index].id)-\(self.open[index].legs.count)")
            self.open[index].legs.append(made)
            let trunk = self.number(3) == 0 ? TrunkID("trunk-2") : nil
            let party = Self.party(self.number(12))
            kind = .legStarted(
                LegStarted(leg: made, role: .callee, party: party, trunk: trunk, address: "tcp [::1]:5061")
            )
        case 2: kind = .legRinging(leg)
        case 3: kind = .legProgressed(leg)
        case 4, 5:
            kind = .legAnswered(leg)
            self.open[index].isAnswered = true
        case 6: kind = .legsConnected(leg, other)
        case 7: kind = .held(leg)
        case 8: kind = .resumed(leg)
        case 9: kind = .routed(RoutingStep(rule: "line +74951234567", outcome: "user \\ \"\u{1}\""))
        case 10: kind = .transferRequested(TransferRequested(transferrer: leg, target: "105", isAttended: true))
        case 11: kind = .transferCompleted(transferrer: leg, transferred: other, target: leg)
        case 12: kind = .transferFailed(transferrer: leg, status: 486)
        case 13: kind = .quality(self.quality(leg))
        case 14: kind = .digit(leg, "0123456789*#ABCD".randomElement(using: &self.generator) ?? "0")
        case 15: kind = .conference(self.conferenceEvent(leg, other))
        case 16, 17: kind = .menu(self.menuStep(leg, exit: nil))
        case 18: kind = .menu(self.menuStep(leg, exit: MenuExit.allCases.randomElement(using: &self.generator)))
        default: kind = .redirected(leg, to: "sip:elsewhere@example.org")
        }
        self.add(kind, to: self.open[index])
    }

    private mutating func menuStep(_ leg: LegID, exit: MenuExit?) -> MenuStep {
        MenuStep(leg: leg, scenario: EntryID("scenario-\(self.number(2))"), menu: "menu-\(self.number(3))", exit: exit)
    }

    private mutating func conferenceEvent(_ leg: LegID, _ other: LegID) -> ConferenceEvent {
        switch self.number(8) {
        case 0: .invited(target: "105", by: leg)
        case 1: .inviteFailed(target: "105", cause: .busy)
        case 2: .joined(leg, .participant)
        case 3: .joined(leg, .listener)
        case 4: .roleChanged(leg, .whisperer(to: other))
        case 5: .left(leg)
        case 6: .muted(leg, isMuted: self.number(2) == 0)
        default: .ended
        }
    }

    private mutating func end(_ index: Int) {
        let call = self.open.remove(at: index)
        for leg in call.legs where self.number(8) > 0 {
            let cause = EndCause.allCases[self.number(EndCause.allCases.count)]
            self.add(.legEnded(LegEnded(leg: leg, cause: cause, status: self.number(2) * 486)), to: call)
        }
        if self.number(3) == 0 { self.add(.quality(self.quality(call.legs[0])), to: call) }
        let result = call.isAnswered ? CallResult.answered : CallResult.allCases[1 + self.number(5)]
        let cause = EndCause.allCases[self.number(EndCause.allCases.count)]
        let endedBy = self.number(4) == 0 ? nil : call.legs[self.number(call.legs.count)]
        self.add(.callEnded(CallEnded(result: result, cause: cause, endedBy: endedBy)), to: call)
        self.ended.append(call)
    }

    private mutating func quality(_ leg: LegID) -> LegQuality {
        LegQuality(
            leg: leg,
            codec: "PCMA",
            packetsReceived: self.number(100_000),
            packetsSent: self.number(100_000),
            lostPercent: Double(self.number(10_000)) / 100,
            jitterMilliseconds: Double.random(in: 0...50, using: &self.generator),
            roundTripMilliseconds: self.number(2) == 0 ? nil : Double(self.number(500)),
            mos: 1 + Double(self.number(351)) / 100,
            remoteLostPercent: self.number(2) == 0 ? nil : Double(self.number(100)),
            remoteJitterMilliseconds: self.number(2) == 0 ? nil : Double.random(in: 0...50, using: &self.generator),
            encryption: self.number(2) == 0 ? nil : "SDES AES_CM_128_HMAC_SHA1_80"
        )
    }

    private mutating func somethingElse() {
        let domain = Self.domains[self.number(Self.domains.count)]
        let change = RegistrationChange(
            user: UserID("user-\(self.number(6))"),
            contact: "sip:\(self.number(4))@192.0.2.7:5060;transport=udp",
            source: "udp 192.0.2.7:5060",
            userAgent: "Phone/1.0",
            expires: Timestamp(seconds: 1_800_000_000),
            reason: .registered
        )
        switch self.number(5) {
        case 0: self.script.add(.registered(change), domain: domain)
        case 1: self.script.add(.unregistered(change), domain: domain)
        case 2:
            let block = SourceBlocked(address: "203.0.113.9", failures: 20, until: Timestamp(seconds: 1_790_000_600))
            self.script.add(.sourceBlocked(block))
        case 3: self.script.add(.recording(.swept(count: self.number(100), megabytes: 1)), domain: domain)
        default:
            self.script.add(
                .trunkStateChanged(TrunkID("trunk-1"), isAvailable: self.number(2) == 0, reason: "no answer")
            )
        }
    }

    /// What comes after a call's end, or of a call that never began.
    private mutating func somethingLate() {
        guard let call = self.ended.randomElement(using: &self.generator) else { return }
        switch self.number(4) {
        case 0: self.add(.quality(self.quality(call.legs[0])), to: call)
        case 1: self.add(.legAnswered(call.legs[0]), to: call)
        case 2: self.script.add(.legRinging(LegID("lost")), domain: call.domain, call: CallID("lost-\(self.made)"))
        default:
            self.script.add(
                .oneWayAudio(LegID("lost"), AudioFault(.stopped)),
                domain: call.domain,
                call: CallID("lost-\(self.made)")
            )
        }
    }
}
