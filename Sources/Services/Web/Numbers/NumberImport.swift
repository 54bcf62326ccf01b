import Kernel
import Model

/// What a sheet of numbers would bring into the stock: which rows are ready, and what is wrong with the others (NUM-02).
/// Decided from the configuration alone; nothing is stored.
struct NumberImport {
    /// Rows of one file.
    static let rowLimit = 5_000

    typealias Found = FoundProblem<NumberSheet.Column>

    struct Row: Equatable, Sendable {
        /// As the spreadsheet shows it.
        var number: Int
        /// What stands there as a number, in E.164 where it is one.
        var written: String
        var stock: StockNumber
        var problems: [Found]

        var isReady: Bool { self.problems.isEmpty }
    }

    private(set) var rows: [Row]

    var ready: [Row] { self.rows.filter(\.isReady) }

    init(_ sheet: [Sheet<NumberSheet.Column>.Row], into configuration: Configuration) {
        let trunks = Dictionary(configuration.publicTrunks.map { ($0.name, $0.id) }) { first, _ in first }
        var rows = sheet.map { Self.row($0, configuration.stock, trunks) }
        for index in RowProblem.repeated(rows.map { $0.stock.digits.isEmpty ? nil : $0.stock.digits }) {
            rows[index].problems.append(Found(column: .number, problem: .repeated))
        }
        var room = StockNumber.limit - configuration.stock.count
        for index in rows.indices where rows[index].isReady {
            room -= 1
            if room < 0 { rows[index].problems.append(Found(column: .number, problem: .full)) }
        }
        self.rows = rows
    }

    private static func row(
        _ row: Sheet<NumberSheet.Column>.Row,
        _ stock: NumberStock,
        _ trunks: [String: TrunkID]
    ) -> Row {
        var problems: [Found] = []
        func find(_ column: NumberSheet.Column, _ problem: RowProblem?) {
            if let problem { problems.append(Found(column: column, problem: problem)) }
        }
        let cells = row.cells
        let written = cells[.number] ?? ""
        let digits = DialString(written).flatMap { StockNumber.digits(of: $0) } ?? ""
        var number = StockNumber(digits: digits, city: cells[.city] ?? "")
        if written.isEmpty {
            find(.number, .required)
        } else if digits.isEmpty {
            find(.number, .badForm)
        } else {
            find(.number, stock.entry(digits) == nil ? nil : .taken)
            if number.kind == .city { find(.city, number.city.isEmpty ? .required : RowProblem.ofLine(number.city)) }
        }
        if let category = NumberSheet.category(cells[.category]) {
            number.category = category
        } else {
            find(.category, .badForm)
        }
        if let kopecks = NumberSheet.kopecks(cells[.price]) {
            number.priceKopecks = kopecks
        } else {
            find(.price, .badForm)
        }
        if let name = cells[.trunk] {
            number.trunk = trunks[name.lowercased()]
            find(.trunk, number.trunk == nil ? .badForm : nil)
        }
        return Row(
            number: row.number,
            written: digits.isEmpty ? written : "+" + digits,
            stock: number,
            problems: problems
        )
    }
}
