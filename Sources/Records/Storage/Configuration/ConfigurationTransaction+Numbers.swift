import Kernel
import Model

/// The stock of numbers: what has to hold whoever asks first, so that a number comes to one domain and no other (NUM-01).
extension ConfigurationTransaction {
    /// A number that is kept back for a domain becomes nobody else's line.
    func checkStock(for line: Line) throws {
        // However it is written: providers write one number in several ways, and it rings in one place.
        if let other = try self.line(ofNumber: StockNumber(digits: line.stockDigits)), other != line.id {
            throw ModelError(.taken, "The number \(line.number) is taken by another line.")
        }
        guard let hold = try self.entry(StockNumber.id(of: line.stockDigits))?.number?.hold(at: self.at),
            hold.domain != line.domain, try self.domain(hold.domain) != nil
        else { return }
        throw ModelError(.taken, "The number \(line.number) is kept for another domain until \(hold.until).")
    }

    mutating func check(_ number: StockNumber, before: StockNumber?) throws {
        if before == nil {
            let count = try self.stockCount ?? self.countStock()
            guard count < StockNumber.limit else {
                throw ModelError(.invalid, "The stock has at most \(StockNumber.limit) numbers.")
            }
            self.stockCount = count + 1
        }
        guard let hold = number.hold, hold != before?.hold else { return }
        guard let domain = try self.domain(hold.domain), !domain.id.isReserved else {
            throw ModelError(.notFound, "There is no domain \(hold.domain).")
        }
        guard try self.line(ofNumber: number) == nil else {
            throw ModelError(.conflict, "The number +\(number.digits) is connected: it cannot be kept for somebody.")
        }
    }

    /// What somebody has, or is promised, stays in the stock.
    mutating func checkRemoval(of number: StockNumber) throws {
        guard try self.line(ofNumber: number) == nil else {
            throw ModelError(.conflict, "The number +\(number.digits) is connected: take it from its domain first.")
        }
        if let hold = number.hold(at: self.at), try self.domain(hold.domain) != nil {
            throw ModelError(.conflict, "The number +\(number.digits) is kept for \(hold.domain): release it first.")
        }
        self.stockCount = nil
    }

    private func line(ofNumber number: StockNumber) throws -> LineID? {
        for key in number.spellings {
            let line = try self.connection.first("SELECT id FROM lines WHERE number_key = $1", [.text(key)]) {
                LineID($0.text(0))
            }
            if let line { return line }
        }
        return nil
    }

    private func countStock() throws -> Int {
        try self.connection.first(
            "SELECT COUNT(*) FROM entries WHERE domain = $1 AND kind = $2",
            [.text(Domain.system.text), .text(DomainEntry.Kind.number.rawValue)]
        ) { $0.count(0) } ?? 0
    }
}
