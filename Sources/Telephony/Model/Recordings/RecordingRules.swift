/// How a domain treats its recordings (REC-01, BYD-08).
package struct RecordingRules: Equatable, Sendable, Codable {
    package var storageTime: RecordingStorageTime
    /// New recordings are encrypted with the domain's own key; those made before stay as they are.
    package var areEncrypted: Bool

    package init(storageTime: RecordingStorageTime = .month, areEncrypted: Bool = false) {
        self.storageTime = storageTime
        self.areEncrypted = areEncrypted
    }
}

/// How long a recording is kept before the storage job deletes it (REC-01).
package enum RecordingStorageTime: String, Sendable, Codable, CaseIterable {
    case month
    case halfYear = "half-year"
    case year

    /// A month counts as 31 days and half a year as 184: nobody loses a day by the calendar.
    package var days: Int {
        switch self {
        case .month: 31
        case .halfYear: 184
        case .year: 366
        }
    }

    package var duration: Duration { .seconds(self.days * 86_400) }
}
