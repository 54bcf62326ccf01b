package import Kernel

package enum EntryTag {}
package typealias EntryID = Identifier<EntryTag>

/// A thing that a domain keeps for its people: a group, a voice scenario, a reminder. All are stored, changed, recorded and
/// undone alike; what they mean is in their content.
package struct DomainEntry: Equatable, Sendable, Codable {
    package enum Kind: String, CaseIterable, Sendable, Codable {
        case pickupGroup = "pickup-group"
        case reminder
        case contact
        case contactGroup = "contact-group"
        case group
        case scenario
        case tollStop = "toll-stop"
        /// Of a pool: domains that are administered together.
        case subgroup
        /// Of the installation: what it has to give.
        case number
    }

    package enum Content: Equatable, Sendable, Codable {
        case pickupGroup(PickupGroup)
        case reminder(Reminder)
        case contact(Contact)
        case contactGroup(ContactGroup)
        case group(CallGroup)
        case scenario(Scenario)
        case tollStop(TollStop)
        case subgroup(Subgroup)
        case number(StockNumber)
    }

    package var id: EntryID
    package var domain: DomainID
    package var content: Content
    /// Grows with each change; a later writer with an old version is told (409).
    package var version: Int

    package init(id: EntryID, domain: DomainID, _ content: Content, version: Int = 0) {
        self.id = id
        self.domain = domain
        self.content = content
        self.version = version
    }

    /// Entries of one domain, besides contacts.
    package static let limit = 10_000

    package var pickupGroup: PickupGroup? {
        if case .pickupGroup(let group) = self.content { return group }
        return nil
    }

    package var group: CallGroup? {
        if case .group(let group) = self.content { return group }
        return nil
    }

    package var scenario: Scenario? {
        if case .scenario(let scenario) = self.content { return scenario }
        return nil
    }

    package var tollStop: TollStop? {
        if case .tollStop(let stop) = self.content { return stop }
        return nil
    }

    package var subgroup: Subgroup? {
        if case .subgroup(let subgroup) = self.content { return subgroup }
        return nil
    }

    package var kind: Kind {
        switch self.content {
        case .pickupGroup: .pickupGroup
        case .reminder: .reminder
        case .contact: .contact
        case .contactGroup: .contactGroup
        case .group: .group
        case .scenario: .scenario
        case .tollStop: .tollStop
        case .subgroup: .subgroup
        case .number: .number
        }
    }

    /// What people call it in the history of changes.
    package var name: String {
        switch self.content {
        case .pickupGroup(let group): group.name
        case .reminder(let reminder): reminder.label
        case .contact(let contact): contact.name
        case .contactGroup(let group): group.name
        case .group(let group): group.name
        case .scenario(let scenario): scenario.name
        // What it is about is shown beside it.
        case .tollStop(let stop): stop.reached.rawValue
        case .subgroup(let subgroup): subgroup.name
        case .number(let number): "+\(number.digits)"
        }
    }

    /// - Throws: ``ModelError/Code/invalid`` with the first rule that does not hold.
    package func validate() throws(ModelError) {
        try Validity.requireIdentifier(self.id.text, of: "entry")
        try Validity.require(
            (self.subgroup != nil) == self.domain.isPool,
            "Sub-groups are kept by pools, and nothing else is."
        )
        try Validity.require(
            self.number.map { self.domain == Domain.system && self.id == $0.id } ?? true,
            "Numbers are kept by the installation, each once."
        )
        switch self.content {
        case .pickupGroup(let group): try group.validate()
        case .reminder(let reminder): try reminder.validate()
        case .contact(let contact): try contact.validate()
        case .contactGroup(let group): try group.validate()
        case .group(let group): try group.validate()
        case .scenario(let scenario): try scenario.validate()
        case .tollStop(let stop): try stop.validate()
        case .subgroup(let subgroup): try subgroup.validate()
        case .number(let number): try number.validate()
        }
    }
}

/// Users who may answer each other's calls by one number (CAL-07).
package struct PickupGroup: Equatable, Sendable, Codable {
    /// 1 to 100 characters.
    package var name: String
    /// At most 500. Users who are gone meanwhile are members no more, and who comes to another group leaves this one
    /// with the same change (PKP-01).
    package var members: [UserID]

    package init(name: String, members: [UserID]) {
        self.name = name
        self.members = members
    }

    package static let memberLimit = 500

    /// The group without those who are in another one.
    package func without(_ users: Set<UserID>) -> PickupGroup {
        PickupGroup(name: self.name, members: self.members.filter { !users.contains($0) })
    }

    func validate() throws(ModelError) {
        try Validity.requireShownName(self.name, of: "pickup group", length: 1...100)
        try Validity.require(
            self.members.count <= Self.memberLimit && Set(self.members).count == self.members.count,
            "A pickup group has at most \(Self.memberLimit) members, each once."
        )
    }
}

/// A call at a set time to a user's phones (CAL-12).
package struct Reminder: Equatable, Sendable, Codable {
    package enum Repetition: String, CaseIterable, Sendable, Codable {
        case once, daily
        /// Monday to Friday, as they fall at the first time's offset from UTC.
        case weekdays
        case weekly
    }

    package var user: UserID
    /// What for; at most 100 characters.
    package var label: String
    /// The first time; later ones are whole days after it.
    package var at: Timestamp
    package var repetition: Repetition
    /// Minutes east of UTC of the one who set it: decides what day is a Monday. −720 to 840.
    package var offsetMinutes: Int
    package var isActive: Bool

    package init(
        user: UserID,
        label: String = "",
        at: Timestamp,
        repetition: Repetition = .once,
        offsetMinutes: Int = 0,
        isActive: Bool = true
    ) {
        self.user = user
        self.label = label
        self.at = at
        self.repetition = repetition
        self.offsetMinutes = offsetMinutes
        self.isActive = isActive
    }

    /// Reminders of one user.
    package static let limitOfUser = 50

    func validate() throws(ModelError) {
        try Validity.requireShownName(self.label, of: "reminder", length: 0...100)
        try Validity.require(
            (0...4_102_444_800).contains(self.at.seconds),
            "The time of a reminder lies before the year 2100."
        )
        try Validity.require(
            (-720...840).contains(self.offsetMinutes),
            "The offset from UTC of a reminder is -720 to 840 minutes."
        )
    }

    private static let day: Int64 = 86_400_000_000

    /// The next time not before `moment`; `nil` when there is none.
    package func next(notBefore moment: Timestamp) -> Timestamp? {
        guard self.isActive else { return nil }
        let first = self.at.microseconds
        guard first < moment.microseconds else { return self.isRightDay(first) ? self.at : self.later(than: 0) }
        guard self.repetition != .once else { return nil }
        let days = (moment.microseconds - first + Self.day - 1) / Self.day
        if self.isRightDay(first + days * Self.day) { return Timestamp(microseconds: first + days * Self.day) }
        return self.later(than: days)
    }

    private func later(than days: Int64) -> Timestamp? {
        (1...7).lazy.map { self.at.microseconds + (days + $0) * Self.day }.first(where: self.isRightDay)
            .map { Timestamp(microseconds: $0) }
    }

    private func isRightDay(_ microseconds: Int64) -> Bool {
        switch self.repetition {
        case .once, .daily: return true
        case .weekly: return (microseconds - self.at.microseconds) % (7 * Self.day) == 0
        case .weekdays:
            let local = microseconds + Int64(self.offsetMinutes) * 60_000_000
            // 1970-01-01 was a Thursday, day 3 of the week that begins on Monday.
            let weekday = ((local >= 0 ? local / Self.day : (local + 1) / Self.day - 1) + 3) % 7
            return (weekday + 7) % 7 < 5
        }
    }
}
