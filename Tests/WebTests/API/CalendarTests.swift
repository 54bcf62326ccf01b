import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Calendar over the API")
struct CalendarTests {
    private static let path = "/domains/acme.example/calendar"

    private static func day(_ date: String, _ countsAs: String = "closed") -> JSONValue {
        ["date": .string(date), "countsAs": .string(countsAs), "note": "N"]
    }

    @Test("BYD-19 what is set is given back in the order of dates, and the tester goes by it")
    func roundTrip() async throws {
        let world = try await TestWorld()
        let (holiday, moved) = (Self.day("2026-11-23"), Self.day("2026-11-21", "mon"))
        let body: JSONValue = ["days": [holiday, moved]]
        let set = try await world.ask(.put, Self.path, as: .acmeAdministrator, body: body)
        #expect(set.json["days"] == [moved, holiday] && set.json["closedUntil"] == .null)
        #expect(try await world.ask(.get, Self.path, as: .acmeAdministrator).json == set.json)
        let monday: JSONValue = [["days": ["mon"], "from": "09:00", "to": "18:00"]]
        let rules: JSONValue = ["rules": [["schedule": monday, "target": ["kind": "group", "name": "sales"]]]]
        _ = try await world.ask(.patch, "/lines/line-1", as: .acmeAdministrator, body: rules)
        func rule(_ at: String) async throws -> JSONValue? {
            let body: JSONValue = ["line": "line-1", "at": .string(at)]
            return try await world.ask(.post, "/routing/trial", as: .acmeAdministrator, body: body).json["rule"]
        }
        #expect(try await rule("2026-11-21T09:00:00Z") == 0, "a Saturday that counts as a Monday")
        #expect(try await rule("2026-11-23T09:00:00Z") == .null, "a Monday that is closed")
        #expect(try await rule("2026-11-30T09:00:00Z") == 0)
        let closed: JSONValue = ["days": [], "closedUntil": "2026-12-01T00:00:00Z"]
        let tapped = try await world.ask(.put, Self.path, as: .acmeAdministrator, body: closed)
        #expect(tapped.json["closedUntil"] == "2026-12-01T00:00:00.000Z")
        #expect(try await rule("2026-11-30T09:00:00Z") == .null)
        #expect(try await rule("2026-12-07T09:00:00Z") == 0)
        let changes = try await world.ask(.get, "/changes?limit=1", as: .acmeAdministrator)
        let names = changes.items.first?["fields"]?.elements?.compactMap { $0["name"]?.text }
        #expect(names == ["calendar", "closedUntil"])
    }

    @Test("BYD-19 days that are none or twice, and the slower of two writers, are told")
    func refusals() async throws {
        let world = try await TestWorld()
        let cases: [(JSONValue, String?, String)] = [
            (["days": [Self.day("2026-02-30")]], nil, "days[0].date"),
            (["days": [Self.day("2026-02-01"), Self.day("2026-02-01", "mon")]], nil, "days[1].date"),
            (["days": []], "\"9\"", "If-Match"),
        ]
        for (body, tag, field) in cases {
            let headers: HTTPFields = tag.map { [.ifMatch: $0] } ?? [:]
            let answer = try await world.ask(.put, Self.path, as: .acmeAdministrator, body: body, headers: headers)
            #expect(answer.errorCode == "conflict" && answer.errorField == field, "\(answer.text)")
        }
    }

    @Test("BYD-19 an iCalendar file is read and nothing is stored; what is none or too large is told")
    func file() async throws {
        let world = try await TestWorld()
        let event = "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270101\r\nSUMMARY:N\r\nEND:VEVENT\r\n"
        let timed = "BEGIN:VEVENT\r\nDTSTART:20270101T100000Z\r\nEND:VEVENT\r\n"
        let text = "BEGIN:VCALENDAR\r\n\(event)\(timed)END:VCALENDAR\r\n"
        let read = try await world.ask(.post, Self.path + "/ical", as: .acmeAdministrator, raw: text)
        #expect(read.json == ["days": [Self.day("2027-01-01")], "skipped": 1])
        #expect(try await world.ask(.get, Self.path, as: .acmeAdministrator).json["days"] == [])
        let none = try await world.ask(.post, Self.path + "/ical", as: .acmeAdministrator, raw: "hello")
        #expect(none.errorCode == "conflict")
        let large = String(repeating: "X:1\r\n", count: 300_000)
        let refused = try await world.ask(.post, Self.path + "/ical", as: .acmeAdministrator, raw: large)
        #expect(refused.errorCode == "too-large")
    }

    @Test("BYD-19 the Russian production calendar is there as data")
    func production() async throws {
        let world = try await TestWorld()
        let list = try await world.ask(.get, "/production-calendars", as: .acmeAdministrator)
        #expect(list.items.compactMap { $0["year"]?.whole } == [2025, 2026])
        #expect(list.items.allSatisfy { $0["country"] == "ru" })
        let (days, note) = (list.items.last?["days"]?.elements ?? [], "Новогодние каникулы")
        #expect(days.first == ["date": "2026-01-01", "countsAs": "closed", "note": .string(note)])
    }

    @Test(
        "ADM-01, ADM-03 a domain's administrator sets its time and menu limits and may undo that, and no limit from above"
    )
    func generalSettings() async throws {
        let world = try await TestWorld()
        let path = "/domains/acme.example"
        let change: JSONValue = ["timeZone": "Asia/Vladivostok", "menuErrors": 5, "menuTimeoutSeconds": 9]
        let changed = try await world.ask(.patch, path, as: .acmeAdministrator, body: change)
        #expect(changed.json["timeZone"] == "Asia/Vladivostok" && changed.json["menuErrors"] == 5)
        let above: [(String, JSONValue)] = [
            ("shownName", "New"), ("isBlocked", true), ("callLimit", 5), ("callerID", "+74951234567"),
        ]
        for (field, value) in above {
            let body: JSONValue = .object([JSONMember(name: field, value: value)])
            let refused = try await world.ask(.patch, path, as: .acmeAdministrator, body: body)
            #expect(refused.errorCode == "not-allowed" && refused.errorField == field)
        }
        #expect(try await world.ask(.patch, path, as: .system, body: ["callLimit": 7]).status == .ok)
        let history = try await world.ask(.get, "/changes", as: .acmeAdministrator)
        let versions = history.items.compactMap { $0["version"]?.whole }
        let (limit, own) = (try #require(versions.first), try #require(versions.dropFirst().first))
        let fromAbove = try await world.ask(.post, "/changes/\(limit)/undo", as: .acmeAdministrator)
        #expect(fromAbove.errorCode == "not-allowed")
        #expect(history.items.prefix(2).map { $0["mayUndo"] } == [false, true])
        let seen = try await world.ask(.get, "/changes?domain=acme.example", as: .system)
        #expect(seen.items.prefix(2).map { $0["mayUndo"] } == [true, true])
        // The store of this test takes back users only: what matters is that it was asked.
        let theirs = try await world.ask(.post, "/changes/\(own)/undo", as: .acmeAdministrator)
        #expect(theirs.errorCode == "conflict")
    }
}
