import Kernel
import Testing

@testable import MediaServer

/// One packet and what the latch says.
struct LatchStep: Sendable {
    let milliseconds: Int64
    let from: String
    let port: UInt16
    let ssrc: UInt32
    let verdict: SourceLatch.Verdict

    init(_ milliseconds: Int64, _ from: String, _ port: UInt16, ssrc: UInt32 = 1, _ verdict: SourceLatch.Verdict) {
        self.milliseconds = milliseconds
        self.from = from
        self.port = port
        self.ssrc = ssrc
        self.verdict = verdict
    }
}

struct LatchScript: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rule: LatchingRule
    let steps: [LatchStep]
}

@Suite("Latching (SIP-06)")
struct SourceLatchTests {
    // SDP says 10.0.0.5:4000, the phone's signalling comes from 203.0.113.9.
    private static let scripts = [
        LatchScript(
            testDescription: "a stranger never takes a latched stream over",
            rule: .anyHost,
            steps: [
                LatchStep(0, "10.0.0.5", 4_000, .latched), LatchStep(20, "198.51.100.1", 9, .refused),
                LatchStep(40, "10.0.0.5", 4_000, .accepted), LatchStep(9_000, "198.51.100.1", 9, ssrc: 7, .refused),
            ]
        ),
        LatchScript(
            testDescription: "behind NAT any address is latched, once",
            rule: .anyHost,
            steps: [
                LatchStep(0, "203.0.113.9", 31_000, .latched), LatchStep(20, "203.0.113.9", 31_000, .accepted),
                LatchStep(40, "203.0.113.9", 31_002, .refused), LatchStep(60, "198.51.100.1", 31_000, .refused),
            ]
        ),
        LatchScript(
            testDescription: "who was faster than the peer loses the stream to it",
            rule: .anyHost,
            steps: [
                LatchStep(0, "198.51.100.1", 9, .latched), LatchStep(20, "203.0.113.9", 31_000, .latched),
                LatchStep(40, "198.51.100.1", 9, .refused), LatchStep(60, "10.0.0.5", 4_000, .latched),
                LatchStep(80, "203.0.113.9", 31_000, .refused),
            ]
        ),
        LatchScript(
            testDescription: "a NAT that gives a new port keeps the call: same host, after silence",
            rule: .anyHost,
            steps: [
                LatchStep(0, "203.0.113.9", 31_000, .latched), LatchStep(1_000, "203.0.113.9", 31_002, .refused),
                LatchStep(3_000, "203.0.113.9", 31_002, ssrc: 5, .latched),
            ]
        ),
        LatchScript(
            testDescription: "an unproven host may move after silence with the same SSRC only",
            rule: .anyHost,
            steps: [
                LatchStep(0, "192.0.2.1", 5_000, .latched), LatchStep(3_100, "192.0.2.1", 5_002, ssrc: 2, .refused),
                LatchStep(3_200, "192.0.2.1", 5_002, ssrc: 1, .latched),
            ]
        ),
        LatchScript(
            testDescription: "announced host: its ports, the signalling host, nobody else",
            rule: .announcedHost,
            steps: [
                LatchStep(0, "198.51.100.1", 4_000, .refused), LatchStep(20, "10.0.0.5", 4_444, .latched),
                LatchStep(40, "203.0.113.9", 1, .refused), LatchStep(60, "10.0.0.5", 4_000, .latched),
            ]
        ),
        LatchScript(
            testDescription: "announced: to the port",
            rule: .announced,
            steps: [
                LatchStep(0, "10.0.0.5", 4_002, .refused), LatchStep(20, "203.0.113.9", 4_000, .refused),
                LatchStep(40, "10.0.0.5", 4_000, .latched),
            ]
        ),
    ]

    private func expect(_ latch: inout SourceLatch, _ text: String, _ rule: LatchingRule, at milliseconds: Int64) {
        latch.expect(
            MediaAddress(text, port: 4_000),
            signalledHost: MediaHost("203.0.113.9"),
            rule: rule,
            at: Moment(sinceStart: .milliseconds(milliseconds))
        )
    }

    private func run(_ latch: inout SourceLatch, _ steps: [LatchStep]) throws {
        for step in steps {
            let address = try #require(MediaAddress(step.from, port: step.port))
            let now = Moment(sinceStart: .milliseconds(step.milliseconds))
            #expect(latch.admit(address, ssrc: step.ssrc, at: now) == step.verdict, "\(step)")
        }
    }

    @Test("packets and verdicts", arguments: Self.scripts)
    func script(_ script: LatchScript) throws {
        var latch = SourceLatch(takeoverSilence: .seconds(3))
        self.expect(&latch, "10.0.0.5", script.rule, at: 0)
        try self.run(&latch, script.steps)
    }

    @Test("a new announced address starts anew; what the former source still sends does not latch again")
    func moved() throws {
        var latch = SourceLatch(takeoverSilence: .seconds(3))
        self.expect(&latch, "10.0.0.5", .anyHost, at: 0)
        try self.run(&latch, [LatchStep(0, "203.0.113.9", 31_000, .latched)])
        // Hold and unhold announce the same address: nothing moves.
        self.expect(&latch, "10.0.0.5", .anyHost, at: 100)
        try self.run(&latch, [LatchStep(120, "203.0.113.9", 31_000, .accepted)])
        // An old hold announces nothing: the peer is still the peer.
        latch.expect(
            nil,
            signalledHost: MediaHost("203.0.113.9"),
            rule: .anyHost,
            at: Moment(sinceStart: .milliseconds(130))
        )
        try self.run(&latch, [LatchStep(140, "203.0.113.9", 31_000, .accepted)])
        self.expect(&latch, "10.0.0.77", .anyHost, at: 200)
        try self.run(
            &latch,
            [
                LatchStep(220, "203.0.113.9", 31_000, .refused), LatchStep(240, "203.0.113.9", 32_000, .latched),
                LatchStep(260, "203.0.113.9", 32_000, .accepted),
            ]
        )
    }

    @Test(
        "whatever strangers send, the announced source gets through and keeps the stream",
        arguments: [UInt64(1), 2, 3]
    )
    func property(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var latch = SourceLatch(takeoverSilence: .seconds(3))
        self.expect(&latch, "10.0.0.5", .anyHost, at: 0)
        let announced = try #require(MediaAddress("10.0.0.5", port: 4_000))
        var isLatched = false
        for packet in 0..<2_000 {
            let now = Moment(sinceStart: .milliseconds(packet * 20))
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                let host = MediaHost(ipv4: .random(in: .min ... .max, using: &generator))
                let stranger = MediaAddress(host: host, port: .random(in: 1_024...1_030, using: &generator))
                let verdict = latch.admit(stranger, ssrc: .random(in: 0...3, using: &generator), at: now)
                if isLatched { #expect(verdict == .refused) }
            }
            if packet > 50 {
                #expect(latch.admit(announced, ssrc: 1, at: now) != .refused)
                isLatched = true
                #expect(latch.address == announced)
            }
        }
    }
}
