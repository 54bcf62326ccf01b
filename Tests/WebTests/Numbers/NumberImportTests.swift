import HTTPTypes
import Kernel
import Model
import Tables
import Testing

@testable import Web

@Suite("Numbers from sheets")
struct NumberImportTests {
    private static let head = "Номер;Город;Категория;Стоимость подключения, руб. без НДС;Транк"

    private static func preview(_ world: TestWorld, _ rows: String...) async throws -> Answer {
        let text = ([Self.head] + rows).joined(separator: "\r\n")
        return try await world.ask(.post, "/numbers/import/preview", as: .system, raw: text)
    }

    private static func problems(_ answer: Answer) -> [[String]] {
        (answer.json["rows"]?.elements ?? []).map { row in
            (row["problems"]?.elements ?? []).map { "\($0["field"]?.text ?? "") \($0["code"]?.text ?? "")" }
        }
    }

    @Test(
        "NUM-02 each wrong row has its reasons",
        arguments: [
            ("74990000000;Москва;Золотой;1500,50;alpha", []), ("8 (499) 000-00-00;Москва;;;", []),
            ("+78001112233;;Интеллектуальный номер (М категория);0;", []), ("78001112233;Россия;Gold;1 000;", []),
            (";Москва;;;", ["number required"]), ("call me;Москва;;;", ["number bad-form"]),
            ("101;Москва;;;", ["number bad-form"]), ("7499000000x;Москва;;;", ["number bad-form"]),
            ("=1+74990000000;Москва;;;", ["number bad-form"]), ("74990000000;;;;", ["city required"]),
            ("74990000000;\(String(repeating: "М", count: 101));;;", ["city too-long"]),
            ("74990000000;Москва;Алмазный;;", ["category bad-form"]),
            ("74990000000;Москва;;дорого;", ["price bad-form"]), ("74990000000;Москва;;-1;", ["price bad-form"]),
            ("74990000000;Москва;;1,505;", ["price bad-form"]),
            ("74990000000;Москва;;10000000,01;", ["price bad-form"]),
            ("74990000000;Москва;;99999999999999999999;", ["price bad-form"]),
            ("74990000000;Москва;;;nobody", ["trunk bad-form"]), ("74990000000;Москва;;;office", ["trunk bad-form"]),
            ("84950000001;Москва;;;", ["number taken"]), ("74951234567;Москва;;;", []),
            (";;x;y;z", ["number required", "category bad-form", "price bad-form", "trunk bad-form"]),
        ] as [(String, [String])]
    )
    func rules(_ row: String, _ problems: [String]) async throws {
        let world = try await TestWorld()
        try await world.fillStock()
        let answer = try await Self.preview(world, row)
        #expect(Self.problems(answer) == [problems], "\(answer.text)")
        #expect(answer.json["ready"]?.whole == (problems.isEmpty ? 1 : 0))
    }

    @Test("NUM-02 one number in two rows is wrong in both, however it is written")
    func repeated() async throws {
        let answer = try await Self.preview(
            try await TestWorld(),
            "74990000000;Москва",
            "8(499)000-00-00;Тверь",
            "74990000001;Москва"
        )
        #expect(Self.problems(answer) == [["number repeated"], ["number repeated"], []])
    }

    @Test("NUM-02 ready rows are put into the stock; the export is read again as it was", arguments: ["csv", "xlsx"])
    func roundTrip(form: String) async throws {
        let world = try await TestWorld()
        let text = """
            \(Self.head)
            74990000000;=HYPERLINK("x");Золотой;1500,50;alpha
            wrong;Москва;;;
            78001112233;;Серебряный;0,5;
            """
        let made = try await world.ask(.post, "/numbers/import", as: .system, raw: text)
        #expect(made.status == .created && made.json["created"] == 2, "\(made.text)")
        let stock = world.configuration.current.stock
        #expect(stock["74990000000"]?.priceKopecks == 150_050 && stock["74990000000"]?.trunk == TrunkID("trunk-1"))
        #expect(stock["78001112233"]?.category == .silver && stock["78001112233"]?.priceKopecks == 50)
        let file = try await world.ask(.get, "/numbers/export?format=\(form)&language=en", as: .system)
        if form == "csv" { #expect(file.text.contains("'=HYPERLINK"), "no formula leaves the server") }
        let elsewhere = try await TestWorld()
        let again = try await elsewhere.ask(.post, "/numbers/import", as: .system, file: file.bytes)
        #expect(again.json["created"] == 2, "\(again.text)")
        for digits in ["74990000000", "78001112233"] {
            #expect(elsewhere.configuration.current.stock[digits] == stock[digits])
        }
        let once = try await elsewhere.ask(.post, "/numbers/import", as: .system, file: file.bytes)
        #expect(once.errorCode == "conflict", "no row is ready: all are there")
    }

    @Test("NUM-02 a csv of old spreadsheets, in CP1251, is read as well")
    func oldEncoding() async throws {
        let world = try await TestWorld()
        // «Номер;Город» and «74990000000;Москва».
        let head: [UInt8] = [0xcd, 0xee, 0xec, 0xe5, 0xf0, 0x3b, 0xc3, 0xee, 0xf0, 0xee, 0xe4, 0x0d, 0x0a]
        let city: [UInt8] = [0x3b, 0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0]
        let file = head + Array("74990000000".utf8) + city
        let made = try await world.ask(.post, "/numbers/import", as: .system, file: file)
        #expect(made.json["created"] == 1, "\(made.text)")
        #expect(world.configuration.current.stock["74990000000"]?.city == "Москва")
    }

    @Test("NUM-02 the template is read without a complaint, in both languages and forms")
    func template() async throws {
        for query in ["format=csv&language=ru", "format=csv&language=en", "format=xlsx&language=ru", "language=en"] {
            let world = try await TestWorld()
            let file = try await world.ask(.get, "/numbers/import/template?\(query)", as: .system)
            let answer = try await world.ask(.post, "/numbers/import/preview", as: .system, file: file.bytes)
            #expect(answer.json["found"] == 2 && answer.json["ready"] == 2, "\(query): \(answer.text)")
        }
    }

    @Test("NUM-02 what is no table, or too long a one, is refused as a whole")
    func noTable() async throws {
        let world = try await TestWorld()
        let long = (0...5_000).map { "7499\(1_000_000 + $0);Москва" }.joined(separator: "\n")
        for raw in ["PK\u{3}\u{4}nonsense", long] {
            let answer = try await world.ask(.post, "/numbers/import", as: .system, raw: raw)
            #expect(answer.errorCode == "conflict", "\(answer.text)")
        }
        #expect(world.configuration.current.stock.count == 0)
    }
}
