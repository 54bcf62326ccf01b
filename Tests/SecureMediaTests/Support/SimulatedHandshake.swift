import Kernel
import Testing

@testable import SecureMedia

/// A client and a server over a bad network, in simulated time.
final class SimulatedHandshake {
    enum Side: CaseIterable {
        case client
        case server

        var other: Side { self == .client ? .server : .client }
    }

    struct Network {
        var lossPercent: UInt64 = 0
        var repeatPercent: UInt64 = 0
        /// Each datagram takes between 1 ms and this, so that they overtake each other.
        var longestDelay = Duration.milliseconds(1)
    }

    private struct Flight {
        var arrival: Moment
        var side: Side
        var datagram: [UInt8]
    }

    var client: DTLSAssociation
    var server: DTLSAssociation
    private(set) var now = Moment.start
    private(set) var keys: [Side: SRTPKeys] = [:]
    private(set) var failures: [Side: DTLSFailure] = [:]
    private(set) var closed: Set<Side> = []
    private(set) var sent: [(side: Side, datagram: [UInt8])] = []
    private var flying: [Flight] = []
    private var random: SeededGenerator
    private let network: Network
    /// Looks at a datagram on its way, and may change or take it.
    var intercept: (Side, [UInt8]) -> [UInt8]? = { _, datagram in datagram }

    init(
        client: consuming DTLSAssociation,
        server: consuming DTLSAssociation,
        network: Network = Network(),
        seed: UInt64 = 1
    ) {
        self.client = client
        self.server = server
        self.network = network
        self.random = SeededGenerator(seed: seed)
    }

    func give(_ input: DTLSAssociation.Input, to side: Side) {
        let effects = SimulatedTime.at(self.now) {
            switch side {
            case .client: self.client.handle(input, at: self.now)
            case .server: self.server.handle(input, at: self.now)
            }
        }
        for effect in effects {
            switch effect {
            case .send(let datagram): self.launch(datagram, from: side)
            case .established(let keys):
                #expect(self.keys[side] == nil, "keys come once")
                self.keys[side] = keys
            case .failed(let failure): self.failures[side] = failure
            case .closed: self.closed.insert(side)
            }
        }
    }

    /// Runs until nothing is on its way and nobody waits, both are established, or the time is over.
    func run(until limit: Duration = .seconds(120), whileNotEstablished: Bool = true) {
        for _ in 0..<10_000 {
            if whileNotEstablished, self.keys.count == 2, self.flying.isEmpty { return }
            let arrival = self.flying.map(\.arrival).min()
            guard let next = [arrival, self.client.deadline, self.server.deadline].compactMap({ $0 }).min(),
                next <= Moment(sinceStart: limit)
            else { return }
            self.now = max(self.now, next)
            if let index = self.flying.firstIndex(where: { $0.arrival == next }) {
                let flight = self.flying.remove(at: index)
                self.give(.datagram(flight.datagram), to: flight.side)
            } else if self.client.deadline == next {
                self.give(.timePassed, to: .client)
            } else {
                self.give(.timePassed, to: .server)
            }
        }
        Issue.record("the handshake does not come to an end")
    }

    private func launch(_ datagram: [UInt8], from side: Side) {
        self.sent.append((side, datagram))
        guard let datagram = self.intercept(side, datagram) else { return }
        for _ in 0..<(self.chance(self.network.repeatPercent) ? 2 : 1) where !self.chance(self.network.lossPercent) {
            let spread = UInt64(self.network.longestDelay.wholeNanoseconds)
            let delay = max(1_000_000, Int64(self.random.next() % max(1, spread)))
            self.flying.append(
                Flight(arrival: self.now.advanced(by: .nanoseconds(delay)), side: side.other, datagram: datagram)
            )
        }
    }

    private func chance(_ percent: UInt64) -> Bool { self.random.next() % 100 < percent }
}

enum DTLSFixtures {
    static let time = Timestamp(seconds: 1_790_000_000)

    static func context(
        _ suites: [SRTPSuite] = [.galois128, .galois256, .counterMode128Tag80, .counterMode128Tag32],
        seed: UInt64 = 1
    ) throws -> DTLSContext {
        var random = randomTokens(seed)
        return try DTLSContext(suites: suites, random: &random, at: Self.time)
    }

    /// Two sides that know each other's fingerprints.
    static func handshake(
        suites: [SRTPSuite] = [.counterMode128Tag80],
        network: SimulatedHandshake.Network = .init(),
        settings: DTLSSettings = .init(),
        seed: UInt64 = 1
    ) throws -> SimulatedHandshake {
        let (one, other) = (try Self.context(suites), try Self.context(suites, seed: 2))
        return SimulatedHandshake(
            client: try DTLSAssociation(one, role: .client, fingerprints: [other.fingerprint], settings: settings),
            server: try DTLSAssociation(other, role: .server, fingerprints: [one.fingerprint], settings: settings),
            network: network,
            seed: seed
        )
    }
}
