package import Metrics
import Synchronization

/// A swift-metrics backend that prints the Prometheus text format 0.0.4.
///
/// Bounded: beyond ``seriesLimit`` series new ones go nowhere and are counted, so that a label somebody let a stranger
/// choose cannot eat the memory. One registry lives as long as the process.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    /// How many series are kept.
    package static let seriesLimit = 4_096
    private static let droppedName = "metrics_dropped_series_total"

    private enum Series: Sendable {
        case counter(PrometheusCounter)
        case gauge(PrometheusGauge)
        case histogram(PrometheusHistogram)

        var type: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    private struct Key: Hashable {
        let name: String
        /// `operation="listUsers",status="2xx"`, escaped and in the order of the names.
        let labels: String
    }

    private struct State {
        var series: [Key: Series] = [:]
        var dropped = 0
    }

    private let state = Mutex(State())

    package init() {}

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let key = Self.key(label, suffix: "_total", dimensions)
        guard case .counter(let counter) = self.find(key, or: .counter(PrometheusCounter())) else {
            return NOOPMetricsHandler.instance
        }
        return counter
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        let key = Self.key(label, suffix: "", dimensions)
        guard case .gauge(let gauge) = self.find(key, or: .gauge(PrometheusGauge())) else {
            return NOOPMetricsHandler.instance
        }
        return gauge
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        let key = Self.key(label, suffix: "", dimensions)
        let fresh: Series =
            aggregate ? .histogram(PrometheusHistogram(PrometheusHistogram.plainBounds)) : .gauge(PrometheusGauge())
        switch self.find(key, or: fresh) {
        case .gauge(let gauge): return gauge
        case .histogram(let histogram): return histogram
        case .counter, nil: return NOOPMetricsHandler.instance
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let key = Self.key(label, suffix: "_seconds", dimensions)
        let fresh = Series.histogram(PrometheusHistogram(PrometheusHistogram.secondBounds))
        guard case .histogram(let histogram) = self.find(key, or: fresh) else { return NOOPMetricsHandler.instance }
        return histogram
    }

    /// Takes over a figure that another part counts.
    func show(_ count: Count) {
        switch count.kind {
        case .level:
            self.makeMeter(label: count.name, dimensions: count.labels).set(count.value)
        case .total:
            let key = Self.key(count.name, suffix: "_total", count.labels)
            guard case .counter(let counter) = self.find(key, or: .counter(PrometheusCounter())) else { return }
            counter.set(count.value)
        }
    }

    // Series live as long as the process: a counter that vanished and came back would look like a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func find(_ key: Key, or fresh: Series) -> Series? {
        self.state.withLock { state in
            if let known = state.series[key] { return known }
            guard state.series.count < Self.seriesLimit else {
                state.dropped += 1
                return nil
            }
            state.series[key] = fresh
            return fresh
        }
    }

    /// All series as text, in the order of their names.
    package func text() -> String {
        let (all, dropped) = self.state.withLock { ($0.series, $0.dropped) }
        var text = ""
        var lastName = ""
        let sorted = all.sorted { ($0.key.name, $0.key.labels) < ($1.key.name, $1.key.labels) }
        for (key, series) in sorted {
            if key.name != lastName { text += "# TYPE \(key.name) \(series.type)\n" }
            lastName = key.name
            switch series {
            case .counter(let counter): text += Self.line(key.name, key.labels, "\(counter.total)")
            case .gauge(let gauge): text += Self.line(key.name, key.labels, Self.number(gauge.value))
            case .histogram(let histogram): text += Self.lines(key, histogram)
            }
        }
        text += "# TYPE \(Self.droppedName) counter\n\(Self.droppedName) \(dropped)\n"
        return text
    }

    private static func lines(_ key: Key, _ histogram: PrometheusHistogram) -> String {
        let sample = histogram.sample
        let separator = key.labels.isEmpty ? "" : ","
        var text = ""
        var count: Int64 = 0
        for (index, bucket) in sample.buckets.enumerated() {
            count += bucket
            let bound = index < histogram.bounds.count ? Self.number(histogram.bounds[index]) : "+Inf"
            text += Self.line(key.name + "_bucket", "\(key.labels)\(separator)le=\"\(bound)\"", "\(count)")
        }
        text += Self.line(key.name + "_sum", key.labels, Self.number(sample.sum))
        text += Self.line(key.name + "_count", key.labels, "\(count)")
        return text
    }

    private static func line(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    private static func number(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: number).map { "\($0)" } ?? "\(number)"
    }

    private static func key(_ label: String, suffix: String, _ dimensions: [(String, String)]) -> Key {
        let name = Self.name(label)
        let labels = dimensions.sorted { $0.0 < $1.0 }.map { "\(Self.name($0.0))=\"\(Self.escaped($0.1))\"" }
        return Key(name: name.hasSuffix(suffix) ? name : name + suffix, labels: labels.joined(separator: ","))
    }

    /// Letters, digits and `_`, not beginning with a digit.
    private static func name(_ label: String) -> String {
        let bytes = label.utf8.map { byte -> UInt8 in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f: byte
            default: UInt8(ascii: "_")
            }
        }
        let name = String(decoding: bytes, as: UTF8.self)
        return name.first?.isNumber ?? true ? "_" + name : name
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
