/// Reads the first sheet of a workbook (ECMA-376): what its cells show, as text. Of a formula that is the value which was
/// stored with it; nothing is ever calculated.
enum WorkbookReader {
    static func read(_ file: [UInt8], limits: TableLimits) throws(TableError) -> Table {
        let archive = try ZIPArchive(file)
        let limit = limits.partLength
        guard let sheet = try archive.part(try Self.firstSheet(of: archive, limit: limit), limit: limit) else {
            throw TableError(.unreadable, "there is no sheet")
        }
        var texts: [String] = []
        if let part = try archive.part("xl/sharedStrings.xml", limit: limit) {
            texts = try Self.texts(of: part, limits)
        }
        return try Self.rows(of: sheet, texts: texts, limits)
    }

    /// The first that the workbook names, which need not be the first that was made.
    private static func firstSheet(of archive: ZIPArchive, limit: Int) throws(TableError) -> String {
        let usual = "xl/worksheets/sheet1.xml"
        guard let workbook = try archive.part("xl/workbook.xml", limit: limit),
            let relations = try archive.part("xl/_rels/workbook.xml.rels", limit: limit)
        else { return usual }
        var reader = XMLReader(workbook)
        var named: String?
        while named == nil, let piece = try reader.next() {
            if case .start("sheet", let attributes) = piece { named = attributes["id"] ?? "" }
        }
        reader = XMLReader(relations)
        while let piece = try reader.next() {
            guard case .start("Relationship", let attributes) = piece, attributes["Id"] == named,
                let target = attributes["Target"]
            else { continue }
            return target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
        }
        return usual
    }

    /// Texts that cells name by number; how words are to be pronounced (`rPh`) is none of them.
    private static func texts(of part: [UInt8], _ limits: TableLimits) throws(TableError) -> [String] {
        var reader = XMLReader(part)
        var texts: [String] = []
        while let piece = try reader.next() {
            guard case .start("si", _) = piece else { continue }
            let text = try reader.content { $0 != "rPh" }
            guard texts.count < limits.rows * limits.columns else { throw TableError(.tooManyRows, "too many texts") }
            // No cell may be as long; one that names it is told so.
            texts.append(text.utf8.count > limits.longestText ? String(text.prefix(limits.longestText + 1)) : text)
        }
        return texts
    }

    private static func rows(of sheet: [UInt8], texts: [String], _ limits: TableLimits) throws(TableError) -> Table {
        var reader = XMLReader(sheet)
        var builder = TableBuilder(limits)
        var (number, cells, visited) = (0, [String](), 0)
        while let piece = try reader.next() {
            switch piece {
            case .start("row", let attributes):
                visited += 1
                // Empty rows cost time, too.
                guard visited <= limits.rows * 4 else { throw TableError(.tooManyRows, "too many empty rows") }
                number = attributes["r"].flatMap { Int($0) } ?? number + 1
                guard (1...10_000_000).contains(number) else { throw TableError(.unreadable, "a row has no number") }
                cells = []
            case .start("c", let attributes):
                let column = try Self.column(of: attributes["r"], after: cells.count, limits)
                let text = try Self.text(of: attributes["t"], &reader, texts)
                guard !text.isEmpty else { continue }
                while cells.count <= column { cells.append("") }
                cells[column] = text
            case .end("row"): try builder.add(number, cells)
            case .start, .end, .text: break
            }
        }
        return builder.table
    }

    /// `AB12` is column 27, counted from 0.
    private static func column(of reference: String?, after count: Int, _ limits: TableLimits) throws(TableError) -> Int
    {
        guard let letters = reference?.utf8.prefix(while: { (0x41...0x5a).contains($0) }), !letters.isEmpty else {
            return try Self.checked(count, limits)
        }
        guard letters.count <= 3 else { throw TableError(.tooManyColumns, "a column is too far right") }
        return try Self.checked(letters.reduce(0) { $0 * 26 + Int($1 - 0x40) } - 1, limits)
    }

    private static func checked(_ column: Int, _ limits: TableLimits) throws(TableError) -> Int {
        // Spreadsheets write cells without a text far right of the table: those that say something are counted later.
        guard column < limits.columns * 4 else { throw TableError(.tooManyColumns, "a column is too far right") }
        return column
    }

    private static func text(
        of type: String?,
        _ reader: inout XMLReader,
        _ texts: [String]
    ) throws(TableError) -> String {
        // What was typed as a formula is not what it shows.
        let shown = try reader.content { $0 != "f" && $0 != "rPh" }
        switch type {
        case "s": return Int(shown).flatMap { texts.indices.contains($0) ? texts[$0] : nil } ?? ""
        case "inlineStr", "str": return shown
        case "b": return shown == "1" ? "TRUE" : "FALSE"
        case "e": return ""
        default: return Self.number(shown)
        }
    }

    /// Telephone numbers are numbers to a spreadsheet: `7.4951234567E10` is written out.
    private static func number(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x2e || $0 == 0x45 || $0 == 0x65 }), let value = Double(text),
            value.magnitude < 1e15, let whole = Int64(exactly: value)
        else { return text }
        return "\(whole)"
    }
}
