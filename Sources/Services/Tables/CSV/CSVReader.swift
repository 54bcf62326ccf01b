/// Reads comma-separated values (RFC 4180) as spreadsheets and people really write them.
struct CSVReader {
    static func read(_ file: [UInt8], limits: TableLimits) throws(TableError) -> Table {
        let scalars = Array(try Self.text(of: file).unicodeScalars)
        var reader = CSVReader(limits, separator: Self.separator(of: scalars))
        var index = 0
        while index < scalars.count {
            index += try reader.take(scalars[index], before: index + 1 < scalars.count ? scalars[index + 1] : nil)
        }
        try reader.endRow()
        return reader.builder.table
    }

    private let limits: TableLimits
    private let separator: Unicode.Scalar
    private var builder: TableBuilder
    private var cells: [String] = []
    private var cell = String.UnicodeScalarView()
    /// Of the cell: counting its characters each time would take for ever.
    private var length = 0
    private var number = 1
    private var isQuoted = false

    private init(_ limits: TableLimits, separator: Unicode.Scalar) {
        self.limits = limits
        self.separator = separator
        self.builder = TableBuilder(limits)
    }

    /// - Returns: how many characters it took: two of a doubled quote, and of CR with LF.
    private mutating func take(_ scalar: Unicode.Scalar, before next: Unicode.Scalar?) throws(TableError) -> Int {
        switch (self.isQuoted, scalar) {
        case (true, "\""):
            if next == "\"" {
                try self.append(scalar)
                return 2
            }
            self.isQuoted = false
        case (true, _):
            try self.append(scalar)
        case (false, "\"") where self.length == 0:
            self.isQuoted = true
        case (false, self.separator):
            try self.endCell()
        case (false, "\n"), (false, "\r"):
            try self.endRow()
            return scalar == "\r" && next == "\n" ? 2 : 1
        default:
            try self.append(scalar)
        }
        return 1
    }

    /// A cell beyond its limit is noticed as it grows: an open quote would take the rest of the file. Space around it is
    /// not counted yet.
    private mutating func append(_ scalar: Unicode.Scalar) throws(TableError) {
        self.length += 1
        guard self.length <= self.limits.cellLength * 2 else {
            throw TableError(.cellTooLong, "a cell of row \(self.number) is too long")
        }
        self.cell.append(scalar)
    }

    private mutating func endCell() throws(TableError) {
        // Empty ones at the end of a row are none: those that say something are counted later.
        guard self.cells.count < self.limits.columns * 4 else {
            throw TableError(.tooManyColumns, "row \(self.number) has too many columns")
        }
        self.cells.append(String(self.cell))
        self.cell = String.UnicodeScalarView()
        self.length = 0
    }

    private mutating func endRow() throws(TableError) {
        try self.endCell()
        try self.builder.add(self.number, self.cells)
        self.cells = []
        self.number += 1
    }

    /// UTF-8 when the bytes are, else CP1251, which Russian spreadsheets write; never a text with zeros in it.
    private static func text(of file: [UInt8]) throws(TableError) -> String {
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let bytes = file.starts(with: mark) ? file[mark.count...] : file[...]
        guard !bytes.contains(0) else { throw TableError(.unreadable, "a text has no zeros in it") }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        guard !file.starts(with: mark) else { throw TableError(.unreadable, "it says UTF-8 and is not") }
        return CP1251.decode(bytes)
    }

    /// The one that the first line has most of, outside quotes.
    private static func separator(of scalars: [Unicode.Scalar]) -> Unicode.Scalar {
        let separators: [Unicode.Scalar] = [";", "\t", ","]
        var counts: [Unicode.Scalar: Int] = [:]
        var isQuoted = false
        for scalar in scalars {
            if scalar == "\"" { isQuoted.toggle() }
            if !isQuoted, scalar == "\n" || scalar == "\r" { break }
            if !isQuoted, separators.contains(scalar) { counts[scalar, default: 0] += 1 }
        }
        // Of equals the first: a file of one column has none of them.
        return separators.reduce(separators[0]) { counts[$1] ?? 0 > counts[$0] ?? 0 ? $1 : $0 }
    }
}
