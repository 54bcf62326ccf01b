/// Writes a workbook of one sheet (ECMA-376). Every cell is a text: a name that begins with `=` is a name and no formula.
package enum WorkbookWriter {
    /// - Parameter widths: of columns, in characters.
    package static func write(_ rows: [[String]], sheet: String, widths: [Int] = []) -> [UInt8] {
        var archive = ZIPWriter()
        archive.add("[Content_Types].xml", Self.part(Self.types))
        archive.add("_rels/.rels", Self.part(Self.relations([("officeDocument", "xl/workbook.xml")])))
        archive.add("xl/workbook.xml", Self.part(Self.workbook(sheet)))
        let parts = [("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")]
        archive.add("xl/_rels/workbook.xml.rels", Self.part(Self.relations(parts)))
        archive.add("xl/styles.xml", Self.part(Self.styles))
        archive.add("xl/worksheets/sheet1.xml", Self.part(Self.sheet(rows, widths)))
        return archive.finish()
    }

    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let package = "http://schemas.openxmlformats.org/package/2006"
    private static let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"

    private static func part(_ xml: String) -> [UInt8] {
        Array("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\(xml)".utf8)
    }

    private static let types = """
        <Types xmlns="\(package)/content-types">\
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
        <Default Extension="xml" ContentType="application/xml"/>\
        <Override PartName="/xl/workbook.xml" ContentType="\(kind).sheet.main+xml"/>\
        <Override PartName="/xl/worksheets/sheet1.xml" ContentType="\(kind).worksheet+xml"/>\
        <Override PartName="/xl/styles.xml" ContentType="\(kind).styles+xml"/></Types>
        """

    private static func relations(_ parts: [(kind: String, target: String)]) -> String {
        let each = parts.enumerated().map { index, part in
            "<Relationship Id=\"rId\(index + 1)\" Type=\"\(Self.office)/\(part.kind)\" Target=\"\(part.target)\"/>"
        }
        return "<Relationships xmlns=\"\(Self.package)/relationships\">\(each.joined())</Relationships>"
    }

    private static func workbook(_ sheet: String) -> String {
        """
        <workbook xmlns="\(Self.main)" xmlns:r="\(Self.office)"><sheets>\
        <sheet name="\(Self.escaped(String(sheet.prefix(31))))" sheetId="1" r:id="rId1"/></sheets></workbook>
        """
    }

    /// Two styles: plain texts (format 49 keeps what is typed later from turning into numbers), and the head in bold.
    private static let styles = """
        <styleSheet xmlns="\(main)"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
        <font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
        <fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
        </fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>\
        <cellXfs count="2"><xf numFmtId="49" fontId="0" xfId="0" applyNumberFormat="1"/>\
        <xf numFmtId="49" fontId="1" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>\
        <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
        """

    private static func sheet(_ rows: [[String]], _ widths: [Int]) -> String {
        let columns = widths.enumerated().map { index, width in
            "<col min=\"\(index + 1)\" max=\"\(index + 1)\" width=\"\(width)\" style=\"0\" customWidth=\"1\"/>"
        }
        let lines = rows.enumerated().map { row, cells in
            let written = cells.enumerated().filter { !$0.element.isEmpty }.map { column, text in
                """
                <c r="\(Self.letters(of: column))\(row + 1)" s="\(row == 0 ? 1 : 0)" t="inlineStr">\
                <is><t xml:space="preserve">\(Self.escaped(text))</t></is></c>
                """
            }
            return "<row r=\"\(row + 1)\">\(written.joined())</row>"
        }
        let cols = columns.isEmpty ? "" : "<cols>\(columns.joined())</cols>"
        return "<worksheet xmlns=\"\(Self.main)\">\(cols)<sheetData>\(lines.joined())</sheetData></worksheet>"
    }

    /// Column 27 is `AB`.
    static func letters(of column: Int) -> String {
        let last = String(Unicode.Scalar(UInt8(0x41 + column % 26)))
        return column < 26 ? last : Self.letters(of: column / 26 - 1) + last
    }

    /// Control characters, which no XML may hold, are left out.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
            case "\u{0}"..<"\u{20}", "\u{fffe}", "\u{ffff}": break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}
