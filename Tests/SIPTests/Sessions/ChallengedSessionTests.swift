import SIP
import Testing

@Suite("RFC 3261 §22, a session whose requests are challenged")
struct ChallengedSessionTests {
    static func challenge(_ status: Int, _ method: SIPMethod, _ nonce: String, stale: Bool = false) -> Move {
        let value = "Digest realm=\"p\", nonce=\"\(nonce)\", qop=\"auth\"" + (stale ? ", stale=true" : "")
        let name: SIPHeaderName = status == 401 ? .wwwAuthenticate : .proxyAuthenticate
        return .answer(status, method, headers: [ExtraHeader(name, value)])
    }

    /// A bench whose caller knows a password.
    static func bench() -> SessionBench {
        var call = OutgoingInvite(
            target: SIPURI(user: "bob", host: "b.example"),
            from: NameAddress(uri: SIPURI(user: "trunk", host: "a.example")),
            to: NameAddress(uri: SIPURI(user: "bob", host: "b.example")),
            callID: SessionBench.callID,
            localTag: "near",
            contact: "<sip:here@10.0.0.1>",
            offer: Array("o1".utf8)
        )
        call.authentication = ClientAuthentication(user: "trunk", password: "secret", seed: 5)
        var bench = SessionBench(calling: "o1")
        bench.session = InviteSession(calling: call, settings: SessionBench.quiet, seed: 7)
        return bench
    }

    static func run(_ bench: inout SessionBench, _ steps: [(Move, [String])]) {
        for (index, step) in steps.enumerated() {
            #expect(bench.make(step.0) == step.1, "step \(index)")
        }
    }

    @Test("the INVITE goes out again with an answer and a new CSeq; ACK and later requests carry one, too")
    func answers() throws {
        var bench = Self.bench()
        Self.run(
            &bench,
            [
                (.give(.start), ["send INVITE [o1]"]),
                (Self.challenge(407, .invite, "p1"), ["send INVITE [o1]"]),
                (Self.challenge(401, .invite, "s1"), ["send INVITE [o1]"]),
                (.answer(200, .invite, sdp: "a1"), ["ACK", "answered [a1]"]),
                (.offer("hold"), ["send INVITE [hold]"]),
                (Self.challenge(401, .invite, "s2", stale: true), ["send INVITE [hold]"]),
                (.answer(200, .invite, sdp: "held"), ["ACK", "answer [held]"]),
                (.hangUp, ["send BYE", "ended hungUpHere"]),
                (Self.challenge(401, .bye, "s3"), ["send BYE"]),
                (.answer(200, .bye), ["finished"]),
            ]
        )
        #expect(
            bench.messages.map { $0.first(.cseq) } == [
                "1 INVITE", "2 INVITE", "3 INVITE", "3 ACK", "4 INVITE", "5 INVITE", "5 ACK", "6 BYE", "7 BYE",
            ]
        )
        #expect(bench.messages.map { $0.contains(.proxyAuthorization) } == [false] + Array(repeating: true, count: 8))
        #expect(
            bench.messages.map { $0.contains(.authorization) } == [false, false] + Array(repeating: true, count: 7)
        )
        // The ACK of a 2xx repeats the answer of its INVITE (§22.1).
        #expect(bench.messages[3].first(.authorization) == bench.messages[2].first(.authorization))
    }

    @Test("a wrong password is a refusal, not a loop")
    func refused() {
        var bench = Self.bench()
        Self.run(
            &bench,
            [
                (.give(.start), ["send INVITE [o1]"]),
                (Self.challenge(401, .invite, "s1"), ["send INVITE [o1]"]),
                (Self.challenge(401, .invite, "s1"), ["ended refused 401", "finished"]),
            ]
        )
    }

    @Test("a server that always finds the nonce stale is given up")
    func alwaysStale() {
        var bench = Self.bench()
        _ = bench.make(.give(.start))
        var tries = 0
        while !bench.session.isOver, tries < 50 {
            _ = bench.make(Self.challenge(401, .invite, "s\(tries)", stale: true))
            tries += 1
        }
        #expect(tries == 5)
    }

    @Test(
        "a challenge without an answer to give, or one that cannot be read",
        arguments: ["Digest nonsense", "Basic x"]
    )
    func unreadable(value: String) {
        var bench = Self.bench()
        _ = bench.make(.give(.start))
        let move = Move.answer(401, .invite, headers: [ExtraHeader(.wwwAuthenticate, value)])
        #expect(bench.make(move) == ["ended refused 401", "finished"])
    }
}
