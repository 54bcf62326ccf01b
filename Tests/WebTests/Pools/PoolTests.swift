import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Pools of domains")
struct PoolTests {
    private static let path = "/pools/pool:holding"
    private static let globex: JSONValue = ["routingNumber": "4456"]

    /// A world with Globex in the pool, too.
    private static func world() async throws -> TestWorld {
        let world = try await TestWorld()
        let put = try await world.ask(.put, Self.path + "/domains/globex.example", as: .system, body: Self.globex)
        #expect(put.status == .ok, "\(put.text)")
        return world
    }

    private static func domain(_ id: DomainID, in world: TestWorld) -> Domain? {
        world.configuration.current.tenants[id]?.domain
    }

    // MARK: - System administrator

    @Test("TEN-04 a system administrator makes pools, puts domains in and takes them out")
    func administration() async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["name": "second", "shownName": "Second", "routingLength": 2, "before": "*"]
        let made = try await world.ask(.post, "/pools", as: .system, body: body)
        #expect(made.status == .created && made.json["id"]?.text == "pool:second" && made.json["domains"] == 0)
        #expect(try await world.ask(.post, "/pools", as: .system, body: body).errorCode == "taken")
        let listed = try await world.ask(.get, "/pools?search=sec", as: .system)
        #expect(listed.items.map { $0["shownName"]?.text } == ["Second"])
        // Neither the pools nor their people are among domains and users.
        let domains = try await world.ask(.get, "/domains", as: .system)
        #expect(domains.items.map { $0["id"]?.text } == ["acme.example", "globex.example"])
        #expect(domains.items.map { $0["routingNumber"]?.text } == ["4455", nil])
        let users = try await world.ask(.get, "/users", as: .system)
        #expect(!users.text.contains("pool:"))
        let deputy = TestWorld.Person.subgroupAdministrator.id
        #expect(try await world.ask(.get, "/users/\(deputy)", as: .system).status == .notFound)

        let place = "/pools/pool:second/domains/"
        func put(_ domain: String, _ number: String) async throws -> String? {
            try await world.ask(.put, place + domain, as: .system, body: ["routingNumber": .string(number)]).errorCode
        }
        #expect(try await put("globex.example", "123") == "conflict")
        #expect(try await put("acme.example", "12") == "conflict")
        #expect(try await put("nobody.example", "12") == "not-found")
        #expect(try await put("system", "12") == "not-found")
        #expect(try await put("globex.example", "12") == nil)
        #expect(try await world.ask(.delete, "/pools/pool:second", as: .system).errorCode == "conflict")
        let longer: JSONValue = ["routingLength": 3]
        #expect(try await world.ask(.patch, "/pools/pool:second", as: .system, body: longer).errorCode == "conflict")
        let signs: JSONValue = ["between": "#", "isBlocked": true]
        let changed = try await world.ask(.patch, "/pools/pool:second", as: .system, body: signs)
        #expect(changed.json["between"]?.text == "#" && changed.json["domains"] == 1)
        #expect(try await world.ask(.delete, place + "globex.example", as: .system).status == .noContent)
        #expect(try await world.ask(.delete, place + "globex.example", as: .system).status == .notFound)
        #expect(try await world.ask(.delete, "/pools/pool:second", as: .system).status == .noContent)
        #expect(try await world.ask(.get, "/pools/pool:second", as: .system).status == .notFound)
    }

    // MARK: - Domains and sub-groups

    @Test("TEN-05 domains by sub-group: one's own first, the others by name, those in none last; searched")
    func list() async throws {
        let world = try await Self.world()
        for name in ["East", "Zone"] {
            _ = try await world.ask(.post, Self.path + "/subgroups", as: .supervisor, body: ["name": .string(name)])
        }
        func groups(_ person: TestWorld.Person, _ query: String = "") async throws -> [String] {
            let answer = try await world.ask(.get, Self.path + "/domains" + query, as: person)
            return (answer.json["groups"]?.elements ?? []).map { group in
                let names = (group["domains"]?.elements ?? []).compactMap { $0["id"]?.text }
                let mark = group["mayManage"] == true ? "+" : "-"
                return "\(mark)\(group["name"]?.text ?? "?"): \(names.joined(separator: " "))"
            }
        }
        let others = ["East: ", "Zone: "]
        #expect(
            try await groups(.supervisor) == ["+East: ", "+South: acme.example", "+Zone: ", "+: globex.example"]
        )
        #expect(
            try await groups(.subgroupAdministrator) == ["+South: acme.example"] + others.map { "-" + $0 }
                + ["-: globex.example"]
        )
        #expect(try await groups(.supervisor, "?search=4456") == ["+: globex.example"])
        #expect(try await groups(.supervisor, "?search=ACM") == ["+South: acme.example"])
        #expect(try await groups(.supervisor, "?search=nothing").isEmpty)
    }

    @Test("TEN-06 the card has the domain's figures")
    func card() async throws {
        let world = try await TestWorld()
        let card = try await world.ask(.get, Self.path + "/domains/acme.example", as: .subgroupAdministrator).json
        #expect(card["users"] == 3 && card["operators"] == 0 && card["lines"] == 1 && card["freeLines"] == 0)
        #expect(card["routingNumber"]?.text == "4455" && card["balance"] == .null && card["blocks"] == [])
        let free: JSONValue = ["number": "88001234567", "domain": "acme.example"]
        #expect(try await world.ask(.post, "/lines", as: .system, body: free).status == .created)
        _ = try await world.ask(.patch, "/domains/acme.example", as: .system, body: ["isBlocked": true])
        let blocked = try await world.ask(.get, Self.path + "/domains/acme.example", as: .supervisor).json
        #expect(blocked["freeLines"] == 1 && blocked["lines"] == 2 && blocked["blocks"] == ["blocked"])
    }

    @Test("TEN-08 a shown name and a routing number are changed by those who may")
    func renaming() async throws {
        let world = try await Self.world()
        let (acme, globex) = (Self.path + "/domains/acme.example", Self.path + "/domains/globex.example")
        let body: JSONValue = ["shownName": "Acme South", "routingNumber": "4400"]
        let changed = try await world.ask(.patch, acme, as: .subgroupAdministrator, body: body)
        #expect(changed.json["shownName"]?.text == "Acme South" && changed.json["routingNumber"]?.text == "4400")
        #expect(try await world.ask(.patch, globex, as: .subgroupAdministrator, body: body).status == .forbidden)
        #expect(try await world.ask(.patch, globex, as: .supervisor, body: body).errorCode == "taken")
        let short: JSONValue = ["routingNumber": "44"]
        #expect(try await world.ask(.patch, globex, as: .supervisor, body: short).errorCode == "conflict")
        let stale: HTTPFields = [.ifMatch: "\"1\""]
        let late = try await world.ask(.patch, acme, as: .supervisor, body: short, headers: stale)
        #expect(late.errorCode == "conflict" && late.errorField == "If-Match")
    }

    @Test("TEN-07 sub-groups are made, renamed and removed; their domains fall to none")
    func subgroups() async throws {
        let world = try await TestWorld()
        let path = Self.path + "/subgroups"
        let made = try await world.ask(.post, path, as: .supervisor, body: ["name": "North"])
        let id = try #require(made.json["id"]?.text)
        #expect(made.status == .created && made.json["domains"] == 0)
        #expect(try await world.ask(.post, path, as: .supervisor, body: ["name": "NORTH"]).errorCode == "taken")
        let same = try await world.ask(.patch, path + "/\(id)", as: .supervisor, body: ["name": "North"])
        #expect(same.json["version"] == 1)
        let renamed = try await world.ask(.patch, path + "/\(id)", as: .supervisor, body: ["name": "Nord"])
        #expect(renamed.json["name"]?.text == "Nord")
        #expect(
            try await world.ask(.patch, path + "/\(id)", as: .supervisor, body: ["name": "South"]).errorCode == "taken"
        )
        #expect(try await world.ask(.delete, path + "/south", as: .supervisor).status == .noContent)
        let card = try await world.ask(.get, Self.path + "/domains/acme.example", as: .supervisor)
        #expect(card.json["subgroup"] == .null)
        // Whose sub-group is gone manages its domains no more.
        let name: JSONValue = ["shownName": "A"]
        let late = try await world.ask(
            .patch,
            Self.path + "/domains/acme.example",
            as: .subgroupAdministrator,
            body: name
        )
        #expect(late.status == .forbidden)
    }

    @Test("TEN-07 selected domains are moved, with a result for each")
    func moving() async throws {
        let world = try await Self.world()
        let path = Self.path + "/domains/move"
        let asked: JSONValue = ["acme.example", "globex.example", "nobody.example", "acme.example"]
        func move(_ target: JSONMember) async throws -> (Answer, [String?]) {
            let body = JSONValue.object([JSONMember(name: "domains", value: asked), target])
            let answer = try await world.ask(.post, path, as: .supervisor, body: body)
            return (answer, answer.items.map { $0["code"]?.text })
        }
        let (made, results) = try await move(JSONMember(name: "newSubgroup", value: "All"))
        #expect(results == [nil, nil, "not-found"])
        #expect(made.json["subgroup"]?["domains"] == 2)
        #expect(try await move(JSONMember(name: "newSubgroup", value: "all")).0.errorCode == "taken")
        #expect(try await move(JSONMember(name: "subgroup", value: "group-1")).0.errorCode == "not-found")
        let back: JSONValue = ["domains": ["acme.example"], "subgroup": "south"]
        #expect(try await world.ask(.post, path, as: .supervisor, body: back).status == .ok)
        #expect(try await move(JSONMember(name: "subgroup", value: .null)).1 == [nil, nil, "not-found"])
        // Out of no group nothing can be taken.
        let (out, codes) = try await move(JSONMember(name: "subgroup", value: .null))
        #expect(codes == ["conflict", "conflict", "not-found"] && out.json["subgroup"] == .null)
        let current = world.configuration.current
        #expect(Self.domain(TestWorld.acme, in: world).flatMap { current.subgroup(of: $0) } == nil)
    }

    // MARK: - Isolation

    @Test(
        "TEN-01 TEN-04 of another pool nothing is found",
        arguments: [TestWorld.Person.supervisor, .subgroupAdministrator]
    )
    func isolation(_ person: TestWorld.Person) async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["name": "second", "shownName": "Second", "routingLength": 4]
        _ = try await world.ask(.post, "/pools", as: .system, body: body)
        _ = try await world.ask(.put, "/pools/pool:second/domains/globex.example", as: .system, body: Self.globex)
        for path in ["", "/domains", "/domains/globex.example", "/subgroups", "/changes"] {
            let answer = try await world.ask(.get, "/pools/pool:second" + path, as: person)
            #expect(answer.status == .notFound, "\(path)")
        }
        #expect(try await world.ask(.get, Self.path + "/domains/globex.example", as: person).status == .notFound)
        #expect(try await world.ask(.get, "/pools/acme.example/domains", as: person).status == .notFound)
        #expect(try await world.ask(.get, "/in/globex.example/users", as: person).status == .notFound)
        // The history of Holding says nothing of it.
        #expect(try await !world.ask(.get, Self.path + "/changes", as: person).text.contains("globex"))
    }

    @Test("TEN-01 administrators of pools see nothing of a domain outside of it, nor the other way round")
    func faces() async throws {
        let world = try await TestWorld()
        for path in ["/users", "/lines", "/calls", "/history", "/changes", "/recordings", "/users?domain=acme.example"]
        {
            #expect(try await world.ask(.get, path, as: .supervisor).status == .forbidden, "\(path)")
        }
        for person in [TestWorld.Person.acmeAdministrator, .acmeUser] {
            #expect(try await world.ask(.get, Self.path + "/domains", as: person).status == .forbidden)
        }
        let role: JSONValue = ["role": "pool-supervisor"]
        let path = "/users/\(TestWorld.Person.acmeUser.id)"
        #expect(try await world.ask(.patch, path, as: .acmeAdministrator, body: role).status == .unprocessableContent)
        // Undoing how a domain came into the pool is not for its own administrator.
        let changes = try await world.ask(.get, "/changes?object=acme.example", as: .acmeAdministrator)
        #expect(!changes.items.contains { $0["domain"]?.text?.hasPrefix("pool:") == true })
    }

    // MARK: - Everybody's list

    @Test("ME-05 people of the pool by domain, what one dials for them, searched by name and number")
    func people() async throws {
        let world = try await Self.world()
        let domains = try await world.ask(.get, "/pool/domains", as: .acmeUser)
        #expect(domains.json["pool"]?["between"]?.text == "*")
        #expect(domains.items.map { $0["isOwn"] } == [true, false])
        func people(_ query: String) async throws -> [String] {
            try await world.ask(.get, "/pool/users" + query, as: .acmeUser).items.map {
                "\($0["login"]?.text ?? "") \($0["dialled"]?.text ?? "")"
            }
        }
        #expect(try await people("") == ["alice 103", "bob 104"])
        #expect(try await people("?domain=globex.example") == ["carol 4456*106"])
        #expect(try await people("?search=the") == ["alice 103", "bob 104", "carol 4456*106"])
        // Extensions are not searched.
        #expect(try await people("?search=106").isEmpty)
        var carol = try #require(world.configuration.current.user(TestWorld.Person.globexUser.id))
        carol.isOperator = true
        carol.forwarding.others = [Forwarding.Number(.mobile, "+79161234567")]
        _ = try await world.configuration.apply([.putUser(carol)], by: ChangeAuthor(name: "test"))
        // A number is found however it is written.
        for written in ["%2B7%20(916)%20123", "8%20916%20123"] {
            let spelled = try await world.ask(.get, "/pool/users?search=\(written)", as: .acmeUser).items
            #expect(spelled.count == 1, "\(written)")
        }
        let found = try await world.ask(.get, "/pool/users?search=916123", as: .acmeUser).items
        #expect(found.map { $0["numbers"] } == [["+79161234567"]] && found.map { $0["isOperator"] } == [true])
        #expect(try await world.ask(.get, "/pool/users?domain=system", as: .acmeUser).status == .notFound)
    }

    @Test("ME-05 who is in no pool has no such list")
    func nobody() async throws {
        let world = try await TestWorld()
        let domains = try await world.ask(.get, "/pool/domains", as: .globexUser)
        #expect(domains.json["pool"] == .null && domains.items.isEmpty)
        #expect(try await world.ask(.get, "/pool/users", as: .globexUser).status == .notFound)
        #expect(try await world.ask(.get, "/pool/users?domain=acme.example", as: .globexUser).status == .notFound)
    }
}
