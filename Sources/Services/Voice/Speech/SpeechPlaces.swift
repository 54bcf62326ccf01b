import Model

/// Who says a text, and who waits for it: one text of a domain at a time, so that a domain that has many said leaves a
/// place to the others. Decides only; what stands for a text is anything.
struct SpeechPlaces<Ticket> {
    /// Texts that are being said at a time.
    let atOnce: Int
    /// Texts that wait, of all domains and of one.
    let waitingLimit: Int
    let waitingLimitOfDomain: Int

    private var speaking: Set<DomainID> = []
    /// In the order in which they came.
    private var waiting: [(domain: DomainID, ticket: Ticket)] = []

    init(atOnce: Int, waitingLimit: Int, waitingLimitOfDomain: Int) {
        self.atOnce = atOnce
        self.waitingLimit = waitingLimit
        self.waitingLimitOfDomain = waitingLimitOfDomain
    }

    enum Arrival: Equatable {
        case begins
        /// ``leave(_:)`` gives the ticket back when it is its turn.
        case waits
        case refused
    }

    mutating func arrive(_ ticket: Ticket, of domain: DomainID) -> Arrival {
        if self.speaking.count < self.atOnce, self.speaking.insert(domain).inserted { return .begins }
        let own = self.waiting.count { $0.domain == domain }
        guard self.waiting.count < self.waitingLimit, own < self.waitingLimitOfDomain else { return .refused }
        self.waiting.append((domain, ticket))
        return .waits
    }

    /// - Returns: whose turn it is now: the first that waits and whose domain has nothing said.
    mutating func leave(_ domain: DomainID) -> Ticket? {
        self.speaking.remove(domain)
        guard let next = self.waiting.firstIndex(where: { !self.speaking.contains($0.domain) }) else { return nil }
        self.speaking.insert(self.waiting[next].domain)
        return self.waiting.remove(at: next).ticket
    }
}
