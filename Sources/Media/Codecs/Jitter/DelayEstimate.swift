/// Learns how much later than the fastest packets the others come, and how long to wait for nearly all of them.
///
/// The fastest packet of the last 2 to 4 s is the zero line, so a drifting clock and a new route are followed. Delays
/// above it go into a histogram that forgets over some 500 packets; 97 % of it is what to wait for.
struct DelayEstimate: Sendable {
    private static let binCount = 64
    private static let binsPerSecond: Int64 = 200
    private static let quantile: Float = 0.97
    private static let windowSeconds: Int64 = 2
    /// Packets after which the histogram forgets as fast as it learns.
    private static let memory: Float = 500

    private let clockRate: Int64
    private var bins = InlineArray<64, Float>(repeating: 0)
    private var weightedPackets: Float
    private var currentMinimum: Int64?
    private var formerMinimum: Int64?
    private var windowEnd: Int64 = 0

    init(clockRate: Int64) {
        self.clockRate = clockRate
        // Before anything is known, a jitter of 20 ms is expected, and believed as if five packets had shown it.
        self.bins[4] = 1
        self.weightedPackets = 5
        self.spread = clockRate / 40
    }

    /// The transit time of the fastest packet, in clock units; `nil` before the first.
    var base: Int64? {
        guard let current = self.currentMinimum else { return nil }
        return self.formerMinimum.map { min($0, current) } ?? current
    }

    /// How long after the fastest packet 97 % have come, in clock units.
    private(set) var spread: Int64

    /// Takes a packet's transit time: its arrival on our clock minus its timestamp, both in clock units.
    mutating func learn(transit: Int64, at clock: Int64) {
        if let current = self.currentMinimum, clock < self.windowEnd {
            self.currentMinimum = min(current, transit)
        } else {
            self.formerMinimum = self.currentMinimum
            self.currentMinimum = transit
            self.windowEnd = clock + Self.windowSeconds * self.clockRate
        }
        let lateness = max(0, transit - (self.base ?? transit))
        let bin = lateness * Self.binsPerSecond / self.clockRate
        // Nobody would wait that long: an outage, or a line that has become longer and soon moves the zero line.
        guard bin < Self.binCount else { return }
        self.weightedPackets = min(self.weightedPackets + 1, Self.memory)
        let share = 1 / self.weightedPackets
        for index in 0..<Self.binCount { self.bins[index] *= 1 - share }
        self.bins[Int(bin)] += share
        self.measureSpread()
    }

    private mutating func measureSpread() {
        var sum: Float = 0
        for index in 0..<Self.binCount {
            sum += self.bins[index]
            if sum >= Self.quantile {
                self.spread = Int64(index + 1) * self.clockRate / Self.binsPerSecond
                return
            }
        }
        self.spread = Int64(Self.binCount) * self.clockRate / Self.binsPerSecond
    }
}
