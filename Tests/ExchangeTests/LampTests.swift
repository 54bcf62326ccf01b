import Kernel
import Model
import ModelTesting
import SIP
import Testing

@testable import Exchange

@Suite("Lamps, RFC 4235")
struct LampTests {
    private let call = CallID("c")
    private let anna = UserID("anna")
    private let boris = UserID("boris")
    private let one = LegID("one")
    private let other = LegID("other")

    private func begin(_ board: inout LampBoard) -> [[UserID]] {
        let caller = Party(user: self.anna, number: "101", name: "Anna")
        let callee = Party(user: self.boris, number: "102", name: "Boris")
        let kinds: [Model.Event.Kind] = [
            .callStarted(CallStarted(direction: .internal, caller: caller, dialled: "102")),
            .legStarted(LegStarted(leg: self.one, role: .caller, party: caller, address: "")),
            .legStarted(LegStarted(leg: self.other, role: .callee, party: callee, address: "")),
        ]
        return kinds.map { board.take($0, of: self.call, at: .start) }
    }

    @Test("BLF-01 a lamp goes from dark by blinking to lit and out again; each change is told once")
    func states() {
        var board = LampBoard()
        #expect(self.begin(&board) == [[], [self.anna], []], "a phone that does not ring yet is dark")
        #expect(board.activities(of: self.anna).map(\.state) == [.trying])
        #expect(board.activities(of: self.anna).map(\.peerNumber) == ["102"])
        #expect(board.activities(of: self.boris).isEmpty && board.ringing(at: self.boris) == nil)

        #expect(board.take(.legRinging(self.other), of: self.call, at: .start) == [self.boris])
        #expect(board.take(.legProgressed(self.other), of: self.call, at: .start) == [])
        #expect(board.ringing(at: self.boris)?.peerName == "Anna")
        #expect(board.ringing(at: self.anna) == nil, "who calls does not ring")

        #expect(board.take(.legAnswered(self.other), of: self.call, at: .start) == [self.boris])
        #expect(
            board.take(.legsConnected(self.one, self.other), of: self.call, at: .start) == [self.anna],
            "the other one is lit already"
        )
        #expect(board.ringing(at: self.boris) == nil)
        let ends = [self.one, self.other].map { leg in
            board.take(.legEnded(LegEnded(leg: leg, cause: .hungUp)), of: self.call, at: .start)
        }
        #expect(ends == [[self.anna], [self.boris]])
        #expect(board.legCount == 0 && board.activities(of: self.anna).isEmpty)
    }

    @Test(
        "CAL-07 the name of what rings is good in both orders of its tags, and not after the answer, the end or for others"
    )
    func pickupNames() {
        let ends: [Model.Event.Kind] = [
            .legAnswered(self.other), .legsConnected(self.one, self.other),
            .legEnded(LegEnded(leg: self.other, cause: .hungUp)),
            .callEnded(CallEnded(result: .notAnswered, cause: .noAnswer, endedBy: nil)),
        ]
        for end in ends {
            var (names, tokens) = (PickupNames(), TokenSource(SeededGenerator(seed: 7)))
            let name = names.name(of: self.other, in: self.call, &tokens)
            let again = names.name(of: self.other, in: self.call, &tokens)
            #expect(again == name, "one name for all lamps")
            let right = Replaces(callID: name.callID, toTag: name.localTag, fromTag: name.remoteTag)
            let turned = Replaces(callID: name.callID, toTag: name.remoteTag, fromTag: name.localTag)
            let wrong = Replaces(callID: name.callID, toTag: name.localTag, fromTag: name.localTag)
            #expect(names.leg(namedBy: right) == self.other && names.leg(namedBy: turned) == self.other)
            #expect(names.leg(namedBy: wrong) == nil)
            names.take(.legRinging(self.other), of: self.call)
            names.take(end, of: CallID("another"))
            if case .callEnded = end { #expect(names.count == 1) }
            names.take(end, of: self.call)
            #expect(names.leg(namedBy: right) == nil && names.count == 0)
        }
    }

    @Test("CAL-12 a user lights ten lamps a minute, and others do not wait for that")
    func codes() {
        var codes = LampCodes()
        let admitted = (0..<30).map { codes.admits(self.anna, at: Moment(sinceStart: .seconds($0))) }
        #expect(admitted == (0..<30).map { $0 < LampCodes.limit })
        let other = codes.admits(self.boris, at: Moment(sinceStart: .seconds(30)))
        let later = codes.admits(self.anna, at: Moment(sinceStart: .seconds(61)))
        #expect(other && later)
    }

    @Test("CAL-01 neither lamp of a call tells a withheld caller from whom it called; nor does a slot's")
    func withheld() {
        var board = LampBoard()
        let caller = Party(user: self.anna, number: "101", name: "Anna", isWithheld: true)
        let callee = Party(user: self.boris, number: "102", name: "Boris")
        for kind in [
            .callStarted(CallStarted(direction: .internal, caller: caller, dialled: "102")),
            .legStarted(LegStarted(leg: self.one, role: .caller, party: caller, address: "")),
            .legStarted(LegStarted(leg: self.other, role: .callee, party: callee, address: "")),
            .legRinging(self.other),
        ] as [Model.Event.Kind] {
            _ = board.take(kind, of: self.call, at: .start)
        }
        let shown = (board.activities(of: self.anna) + board.activities(of: self.boris)).map(\.peerNumber)
        #expect(shown == ["", ""])
        let domain = DomainID("acme.example")
        #expect(DialogInfo.peerURI("", in: domain) == "sip:anonymous@anonymous.invalid")
        #expect(DialogInfo.peerURI("102", in: domain) == "sip:102@acme.example")
        let slot = DialogInfo.Dialog(waiting: self.one, caller, in: domain)
        #expect(slot.peerURI == "sip:anonymous@anonymous.invalid" && slot.peerName.isEmpty)
        #expect(DialogInfo.Dialog(waiting: self.other, callee, in: domain).peerURI == "sip:102@acme.example")
    }

    @Test("CAL-07 the longest ringing call comes first")
    func longestRinging() {
        var board = LampBoard()
        for (index, name) in ["x", "y"].enumerated() {
            let call = CallID(name)
            let callee = Party(user: self.boris, number: "102")
            let now = Moment(sinceStart: .seconds(index))
            let caller = Party(number: "+74950000000")
            let started = CallStarted(direction: .incoming, caller: caller, dialled: "102")
            _ = board.take(.callStarted(started), of: call, at: now)
            _ = board.take(
                .legStarted(LegStarted(leg: LegID(name), role: .callee, party: callee, address: "")),
                of: call,
                at: now
            )
            _ = board.take(.legRinging(LegID(name)), of: call, at: now)
        }
        #expect(board.ringing(at: self.boris)?.leg == LegID("x"))
        #expect(board.longestRinging(at: [self.boris]) { $0.leg != LegID("x") }?.leg == LegID("y"))
        _ = board.take(.legEnded(LegEnded(leg: LegID("x"), cause: .noAnswer)), of: CallID("x"), at: .start)
        #expect(board.ringing(at: self.boris)?.leg == LegID("y"))
    }

    @Test("no traffic leaves a leg behind", arguments: UInt64(0)..<20)
    func leavesNothing(seed: UInt64) {
        var board = LampBoard()
        var traffic = RandomTraffic(seed: seed)
        for event in traffic.events(calls: 300) {
            guard let call = event.call else { continue }
            _ = board.take(event.kind, of: call, at: .start)
        }
        #expect(board.legCount == 0)
    }

    @Test("names of strangers cannot break the document")
    func escaping() {
        let dialog = DialogInfo.Dialog(
            id: "one",
            callID: "a\"b",
            localTag: "l",
            remoteTag: nil,
            isCaller: false,
            state: "early",
            peerURI: "sip:1&2@acme",
            peerName: "<script>\u{0}\u{1b}\u{fffe}"
        )
        let text = String(
            decoding: DialogInfo(entity: "sip:102@acme", dialogs: [dialog]).bytes(version: 7),
            as: UTF8.self
        )
        #expect(text.contains("version=\"7\" state=\"full\" entity=\"sip:102@acme\""))
        #expect(text.contains("call-id=\"a&quot;b\" local-tag=\"l\" direction=\"recipient\""))
        #expect(text.contains("<identity display=\"&lt;script&gt;\">sip:1&amp;2@acme</identity>"))
        #expect(text.contains("<state>early</state>"))
    }
}
