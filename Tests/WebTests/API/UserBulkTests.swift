import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Many users at once")
struct UserBulkTests {
    private static let alice = TestWorld.Person.acmeUser.id
    private static let bob = TestWorld.Person.acmeOther.id
    private static let carol = TestWorld.Person.globexUser.id

    private static func bulk(
        _ world: TestWorld,
        _ operation: String,
        _ users: [UserID],
        group: JSONValue? = nil,
        as person: TestWorld.Person = .acmeAdministrator
    ) async throws -> Answer {
        var body: [JSONMember] = [
            JSONMember(name: "users", value: .array(users.map { .string($0.text) })),
            JSONMember(name: "operation", value: .string(operation)),
        ]
        if let group { body.append(JSONMember(name: "group", value: group)) }
        return try await world.ask(.post, "/users/bulk", as: person, body: .object(body))
    }

    private static func results(_ answer: Answer) -> [String] {
        answer.items.map { "\($0["result"]?.text ?? "") \($0["code"]?.text ?? "")" }
    }

    @Test("USR-02 users are added to a group, each with a result; others' users are nobody")
    func group() async throws {
        let world = try await TestWorld()
        let first = try await Self.bulk(world, "add-to-group", [Self.alice], group: "sales")
        #expect(Self.results(first) == ["done "])
        let users = [Self.alice, Self.bob, Self.bob, Self.carol, UserID("none")]
        let second = try await Self.bulk(world, "add-to-group", users, group: "sales")
        #expect(Self.results(second) == ["unchanged ", "done ", "refused not-found", "refused not-found"])
        let group = world.configuration.current.group(EntryID("sales"), of: TestWorld.acme)
        #expect(group?.members == [Self.alice, Self.bob])
        for group in ["greeting", "group-1", "none"] {
            let answer = try await Self.bulk(world, "add-to-group", [Self.alice], group: .string(group))
            #expect(answer.errorCode == "not-found" && answer.errorField == "group")
        }
        let foreign = try await Self.bulk(world, "add-to-group", [Self.alice], group: "sales", as: .globexAdministrator)
        #expect(foreign.errorCode == "not-found")
    }

    @Test("USR-02 users move to a group out of all others, but out of those that would have nobody left")
    func move() async throws {
        let world = try await TestWorld()
        func make(_ name: String, _ members: UserID...) async throws -> EntryID {
            let body: JSONValue = ["name": .string(name), "members": .array(members.map { .string($0.text) })]
            let made = try await world.ask(.post, "/groups", as: .acmeAdministrator, body: body)
            return EntryID(try #require(made.json["id"]?.text))
        }
        func members(_ id: EntryID) -> [UserID]? {
            world.configuration.current.group(id, of: TestWorld.acme)?.members
        }
        let both = try await make("Both", Self.alice, Self.bob)
        let own = try await make("Own", Self.alice)
        let moved = try await Self.bulk(world, "move-to-group", [Self.alice, Self.bob, Self.carol], group: "sales")
        #expect(Self.results(moved) == ["partly ", "partly ", "refused not-found"], "\(moved.text)")
        // Alice went first, so Bob is the last of their group.
        #expect(moved.items[0]["reasons"] == [["kind": "group", "id": .string(own.text), "title": "Own"]])
        #expect(moved.items[1]["reasons"] == [["kind": "group", "id": .string(both.text), "title": "Both"]])
        #expect(members(EntryID("sales")) == [Self.alice, Self.bob])
        #expect(members(both) == [Self.bob] && members(own) == [Self.alice])
        _ = try await world.ask(.delete, "/groups/\(both)", as: .acmeAdministrator)
        let again = try await Self.bulk(world, "move-to-group", [Self.bob], group: "sales")
        #expect(Self.results(again) == ["unchanged "])
        let back = try await Self.bulk(world, "move-to-group", [Self.bob], group: .string(own.text))
        #expect(Self.results(back) == ["done "])
        #expect(members(EntryID("sales")) == [Self.alice] && members(own) == [Self.alice, Self.bob])
        let nowhere = try await Self.bulk(world, "move-to-group", [Self.bob])
        #expect(nowhere.errorCode == "not-found" && nowhere.errorField == "group")
    }

    @Test("USR-02 PKP-01 users move to one pickup group and out of all others, or out of all")
    func pickupGroup() async throws {
        let world = try await TestWorld()
        let made = try await world.ask(
            .post,
            "/pickup-groups",
            as: .acmeAdministrator,
            body: ["name": "Support", "members": [.string(Self.alice.text)]]
        )
        let support = EntryID(try #require(made.json["id"]?.text))
        func members(_ id: EntryID) -> [UserID] {
            guard case .pickupGroup(let group) = world.configuration.current.entries[id]?.content else { return [] }
            return group.members
        }
        let users = [Self.alice, Self.bob, Self.carol]
        let moved = try await Self.bulk(world, "set-pickup-group", users, group: "group-1")
        #expect(Self.results(moved) == ["done ", "done ", "refused not-found"])
        #expect(members(EntryID("group-1")) == [Self.alice, Self.bob] && members(support).isEmpty)
        let again = try await Self.bulk(world, "set-pickup-group", [Self.alice], group: "group-1")
        #expect(Self.results(again) == ["unchanged "])
        let out = try await Self.bulk(world, "set-pickup-group", [Self.alice], group: .null)
        #expect(Self.results(out) == ["done "] && members(EntryID("group-1")) == [Self.bob])
    }

    @Test("USR-02 users are removed one by one: who is needed stays and is told why, the others go")
    func remove() async throws {
        let world = try await TestWorld()
        let members: JSONValue = ["members": [.string(Self.alice.text), .string(Self.bob.text)]]
        _ = try await world.ask(.patch, "/groups/sales", as: .acmeAdministrator, body: members)
        let boss = TestWorld.Person.acmeAdministrator.id
        let answer = try await Self.bulk(world, "remove", [Self.alice, boss, Self.bob, Self.carol])
        // A line's rule leads to Alice.
        #expect(Self.results(answer) == ["refused conflict", "refused conflict", "done ", "refused not-found"])
        #expect(answer.items[0]["message"]?.text?.contains("+74951234567") == true)
        #expect(answer.items[0]["reasons"] == [["kind": "line", "id": "line-1", "title": "+74951234567"]])
        #expect(answer.items[1]["reasons"] == [] && answer.items[2]["reasons"] == [])
        #expect(
            world.configuration.current.user(Self.bob) == nil && world.configuration.current.user(Self.carol) != nil
        )
        #expect(try await world.ask(.get, "/me", as: .acmeOther).status == .unauthorized)
        _ = try await world.ask(.patch, "/lines/line-1", as: .acmeAdministrator, body: ["rules": []])
        let last = try await Self.bulk(world, "remove", [Self.alice])
        #expect(Self.results(last) == ["refused conflict"], "the last one of Sales")
        #expect(last.items[0]["reasons"] == [["kind": "group", "id": "sales", "title": "Sales"]])
    }

    @Test("USR-01 the tree has pickup groups by name with their users by name, then those in none, page after page")
    func tree() async throws {
        let world = try await TestWorld()
        let names = [("zoe", "Яна"), ("adam", "Адам"), ("mia", "Мия"), ("kim", "Ким")]
        var ids: [String: JSONValue] = [:]
        for (login, name) in names {
            let body: JSONValue = ["login": .string(login), "password": "secret42", "shownName": .string(name)]
            ids[login] = try await world.ask(.post, "/users", as: .acmeAdministrator, body: body).json["id"]
        }
        for (group, members) in [("Склад", ["zoe", "mia"]), ("Бухгалтерия", ["kim"])] {
            let body: JSONValue = ["name": .string(group), "members": .array(members.compactMap { ids[$0] })]
            _ = try await world.ask(.post, "/pickup-groups", as: .acmeAdministrator, body: body)
        }
        var logins: [String] = []
        var path = "/users?order=pickup-group&limit=2"
        for _ in 0..<10 {
            let page = try await world.ask(.get, path, as: .acmeAdministrator)
            logins += page.items.compactMap { $0["login"]?.text }
            guard let next = page.json["next"]?.text else { break }
            path = "/users?order=pickup-group&limit=2&cursor=\(next)"
        }
        #expect(Array(logins.prefix(3)) == ["kim", "mia", "zoe"])
        #expect(logins.last == "adam" && Set(logins).count == logins.count)
        #expect(Set(logins) == ["alice", "bob", "boss", "adam", "kim", "mia", "zoe"])
    }

    @Test("USR-01 the search finds a user by a number that calls are forwarded to, and by the one that others see")
    func searchByPhone() async throws {
        let world = try await TestWorld()
        let bob = "/users/\(Self.bob)"
        #expect(
            try await world.ask(.patch, bob, as: .acmeAdministrator, body: ["callerID": "+74951234567"]).status == .ok
        )
        let present = try await world.ask(.get, "\(bob)/forwarding", as: .acmeAdministrator)
        let mobile: JSONValue = [
            "kind": "mobile", "dialled": "89161112233", "priority": 20, "seconds": 20, "isActive": true,
            "schedule": .null,
        ]
        let own = try #require(present.json["own"])
        let forwarding: JSONValue = ["own": own, "others": [mobile]]
        let set = try await world.ask(.put, "\(bob)/forwarding", as: .acmeAdministrator, body: forwarding)
        #expect(set.status == .ok, "\(set.text)")
        for search in ["1234567", "9161112233"] {
            let found = try await world.ask(.get, "/users?search=\(search)", as: .acmeAdministrator)
            #expect(found.items.compactMap { $0["login"]?.text } == ["bob"])
        }
    }
}
