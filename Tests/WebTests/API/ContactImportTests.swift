import HTTPTypes
import Kernel
import Model
import Tables
import Testing

@testable import Web

@Suite("Contacts from sheets")
struct ContactImportTests {
    private static let head =
        "Имя;Группа;Быстрый набор;IP-телефон;Рабочий телефон;Мобильный телефон;Домашний телефон;Другой телефон"
    private static let company = "/domains/acme.example/contacts"

    private static func preview(_ world: TestWorld, _ rows: String...) async throws -> Answer {
        let text = ([Self.head] + rows).joined(separator: "\r\n")
        return try await world.ask(.post, "\(Self.company)/import/preview", as: .acmeAdministrator, raw: text)
    }

    private static func problems(_ answer: Answer) -> [[String]] {
        (answer.json["rows"]?.elements ?? []).map { row in
            (row["problems"]?.elements ?? []).map { "\($0["field"]?.text ?? "") \($0["code"]?.text ?? "")" }
        }
    }

    @Test(
        "ADR-02 each rule of the source has its reason",
        arguments: [
            ("Клиент 1;Важные клиенты;10;;+74951112233;;;", []), ("Клиент 2;;;;;8 (999) 111-22-33;;", []),
            (";Важные;10;;+74951112233;;;", ["name required"]), ("Клиент;Важные;10;;;;;", ["work required"]),
            ("К;;123456;;+74951112233;;;", ["shortNumber bad-form"]),
            ("К;;1a;;+74951112233;;;", ["shortNumber bad-form"]),
            ("К;;112;;+74951112233;;;", ["shortNumber taken"]),
            ("К;;*15;;+74951112233;;;", []), ("К;;8;;+74951112233;;;", ["shortNumber taken"]),
            ("К;;97;;+74951112233;;;", ["shortNumber taken"]), ("К;;;;call me;;;", ["work bad-form"]),
            ("К;;;;*97;;;", ["work bad-form"]), ("К;;;;1,2,3;4,5,6;7,8,9;10,11", ["work too-long"]),
            ("К;;;;\"+74951112233, +74951112244\";;;", []), ("К;;;;,;;;", ["work bad-form"]),
            ("=1+1;;;;+74951112233;;;", []), ("\(String(repeating: "К", count: 101));;;;1;;;", ["name too-long"]),
            ("К\u{85};;;;1;;;", []),
        ] as [(String, [String])]
    )
    func rules(_ row: String, _ problems: [String]) async throws {
        let answer = try await Self.preview(try await TestWorld(), row)
        #expect(Self.problems(answer) == [problems], "\(answer.text)")
        #expect(answer.json["ready"]?.whole == (problems.isEmpty ? 1 : 0))
        #expect(answer.json["rows"]?.elements?.first?["row"] == 2)
    }

    @Test("ADR-02 an empty short number is given, none that a row of the file names; what stands twice is wrong twice")
    func together() async throws {
        let answer = try await Self.preview(
            try await TestWorld(),
            "A;;;;1;;;",
            "B;;10;;2;;;",
            "C;;;;3;;;",
            "D;;60;;4;;;",
            "E;;60;;5;;;"
        )
        let numbers = (answer.json["rows"]?.elements ?? []).compactMap { $0["shortNumber"]?.text }
        #expect(numbers == ["11", "10", "12", "60", "60"])
        #expect(Self.problems(answer) == [[], [], [], ["shortNumber repeated"], ["shortNumber repeated"]])
    }

    @Test(
        "ADR-02 ready rows are made, the rest is left; the export is read again as it was",
        arguments: ["csv", "xlsx"]
    )
    func roundTrip(form: String) async throws {
        let world = try await TestWorld()
        let text = """
            \(Self.head);Должность;Email
            =SUM(A1);Группа;10;;+74951112233;"+79161112233, 102";;;Директор;a@b.example
            Wrong;;;;;;;;;
            Клиент;;;;;;;88001112233;;
            """
        let made = try await world.ask(.post, "\(Self.company)/import", as: .acmeAdministrator, raw: text)
        #expect(made.status == .created && made.json["created"] == 2, "\(made.text)")
        let contacts = world.configuration.current.books(of: TestWorld.acme).contacts(of: nil).compactMap(\.contact)
        let first = try #require(contacts.first { $0.name == "=SUM(A1)" })
        #expect(
            first.numbers.map { "\($0.kind.rawValue) \($0.number)" } == [
                "work +74951112233", "mobile +79161112233", "mobile 102",
            ]
        )
        #expect(first.email == "a@b.example" && first.position == "Директор" && first.group == "Группа")

        let file = try await world.ask(.get, "\(Self.company)/export?format=\(form)&language=en", as: .acmeUser)
        #expect(file.status == .ok)
        if form == "csv" { #expect(file.text.contains("'=SUM(A1)"), "no formula leaves the server") }
        let other = "/domains/globex.example/contacts/import"
        let again = try await world.ask(.post, other, as: .globexAdministrator, file: file.bytes)
        #expect(again.json["created"] == 2, "\(again.text)")
        let copies = world.configuration.current.books(of: TestWorld.globex).contacts(of: nil).compactMap(\.contact)
        #expect(Set(copies.map { "\($0)" }) == Set(contacts.map { "\($0)" }))
    }

    @Test("ADR-02, ME-05 one's own address book takes a sheet, too, and nobody else sees it")
    func own() async throws {
        let world = try await TestWorld()
        let made = try await world.ask(
            .post,
            "/me/contacts/import",
            as: .acmeUser,
            raw: "Имя;Рабочий телефон\nМама;102"
        )
        #expect(made.json["created"] == 1, "\(made.text)")
        let books = world.configuration.current.books(of: TestWorld.acme)
        #expect(books.contacts(of: TestWorld.Person.acmeUser.id).count == 1 && books.contacts(of: nil).isEmpty)
        let theirs = try await world.ask(.get, "/me/contacts/export?format=csv", as: .acmeOther)
        #expect(!theirs.text.contains("Мама"))
        #expect(try await world.ask(.post, "\(Self.company)/import", as: .acmeUser, raw: "x").status == .forbidden)
        let foreign = try await world.ask(.post, "\(Self.company)/import", as: .globexAdministrator, raw: "x")
        #expect(foreign.status == .notFound)
    }

    @Test("ADR-02 the template is read without a complaint, in both languages and forms")
    func template() async throws {
        for query in ["format=csv&language=ru", "format=csv&language=en", "format=xlsx&language=ru", "language=en"] {
            let world = try await TestWorld()
            let path = "\(Self.company)/import"
            let file = try await world.ask(.get, "\(path)/template?\(query)", as: .acmeAdministrator)
            let answer = try await world.ask(.post, "\(path)/preview", as: .acmeAdministrator, file: file.bytes)
            #expect(answer.json["found"] == 2 && answer.json["ready"] == 2, "\(query): \(answer.text)")
        }
    }

    @Test("ADR-02 a book that is full takes no more, and says so")
    func full() async throws {
        let world = try await TestWorld()
        let rows = (1...1_001).map { "C\($0);\($0 + 200)" }.joined(separator: "\n")
        let text = "Имя;Рабочий телефон\n" + rows
        let preview = try await world.ask(.post, "/me/contacts/import/preview", as: .acmeUser, raw: text)
        #expect(preview.json["ready"] == 1_000 && Self.problems(preview).last == ["shortNumber full"])
    }
}
