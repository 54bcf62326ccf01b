import Model
import Tables

/// What a column of a sheet holds.
protocol SheetColumn: CaseIterable, Hashable, Sendable {
    /// As a program names it.
    var field: String { get }
    /// The widths of spreadsheets, in characters.
    var width: Int { get }
    /// A first row that does not name it is no head.
    static var key: Self { get }

    func title(_ language: SpokenLanguage) -> String
}

/// A sheet in which things come and go: a head in either language, and a row each.
enum Sheet<Column: SheetColumn> {
    typealias Cells = [Column: String]

    struct Row: Equatable, Sendable {
        /// As a spreadsheet shows it.
        var number: Int
        /// Those that hold anything.
        var cells: Cells
    }

    static func file(_ form: SheetForm, _ language: SpokenLanguage, _ rows: [Cells], name: String) -> [UInt8] {
        let columns = Array(Column.allCases)
        let head = columns.map { $0.title(language) }
        let written = rows.map { row in columns.map { row[$0] ?? "" } }
        return form.file([head] + written, sheet: name, widths: columns.map(\.width))
    }

    /// The cells of each row by what they are. A head, of either language, says where a column is; without one the columns
    /// stand as in the template.
    static func read(_ table: Table) -> [Row] {
        var places = Dictionary(uniqueKeysWithValues: Column.allCases.enumerated().map { ($0.element, $0.offset) })
        var rows = table.rows[...]
        if let head = rows.first, let named = Self.head(head) {
            places = named
            rows = rows.dropFirst()
        }
        return rows.map { row in
            let cells = places.compactMapValues { CSVWriter.unescaped(row[$0]) }.filter { !$0.value.isEmpty }
            return Row(number: row.number, cells: cells)
        }
    }

    private static func head(_ row: Table.Row) -> [Column: Int]? {
        var places: [Column: Int] = [:]
        for (index, cell) in row.cells.enumerated() {
            let title = cell.lowercased()
            let column = Column.allCases.first { column in
                SpokenLanguage.allCases.contains { column.title($0).lowercased() == title }
            }
            if let column, places[column] == nil { places[column] = index }
        }
        return places[Column.key] == nil ? nil : places
    }
}
