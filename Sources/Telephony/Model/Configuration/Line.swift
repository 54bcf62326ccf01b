/// An external number of a domain (DID) and where its calls go (RTE).
///
/// A line without rules drops calls: the caller hears busy (RTE-02).
package struct Line: Equatable, Sendable, Codable {
    package var id: LineID
    package var domain: DomainID
    /// Unique in the installation, E.164 with `+` or the provider's own form; compared by its digits' normal form.
    package var number: DialString
    /// The trunk it comes by; `nil`: any.
    package var trunk: TrunkID?
    package var shownName: String
    package var isActive: Bool
    /// In order: the first that holds decides (RTE-03). At most ``LineRule/limit``.
    package var rules: [LineRule]
    package var filter: CallerFilter
    /// Connected by the domain's own administrator, who may give it up again (NUM-01).
    package var isAdditional: Bool
    package var version: Int

    package init(
        id: LineID,
        domain: DomainID,
        number: DialString,
        trunk: TrunkID? = nil,
        shownName: String = "",
        isActive: Bool = true,
        rules: [LineRule] = [],
        filter: CallerFilter = .off,
        isAdditional: Bool = false,
        version: Int = 0
    ) {
        self.id = id
        self.domain = domain
        self.number = number
        self.trunk = trunk
        self.shownName = shownName
        self.isActive = isActive
        self.rules = rules
        self.filter = filter
        self.isAdditional = isAdditional
        self.version = version
    }

    /// The users whom its rules name.
    package var users: Set<UserID> { Set(self.rules.compactMap(\.target.user)) }
}
