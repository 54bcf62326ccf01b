/// An external number of a domain (DID) and where its calls go (RTE).
package struct Line: Equatable, Sendable, Codable {
    package var id: LineID
    package var domain: DomainID
    /// Unique in the installation, E.164 with `+` or the provider's own form; compared by its digits' normal form.
    package var number: DialString
    /// The trunk it comes by; `nil`: any.
    package var trunk: TrunkID?
    /// Whose phones ring.
    package var user: UserID
    package var shownName: String
    package var isActive: Bool
    package var version: Int

    package init(
        id: LineID,
        domain: DomainID,
        number: DialString,
        trunk: TrunkID? = nil,
        user: UserID,
        shownName: String = "",
        isActive: Bool = true,
        version: Int = 0
    ) {
        self.id = id
        self.domain = domain
        self.number = number
        self.trunk = trunk
        self.user = user
        self.shownName = shownName
        self.isActive = isActive
        self.version = version
    }
}
