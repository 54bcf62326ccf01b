import Metrics
import Synchronization

/// A number that only grows.
final class PrometheusCounter: CounterHandler, Sendable {
    private let value = Atomic<Int64>(0)

    var total: Int64 { self.value.load(ordering: .relaxed) }

    func increment(by amount: Int64) { self.value.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { self.set(0) }
    func set(_ total: Int64) { self.value.store(total, ordering: .relaxed) }
}

/// A number that goes up and down.
final class PrometheusGauge: MeterHandler, RecorderHandler, Sendable {
    private let state = Mutex(0.0)

    var value: Double { self.state.withLock { $0 } }

    func set(_ value: Int64) { self.set(Double(value)) }
    func set(_ value: Double) { self.state.withLock { $0 = value } }
    func increment(by amount: Double) { self.state.withLock { $0 += amount } }
    func decrement(by amount: Double) { self.state.withLock { $0 -= amount } }
    func record(_ value: Int64) { self.set(Double(value)) }
    func record(_ value: Double) { self.set(value) }
}

/// How often values fell below each of some bounds.
final class PrometheusHistogram: RecorderHandler, TimerHandler, Sendable {
    struct Sample: Sendable {
        /// One more than there are bounds: the last is for what is above them all.
        var buckets: [Int64]
        var sum = 0.0
    }

    static let secondBounds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
    static let plainBounds = [1.0, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000]

    let bounds: [Double]
    private let state: Mutex<Sample>

    init(_ bounds: [Double]) {
        self.bounds = bounds
        self.state = Mutex(Sample(buckets: Array(repeating: 0, count: bounds.count + 1)))
    }

    var sample: Sample { self.state.withLock { $0 } }

    func record(_ value: Int64) { self.record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = self.bounds.firstIndex { value <= $0 } ?? self.bounds.count
        self.state.withLock { sample in
            sample.buckets[bucket] += 1
            sample.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { self.record(Double(duration) / 1_000_000_000) }
}
