import Tables
import Testing

@Suite("CSV")
struct CSVTests {
    private static func rows(_ text: String) throws -> [[String]] { try Table(Array(text.utf8)).rows.map(\.cells) }

    @Test(
        "USR-04 separators, quotes and line ends as spreadsheets write them",
        arguments: [
            ("a;b\r\nc;d\r\n", [["a", "b"], ["c", "d"]]), ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
            ("a\tb\rc\td\r", [["a", "b"], ["c", "d"]]), ("\"a;\"\"b\";c", [["a;\"b", "c"]]),
            ("a;b,c;d", [["a", "b,c", "d"]]), ("\"x,y,z\";b", [["x,y,z", "b"]]),
            ("a;\"b\r\nc\";d", [["a", "b\r\nc", "d"]]),
            ("\u{feff}a;b", [["a", "b"]]), ("  a ;\u{a0}b\u{a0};", [["a", "b"]]), ("a;;c", [["a", "", "c"]]),
            ("one", [["one"]]), ("", []), ("\n\n;;\n", []), ("a\"b;c\"", [["a\"b", "c\""]]),
            ("\"open;b\nc", [["open;b\nc"]]),
        ]
    )
    func forms(_ text: String, _ rows: [[String]]) throws {
        #expect(try Self.rows(text) == rows)
    }

    @Test("USR-04 rows keep the numbers that a spreadsheet shows")
    func numbers() throws {
        let table = try Table(Array("a\n\nb\n".utf8))
        #expect(table.rows == [Table.Row(number: 1, cells: ["a"]), Table.Row(number: 3, cells: ["b"])])
        #expect(table.rows[0][5] == "")
    }

    @Test("USR-04 CP1251 is read, every letter of it")
    func cyrillic() throws {
        let bytes: [UInt8] = [0xc8, 0xe2, 0xe0, 0xed, 0x3b, 0xb8, 0xa8, 0x3b, 0xb9, 0x31]
        #expect(try Table(bytes).rows.map(\.cells) == [["Иван", "ёЁ", "№1"]])
        let alphabet = try Table(Array(UInt8(0xc0)...0xff)).rows.first?[0]
        #expect(alphabet == "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя")
    }

    @Test(
        "USR-04 broken and hostile texts are refused with a reason",
        arguments: [
            ([0x61, 0x00, 0x62], TableError.Code.unreadable), ([0xef, 0xbb, 0xbf, 0xff, 0xfe], .unreadable),
            ([0xff, 0xfe, 0x61, 0x00], .unreadable), (Array("a\n".utf8).repeated(10_001), .tooManyRows),
            (Array("a;".utf8).repeated(65), .tooManyColumns), (Array("a;".utf8).repeated(100_000), .tooManyColumns),
            (Array("a".utf8).repeated(1_001), .cellTooLong),
            ([0x22] + Array("a\n".utf8).repeated(100_000), .cellTooLong),
        ] as [([UInt8], TableError.Code)]
    )
    func refused(_ bytes: [UInt8], _ code: TableError.Code) {
        let error = #expect(throws: TableError.self) { try Table(bytes) }
        #expect(error?.code == code)
    }

    @Test(
        "USR-04 no cell is a formula for whoever opens the file, and reading it again takes the apostrophe off",
        arguments: [
            "=1+1", "+7495", "-1", "@SUM(A1)", "|cmd", "=cmd|' /C calc'!A0", "＝1", "'=1", "plain", "a;b", "\"q\"", "'",
        ]
    )
    func injection(_ text: String) throws {
        let written = CSVWriter.write([[text, "b"]])
        let cell = try #require(try Table(written).rows.first?[0])
        let first = try #require(cell.unicodeScalars.first)
        #expect(!"=+-@|＝＋－＠".unicodeScalars.contains(first))
        #expect(CSVWriter.unescaped(cell) == text || text == "'=1")
        #expect(written.starts(with: [0xef, 0xbb, 0xbf]))
    }
}

extension [UInt8] {
    func repeated(_ count: Int) -> [UInt8] { Array(repeatElement(self, count: count).joined()) }
}
