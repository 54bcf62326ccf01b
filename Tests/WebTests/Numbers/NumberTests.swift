import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("The stock of numbers")
struct NumberTests {
    private static func world() async throws -> TestWorld {
        let world = try await TestWorld()
        try await world.fillStock()
        return world
    }

    private static func listed(_ world: TestWorld, _ query: String) async throws -> [String] {
        let answer = try await world.ask(.get, "/numbers\(query)", as: .system)
        return answer.items.compactMap { $0["id"]?.text }
    }

    @Test(
        "NUM-02 the list is searched by digits in each of their forms, city, kind, category, state and domain",
        arguments: [
            ("?search=495", ["74950000001", "74950000002", "74950000003"]), ("?search=8+800", ["78000000005"]),
            ("?search=%2B7+(812)", ["78120000004"]), ("?search=петерб", ["78120000004"]),
            ("?kind=toll-free", ["78000000005"]), ("?category=gold", ["74950000001"]),
            ("?city=Москва&category=none", ["74950000002", "74950000003"]), ("?city=Моск", []),
            ("?state=free", ["74950000001", "78000000005", "78120000004"]), ("?state=booked", ["74950000002"]),
            ("?state=connected", ["74950000003"]), ("?state=given-up", []),
            ("?domain=acme.example", ["74950000002", "74950000003"]), ("?domain=globex.example", []),
        ]
    )
    func search(_ query: String, _ found: [String]) async throws {
        let encoded = query.addingPercentEncoding
        #expect(try await Self.listed(try await Self.world(), encoded) == found)
    }

    @Test("NUM-02 the list comes by pages")
    func pages() async throws {
        let world = try await Self.world()
        let first = try await world.ask(.get, "/numbers?limit=3", as: .system)
        #expect(first.items.count == 3 && first.json["total"] == 5)
        let next = try #require(first.json["next"]?.text)
        let rest = try await world.ask(.get, "/numbers?limit=3&cursor=\(next)", as: .system)
        #expect(rest.items.compactMap { $0["id"]?.text } == ["78000000005", "78120000004"])
        #expect(rest.json["next"] == .null)
    }

    @Test(
        "NUM-02 a number is added in whatever form it is written, once, with its city where it has one",
        arguments: [
            (["number": "8 499 000 00 00"], "invalid"), (["number": "84990000000", "city": "Москва"], nil),
            (["number": "+74990000000", "city": "Москва", "category": "smart", "priceKopecks": 7], nil),
            (["number": "+78000000009", "city": "Москва"], nil), (["number": "+74990000000"], "conflict"),
            (["number": "74950000001", "city": "Москва"], "taken"), (["number": "12", "city": "Москва"], "bad-number"),
            (["number": "*97", "city": "Москва"], "bad-number"),
            (["number": "+74990000000", "city": "М", "trunk": "office"], "not-found"),
            (["number": "+74990000000", "city": "М", "trunk": "trunk-1"], nil),
            (["number": "+74990000000", "city": "М", "priceKopecks": -1], "invalid"),
        ] as [(JSONValue, String?)]
    )
    func adding(_ body: JSONValue, _ code: String?) async throws {
        let world = try await Self.world()
        let answer = try await world.ask(.post, "/numbers", as: .system, body: body)
        #expect(answer.errorCode == code, "\(answer.text)")
        guard code == nil else { return }
        #expect(answer.status == .created && answer.json["state"]?.text == "free")
        let digits = try #require(answer.json["id"]?.text)
        #expect(digits.hasPrefix("7") && digits.utf8.count == 11)
        // What is free for callers is of no city.
        #expect(answer.json["city"]?.text?.isEmpty == digits.hasPrefix("7800"))
        #expect(world.configuration.current.stock[digits] != nil)
    }

    @Test("NUM-02 price, category and city are changed by whoever has seen the number as it is, or many at once")
    func changing() async throws {
        let world = try await Self.world()
        let path = "/numbers/74950000001"
        let body: JSONValue = ["priceKopecks": 200_000, "category": "platinum", "city": "Зеленоград"]
        let old: HTTPFields = [.ifMatch: "\"9\""]
        let late = try await world.ask(.patch, path, as: .system, body: body, headers: old)
        #expect(late.errorCode == "conflict")
        let changed = try await world.ask(.patch, path, as: .system, body: body, headers: [.ifMatch: "\"1\""])
        #expect(changed.json["priceKopecks"] == 200_000 && changed.json["version"] == 2, "\(changed.text)")
        #expect(try await world.ask(.patch, path, as: .system, body: ["city": ""]).errorCode == "conflict")

        let many: JSONValue = ["numbers": ["74950000001", "78000000005"], "category": "silver", "priceKopecks": 3]
        let bulk = try await world.ask(.post, "/numbers/bulk", as: .system, body: many)
        #expect(bulk.json["changed"] == 2)
        #expect(try await Self.listed(world, "?category=silver") == ["74950000001", "78000000005"])
        let unknown: JSONValue = ["numbers": ["74950000002", "1"], "category": "gold"]
        #expect(try await world.ask(.post, "/numbers/bulk", as: .system, body: unknown).errorCode == "not-found")
        #expect(try await Self.listed(world, "?category=gold") == [], "all or none")
    }

    @Test("NUM-02 a number is booked until a day to come, released, and free again when the day is over")
    func booking() async throws {
        let world = try await Self.world()
        let path = "/numbers/78120000004/booking"
        func book(_ domain: String, _ until: String) async throws -> Answer {
            try await world.ask(.put, path, as: .system, body: ["domain": .string(domain), "until": .string(until)])
        }
        #expect(try await book("nobody.example", "2026-10-01T00:00:00Z").errorCode == "not-found")
        #expect(try await book("system", "2026-10-01T00:00:00Z").errorCode == "not-found")
        #expect(try await book("globex.example", "2026-01-01T00:00:00Z").errorCode == "conflict")
        #expect(try await book("globex.example", "2028-01-01T00:00:00Z").errorCode == "conflict")
        let booked = try await book("globex.example", "2026-10-01T00:00:00Z")
        #expect(booked.json["state"]?.text == "booked" && booked.json["domain"]?.text == "globex.example")
        #expect(booked.json["until"]?.text == "2026-10-01T00:00:00.000Z")
        #expect(try await book("acme.example", "2026-10-01T00:00:00Z").errorCode == "conflict")
        #expect(try await book("globex.example", "2026-10-02T00:00:00Z").status == .ok, "the same domain, longer")
        #expect(try await world.ask(.delete, "/numbers/78120000004", as: .system).errorCode == "conflict")
        #expect(try await world.ask(.delete, path, as: .system).status == .noContent)
        let end = world.time.timestamp.advanced(by: .seconds(3_600))
        #expect(try await book("acme.example", "\(end)").status == .ok)

        world.time.advance(by: .seconds(3_600))
        let free = try await world.ask(.get, "/numbers/78120000004", as: .system)
        #expect(free.json["state"]?.text == "free" && free.json["domain"] == .null && free.json["until"] == .null)
        #expect(try await world.ask(.delete, "/numbers/78120000004", as: .system).status == .noContent)
        #expect(try await world.ask(.get, "/numbers/78120000004", as: .system).status == .notFound)
    }

    @Test("NUM-02 what is connected is not booked and does not leave the stock; a line elsewhere says whose it is")
    func connected() async throws {
        let world = try await Self.world()
        let path = "/numbers/74950000003"
        let body: JSONValue = ["domain": "globex.example", "until": "2026-10-01T00:00:00Z"]
        #expect(try await world.ask(.put, path + "/booking", as: .system, body: body).errorCode == "conflict")
        #expect(try await world.ask(.delete, path, as: .system).errorCode == "conflict")
        #expect(try await world.ask(.get, path, as: .system).json["isAdditional"] == true)

        // The system administrator gives a free number by hand, as it is dialled within the country: a main one.
        let line: JSONValue = ["number": "84950000001", "domain": "globex.example"]
        let made = try await world.ask(.post, "/lines", as: .system, body: line)
        #expect(made.json["isAdditional"] == false)
        let one = try await world.ask(.get, "/numbers/74950000001", as: .system)
        #expect(one.json["state"]?.text == "connected" && one.json["domain"]?.text == "globex.example")
        #expect(one.json["isAdditional"] == false)
        // Renumbered, the former one is free, and nothing that the domain's administrator could give up.
        let changed = try await world.ask(
            .patch,
            "/lines/\(TestWorld.additional)",
            as: .system,
            body: ["number": "+74990000000"]
        )
        #expect(changed.json["isAdditional"] == false)
        #expect(try await world.ask(.get, path, as: .system).json["state"]?.text == "free")
        #expect(try await world.ask(.delete, "/domains/globex.example", as: .system).status == .noContent)
        #expect(try await world.ask(.get, "/numbers/74950000001", as: .system).json["state"]?.text == "free")
    }

    @Test("NUM-02 ACT-01 the history says what became of a number")
    func history() async throws {
        let world = try await Self.world()
        let body: JSONValue = ["domain": "globex.example", "until": "2026-10-01T00:00:00Z"]
        _ = try await world.ask(.put, "/numbers/74950000001/booking", as: .system, body: body)
        let changes = try await world.ask(.get, "/changes?limit=1", as: .system)
        let change = try #require(changes.items.first)
        #expect(change["objectKind"]?.text == "number" && change["author"]?.text == "root@system")
        let fields = (change["fields"]?.elements ?? []).compactMap { $0["name"]?.text }
        #expect(fields == ["heldFor", "holdReason", "heldUntil"])
        let theirs = try await world.ask(.get, "/changes", as: .globexAdministrator)
        #expect(!theirs.text.contains("74950000001"))
    }
}

extension String {
    /// Letters of other alphabets as a query has them.
    fileprivate var addingPercentEncoding: String {
        self.utf8.map { byte in
            byte < 0x80 ? String(decoding: [byte], as: UTF8.self) : "%" + Hexadecimal.encode([byte])
        }.joined()
    }
}
