import Kernel
import SIP
import Testing

/// A far end that obeys no rule, and an owner who says anything at any time.
struct HostileFarEnd {
    var bench: SessionBench
    private var random: SeededGenerator
    private var armed: Set<InviteSession.Timer> = []
    private var open: [SIPMethod] = []
    private(set) var endings = 0
    private(set) var finishes = 0
    private(set) var complaints: [String] = []

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var settings = InviteSessionSettings()
        settings.reliability = [.whenRequired, .withDescription, .always].randomElement(using: &random) ?? .always
        settings.maximumBranches = 3
        settings.maximumQueuedProvisionals = 2
        let offer = Bool.random(using: &random) ? "o" : nil
        let extensions = ["100rel", "timer", "100rel, timer", "x"].randomElement(using: &random) ?? "x"
        self.bench =
            Bool.random(using: &random)
            ? SessionBench(calling: offer, settings: settings)
            : SessionBench(
                answering: offer,
                settings: settings,
                headers: [ExtraHeader(.supported, extensions), ExtraHeader(.sessionExpires, "4294967295")]
            )
        self.random = random
    }

    mutating func run(moves: Int) {
        self.make(.give(.start))
        for _ in 0..<moves { self.make(self.anything()) }
        self.make(.hangUp)
        // Everything that is under way fails, every timer fires: nothing may keep the session alive.
        for _ in 0..<20 where !self.bench.session.isOver {
            for request in self.bench.messages where request.isRequest && request.method != .ack {
                self.make(.give(.transactionFailed(request: request, .timeout)))
            }
            for timer in self.armed { self.make(.fire(timer)) }
        }
    }

    private mutating func make(_ move: Move) {
        if case .answer(_, let method, _, _, _) = move, !self.open.contains(method) { return }
        if case .fail(let method, _) = move, !self.open.contains(method) { return }
        let wasOver = self.bench.session.isOver
        if case .give(.fired(let timer)) = move { self.armed.remove(timer) }
        for effect in self.bench.effects(of: move) {
            switch effect {
            case .send(let request):
                if !self.open.contains(request.method) { self.open.append(request.method) }
            case .arm(let timer, _): self.armed.insert(timer)
            case .cancel(let timer):
                if self.armed.remove(timer) == nil { self.complaints.append("\(timer) was not armed") }
            case .ended: self.endings += 1
            case .finished:
                self.finishes += 1
                if !self.armed.isEmpty { self.complaints.append("\(self.armed) left") }
            case .respond, .acknowledge, .cancelInvite: break
            default:
                if self.endings > 0 { self.complaints.append("news after the end: \(SessionBench.text(effect))") }
            }
            if wasOver, case .respond = effect { continue }
            if wasOver { self.complaints.append("\(SessionBench.text(effect)) after all was over") }
        }
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self.random)]
    }

    private mutating func anything() -> Move {
        let sdp: String? = self.pick([nil, nil, "x", "y", "z"])
        let headers: [ExtraHeader] = self.pick([
            [], [], [ExtraHeader(.require, "100rel"), ExtraHeader(.rseq, String(self.pick([1, 2, 3, UInt32.max])))],
            [ExtraHeader(.rack, "\(self.pick([1, 2, UInt32.max])) 100 INVITE")], [ExtraHeader(.minSE, "99999999999")],
            [ExtraHeader(.sessionExpires, self.pick(["0", "1;refresher=uac", "90;refresher=uas", "soon"]))],
            [ExtraHeader(.retryAfter, self.pick(["0", "10", "99999999999", "x"]))], [ExtraHeader(.require, "dance")],
            [ExtraHeader(.referTo, "<sip:c@c>")], [ExtraHeader(.event, "refer"), ExtraHeader(.subscriptionState, "x")],
            [ExtraHeader(.contact, "<<<>")], [ExtraHeader(.recordRoute, "<sip:p1>")],
        ])
        let tag = self.pick(["far", "far", "far", "near", "2", "3", "4", "5", ""])
        let methods: [SIPMethod] = [
            .invite, .ack, .bye, .cancel, .prack, .update, .info, .refer, .notify, .message, .options, .register,
        ]
        switch Int.random(in: 0..<10, using: &self.random) {
        case 0...3:
            let status = self.pick([
                100, 180, 183, 199, 200, 200, 202, 302, 401, 407, 408, 422, 481, 487, 491, 500, 603,
            ])
            return .answer(status, self.pick(methods), sdp: sdp, tag: tag, headers: headers)
        case 4, 5:
            let sequence = self.pick([0, 0, 0, 100, 101, 1 << 31, UInt32.max, 1])
            return .request(self.pick(methods), sdp: sdp, sequence: sequence, headers: headers, tag: tag)
        case 6:
            return .fire(self.pick(InviteSession.Timer.allCases))
        default:
            return self.pick([
                .accept(sdp), .progress(183, sdp), .progress(180), .offer(sdp), .offer(sdp, .update), .acceptOffer("m"),
                .rejectOffer(488), .give(.acceptTransfer), .give(.rejectTransfer(status: 0)),
                .give(.reportTransfer(status: self.pick([100, 180, 200]), reason: nil)),
                .give(.refer(to: NameAddress(uri: SIPURI(host: "x")), headers: [])), .progress(99), .progress(180, "p"),
                .give(.sendInformation(contentType: "a/b", body: [], headers: [])),
                .fail(self.pick([.invite, .update, .refer, .info, .prack, .notify]), .transport),
            ])
        }
    }
}

@Suite("A far end that obeys no rule")
struct HostileFarEndTests {
    @Test("cannot stop the process, keep a session alive or make it say the end twice", arguments: UInt64(0)..<400)
    func survives(seed: UInt64) {
        var call = HostileFarEnd(seed: seed)
        call.run(moves: 60)
        #expect(call.bench.session.isOver)
        #expect(call.endings == 1)
        #expect(call.finishes == 1)
        #expect(call.complaints.isEmpty)
    }
}
