import Model

/// What people are called on phones and in the history: as address books say, else as they call themselves (CAL-13).
extension Exchange {
    /// - Parameter reader: whose own book is asked before the company's; `nil`: nobody's.
    func name(of party: Party, for reader: UserID?, in domain: DomainID?) -> String {
        domain.flatMap { self.configuration.books(of: $0).name(of: party.number, for: reader) } ?? party.name
    }
}
