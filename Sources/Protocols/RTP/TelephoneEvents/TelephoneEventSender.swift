import Kernel

/// Says keys as telephone events, one packet per packet time in place of the audio (RFC 4733 §2.5.1).
///
/// Asked once per packet time, it answers with the packet to send, or with nothing, and then the audio goes out. The
/// first packet has the marker, all carry the timestamp at which the key went down, the last is sent three times.
/// Keys wait in a queue of ``capacity`` with a pause between them.
public struct TelephoneEventSender: Sendable {
    /// How many keys may wait.
    public static let capacity = 64

    /// One packet to send.
    public struct Packet: Equatable, Sendable {
        /// The payload.
        public let event: TelephoneEvent
        /// The timestamp of all packets of the event.
        public let timestamp: UInt32
        /// Whether it is the first of its event.
        public let hasMarker: Bool
    }

    private struct Key {
        let code: TelephoneEvent.Code
        let units: UInt16
    }

    private enum State {
        case idle
        case down(Key, since: UInt32, units: UInt16)
        case ending(Key, since: UInt32, endsLeft: Int)
        case pausing(until: UInt32)
    }

    private var state: State = .idle
    private var waiting = BoundedQueue<Key>(capacity: Self.capacity)
    private let clock: ClockRate
    private let stepUnits: UInt16
    private let pauseUnits: UInt32
    private let volume: UInt8

    /// - Parameters:
    ///   - clockRate: of the telephone-event payload type, in Hz.
    ///   - packetTime: between two packets; the caller asks that often.
    ///   - pause: between two keys. Default 60 ms: ITU-T Q.24 asks receivers to hear 40 ms.
    ///   - volume: of the tone below 0 dBm0, 0 to 63 dB.
    public init(
        clockRate: UInt32 = 8_000,
        packetTime: Duration = .milliseconds(20),
        pause: Duration = .milliseconds(60),
        volume: UInt8 = 10
    ) {
        self.clock = ClockRate(clockRate)
        self.stepUnits = UInt16(clamping: max(1, self.clock.units(in: packetTime)))
        self.pauseUnits = self.clock.units(in: max(.zero, pause))
        self.volume = min(volume, 63)
    }

    /// Queues a key.
    ///
    /// - Parameter duration: how long it is down, at least one packet time; cut to the 65 535 units that one event holds
    ///   (8.19 s at 8 000 Hz, 1.36 s at 48 000 Hz).
    /// - Returns: `false` when ``capacity`` keys wait already, and then the key is not sent.
    @discardableResult
    public mutating func press(_ code: TelephoneEvent.Code, for duration: Duration = .milliseconds(100)) -> Bool {
        let wanted = min(max(.zero, duration), .seconds(60))
        let units = max(UInt16(clamping: self.clock.units(in: wanted)), self.stepUnits)
        return self.waiting.append(Key(code: code, units: units))
    }

    /// Whether nothing is being sent and nothing waits.
    public var isIdle: Bool {
        if case .idle = self.state { self.waiting.isEmpty } else { false }
    }

    /// The packet to send in place of the audio packet of this packet time; `nil` when the audio goes out.
    ///
    /// - Parameter timestamp: what the audio packet has, or would have.
    public mutating func next(at timestamp: UInt32) -> Packet? {
        switch self.state {
        case .idle:
            return self.begin(at: timestamp)

        case .pausing(let end):
            guard Int32(bitPattern: timestamp &- end) >= 0 else { return nil }
            self.state = .idle
            return self.begin(at: timestamp)

        case .down(let key, let since, let units):
            let (sum, overflow) = units.addingReportingOverflow(self.stepUnits)
            guard !overflow, sum < key.units else {
                self.state = .ending(key, since: since, endsLeft: 2)
                return self.packet(key, since: since, units: key.units, isEnd: true)
            }
            self.state = .down(key, since: since, units: sum)
            return self.packet(key, since: since, units: sum)

        case .ending(let key, let since, let endsLeft):
            if endsLeft > 1 {
                self.state = .ending(key, since: since, endsLeft: endsLeft - 1)
            } else {
                self.state = .pausing(until: timestamp &+ self.pauseUnits)
            }
            return self.packet(key, since: since, units: key.units, isEnd: true)
        }
    }

    private mutating func begin(at timestamp: UInt32) -> Packet? {
        guard let key = self.waiting.popFirst() else { return nil }
        self.state = .down(key, since: timestamp, units: self.stepUnits)
        let event = TelephoneEvent(key.code, volume: self.volume, duration: self.stepUnits)
        return Packet(event: event, timestamp: timestamp, hasMarker: true)
    }

    private func packet(_ key: Key, since: UInt32, units: UInt16, isEnd: Bool = false) -> Packet {
        let event = TelephoneEvent(key.code, isEnd: isEnd, volume: self.volume, duration: units)
        return Packet(event: event, timestamp: since, hasMarker: false)
    }
}
