import Foundation
import Model

/// The rules of time zones, from the system's tables. Read once for a zone, off the call path.
enum SystemZones {
    /// What the tester may ask about and schedules may still see: 2000 to 2060.
    private static let time: ClosedRange<Int64> = 946_684_800...2_840_140_800

    /// `nil` when the system does not know the zone.
    static func rules(of name: String) -> ZoneRules? {
        guard let zone = TimeZone(identifier: name) else { return nil }
        return ZoneRules(from: Self.time) { seconds in
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
        }
    }
}

extension Configuration {
    /// Learns the zones that its domains are in; one the system does not know goes by UTC.
    mutating func learnZones() {
        for name in self.unknownZones { self.learn(SystemZones.rules(of: name) ?? .utc, ofZone: name) }
    }
}
