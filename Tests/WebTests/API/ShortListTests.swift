import HTTPTypes
import Testing

@testable import Web

@Suite("BYD-09 Short lists")
struct ShortListTests {
    private static func request(_ query: [String: JSONValue]) -> APIRequest {
        APIRequest(
            caller: nil,
            source: ClientAddress("127.0.0.1"),
            isSecure: false,
            headers: [:],
            path: [:],
            query: query,
            body: .null
        )
    }

    private static func rows(_ names: String) -> [JSONValue] {
        names.split(separator: " ").map { ["id": .string(String($0)), "name": .string("Name \($0)")] }
    }

    /// The names of a page, and its cursor.
    private static func page(_ names: String, _ query: [String: JSONValue]) throws -> (String, String?) {
        let json = try ShortList.answer(Self.request(query), Self.rows(names)).json ?? .null
        let shown = (json["items"]?.elements ?? []).compactMap { $0["id"]?.text }
        return (shown.joined(separator: " "), json["next"]?.text)
    }

    @Test("without a limit all of it comes, with one page after page, in the order of the list", arguments: 1...6)
    func pages(limit: Int) throws {
        let all = "zoe adam mia ben lea"
        #expect(try Self.page(all, [:]) == (all, nil))
        var seen: [String] = []
        var cursor: String?
        repeat {
            var query: [String: JSONValue] = ["limit": .integer(Int64(limit))]
            query["cursor"] = cursor.map { .string($0) }
            let (names, next) = try Self.page(all, query)
            seen.append(names)
            cursor = next
        } while cursor != nil
        #expect(seen.joined(separator: " ") == all)
        #expect(seen.count == (5 + limit - 1) / limit)
    }

    @Test(
        "what comes or goes between two pages neither repeats a row nor hides one",
        arguments: [
            ("new zoe adam mia ben", "mia ben"), ("adam mia ben", "mia ben"), ("zoe mia ben", "mia ben"),
            ("zoe adam", ""), ("", ""),
        ]
    )
    func changed(later: String, expected: String) throws {
        let (_, next) = try Self.page("zoe adam mia ben", ["limit": 2])
        let cursor = try #require(next)
        #expect(try Self.page(later, ["cursor": .string(cursor)]).0 == expected)
    }

    @Test(
        "what is no cursor is refused",
        arguments: ["x", "1", "0.ab", "-1.ab", ".", "1.2.3", "99999999999999999999.a"]
    )
    func hostile(cursor: String) {
        #expect(throws: APIError.self) { try Self.page("zoe", ["cursor": .string(cursor)]) }
    }

    @Test("rows are found by a part of any of their texts, in capital letters or not")
    func search() throws {
        #expect(try Self.page("zoe adam mia", ["search": "ME A"]).0 == "adam")
        #expect(try Self.page("zoe adam mia", ["search": "m"]).0 == "zoe adam mia")
        #expect(try Self.page("zoe adam mia", ["search": "nobody"]).0 == "")
        let nested: JSONValue = ["id": "1", "members": [["name": "Юрий"]], "isOn": true, "count": 5]
        let json = try ShortList.answer(Self.request(["search": "юр"]), [nested]).json
        #expect(json?["total"] == 1)
        #expect(try ShortList.answer(Self.request(["search": "5"]), [nested]).json?["total"] == 0)
    }

    @Test("tokens are paged and searched where they are asked for")
    func tokens() async throws {
        let world = try await TestWorld()
        for name in ["one", "two", "three"] {
            let body: JSONValue = ["name": .string(name)]
            #expect(try await world.ask(.post, "/tokens", as: .acmeUser, body: body).status == .created)
        }
        let first = try await world.ask(.get, "/tokens?limit=2", as: .acmeUser)
        let next = try #require(first.json["next"]?.text)
        let second = try await world.ask(.get, "/tokens?cursor=\(next)", as: .acmeUser)
        let all = try await world.ask(.get, "/tokens", as: .acmeUser)
        #expect(first.items + second.items == all.items)
        #expect(first.items.count == 2)
        let found = try await world.ask(.get, "/tokens?search=THR", as: .acmeUser).items
        #expect(found.map { $0["name"]?.text } == ["three"])
    }
}
