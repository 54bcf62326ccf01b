/// What a file of rows holds, whatever its form: texts as people typed them.
package struct Table: Equatable, Sendable {
    package struct Row: Equatable, Sendable {
        /// As a spreadsheet shows it, from 1.
        package var number: Int
        /// Without space around them. Shorter than other rows where the last cells are empty.
        package var cells: [String]

        package init(number: Int, cells: [String]) {
            self.number = number
            self.cells = cells
        }

        /// Empty beyond the last.
        package subscript(column: Int) -> String { self.cells.indices.contains(column) ? self.cells[column] : "" }
    }

    /// Rows that hold anything.
    package var rows: [Row]

    package init(rows: [Row] = []) {
        self.rows = rows
    }

    /// Reads CSV (UTF-8 or CP1251, with `;`, `,` or tabs) or the first sheet of an xlsx workbook: found out by looking at
    /// the bytes, as names and types of uploads say nothing.
    package init(_ file: [UInt8], limits: TableLimits = TableLimits()) throws(TableError) {
        self =
            file.starts(with: ZIPArchive.signature)
            ? try WorkbookReader.read(file, limits: limits) : try CSVReader.read(file, limits: limits)
    }
}

/// How much of a file is believed.
package struct TableLimits: Equatable, Sendable {
    /// Rows that hold anything.
    package var rows: Int
    package var columns: Int
    /// Characters of one cell.
    package var cellLength: Int
    /// Bytes of one part of a workbook, unpacked: a bomb of zeros is packed a thousand times smaller.
    package var partLength: Int

    /// Bytes of a text that is looked at at all; a character of one cell has four at most.
    var longestText: Int { self.cellLength * 8 }

    package init(rows: Int = 10_000, columns: Int = 64, cellLength: Int = 1_000, partLength: Int = 32 << 20) {
        self.rows = rows
        self.columns = columns
        self.cellLength = cellLength
        self.partLength = partLength
    }
}

/// Why a file gives no table.
package struct TableError: Error, Equatable {
    package enum Code: String, Sendable, CaseIterable {
        /// Neither text nor a workbook that can be read.
        case unreadable
        case tooManyRows = "too-many-rows"
        case tooManyColumns = "too-many-columns"
        case cellTooLong = "cell-too-long"
        /// Unpacked it is larger than any honest table.
        case tooLarge = "too-large"
    }

    package var code: Code
    /// In English, for logs.
    package var detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}

/// Collects rows under their limits.
struct TableBuilder {
    private let limits: TableLimits
    private(set) var table = Table()

    init(_ limits: TableLimits) {
        self.limits = limits
    }

    /// Takes a row; one that holds nothing is left out.
    mutating func add(_ number: Int, _ cells: [String]) throws(TableError) {
        // Looked at before anything is copied: a text that many cells name is as long as the file says.
        guard !cells.contains(where: { $0.utf8.count > self.limits.longestText }) else {
            throw TableError(.cellTooLong, "a cell of row \(number) is too long")
        }
        var trimmed = cells.map(Self.trimmed)
        while trimmed.last?.isEmpty == true { trimmed.removeLast() }
        guard !trimmed.isEmpty else { return }
        guard trimmed.count <= self.limits.columns else {
            throw TableError(.tooManyColumns, "row \(number) has \(trimmed.count) columns")
        }
        guard self.table.rows.count < self.limits.rows else {
            throw TableError(.tooManyRows, "more than \(self.limits.rows) rows")
        }
        guard !trimmed.contains(where: { $0.unicodeScalars.count > self.limits.cellLength }) else {
            throw TableError(.cellTooLong, "a cell of row \(number) is too long")
        }
        self.table.rows.append(Table.Row(number: number, cells: trimmed))
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
