import Kernel

@testable import Codecs

/// A sender, a network and a listener around one jitter buffer, with 20 ms packets of an 8 000 Hz clock. Everything comes
/// from the seed.
struct JitterSimulation {
    struct Network: Sendable {
        var lossPercent = 0
        var duplicatePercent = 0
        /// Packets are late by 0 to this many milliseconds, evenly.
        var jitterMilliseconds = 0
        /// One packet in a hundred is later still by this.
        var spikeMilliseconds = 0
        var baseMilliseconds = 30
    }

    struct Departure: Sendable {
        var packet: ArrivedPacket
        var at: Moment
    }

    var buffer: JitterBuffer
    var network: Network
    var random: SeededGenerator
    /// What the listener got, tick by tick.
    var heard: [[Playout]] = []
    /// Delay of each packet from its departure to its playing, in milliseconds, in the order of playing.
    var delays: [Int] = []
    var arrivals: [PacketArrival: Int] = [:]
    var longestQueue = 0

    private var flying: [(at: Moment, packet: ArrivedPacket)] = []
    private var departures: [Int: Moment] = [:]
    private var decoded = 0

    init(_ network: Network, seed: UInt64, settings: JitterSettings = JitterSettings(), correctsErrors: Bool = false) {
        self.buffer = JitterBuffer(
            clockRate: 8_000,
            payloadLimit: 160,
            correctsErrors: correctsErrors,
            settings: settings
        )
        self.network = network
        self.random = SeededGenerator(seed: seed)
    }

    /// Packets of an undisturbed stream.
    static func stream(
        _ count: Int,
        from start: Moment = .start,
        sequenceNumber: UInt16 = 65_500,
        timestamp: UInt32 = .max - 4_000,
        ssrc: UInt32 = 1
    ) -> [Departure] {
        (0..<count).map { index in
            Departure(
                packet: ArrivedPacket(
                    sequenceNumber: sequenceNumber &+ UInt16(truncatingIfNeeded: index),
                    timestamp: timestamp &+ UInt32(index) &* 160,
                    ssrc: ssrc,
                    duration: 160
                ),
                at: start.advanced(by: .milliseconds(20 * index))
            )
        }
    }

    /// Sends what departs and listens for as long, and a second more.
    mutating func run(_ departures: [Departure]) {
        for departure in departures {
            self.departures[Int(departure.packet.sequenceNumber)] = departure.at
            guard Int.random(in: 0..<100, using: &self.random) >= self.network.lossPercent else { continue }
            let copies = Int.random(in: 0..<100, using: &self.random) < self.network.duplicatePercent ? 2 : 1
            for _ in 0..<copies {
                var late = self.network.baseMilliseconds
                late += Int.random(in: 0...self.network.jitterMilliseconds, using: &self.random)
                if Int.random(in: 0..<100, using: &self.random) == 0 { late += self.network.spikeMilliseconds }
                self.flying.append((departure.at.advanced(by: .milliseconds(late)), departure.packet))
            }
        }
        self.flying.sort { $0.at < $1.at }
        let end = (departures.last?.at ?? .start).advanced(by: .seconds(1))
        // The ticks fall between the packets, as they do in life.
        var now = (departures.first?.at ?? .start).advanced(by: .milliseconds(7))
        while now < end {
            self.deliver(until: now)
            self.tick(at: now)
            now = now.advanced(by: .milliseconds(20))
        }
    }

    private mutating func deliver(until now: Moment) {
        let payload = [UInt8](repeating: 0x55, count: 160)
        while let next = self.flying.first, next.at <= now {
            self.flying.removeFirst()
            let arrival = payload.withUnsafeBytes { self.buffer.insert(next.packet, $0, at: next.at) }
            self.arrivals[arrival, default: 0] += 1
            self.longestQueue = max(self.longestQueue, self.buffer.count)
        }
    }

    private mutating func tick(at now: Moment) {
        var said: [Playout] = []
        var left = self.decoded
        for _ in 0..<16 where left < 160 {
            let playout = self.buffer.next(at: now, decoded: left)
            said.append(playout)
            switch playout {
            case .play(let packet, let pace):
                let departed = self.departures[Int(packet.sequenceNumber)] ?? now
                self.delays.append(Int(departed.duration(to: now).wholeMilliseconds) + left / 8)
                // A pitch period of 5 ms.
                left += Int(packet.duration) + (pace == .faster ? -40 : pace == .slower ? 40 : 0)
            case .recover(let packet): left += Int(packet.duration)
            case .conceal(let duration): left += Int(duration)
            case .silence: left = 160
            }
        }
        self.decoded = max(0, left - 160)
        self.heard.append(said)
    }

    /// Everything said, in order.
    var playouts: [Playout] { self.heard.flatMap { $0 } }

    var playedNumbers: [UInt16] {
        self.playouts.compactMap { playout in
            if case .play(let packet, _) = playout { packet.sequenceNumber } else { nil }
        }
    }

    var concealed: Int {
        self.playouts.count { playout in
            if case .conceal = playout { true } else { false }
        }
    }
}
