import HTTPTypes
import Kernel
import Model
import Tables
import Testing

@testable import Web

@Suite("Users from sheets")
struct UserImportTests {
    private static let head =
        "Логин;Пароль;Отображаемое имя;Внутренний номер;Названия групп;АОН для исходящих вызовов;Email"

    private static func preview(_ world: TestWorld, _ rows: String...) async throws -> Answer {
        let text = ([Self.head] + rows).joined(separator: "\r\n")
        return try await world.ask(.post, "/users/import/preview", as: .acmeAdministrator, raw: text)
    }

    private static func problems(_ answer: Answer) -> [[String]] {
        (answer.json["rows"]?.elements ?? []).map { row in
            (row["problems"]?.elements ?? []).map { "\($0["field"]?.text ?? "") \($0["code"]?.text ?? "")" }
        }
    }

    @Test(
        "USR-04 each rule of the source has its reason",
        arguments: [
            ("ivanov.ii;G7zNo0vHDT;Иванов;3020;Sales;;ivanov@company.name", []),
            (";G7zNo0vHDT;Иванов;;Sales;;", ["login required"]), ("123;G7zNo0vHDT;И;;Sales;;", ["login bad-form"]),
            ("Ivanov;G7zNo0vHDT;И;;Sales;;", ["login bad-form"]), ("иванов;G7zNo0vHDT;И;;Sales;;", ["login bad-form"]),
            ("alice;G7zNo0vHDT;И;;Sales;;", ["login taken"]), ("dave;;И;;Sales;;", ["password required"]),
            ("dave;aB3;И;;Sales;;", ["password too-short"]), ("dave;abcdefg1;И;;Sales;;", ["password too-weak"]),
            ("dave;abcdef1!;И;;Sales;;", []), ("dave;пароль1A;И;;Sales;;", ["password bad-form"]),
            ("dave;G7zNo0vHDT;;;Sales;;", ["shownName required"]),
            ("dave;G7zNo0vHDT;И;123456;Sales;;", ["extension bad-form"]),
            ("dave;G7zNo0vHDT;И;12a;Sales;;", ["extension bad-form"]),
            ("dave;G7zNo0vHDT;И;103;Sales;;", ["extension taken"]),
            ("dave;G7zNo0vHDT;И;112;Sales;;", ["extension taken"]),
            ("dave;G7zNo0vHDT;И;;;;", ["groups required"]), ("dave;G7zNo0vHDT;И;;, ,;;", ["groups required"]),
            ("dave;G7zNo0vHDT;И;;Новая, sales;;", []), ("dave;G7zNo0vHDT;И;;Sales;4951234567;", []),
            ("dave;G7zNo0vHDT;И;;Sales;4950000000;", ["callerID unknown-number"]),
            ("dave;G7zNo0vHDT;И;;Sales;nonsense;", ["callerID unknown-number"]),
            ("dave;G7zNo0vHDT;И;;Sales;;nobody", ["email bad-form"]), ("dave;G7zNo0vHDT;=1+1;;Sales;;", []),
        ] as [(String, [String])]
    )
    func rules(_ row: String, _ problems: [String]) async throws {
        let answer = try await Self.preview(try await TestWorld(), row)
        #expect(Self.problems(answer) == [problems], "\(answer.text)")
        let isReady = problems.isEmpty || problems == ["callerID unknown-number"]
        #expect(answer.json["ready"]?.whole == (isReady ? 1 : 0) && answer.json["wrong"]?.whole == (isReady ? 0 : 1))
        let shown = answer.json["rows"]?.elements?.first
        #expect(shown?["row"] == 2)
        // All that is known of it, as it is written.
        let cells = row.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        let email = shown?["email"]?.text ?? ""
        let callerID = shown?["callerID"]?.text ?? ""
        #expect(email == cells[6] && callerID.hasSuffix(cells[5]), "\(answer.text)")
        #expect(!answer.text.contains("G7zNo0vHDT"))
    }

    @Test("USR-04 what stands twice in a file is wrong both times; free extensions are given on from the largest")
    func together() async throws {
        let world = try await TestWorld()
        let answer = try await Self.preview(
            world,
            "one;G7zNo0vHDT;1;3040;Sales;;",
            "two;G7zNo0vHDT;2;3040;Sales;;",
            "same;G7zNo0vHDT;3;;Sales;;",
            "same;G7zNo0vHDT;4;;Sales;;",
            "five;G7zNo0vHDT;5;;Sales, New one;;",
            "six;G7zNo0vHDT;6;201;new ONE;;",
            "seven;G7zNo0vHDT;7;;Sales;;"
        )
        let repeated = [["extension repeated"], ["extension repeated"], ["login repeated"], ["login repeated"]]
        #expect(Self.problems(answer) == repeated + [[], [], []])
        let given = answer.json["rows"]?.elements?.suffix(3).map { $0["extension"]?.text }
        #expect(given == ["200", "201", "202"])
        #expect(answer.json["newGroups"] == ["New one"])
        #expect(answer.json["found"] == 7 && answer.json["ready"] == 3 && answer.json["wrong"] == 4)
    }

    @Test(
        "USR-03 free extensions go on from the largest, never an emergency or service number, and begin again at the end",
        arguments: [
            ([], ["200", "201"]), (["101", "007"], ["200", "201"]), (["9194"], ["9200", "9201"]),
            (["99998"], ["99999", "200"]), (["99999", "200"], ["201", "202"]), (["110", "300"], ["301", "302"]),
        ]
    )
    func freeExtensions(_ taken: [String], _ given: [String]) {
        var configuration = Configuration()
        configuration.apply(.putDomain(Domain(id: TestWorld.acme, shownName: "A")), version: 1)
        for dialled in taken {
            let group = CallGroup(name: dialled, extension: dialled)
            let entry = DomainEntry(id: EntryID(dialled), domain: TestWorld.acme, .group(group))
            configuration.apply(.putEntry(entry), version: 1)
        }
        var free = FreeExtensions(of: TestWorld.acme, in: configuration)
        #expect(given.map { _ in free.draw() } == given)
    }

    @Test("USR-04 the ready ones are made at once with their groups, and sign in; the others are not")
    func create() async throws {
        let world = try await TestWorld()
        let rows = [
            ["Email", "Login", "Password", "Groups", "Number shown outside", "Shown name"],
            ["d@acme.example", "dave", "G7zNo0vHDT", "sales, Office", "84951234567", "=Dave"],
            ["", "eve", "G7zNo0vHDT", "Office", "", "Eve"], ["", "alice", "G7zNo0vHDT", "Office", "", "Again"],
        ]
        let file = WorkbookWriter.write(rows, sheet: "S")
        let answer = try await world.ask(.post, "/users/import", as: .acmeAdministrator, file: file)
        #expect(answer.status == .created && answer.json["created"] == 2, "\(answer.text)")
        #expect(answer.json["newGroups"] == ["Office"] && !answer.text.contains("G7zNo0vHDT"))
        let configuration = world.configuration.current
        let dave = try #require(configuration.tenants[TestWorld.acme]?.user(login: "dave"))
        let eve = try #require(configuration.tenants[TestWorld.acme]?.user(login: "eve"))
        #expect(dave.shownName == "=Dave" && dave.callerID?.text == "+74951234567" && dave.email == "d@acme.example")
        #expect(dave.extension == "200" && eve.extension == "201")
        #expect(configuration.group(EntryID("sales"), of: TestWorld.acme)?.members == [dave.id])
        let office = configuration.entries(of: TestWorld.acme).compactMap(\.group).filter { $0.name == "Office" }
        #expect(office.map(\.members) == [[dave.id, eve.id]])
        let signIn: JSONValue = [
            "login": "eve", "password": "G7zNo0vHDT", "domain": "acme.example", "delivery": "bearer",
        ]
        #expect(try await world.ask(.post, "/session", body: signIn).status == .created)
        let again = try await world.ask(.post, "/users/import", as: .acmeAdministrator, file: file)
        #expect(again.errorCode == "conflict", "none is ready any more")
    }

    @Test("USR-04 when the store fails none of them is there")
    func allOrNothing() async throws {
        let world = try await TestWorld()
        let before = world.configuration.current.tenants[TestWorld.acme]?.users.count
        world.configuration.breakDown()
        let text = "one;G7zNo0vHDT;1;;Sales\ntwo;G7zNo0vHDT;2;;Sales"
        let answer = try await world.ask(.post, "/users/import", as: .acmeAdministrator, raw: text)
        #expect(answer.errorCode == "store-failed")
        #expect(world.configuration.current.tenants[TestWorld.acme]?.users.count == before)
    }

    @Test("USR-04 CP1251 and commas are read; files that are none, too long or hostile are refused with 409")
    func files() async throws {
        let world = try await TestWorld()
        let path = "/users/import/preview"
        let bytes: [UInt8] = Array("dave,G7zNo0vHDT,".utf8) + [0xc8, 0xe2, 0xe0, 0xed] + Array(",,Sales".utf8)
        let read = try await world.ask(.post, path, as: .acmeAdministrator, file: bytes)
        #expect(read.json["rows"]?.elements?.first?["shownName"]?.text == "Иван")
        let many = Array(repeating: "a;b\n", count: 1_001).joined()
        let hostile: [[UInt8]] = [
            [0x50, 0x4b, 0x03, 0x04], [0, 1, 2], Array(many.utf8), Array(String(repeating: "x", count: 5_000).utf8),
            WorkbookWriter.write(Array(repeating: ["a"], count: 1_100), sheet: "S"),
        ]
        for file in hostile {
            let answer = try await world.ask(.post, path, as: .acmeAdministrator, file: file)
            #expect(answer.errorCode == "conflict", "\(answer.text)")
        }
        #expect(try await world.ask(.post, path, as: .acmeAdministrator, file: []).json["found"] == 0)
        let none = try await world.ask(.post, "/users/import", as: .acmeAdministrator, file: [])
        #expect(none.errorCode == "conflict")
        let large = [UInt8](repeating: 0x61, count: 5 << 20)
        #expect(try await world.ask(.post, path, as: .acmeAdministrator, file: large).errorCode == "too-large")
        let system = try await world.ask(.post, path, as: .system, raw: "a;b")
        #expect(system.errorCode == "conflict" && system.errorField == "domain")
    }

    @Test("USR-04 the template in both languages and forms is read as it stands, with passwords to fill in")
    func template() async throws {
        let world = try await TestWorld()
        for (form, language) in [("csv", "ru"), ("csv", "en"), ("xlsx", "ru"), ("xlsx", "en")] {
            let query = "format=\(form)&language=\(language)"
            let file = try await world.ask(.get, "/users/import/template?\(query)", as: .acmeAdministrator)
            #expect(file.headers[.contentDisposition]?.contains("users-template.\(form)") == true)
            let path = "/users/import/preview"
            let answer = try await world.ask(.post, path, as: .acmeAdministrator, file: file.bytes)
            #expect(answer.json["found"] == 2, "\(query): \(answer.text)")
            let second = ["password required", "callerID unknown-number"]
            #expect(Self.problems(answer) == [["password required"], second])
        }
    }

    @Test("USR-04 users go out without passwords and come in again; no name is a formula for whoever opens the file")
    func export() async throws {
        let world = try await TestWorld()
        let evil: JSONValue = ["shownName": "=HYPERLINK(\"http://evil\")", "callerID": "+74951234567"]
        let bob = "/users/\(TestWorld.Person.acmeOther.id)"
        _ = try await world.ask(.patch, bob, as: .acmeAdministrator, body: evil)
        let members: JSONValue = ["members": [.string(TestWorld.Person.acmeOther.id.text)]]
        _ = try await world.ask(.patch, "/groups/sales", as: .acmeAdministrator, body: members)
        for form in ["csv", "xlsx"] {
            let path = "/users/export?format=\(form)&language=en"
            let file = try await world.ask(.get, path, as: .acmeAdministrator)
            let rows = try Table(file.bytes).rows.map(\.cells)
            #expect(rows.count == 4 && rows[0][0] == "Login" && rows.map(\.[0]).contains("bob"))
            let cells = try #require(rows.first { $0[0] == "bob" })
            let name = "=HYPERLINK(\"http://evil\")"
            #expect(cells[1...] == ["", form == "csv" ? "'" + name : name, "104", "Sales", "4951234567"])
            #expect(!file.text.contains("scrypt"))
            let back = try await world.ask(.post, "/users/import/preview", as: .acmeAdministrator, file: file.bytes)
            let shown = back.json["rows"]?.elements?.first { $0["login"] == "bob" }?["shownName"]?.text
            #expect(shown == name)
        }
    }
}
