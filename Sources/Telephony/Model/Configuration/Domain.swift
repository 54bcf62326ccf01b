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
    package var limits: DomainLimits
    /// Shown to the outside when a user has no number of their own (CAL-01).
    package var callerID: DialString?
    /// Where letters about the domain go; `nil`: to each of its administrators (ADM-01).
    package var noticeEmail: String?
    package var recording: RecordingRules
    /// What its callers and users are spoken to. Default Russian.
    package var language: SpokenLanguage
    /// What is dialled for features (CAL-04).
    package var codes: CallCodes
    /// For users who have no rule of their own (CAL-02).
    package var calling: CallingRules
    /// Name of its time zone, as in `Europe/Moscow`: what schedules go by (RTE-04).
    package var timeZone: String
    package var calendar: WorkCalendar
    /// How patient its voice scenarios are (ADM-03).
    package var menus: MenuLimits
    /// How much it calls outside before calls stop (BYD-18).
    package var toll: TollRules
    /// Makes it a pool of other domains (TEN-04).
    package var pool: PoolRules?
    /// The pool that it belongs to.
    package var membership: PoolMembership?
    /// Grows with each change; a later writer with an old version is told (409).
    package var version: Int

    package init(
        id: DomainID,
        shownName: String,
        isBlocked: Bool = false,
        callLimit: Int = 10_000,
        limits: DomainLimits = DomainLimits(),
        callerID: DialString? = nil,
        noticeEmail: String? = nil,
        recording: RecordingRules = RecordingRules(),
        language: SpokenLanguage = .russian,
        codes: CallCodes = CallCodes(),
        calling: CallingRules = CallingRules(),
        timeZone: String = Domain.moscow,
        calendar: WorkCalendar = WorkCalendar(),
        menus: MenuLimits = MenuLimits(),
        toll: TollRules = TollRules(),
        pool: PoolRules? = nil,
        membership: PoolMembership? = nil,
        version: Int = 0
    ) {
        self.id = id
        self.shownName = shownName
        self.isBlocked = isBlocked
        self.callLimit = callLimit
        self.limits = limits
        self.callerID = callerID
        self.noticeEmail = noticeEmail
        self.recording = recording
        self.language = language
        self.codes = codes
        self.calling = calling
        self.timeZone = timeZone
        self.calendar = calendar
        self.menus = menus
        self.toll = toll
        self.pool = pool
        self.membership = membership
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

    package static let moscow = "Europe/Moscow"

    /// The word that stands for all pools where people sign in. No new domain is called so.
    package static let groups = DomainID("group")

    /// The reserved domain that system administrators sign in to. It has no phones.
    package static let system = DomainID("system")
}
