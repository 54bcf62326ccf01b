import Kernel

/// A tenant: one company with its users, lines and settings (TEN-01).
package struct Domain: Equatable, Sendable, Codable {
    /// Lower-case host name; see ``Domain/isValid(name:)``.
    package var id: DomainID
    /// What people read, 1 to 100 characters.
    package var shownName: String
    /// Neither calls nor signs in (TEN-03).
    package var isBlocked: Bool
    /// Concurrent calls of the domain, in and out together (CAL-03). 1 to 100 000.
    package var callLimit: Int
    /// Shown to the outside when a user has no number of their own (CAL-01).
    package var callerID: DialString?
    /// Grows with each change; a later writer with an old version is told (409).
    package var version: Int

    package init(
        id: DomainID,
        shownName: String,
        isBlocked: Bool = false,
        callLimit: Int = 10_000,
        callerID: DialString? = nil,
        version: Int = 0
    ) {
        self.id = id
        self.shownName = shownName
        self.isBlocked = isBlocked
        self.callLimit = callLimit
        self.callerID = callerID
        self.version = version
    }

    /// A host name of 1 to 253 lower-case characters in labels of 1 to 63, or an IPv4 address.
    package static func isValid(name: String) -> Bool {
        guard (1...253).contains(name.utf8.count) else { return false }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
        }
    }

    /// The reserved domain that system administrators sign in to. It has no phones.
    package static let system = DomainID("system")
}
