import Kernel

/// The numbers of the installation, by their digits (NUM-02).
package struct NumberStock: Equatable, Sendable {
    private var entries: [String: DomainEntry] = [:]

    package init() {}

    package var count: Int { self.entries.count }

    /// With its version; `nil` for a number that is not in the stock.
    package func entry(_ digits: String) -> DomainEntry? { self.entries[digits] }

    package subscript(digits: String) -> StockNumber? { self.entries[digits]?.number }

    /// In no order.
    package var all: some Sequence<DomainEntry> { self.entries.values }

    /// - Returns: whether it is a number of the stock.
    mutating func put(_ entry: DomainEntry) -> Bool {
        guard let number = entry.number else { return false }
        self.entries[number.digits] = entry
        return true
    }

    mutating func remove(_ id: EntryID) {
        let (prefix, text) = (StockNumber.id(of: "").text, id.text)
        if text.hasPrefix(prefix) { self.entries[String(text.dropFirst(prefix.count))] = nil }
    }
}
