import Kernel
import Model

/// What a sheet of contacts would make in an address book: which rows are ready, and what is wrong with the others
/// (ADR-02). Decided from the configuration alone; nothing is stored.
struct ContactImport {
    /// Rows of one file.
    static let rowLimit = 5_000

    typealias Found = FoundProblem<ContactSheet.Column>

    struct Row: Equatable, Sendable {
        /// As the spreadsheet shows it.
        var number: Int
        /// With the short number that was written, or that is given; empty while there is none.
        var contact: Contact
        /// The cells of numbers as they are.
        var writtenNumbers: [String]
        var problems: [Found]

        var isReady: Bool { self.problems.isEmpty }
    }

    private(set) var rows: [Row]

    var ready: [Row] { self.rows.filter(\.isReady) }

    init(
        _ sheet: [Sheet<ContactSheet.Column>.Row],
        of owner: UserID?,
        in tenant: Configuration.Tenant,
        _ books: AddressBooks
    ) {
        let codes = tenant.domain.codes
        var rows = sheet.map { Self.row($0, owner, codes, books) }
        let written = rows.map { $0.contact.shortNumber.isEmpty ? nil : $0.contact.shortNumber }
        for index in RowProblem.repeated(written) {
            rows[index].problems.append(Found(column: .shortNumber, problem: .repeated))
        }
        // What is written is nobody else's, wherever it stands.
        var free = FreeShortNumbers(books, of: owner, besides: codes, Set(written.compactMap { $0 }))
        var room = Contact(owner: owner, name: "", shortNumber: "", numbers: []).limitOfBook - books.count(of: owner)
        for index in rows.indices where rows[index].isReady {
            room -= 1
            if rows[index].contact.shortNumber.isEmpty { rows[index].contact.shortNumber = free.draw() ?? "" }
            guard room < 0 || rows[index].contact.shortNumber.isEmpty else { continue }
            rows[index].problems.append(Found(column: .shortNumber, problem: .full))
        }
        self.rows = rows
    }

    private static func row(
        _ row: Sheet<ContactSheet.Column>.Row,
        _ owner: UserID?,
        _ codes: CallCodes,
        _ books: AddressBooks
    ) -> Row {
        var problems: [Found] = []
        func find(_ column: ContactSheet.Column, _ problem: RowProblem?) {
            if let problem { problems.append(Found(column: column, problem: problem)) }
        }
        let cells = row.cells
        let (name, short) = (cells[.name] ?? "", Self.short(cells[.shortNumber] ?? ""))
        find(.name, name.isEmpty ? .required : RowProblem.ofLine(name))
        for column in [ContactSheet.Column.group, .position] { find(column, cells[column].flatMap(RowProblem.ofLine)) }
        if let email = cells[.email] { find(.email, RowProblem.fits(email, Common.email) ? nil : .badForm) }
        if !short.isEmpty {
            let isTaken =
                books.isTaken(short, in: owner, besides: nil) || codes.isDialled(byShortNumber: short)
                || short == NumberPlan.help
            find(.shortNumber, RowProblem.fits(short, ContactBody.shortNumber) ? isTaken ? .taken : nil : .badForm)
        }
        var numbers: [Contact.Number] = []
        for (column, kind) in ContactSheet.Column.numbers {
            guard let cell = cells[column] else { continue }
            let read = Self.numbers(cell)
            find(column, read == nil ? .badForm : nil)
            numbers += (read ?? []).map { Contact.Number(kind, $0) }
        }
        let written = ContactSheet.Column.numbers.compactMap { cells[$0.column] }
        find(.work, !written.isEmpty ? numbers.count > Contact.numberLimit ? .tooLong : nil : .required)
        let contact = Contact(
            owner: owner,
            name: name,
            shortNumber: short,
            numbers: numbers,
            email: cells[.email],
            position: cells[.position] ?? "",
            group: cells[.group] ?? ""
        )
        return Row(number: row.number, contact: contact, writtenNumbers: written, problems: problems)
    }

    /// The star by which it is dialled may stand in front.
    private static func short(_ text: String) -> String { text.hasPrefix("*") ? String(text.dropFirst()) : text }

    /// Several stand behind commas or semicolons; `nil` when one of them is none.
    private static func numbers(_ cell: String) -> [DialString]? {
        let written = cell.split { $0 == "," || $0 == ";" }
            .filter { part in part.contains { !$0.isWhitespace } }
        let read = written.compactMap { DialString($0) }.filter { RowProblem.fits($0.text, ContactBody.dialled) }
        return read.count == written.count && !read.isEmpty ? read : nil
    }
}

/// Gives short numbers that nobody of a book has, from the least on.
private struct FreeShortNumbers {
    private let books: AddressBooks
    private let owner: UserID?
    private let codes: CallCodes
    private let written: Set<String>
    private var next = 10

    init(_ books: AddressBooks, of owner: UserID?, besides codes: CallCodes, _ written: Set<String>) {
        self.books = books
        self.owner = owner
        self.codes = codes
        self.written = written
    }

    /// `nil` when all are taken.
    mutating func draw() -> String? {
        while self.next <= 99_999 {
            let number = String(self.next)
            self.next += 1
            let isTaken = self.books.isTaken(number, in: self.owner, besides: nil) || self.written.contains(number)
            if !isTaken, number != NumberPlan.help, !self.codes.isDialled(byShortNumber: number) { return number }
        }
        return nil
    }
}
