import Kernel
import Model

/// The stock of numbers, as ``ConfigurationRepository`` promises it.
extension InMemoryTransaction {
    func isSameNumber(_ before: ConfigurationChange?, _ line: Line) -> Bool {
        if case .putLine(let former) = before { former.numberKey == line.numberKey } else { false }
    }

    func checkStock(for line: Line) throws(ModelError) {
        guard !self.state.lines.values.contains(where: { $0.id != line.id && $0.stockDigits == line.stockDigits })
        else {
            throw ModelError(.taken, "The number is taken by another line.")
        }
        guard let hold = self.state.entries[StockNumber.id(of: line.stockDigits)]?.number?.hold(at: self.at),
            hold.domain != line.domain, self.state.domains[hold.domain] != nil
        else { return }
        throw ModelError(.taken, "The number is kept for another domain.")
    }

    func check(_ number: StockNumber, before: ConfigurationChange?) throws(ModelError) {
        guard before != nil || self.state.entries.values.count(where: { $0.number != nil }) < StockNumber.limit else {
            throw ModelError(.invalid, "The stock is full.")
        }
        var former: StockNumber.Hold?
        if case .putEntry(let entry) = before { former = entry.number?.hold }
        guard let hold = number.hold, hold != former else { return }
        guard self.state.domains[hold.domain] != nil, !hold.domain.isReserved else {
            throw ModelError(.notFound, "There is no such domain.")
        }
        guard !self.isConnected(number) else { throw ModelError(.conflict, "The number is connected.") }
    }

    func checkRemoval(of number: StockNumber) throws(ModelError) {
        let hold = number.hold(at: self.at)
        guard !self.isConnected(number), hold.map({ self.state.domains[$0.domain] == nil }) ?? true else {
            throw ModelError(.conflict, "The number is somebody's.")
        }
    }

    private func isConnected(_ number: StockNumber) -> Bool {
        self.state.lines.values.contains { number.spellings.contains($0.numberKey) }
    }
}
