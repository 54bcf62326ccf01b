import Foundation
import Kernel
import Testing

@testable import Tables

@Suite("Workbooks")
struct WorkbookTests {
    private static func workbook(_ sheet: String, texts: String? = nil) -> [UInt8] {
        var archive = ZIPWriter()
        if let texts { archive.add("xl/sharedStrings.xml", Array(texts.utf8)) }
        archive.add("xl/worksheets/sheet1.xml", Array(sheet.utf8))
        return archive.finish()
    }

    private static func sheet(_ rows: String) -> String { "<worksheet><sheetData>\(rows)</sheetData></worksheet>" }

    @Test("USR-04 what is written is read again, formulas as the texts they were")
    func roundTrip() throws {
        let rows = [["Логин", "Имя <&\">"], ["=1+1", "", "+7495"], [], ["a\nb", "  c", "\u{7}d"]]
        let file = WorkbookWriter.write(rows, sheet: "Пользователи", widths: [10, 20])
        let table = try Table(file)
        #expect(table.rows.map(\.cells) == [["Логин", "Имя <&\">"], ["=1+1", "", "+7495"], ["a\nb", "c", "d"]])
        #expect(table.rows.map(\.number) == [1, 2, 4])
        let sheet = try #require(try ZIPArchive(file).part("xl/worksheets/sheet1.xml", limit: 10_000))
        #expect(!String(decoding: sheet, as: UTF8.self).contains("<f"))
    }

    @Test("USR-04 workbooks of other programs are read; the folder is the list")
    func foreign() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".xlsx") }
        #expect(names.count >= 2)
        for name in names {
            let table = try Table(Array(try Data(contentsOf: folder.appending(path: name))))
            #expect(table.rows.map(\.number) == [1, 2, 4], "\(name)")
            #expect(table.rows.first?.cells.first == "Логин", "\(name)")
            let (ivan, anna) = (["ivanov.ii", "G7zNo0vHDT"], ["petrova.aa", "G7zNo0vHDT"])
            #expect(
                table.rows.dropFirst().map(\.cells) == [
                    ivan + ["Иванов <Иван> & \"Ко\"", "3020", "Операторы", "", "ivanov@company.example"],
                    anna + ["Петрова Анна", "", "Операторы, Администрация", "4950001122"],
                ],
                "\(name)"
            )
        }
    }

    @Test("USR-04 cells of every type show what a spreadsheet shows; a formula is worth what was stored with it")
    func types() throws {
        let texts = """
            <sst><si><t>one</t></si><si><r><t>t</t></r><r><t xml:space="preserve">wo</t></r><rPh><t>x</t></rPh></si></sst>
            """
        let sheet = Self.sheet(
            """
            <row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="s"><v>9</v></c></row>
            <row><c><v>3020</v></c><c><v>7.4951234567E10</v></c><c><v>0.5</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>
            <x:row r="9" xmlns:x="y"><x:c r="B9" t="str"><x:f>1+1</x:f><x:v>2</x:v></x:c>
            <x:c t="inlineStr"><x:is><x:t>a&#x41;&amp;<![CDATA[<b>]]></x:t></x:is></x:c></x:row><row/>
            """
        )
        let table = try Table(Self.workbook(sheet, texts: texts))
        #expect(
            table.rows == [
                Table.Row(number: 2, cells: ["one", "", "two"]),
                Table.Row(number: 3, cells: ["3020", "74951234567", "0.5", "TRUE"]),
                Table.Row(number: 9, cells: ["", "2", "aA&<b>"]),
            ]
        )
    }

    @Test("USR-04 the sheet that comes first is read, whatever its part is called")
    func firstSheet() throws {
        var archive = ZIPWriter()
        let workbook = "<workbook><sheets><sheet name='B' r:id='r2'/><sheet name='A' r:id='r1'/></sheets></workbook>"
        let relations = """
            <Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/>\
            <Relationship Id="r2" Target="/xl/worksheets/other.xml"/></Relationships>
            """
        archive.add("xl/workbook.xml", Array(workbook.utf8))
        archive.add("xl/_rels/workbook.xml.rels", Array(relations.utf8))
        archive.add("xl/worksheets/sheet1.xml", Array(Self.sheet("<row><c><v>1</v></c></row>").utf8))
        archive.add("xl/worksheets/other.xml", Array(Self.sheet("<row><c><v>2</v></c></row>").utf8))
        #expect(try Table(archive.finish()).rows.map(\.cells) == [["2"]])
    }

    @Test(
        "USR-04 broken XML, entities of its own, endless depth and far cells are refused",
        arguments: [
            ("<a><b></a>", TableError.Code.unreadable), ("<a", .unreadable), ("<a b=c/>", .unreadable),
            ("<a>&lol;</a>", .unreadable),
            ("<!DOCTYPE a [<!ENTITY l \"ll\">]><a>&l;</a>", .unreadable), ("<a>&#0;</a>", .unreadable),
            ("<a>&#xD800;</a>", .unreadable), ("<!-- ", .unreadable), ("<a><![CDATA[", .unreadable),
            ("<a b=\"", .unreadable),
            (String(repeating: "<a>", count: 100), .unreadable), ("</a>", .unreadable),
            ("<row r=\"-1\"/>", .unreadable),
            ("<row r=\"x\"><c r=\"ZZZZ1\"><v>1</v></c></row>", .tooManyColumns),
            ("<row><c r=\"XFD1\"><v>1</v></c></row>", .tooManyColumns),
            ("<x>" + String(repeating: "<row><c><v>1</v></c></row>", count: 10_001) + "</x>", .tooManyRows),
            ("<x>" + String(repeating: "<row/>", count: 100_000) + "</x>", .tooManyRows),
        ]
    )
    func hostileSheets(_ sheet: String, _ code: TableError.Code) {
        let error = #expect(throws: TableError.self) { try Table(Self.workbook(sheet)) }
        #expect(error?.code == code, "\(sheet.prefix(80))")
    }

    @Test("USR-04 a bomb is not unpacked beyond the limit")
    func bomb() throws {
        var archive = ZIPWriter()
        archive.add("xl/worksheets/sheet1.xml", [UInt8](repeating: 0x20, count: 40 << 20))
        let bomb = archive.finish()
        #expect(bomb.count < 100_000)
        let error = #expect(throws: TableError.self) { try Table(bomb) }
        #expect(error?.code == .tooLarge)
        let honest = try #require(Deflater.pack([UInt8](repeating: 7, count: 1 << 20)))
        #expect(try Inflater().unpack(honest[...], limit: 1 << 20).count == 1 << 20)
        let cut = #expect(throws: TableError.self) { try Inflater().unpack(honest.prefix(20), limit: 1 << 20) }
        #expect(cut?.code == .unreadable)
    }

    @Test(
        "USR-04 whatever is cut off or turned round in an archive, the reader says no and lives",
        arguments: 0..<20 as Range<UInt64>
    )
    func damagedArchives(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let whole = WorkbookWriter.write([["a", "b"], ["c", "d"]], sheet: "S")
        for _ in 0..<30 {
            var file = whole
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                file[Int.random(in: 4..<file.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { file.removeLast(Int.random(in: 0..<file.count - 4, using: &random)) }
            // Either is right: what matters is that it ends.
            let table = try? Table(file)
            #expect(table == nil || table.map { $0.rows.count <= 4 } == true)
        }
    }

    @Test("USR-04 XML that was turned round anywhere gives rows or a reason", arguments: 0..<20 as Range<UInt64>)
    func damagedSheets(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let whole = Array(
            Self.sheet(
                "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a&amp;b</t></is></c><c r='B1'><v>1E3</v></c></row><!-- -->"
            ).utf8
        )
        let parts = [
            "<", ">", "/", "&", ";", "\"", "'", "<!", "<![CDATA[", "]]>", "<?", "&#", "=", "<row>", "</c>", "\u{0}",
        ]
        for _ in 0..<30 {
            var sheet = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let part = Array(parts[Int.random(in: 0..<parts.count, using: &random)].utf8)
                sheet.insert(contentsOf: part, at: Int.random(in: 0...sheet.count, using: &random))
            }
            if Bool.random(using: &random) { sheet.removeLast(Int.random(in: 0..<sheet.count, using: &random)) }
            // Either is right: what matters is that it ends.
            let table = try? Table(Self.workbook(String(decoding: sheet, as: UTF8.self)))
            #expect(table == nil || table.map { $0.rows.count <= 4 } == true)
        }
    }

    @Test("columns have letters")
    func letters() {
        let named = [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
        for (column, letters) in named { #expect(WorkbookWriter.letters(of: column) == letters) }
    }
}
