import Kernel
import SIPTransport

/// Which new conversations are followed, when there are more than the traces have time for.
///
/// Who called before, from the same address, is known. Strangers have a small share, and each of them a smaller one: a flood
/// of INVITEs from one place or many costs those who make calls no traces.
struct TraceAdmission {
    struct Settings {
        /// INVITEs that begin something new and are followed, for each second; the others have no trace.
        var openingsPerSecond = 300
        /// Those of them that strangers may have.
        var strangersPerSecond = 100
        /// Those of them that one stranger may have.
        var perStranger = 20
        /// Addresses that are remembered, twice; then the older half is forgotten.
        var knownLimit = 8_192
    }

    private let settings: Settings
    private var known: Set<IPAddress> = []
    private var formerlyKnown: Set<IPAddress> = []
    private var second: Int64 = -1
    private var openings = 0
    private var strangers: [IPAddress: Int] = [:]
    private var strangerOpenings = 0

    init(_ settings: Settings) {
        self.settings = settings
    }

    func isKnown(_ source: IPAddress) -> Bool { self.known.contains(source) || self.formerlyKnown.contains(source) }

    /// A call came from there.
    mutating func proved(_ source: IPAddress) {
        guard self.known.insert(source).inserted, self.known.count >= self.settings.knownLimit else { return }
        self.formerlyKnown = self.known
        self.known = []
    }

    mutating func admits(_ source: IPAddress, at moment: Moment) -> Bool {
        let second = moment.nanoseconds / 1_000_000_000
        if second != self.second {
            (self.second, self.openings, self.strangerOpenings) = (second, 0, 0)
            self.strangers.removeAll(keepingCapacity: true)
        }
        guard self.openings < self.settings.openingsPerSecond else { return false }
        if !self.isKnown(source) {
            guard self.strangerOpenings < self.settings.strangersPerSecond,
                self.strangers[source, default: 0] < self.settings.perStranger
            else { return false }
            self.strangerOpenings += 1
            self.strangers[source, default: 0] += 1
        }
        self.openings += 1
        return true
    }
}
