import Foundation

/// Names of the time zones that a company can be in.
enum TimeZoneNames {
    /// In order of names; without abbreviations and offsets, which say nothing about summer.
    static let all: [String] = TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") || $0 == "UTC" }.sorted()
}
