import Kernel
import Testing

@testable import SIP

/// Two sessions, their transactions and a network that loses, repeats and reorders, in virtual time.
struct SimulatedCall {
    private enum Event: Sendable {
        case deliver(to: Int, SIPMessage)
        case fire(at: Int, SimulatedEndpoint.Clock, generation: Int)
        case decide(at: Int, SimulatedEndpoint.Decision)
        case act(at: Int)
        case hangUp(at: Int)
    }

    private struct Scheduled: Sendable {
        var at: Moment
        var order: Int
        var event: Event
    }

    var ends: [SimulatedEndpoint]
    private var random: SeededGenerator
    private let lossPercent: Int
    /// From here on nothing arrives.
    private let cut: Moment?
    private var queue: [Scheduled] = []
    private var order = 0
    private var generations: [[SimulatedEndpoint.Clock: Int]] = [[:], [:]]
    private(set) var now = Moment.start
    private(set) var events = 0
    /// The agreement of both sides at each moment when nothing was under way: `nil` is agreement.
    private(set) var disagreement: String?
    private(set) var quietMoments = 0

    init(seed: UInt64, lossPercent: Int, isCut: Bool = false) {
        var random = SeededGenerator(seed: seed)
        self.lossPercent = lossPercent
        var settings: [InviteSessionSettings] = []
        for _ in 0..<2 {
            var each = InviteSessionSettings()
            each.reliability = [.whenRequired, .withDescription, .always].randomElement(using: &random) ?? .always
            var timer = SessionTimer.Settings()
            timer.interval = .seconds(90)
            each.sessionTimer = Bool.random(using: &random) ? timer : nil
            settings.append(each)
        }
        self.ends = [
            SimulatedEndpoint(name: "a", settings: settings[0], seed: random.next()),
            SimulatedEndpoint(name: "b", settings: settings[1], seed: random.next()),
        ]
        self.cut = isCut ? Moment(sinceStart: .milliseconds(Int.random(in: 0...200_000, using: &random))) : nil
        self.random = random
        for end in 0..<2 {
            for _ in 0..<Int.random(in: 0...6, using: &self.random) {
                self.schedule(.act(at: end), after: .milliseconds(Int.random(in: 0...150_000, using: &self.random)))
            }
            self.schedule(
                .hangUp(at: end),
                after: .milliseconds(Int.random(in: 400_000...410_000, using: &self.random))
            )
        }
        self.ends[0].call(delayed: Int.random(in: 0..<5, using: &self.random) == 0, at: self.now)
        self.grant(0)
    }

    private mutating func schedule(_ event: Event, after delay: Duration) {
        self.order += 1
        self.queue.append(Scheduled(at: self.now.advanced(by: delay), order: self.order, event: event))
    }

    private mutating func isLucky(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self.random) < percent }

    /// Runs until nothing is left, or `limit` events, so that a machine that never ends fails instead of hanging.
    mutating func run(limit: Int = 20_000) {
        while self.events < limit, let next = self.queue.indices.min(by: { self.isEarlier($0, $1) }) {
            let scheduled = self.queue.remove(at: next)
            self.now = scheduled.at
            self.events += 1
            self.happen(scheduled.event)
        }
    }

    var isSettled: Bool { self.queue.isEmpty }

    private func isEarlier(_ left: Int, _ right: Int) -> Bool {
        let (left, right) = (self.queue[left], self.queue[right])
        return left.at == right.at ? left.order < right.order : left.at < right.at
    }

    private mutating func happen(_ event: Event) {
        switch event {
        case .deliver(let end, let message):
            if let cut = self.cut, self.now >= cut { return }
            self.ends[end].receive(message, at: self.now)
            self.grant(end)
        case .fire(let end, let clock, let generation):
            // A cancelled timer fires now and then all the same, as it may on a busy loop.
            guard self.generations[end][clock] == generation || self.isLucky(3) else { return }
            self.ends[end].fire(clock, at: self.now)
            self.grant(end)
        case .decide(let end, let decision):
            self.decide(decision, end)
            self.grant(end)
        case .act(let end):
            self.compare()
            self.act(end)
            self.grant(end)
        case .hangUp(let end):
            self.compare()
            self.ends[end].give(.hangUp(reason: nil), at: self.now)
            self.grant(end)
        }
    }

    /// Fulfils what the endpoint wished for.
    private mutating func grant(_ end: Int) {
        for wish in self.ends[end].takeWishes() {
            switch wish {
            case .transmit(let message):
                // Through bytes, as on a wire.
                guard let parsed = try? SIPMessage(parsing: message.bytes) else {
                    Issue.record("unreadable message of our own")
                    continue
                }
                for _ in 0..<(self.isLucky(5) ? 2 : 1) where !self.isLucky(self.lossPercent) {
                    let delay = self.isLucky(10) ? 50...3_000 : 1...200
                    self.schedule(
                        .deliver(to: 1 - end, parsed),
                        after: .milliseconds(Int.random(in: delay, using: &self.random))
                    )
                }
            case .arm(let clock, let delay):
                let generation = (self.generations[end][clock] ?? 0) + 1
                self.generations[end][clock] = generation
                self.schedule(.fire(at: end, clock, generation: generation), after: delay)
            case .cancel(let clock):
                self.generations[end][clock] = (self.generations[end][clock] ?? 0) + 1
            case .decide(let decision):
                let delay = Int.random(in: 0...8_000, using: &self.random)
                self.schedule(.decide(at: end, decision), after: .milliseconds(delay))
            }
        }
    }

    // MARK: Owners

    private mutating func decide(_ decision: SimulatedEndpoint.Decision, _ end: Int) {
        switch decision {
        case .answerCall:
            switch Int.random(in: 0..<8, using: &self.random) {
            case 0: self.give(.reject(status: 486, reason: nil, headers: []), end)
            case 1...4:
                let sdp = self.isLucky(50) ? self.ends[end].describe() : nil
                self.give(.progress(status: sdp == nil ? 180 : 183, sdp: sdp, headers: []), end)
                self.schedule(.decide(at: end, .answerCall), after: .milliseconds(2_500))
            default: self.give(.accept(sdp: self.ends[end].describe(), headers: []), end)
            }
        case .answerOffer:
            if self.isLucky(20) {
                self.give(.rejectOffer(status: 488, headers: []), end)
            } else {
                self.give(.acceptOffer(sdp: self.ends[end].describe()), end)
            }
        case .transfer:
            if self.isLucky(30) { return self.give(.rejectTransfer(status: 603), end) }
            self.give(.acceptTransfer, end)
            self.schedule(.decide(at: end, .report(180)), after: .seconds(1))
            self.schedule(.decide(at: end, .report(self.isLucky(50) ? 200 : 486)), after: .seconds(5))
        case .report(let status):
            self.give(.reportTransfer(status: status, reason: nil), end)
        }
    }

    private mutating func act(_ end: Int) {
        switch Int.random(in: 0..<20, using: &self.random) {
        case 0: self.give(.hangUp(reason: nil), end)
        case 1: self.give(.cancel(reason: nil), end)
        case 2, 3:
            self.give(.sendInformation(contentType: "text/plain", body: [0x31], headers: []), end)
        case 4, 5:
            self.give(.refer(to: NameAddress(uri: SIPURI(user: "c", host: "c.example")), headers: []), end)
        case 6:
            self.give(.offer(sdp: nil, by: .invite, headers: []), end)
        case 7...12:
            self.give(.offer(sdp: self.ends[end].describe(), by: .update, headers: []), end)
        default:
            self.give(.offer(sdp: self.ends[end].describe(), by: .invite, headers: []), end)
        }
    }

    private mutating func give(_ input: InviteSession.Input, _ end: Int) {
        self.ends[end].give(input, at: self.now)
    }

    /// When nothing is under way, both sides must think the same of the call.
    private mutating func compare() {
        guard self.disagreement == nil else { return }
        let isWaiting = self.queue.contains {
            switch $0.event {
            case .deliver, .decide: true
            case .act, .hangUp, .fire: false
            }
        }
        guard !isWaiting, case .established(let a)? = self.ends[0].session?.state,
            case .established(let b)? = self.ends[1].session?.state
        else { return }
        let (here, there) = (a.conversation, b.conversation)
        guard here.outgoing.isNone, there.outgoing.isNone, here.incoming.isNone, there.incoming.isNone,
            here.queued == nil, there.queued == nil
        else { return }
        self.quietMoments += 1
        for end in self.ends where !(0...(end.hasAccepted ? 1 : 0)).contains(end.outcomes - end.offersGiven) {
            self.disagreement = "\(end.name) heard \(end.outcomes) outcomes of \(end.offersGiven) offers"
        }
        func text(_ sdp: [UInt8]?) -> String { sdp.map { String(decoding: $0, as: UTF8.self) } ?? "-" }
        let (ours, theirs) = (here.negotiation, there.negotiation)
        if !ours.isStable || !theirs.isStable || ours.local != theirs.remote || ours.remote != theirs.local {
            self.disagreement =
                "a has \(text(ours.local))/\(text(ours.remote)), b has \(text(theirs.local))/\(text(theirs.remote))"
        }
    }
}

@Suite("Two sessions on a bad network")
struct SimulatedCallTests {
    /// What must hold at the end of every run.
    private func check(_ call: SimulatedCall) {
        #expect(call.isSettled, "the call never ended")
        #expect(call.disagreement == nil)
        for end in call.ends {
            guard let session = end.session else { continue }
            #expect(session.isOver, "\(end.name) is not over")
            #expect(end.endings == 1, "\(end.name) ended")
            #expect(end.finishes == 1, "\(end.name) finished")
            #expect(end.newsAfterEnd == 0, "\(end.name) heard more after the end")
            #expect(end.armedAtFinish.isEmpty, "\(end.name) left timers")
            #expect(end.clients.isEmpty && end.servers.isEmpty, "\(end.name) left transactions")
            let offers = end.offersGiven + (end.hasAccepted ? 1 : 0)
            #expect(end.outcomes <= offers, "\(end.name) heard of offers it never made")
        }
    }

    @Test("end on both sides, agree, and leave no timer", arguments: [0, 10, 30, 60], UInt64(0)..<60)
    func ends(lossPercent: Int, seed: UInt64) {
        var call = SimulatedCall(seed: seed, lossPercent: lossPercent)
        call.run()
        self.check(call)
    }

    @Test("end on both sides when the network dies", arguments: UInt64(1_000)..<1_080)
    func cut(seed: UInt64) {
        var call = SimulatedCall(seed: seed, lossPercent: 5, isCut: true)
        call.run()
        self.check(call)
    }

    @Test("the simulation reaches what it is about")
    func reaches() {
        var (quiet, established, offers) = (0, 0, 0)
        for seed in UInt64(0)..<60 {
            var call = SimulatedCall(seed: seed, lossPercent: 10)
            call.run()
            quiet += call.quietMoments
            established += call.ends[0].wasEstablished ? 1 : 0
            offers += call.ends[0].outcomes + call.ends[1].outcomes
        }
        #expect(quiet > 60)
        #expect(established > 25)
        #expect(offers > 60)
    }
}
