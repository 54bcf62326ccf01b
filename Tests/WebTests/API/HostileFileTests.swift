import HTTPTypes
import Kernel
import Model
import Testing

@testable import Tables
@testable import Web

/// Files of strangers at every door that takes one: an answer that says what to do, nothing written, nothing broken.
@Suite("Hostile files")
struct HostileFileTests {
    struct Door: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var path: String
        var person: TestWorld.Person
        /// A row that is ready, behind a head.
        var good: String
        var limit: Int
        /// What is read may be looked at first; `nil`: reading is all that the door does.
        var preview: String? = "preview"
        /// Where a good file's Cyrillic words are in the answer, or that a row of it was stored; `nil`: UTF-8 alone is read.
        var words: (@Sendable (Answer) -> Bool)? = { $0.status == .created && $0.json["created"] == 1 }

        var previewPath: String? { self.preview.map { "\(self.path)/\($0)" } }
        var paths: [String] { [self.previewPath, self.path].compactMap { $0 } }
    }

    static let doors = [
        Door(
            testDescription: "users",
            path: "/users/import",
            person: .acmeAdministrator,
            good: "Логин;Пароль;Отображаемое имя;Внутренний номер;Названия групп\ndave;G7zNo0vHDT;Дейв;;Sales",
            limit: 4 << 20
        ),
        Door(
            testDescription: "contacts",
            path: "/domains/acme.example/contacts/import",
            person: .acmeAdministrator,
            good: "Имя;Рабочий телефон\nКлиент;+74951112233",
            limit: 4 << 20
        ),
        Door(
            testDescription: "own contacts",
            path: "/me/contacts/import",
            person: .acmeUser,
            good: "Имя;Рабочий телефон\nКлиент;+74951112233",
            limit: 4 << 20
        ),
        Door(
            testDescription: "domains",
            path: "/domains/import",
            person: .system,
            good: "format: 1\ndomain: {name: new.example}\n",
            limit: 16 << 20,
            words: nil
        ),
        Door(
            testDescription: "numbers",
            path: "/numbers/import",
            person: .system,
            good: "Номер;Город\n74990000000;Москва",
            limit: 4 << 20
        ),
        Door(
            testDescription: "days off",
            path: "/domains/acme.example/calendar/ical",
            person: .acmeAdministrator,
            good: "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270101\nSUMMARY:Новый год\n"
                + "END:VEVENT\nEND:VCALENDAR\n",
            limit: 1 << 20,
            preview: nil,
            words: { $0.json["days"]?.elements?.first?["note"] == "Новый год" }
        ),
    ]

    /// 40 MB of nothing in 40 KB.
    private static let bomb = {
        var archive = ZIPWriter()
        archive.add("xl/worksheets/sheet1.xml", [UInt8](repeating: 0x20, count: 40 << 20))
        return archive.finish()
    }()

    static let files: [(name: String, bytes: [UInt8])] = [
        ("nothing", []), ("zeros", [UInt8](repeating: 0, count: 10_000)),
        ("an archive that is none", [0x50, 0x4b, 0x03, 0x04] + [UInt8](repeating: 0xff, count: 1_000)),
        ("a bomb", Self.bomb),
        ("a picture that says it is text", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]),
        ("a program", [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), ("UTF-16", [0xff, 0xfe, 0x1b, 0x04, 0x3e, 0x04]),
        ("a mark and no UTF-8", [0xef, 0xbb, 0xbf, 0xff]),
        ("an open quote", Array("\"".utf8) + [UInt8](repeating: 0x61, count: 10_000)),
        ("separators", [UInt8](repeating: 0x3b, count: 20_000)),
        ("lines", [UInt8](repeating: 0x0a, count: 20_000)),
        ("many rows", Array(String(repeating: "a;1\n", count: 6_000).utf8)),
        ("half a character", Array("Имя;Рабочий телефон\nКлиент;1".utf8.dropLast(4))),
        ("formulas alone", Array("=cmd|' /C calc'!A0;=1+1;@SUM(1);+1;-1".utf8)),
        ("XML with entities", Array("<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"aaaa\">]><l>&a;</l>".utf8)),
    ]

    @Test(
        "USR-04, ADR-02, NUM-02, BYD-19 nothing that is no sheet, no domain and no calendar is stored, and an answer says why",
        arguments: Self.doors
    )
    func refused(_ door: Door) async throws {
        let world = try await TestWorld()
        let version = world.configuration.current.version
        for file in Self.files {
            for path in door.paths {
                let answer = try await world.ask(.post, path, as: door.person, file: file.bytes)
                let isTold = answer.status == .conflict && answer.json["error"]?["message"]?.text?.isEmpty == false
                let isShown = path == door.previewPath && answer.status == .ok && answer.json["ready"] ?? 0 == 0
                #expect(isTold || isShown, "\(file.name) at \(path): \(answer.status) \(answer.text.prefix(300))")
            }
        }
        #expect(world.configuration.current.version == version)
    }

    @Test(
        "a file beyond the limit is refused by its length before it is read, and by its bytes when it lies",
        arguments: Self.doors
    )
    func tooLarge(_ door: Door) async throws {
        let world = try await TestWorld()
        let file = [UInt8](repeating: 0x20, count: door.limit + 1)
        for path in door.paths {
            let answer = try await world.ask(.post, path, as: door.person, file: file)
            #expect(answer.status == .contentTooLarge && answer.errorCode == "too-large")
        }
    }

    @Test("what an upload says of its type does not matter: its bytes do", arguments: Self.doors)
    func lies(_ door: Door) async throws {
        for type in ["image/png", "application/pdf", "text/html", "application/x-yaml; charset=koi8-r"] {
            let world = try await TestWorld()
            let answer = try await world.ask(
                .post,
                door.path,
                as: door.person,
                raw: door.good,
                headers: [.contentType: type]
            )
            #expect(answer.status == (door.preview == nil ? .ok : .created), "\(type): \(answer.text)")
        }
    }

    @Test(
        "USR-04, ADR-02, NUM-02, BYD-19 CP1251 is read at the doors of sheets and calendars",
        arguments: Self.doors.filter { $0.words != nil }
    )
    func cp1251(_ door: Door) async throws {
        let world = try await TestWorld()
        let bytes = door.good.unicodeScalars.map { scalar in
            scalar.value < 0x80 ? UInt8(scalar.value) : UInt8(truncatingIfNeeded: scalar.value - 0x410 + 0xc0)
        }
        let answer = try await world.ask(.post, door.path, as: door.person, file: bytes)
        #expect(door.words?(answer) == true, "\(answer.text)")
    }

    @Test(
        "BYD-19 what pretends to be a calendar: hostile bytes and formulas are words of a note at most, and nothing is stored"
    )
    func calendars() async throws {
        let world = try await TestWorld()
        let path = "/domains/acme.example/calendar/ical"
        let version = world.configuration.current.version
        func notes(_ summary: [UInt8]) async throws -> [JSONValue?]? {
            let head = Array("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101\nSUMMARY:".utf8)
            let file = head + summary + Array("\nEND:VEVENT\nEND:VCALENDAR\n".utf8)
            let answer = try await world.ask(.post, path, as: .acmeAdministrator, file: file)
            #expect(answer.status == .ok, "\(answer.text)")
            return answer.json["days"]?.elements?.map { $0["note"] }
        }
        #expect(try await notes(Array("=cmd|' /C calc'!A0".utf8)) == ["=cmd|' /C calc'!A0"])
        #expect(try await notes([0, 0x1b, 0x5b, 0x41, 0x7f]) == ["[A"])
        #expect(try await notes([0x98, 0xff]) == ["\u{fffd}я"])
        #expect(
            try await notes([UInt8](repeating: 0xff, count: 100_000)) == [.string(String(repeating: "я", count: 100))]
        )
        #expect(world.configuration.current.version == version)
    }
}
