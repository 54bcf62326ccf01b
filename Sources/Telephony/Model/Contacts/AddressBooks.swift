import Kernel

/// The address books of one domain as calls ask them: by short number and by number, without looking through them.
package struct AddressBooks: Equatable, Sendable {
    private struct Place: Hashable {
        var book: UserID?
        var digits: String
    }

    package private(set) var entries: [EntryID: DomainEntry] = [:]
    private var byShortNumber: [Place: EntryID] = [:]
    /// Of several contacts with one number the one that was made first by its identity.
    private var byNumber: [Place: [EntryID]] = [:]
    private var counts: [UserID?: Int] = [:]
    private let plan: NumberPlan

    package init(plan: NumberPlan = .russia) {
        self.plan = plan
    }

    /// The contact of a short number: the user's own before the company's (CAL-01).
    package func contact(shortNumber: String, for user: UserID) -> Contact? {
        let found =
            self.byShortNumber[Place(book: user, digits: shortNumber)]
            ?? self.byShortNumber[Place(book: nil, digits: shortNumber)]
        return found.flatMap { self.entries[$0]?.contact }
    }

    /// What the number is called: in the user's own book, else in the company's (CAL-13).
    /// - Parameter user: `nil`: only the company's book is asked.
    package func name(of number: String, for user: UserID?) -> String? {
        let digits = self.normal(number)
        let own = user.flatMap { self.byNumber[Place(book: $0, digits: digits)]?.first }
        let found = own ?? self.byNumber[Place(book: nil, digits: digits)]?.first
        return found.flatMap { self.entries[$0]?.contact?.name }
    }

    /// Everybody in a user's own book, or in the company's.
    package func contacts(of book: UserID?) -> [DomainEntry] {
        self.entries.values.filter { $0.contact.map { $0.owner == book } ?? false }
    }

    /// How many contacts a user's own book has, or the company's.
    package func count(of book: UserID?) -> Int { self.counts[book] ?? 0 }

    /// Whether the short number is another contact's in the same book.
    package func isTaken(_ shortNumber: String, in book: UserID?, besides id: EntryID?) -> Bool {
        self.byShortNumber[Place(book: book, digits: shortNumber)].map { $0 != id } ?? false
    }

    /// The least short number that nobody in the book has and that no code is dialled by; `nil` when all are taken.
    package func freeShortNumber(in book: UserID?, besides codes: CallCodes) -> String? {
        for number in 10...99_999 {
            let text = String(number)
            guard text != NumberPlan.help, !codes.isDialled(byShortNumber: text) else { continue }
            if !self.isTaken(text, in: book, besides: nil) { return text }
        }
        return nil
    }

    private func normal(_ number: String) -> String {
        DialString(number).flatMap { self.plan.normalised($0) }?.text ?? number
    }

    /// Where the identity is in the sorted list, or belongs: a company may have one number thousands of times.
    private static func index(of id: EntryID, in sorted: [EntryID]) -> Int {
        var (lower, upper) = (0, sorted.count)
        while lower < upper {
            let middle = (lower + upper) / 2
            if sorted[middle] < id { lower = middle + 1 } else { upper = middle }
        }
        return lower
    }

    mutating func put(_ entry: DomainEntry) {
        self.remove(entry.id)
        guard let contact = entry.contact else { return }
        self.entries[entry.id] = entry
        self.counts[contact.owner, default: 0] += 1
        self.byShortNumber[Place(book: contact.owner, digits: contact.shortNumber)] = entry.id
        for digits in Set(contact.numbers.map { self.normal($0.number.text) }) {
            let place = Place(book: contact.owner, digits: digits)
            let index = Self.index(of: entry.id, in: self.byNumber[place] ?? [])
            self.byNumber[place, default: []].insert(entry.id, at: index)
        }
    }

    mutating func remove(_ id: EntryID) {
        guard let contact = self.entries.removeValue(forKey: id)?.contact else { return }
        let count = self.counts[contact.owner, default: 1] - 1
        self.counts[contact.owner] = count > 0 ? count : nil
        let short = Place(book: contact.owner, digits: contact.shortNumber)
        // Somebody else may have taken it meanwhile.
        if self.byShortNumber[short] == id { self.byShortNumber[short] = nil }
        for number in contact.numbers {
            let place = Place(book: contact.owner, digits: self.normal(number.number.text))
            let index = Self.index(of: id, in: self.byNumber[place] ?? [])
            if let found = self.byNumber[place], index < found.count, found[index] == id {
                self.byNumber[place]?.remove(at: index)
            }
            if self.byNumber[place]?.isEmpty == true { self.byNumber[place] = nil }
        }
    }
}

extension DomainEntry {
    package var contact: Contact? {
        if case .contact(let contact) = self.content { return contact }
        return nil
    }
}
