import Kernel
import SIP
import Testing

@Suite("RFC 3261 §10.2, a registration that is kept alive")
struct RegistrationClientTests {
    /// Drives a registration; the registrar answers the last request.
    struct Bench {
        var client: RegistrationClient
        private(set) var last: SIPMessage?

        init(password: String? = nil, seed: UInt64 = 3) {
            var settings = RegistrationClient.Settings(
                registrar: SIPURI(host: "provider.example"),
                addressOfRecord: NameAddress(uri: SIPURI(user: "trunk", host: "provider.example")),
                contact: NameAddress(uri: SIPURI(user: "trunk", host: "10.0.0.1", port: 5_060))
            )
            if let password {
                settings.authentication = ClientAuthentication(user: "trunk", password: password, seed: 1)
            }
            self.client = RegistrationClient(settings, callID: "r", localTag: "t", seed: seed)
        }

        mutating func give(_ input: RegistrationClient.Input) -> [RegistrationClient.Effect] {
            let effects = self.client.handle(input, at: .start)
            for case .send(let request) in effects { self.last = request }
            return effects
        }

        mutating func answer(_ status: Int, _ headers: [ExtraHeader] = []) -> [RegistrationClient.Effect] {
            guard let request = self.last else { return [] }
            var response = SIPMessage(response: status, to: request, toTag: "x")
            for header in headers { response.append(header.name, header.value) }
            return self.give(.received(response))
        }
    }

    static func text(_ effects: [RegistrationClient.Effect]) -> [String] {
        effects.map { effect in
            switch effect {
            case .send(let request): "send \(request.first(.cseq) ?? "") \(request.first(.expires) ?? "")"
            case .arm: "arm"
            case .cancelTimer: "cancel"
            case .registered(let lifetime, _): "registered \(lifetime.components.seconds)"
            case .failed(.refused(let response), _): "refused \(response.status ?? 0)"
            case .failed(.unreachable(let failure), _): "unreachable \(failure)"
            case .failed(.notBound, _): "notBound"
            case .finished: "finished"
            }
        }
    }

    static func challenge(_ nonce: String, stale: Bool = false) -> [ExtraHeader] {
        let value = "Digest realm=\"p\", nonce=\"\(nonce)\", qop=\"auth\"" + (stale ? ", stale=true" : "")
        return [ExtraHeader(.wwwAuthenticate, value)]
    }

    @Test("registers, refreshes, is renewed and withdrawn")
    func life() throws {
        var bench = Bench()
        #expect(Self.text(bench.give(.start)) == ["send 1 REGISTER 600"])
        let request = try #require(bench.last)
        #expect(request.requestURI?.description == "sip:provider.example")
        #expect(request.first(.to) == "<sip:trunk@provider.example>")
        #expect(request.first(.from) == "<sip:trunk@provider.example>;tag=t")
        #expect(bench.answer(100).isEmpty)
        #expect(Self.text(bench.answer(200, [ExtraHeader(.expires, "300")])) == ["registered 300", "arm"])
        #expect(bench.answer(200).isEmpty)
        #expect(Self.text(bench.give(.fired)) == ["send 2 REGISTER 600"])
        #expect(bench.give(.renew).isEmpty)
        let own = ExtraHeader(.contact, "<sip:else@x>;expires=10, <sip:trunk@10.0.0.1:5060>;expires=120")
        #expect(Self.text(bench.answer(200, [own])) == ["registered 120", "arm"])
        #expect(Self.text(bench.give(.renew)) == ["cancel", "send 3 REGISTER 600"])
        #expect(Self.text(bench.give(.stop)) == ["send 4 REGISTER 0"])
        #expect(Self.text(bench.answer(200)) == ["finished"])
        #expect(bench.client.isOver)
    }

    @Test("§10.2.8 a lifetime that is too short is raised once")
    func tooBrief() {
        var bench = Bench()
        _ = bench.give(.start)
        #expect(Self.text(bench.answer(423, [ExtraHeader(.minExpires, "1800")])) == ["send 2 REGISTER 1800"])
        #expect(Self.text(bench.answer(423, [ExtraHeader(.minExpires, "1800")])) == ["refused 423", "arm"])
    }

    @Test("§22.2 a challenge is answered once for each nonce, a wrong password is not tried again and again")
    func challenged() throws {
        var bench = Bench(password: "secret")
        _ = bench.give(.start)
        #expect(Self.text(bench.answer(401, Self.challenge("n1"))) == ["send 2 REGISTER 600"])
        #expect(try #require(bench.last).contains(.authorization))
        #expect(Self.text(bench.answer(401, Self.challenge("n2", stale: true))) == ["send 3 REGISTER 600"])
        #expect(Self.text(bench.answer(200)) == ["registered 600", "arm"])
        #expect(Self.text(bench.give(.fired)) == ["send 4 REGISTER 600"])
        #expect(try #require(bench.last).contains(.authorization))
        #expect(Self.text(bench.answer(401, Self.challenge("n3"))) == ["send 5 REGISTER 600"])
        #expect(Self.text(bench.answer(401, Self.challenge("n3"))) == ["refused 401", "arm"])
    }

    @Test("without a password a challenge is a refusal")
    func noPassword() {
        var bench = Bench()
        _ = bench.give(.start)
        #expect(Self.text(bench.answer(401, Self.challenge("n1"))) == ["refused 401", "arm"])
    }

    @Test("RFC 5626 §4.5 pauses double up to half an hour, between 50 and 100 % of it", arguments: UInt64(0)..<20)
    func backsOff(seed: UInt64) {
        var bench = Bench(seed: seed)
        var input = RegistrationClient.Input.start
        for attempt in 0..<12 {
            _ = bench.give(input)
            input = .fired
            let effects = bench.give(.transactionFailed(.timeout))
            guard case .failed(.unreachable(.timeout), let pause)? = effects.first else {
                Issue.record("attempt \(attempt)")
                return
            }
            let most = min(Duration.seconds(30) * (1 << attempt), .seconds(1_800))
            #expect(pause >= most / 2 && pause <= most)
            #expect(effects.last == .arm(after: pause))
        }
    }

    @Test("a success ends the doubling, Retry-After lengthens the pause")
    func recovers() {
        var bench = Bench()
        _ = bench.give(.start)
        for _ in 0..<6 {
            _ = bench.give(.transactionFailed(.transport))
            _ = bench.give(.fired)
        }
        _ = bench.answer(200)
        _ = bench.give(.fired)
        guard case .failed(_, let short)? = bench.give(.transactionFailed(.timeout)).first else { return }
        #expect(short <= .seconds(30))
        _ = bench.give(.fired)
        guard case .failed(_, let long)? = bench.answer(503, [ExtraHeader(.retryAfter, "4000")]).first else { return }
        #expect(long == .seconds(4_000))
    }

    @Test("a binding that was granted nothing is none; stopping before the start, or twice, ends at once")
    func edges() {
        var bench = Bench()
        _ = bench.give(.start)
        #expect(Self.text(bench.answer(200, [ExtraHeader(.expires, "0")])) == ["notBound", "arm"])
        #expect(Self.text(bench.give(.stop)) == ["cancel", "send 2 REGISTER 0"])
        #expect(bench.give(.stop).isEmpty)
        #expect(Self.text(bench.give(.transactionFailed(.timeout))) == ["finished"])
        var unused = Bench()
        #expect(Self.text(unused.give(.stop)) == ["finished"])
    }

    @Test("the refresh comes between 75 and 90 % of the lifetime", arguments: UInt64(0)..<20)
    func refreshes(seed: UInt64) {
        var bench = Bench(seed: seed)
        _ = bench.give(.start)
        guard case .arm(let delay)? = bench.answer(200, [ExtraHeader(.expires, "1000")]).last else {
            Issue.record("no timer")
            return
        }
        #expect(delay >= .seconds(750) && delay <= .seconds(900))
    }
}
