import Kernel
import Testing

@testable import MediaServer

@Suite("Addresses, payload routes, silence")
struct StreamRulesTests {
    @Test(
        "addresses are read and printed",
        arguments: [
            ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "::"),
            ("[::1]", "::1"), ("2001:DB8::0001", "2001:db8::1"), ("::ffff:192.0.2.7", "192.0.2.7"),
            ("example.org", nil), ("1.2.3", nil), ("1.2.3.256", nil), ("", nil), ("[1.2.3.4", nil),
            ("fe80::1%eth0", nil),
        ] as [(String, String?)]
    )
    func hosts(text: String, printed: String?) {
        #expect(MediaHost(text)?.description == printed)
    }

    @Test(
        "private addresses are known as such",
        arguments: [
            ("10.1.2.3", true), ("172.16.0.1", true), ("172.32.0.1", false), ("192.168.9.9", true),
            ("100.64.0.1", true),
            ("169.254.0.1", true), ("127.0.0.1", true), ("8.8.8.8", false), ("fd00::1", true), ("fe80::1", true),
            ("::1", true), ("2001:db8::1", false),
        ] as [(String, Bool)]
    )
    func privacy(text: String, isPrivate: Bool) {
        #expect(MediaHost(text)?.isPrivate == isPrivate)
    }

    @Test("addresses survive the kernel's form", arguments: ["192.0.2.1", "2001:db8::7:1"])
    func kernelForm(text: String) throws {
        let address = try #require(MediaAddress(text, port: 40_001))
        #expect(SocketAddress(address).mediaAddress == address)
    }

    @Test("payload types are mapped by encoding, G.711 is converted, others are transcoded, the rest is dropped")
    func routes() {
        let events96 = PayloadFormat(payloadType: 96, encoding: .telephoneEvent)
        let opus = PayloadFormat(
            payloadType: 111,
            encoding: AudioEncoding(name: "opus", clockRate: 48_000, channels: 2)
        )
        let g729 = PayloadFormat(payloadType: 18, encoding: AudioEncoding(name: "G729", clockRate: 8_000))
        let routes = PayloadRoutes(received: [.pcma, .pcmu, .events, opus, g729], taken: [.pcmu, events96])
        #expect(routes[8].isForwarded && routes[8].isConverted && routes[8].payloadType == 0)
        #expect(routes[0].isForwarded && !routes[0].isConverted && routes[0].payloadType == 0)
        #expect(routes[101].isForwarded && routes[101].isTelephoneEvent && routes[101].payloadType == 96)
        #expect(routes[111].isExpected && !routes[111].isForwarded && routes[111].isTranscoded)
        #expect(routes[18].isExpected && !routes[18].isForwarded && !routes[18].isTranscoded)
        #expect(!routes[8].isTranscoded && !routes[101].isTranscoded)
        #expect(!routes[3].isExpected)
        #expect(PayloadRoutes.exists(from: [.pcma], to: [.pcmu]))
        #expect(PayloadRoutes.exists(from: [opus, .events], to: [.pcmu, events96]))
        #expect(!PayloadRoutes.exists(from: [g729, .events], to: [.pcmu, events96]))
        #expect(PayloadRoutes.exists(from: [g729], to: [g729]))
    }

    @Test("BYD-04 the cause of silence is told from what has come since sound was heard")
    func silenceCauses() throws {
        let (inside, outside) = (try #require(MediaHost("10.0.0.7")), try #require(MediaHost("203.0.113.7")))
        let stranger = MediaAddress(host: outside, port: 4_000)
        var evidence = SilenceEvidence()
        func cause(refused: UInt64 = 0, malformed: UInt64 = 0, announced: MediaHost?, signalled: MediaHost?)
            -> SilenceCause
        {
            evidence.cause(
                refused: refused,
                malformed: malformed,
                lastRefused: refused > 0 ? stranger : nil,
                announced: announced,
                signalled: signalled
            )
        }
        #expect(cause(announced: outside, signalled: outside) == .neverSent)
        #expect(cause(announced: inside, signalled: outside) == .privateAddress(inside))
        #expect(cause(announced: inside, signalled: inside) == .neverSent, "a private address is right inside")
        #expect(cause(malformed: 1, announced: inside, signalled: outside) == .unexpectedFormat)
        #expect(cause(refused: 1, malformed: 1, announced: inside, signalled: outside) == .foreignSource(stranger))
        evidence.look(lastArrival: Moment(sinceStart: .seconds(5)), refused: 3, malformed: 2)
        #expect(cause(refused: 3, malformed: 2, announced: outside, signalled: outside) == .stopped)
        #expect(cause(refused: 4, malformed: 2, announced: outside, signalled: outside) == .foreignSource(stranger))
        evidence.look(lastArrival: Moment(sinceStart: .seconds(5)), refused: 4, malformed: 2)
        #expect(
            cause(refused: 4, malformed: 2, announced: outside, signalled: outside) == .foreignSource(stranger),
            "looking again without new sound forgets nothing"
        )
    }

    @Test("silence is told once, one-way audio before it, and both end with a packet (BYD-05)")
    func silence() {
        func moment(_ seconds: Int64) -> Moment { Moment(sinceStart: .seconds(seconds)) }
        var watch = SilenceWatch()
        func check(_ last: Int64?, other: Bool, at now: Int64) -> StreamEvent? {
            watch.check(
                lastArrival: last.map(moment),
                isOtherSideHeard: other,
                silenceLimit: .seconds(10),
                oneWayLimit: .seconds(5),
                cause: .neverSent,
                at: moment(now)
            )
        }
        #expect(check(nil, other: true, at: 60) == nil, "nothing is expected yet")
        watch.expect(true, at: moment(100))
        #expect(check(nil, other: true, at: 104) == nil)
        #expect(check(nil, other: true, at: 105) == .oneWay(.neverSent))
        #expect(check(nil, other: true, at: 106) == nil)
        #expect(check(nil, other: true, at: 110) == .silent(since: moment(100), .neverSent))
        #expect(watch.isAlarmed)
        watch.resume()
        #expect(check(111, other: false, at: 120) == nil)
        #expect(check(111, other: false, at: 121) == .silent(since: moment(111), .neverSent))
        watch.expect(false, at: moment(130))
        #expect(!watch.isAlarmed)
        #expect(check(111, other: true, at: 500) == nil, "on hold nothing is expected")
    }
}
