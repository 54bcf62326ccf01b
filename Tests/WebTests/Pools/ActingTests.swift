import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("In the cabinet of another domain")
struct ActingTests {
    private static let domains = "/pools/pool:holding/domains"

    @Test(
        "TEN-09 who may enter acts as the domain's administrator",
        arguments: [TestWorld.Person.supervisor, .subgroupAdministrator, .system]
    )
    func enters(_ person: TestWorld.Person) async throws {
        let world = try await TestWorld()
        let me = try await world.ask(.get, "/in/acme.example/me", as: person)
        #expect(me.json["role"]?.text == "domain-administrator" && me.json["domain"]?.text == "acme.example")
        #expect(me.json["actingFor"]?.text == person.domain.text)
        let users = try await world.ask(.get, "/in/acme.example/users", as: person)
        #expect(Set(users.items.compactMap { $0["domain"]?.text }) == ["acme.example"] && users.items.count == 3)
        // As narrow as the domain's own administrator is.
        #expect(try await world.ask(.get, "/in/acme.example/trunks", as: person).status == .forbidden)
        #expect(try await world.ask(.get, "/in/acme.example/pools", as: person).status == .forbidden)
        #expect(try await world.ask(.get, "/in/acme.example" + Self.domains, as: person).status == .forbidden)
        let carol = TestWorld.Person.globexUser.id
        #expect(try await world.ask(.get, "/in/acme.example/users/\(carol)", as: person).status == .notFound)
        #expect(
            try await world.ask(.get, "/in/acme.example/users?domain=globex.example", as: person).status == .notFound
        )
    }

    @Test("TEN-09 nobody else enters, and nobody what is not theirs")
    func isRefused() async throws {
        let world = try await TestWorld()
        for person in [TestWorld.Person.acmeAdministrator, .acmeUser, .globexAdministrator] {
            #expect(try await world.ask(.get, "/in/acme.example/users", as: person).status == .notFound)
        }
        #expect(try await world.ask(.get, "/in/acme.example/users").status == .unauthorized)
        for domain in ["globex.example", "nobody.example", "system", "pool:holding", "pool%3Aholding"] {
            for person in [TestWorld.Person.supervisor, .subgroupAdministrator] {
                #expect(try await world.ask(.get, "/in/\(domain)/users", as: person).status == .notFound, "\(domain)")
            }
        }
        #expect(try await world.ask(.get, "/in/pool:holding/users", as: .system).status == .notFound)
        #expect(try await world.ask(.get, "/in/acme.example/in/acme.example/users", as: .system).status == .notFound)
        // Not in a sub-group of the deputy's any more, nor when it is blocked.
        let out: JSONValue = ["domains": ["acme.example"], "subgroup": .null]
        #expect(try await world.ask(.post, Self.domains + "/move", as: .supervisor, body: out).status == .ok)
        #expect(try await world.ask(.get, "/in/acme.example/users", as: .subgroupAdministrator).status == .notFound)
        #expect(try await world.ask(.get, "/in/acme.example/users", as: .supervisor).status == .ok)
        _ = try await world.ask(.patch, "/domains/acme.example", as: .system, body: ["isBlocked": true])
        #expect(try await world.ask(.get, "/in/acme.example/users", as: .supervisor).status == .notFound)
        #expect(try await world.ask(.get, "/in/acme.example/users", as: .system).status == .ok)
    }

    @Test("TEN-09 ACT-01 the histories of the domain and of the pool say who really acted")
    func history() async throws {
        let world = try await TestWorld()
        let path = "/in/acme.example/users/\(TestWorld.Person.acmeUser.id)"
        let body: JSONValue = ["shownName": "Alice A"]
        let changed = try await world.ask(.patch, path, as: .subgroupAdministrator, body: body)
        #expect(changed.json["shownName"]?.text == "Alice A")
        _ = try await world.ask(
            .patch,
            "/users/\(TestWorld.Person.acmeOther.id)",
            as: .acmeAdministrator,
            body: ["shownName": "Bob B"]
        )
        let inDomain = try await world.ask(.get, "/changes?action=change", as: .acmeAdministrator)
        #expect(inDomain.items.map { $0["author"]?.text } == ["boss@acme.example", "deputy@pool:holding"])
        #expect(inDomain.items.map { $0["authorShownName"]?.text } == ["The boss", "The deputy"])
        let inPool = try await world.ask(.get, "/pools/pool:holding/changes?author=deputy", as: .supervisor)
        #expect(inPool.items.map { $0["objectName"]?.text } == ["alice@acme.example"])
        #expect(inPool.json["total"] == 1)
        let all = try await world.ask(.get, "/pools/pool:holding/changes", as: .subgroupAdministrator)
        let kinds = Set(all.items.compactMap { $0["objectKind"]?.text })
        #expect(kinds == ["user", "pool-administrator", "subgroup", "domain", "pool"])
        #expect(!all.text.contains("bob@acme"))
    }

    @Test("TEN-09 one's own sign-in is not touched from there", arguments: [TestWorld.Person.supervisor, .system])
    func ownSignIn(_ person: TestWorld.Person) async throws {
        let world = try await TestWorld()
        let before = world.configuration.current.user(person.id)
        for (method, path, body) in [
            (.patch, "/me", ["shownName": "X"]), (.delete, "/session", nil),
            (.put, "/me/password", ["currentPassword": "secret42", "newPassword": "another7"]),
            (
                .put, "/me/forwarding",
                ["own": ["priority": 1, "seconds": 20, "isActive": true, "schedule": .null], "others": []]
            ),
            (.post, "/me/contacts", ["name": "A", "numbers": [["kind": "work", "number": "+74951234567"]]]),
            (.post, "/tokens", ["name": "t"]), (.post, "/me/second-factor", ["currentPassword": "secret42"]),
        ] as [(HTTPRequest.Method, String, JSONValue?)] {
            let answer = try await world.ask(method, "/in/acme.example" + path, as: person, body: body)
            #expect(answer.status == .forbidden, "\(path)")
        }
        #expect(world.configuration.current.user(person.id) == before)
    }

    @Test("TEN-09 what is made there belongs to the domain, and is good as long as its author may enter")
    func belongings() async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["name": "Hello", "purpose": "greeting"]
        let made = try await world.ask(.post, "/in/acme.example/prompts", as: .subgroupAdministrator, body: body)
        #expect(made.json["owner"] == .null && made.json["domain"]?.text == "acme.example")
        let link = try await world.ask(
            .post,
            "/in/acme.example/recordings/\(RecordingWorld.id)/links",
            as: .subgroupAdministrator,
            body: ["minutes": 5]
        )
        let path = String(try #require(link.json["path"]?.text).dropFirst("/api/v1".count))
        #expect(try await world.ask(.get, path).status == .ok)
        let out: JSONValue = ["domains": ["acme.example"], "subgroup": .null]
        _ = try await world.ask(.post, Self.domains + "/move", as: .supervisor, body: out)
        #expect(try await world.ask(.get, path).status == .gone)
    }

    @Test("TEN-09 BYD-09 a key of one domain is no key of another")
    func keys() async throws {
        let world = try await TestWorld()
        _ = try await world.ask(.put, Self.domains + "/globex.example", as: .system, body: ["routingNumber": "4456"])
        let body: JSONValue = ["name": "Support"]
        let key: HTTPFields = [try #require(HTTPField.Name("Idempotency-Key")): "k1"]
        for domain in ["acme.example", "globex.example"] {
            let made = try await world.ask(
                .post,
                "/in/\(domain)/pickup-groups",
                as: .supervisor,
                body: body,
                headers: key
            )
            #expect(made.json["domain"]?.text == domain)
        }
    }

    @Test("TEN-09 the event socket is reached there, and left when the domain is")
    func socket() async throws {
        let world = try await TestWorld()
        let path = "/api/v1/in/acme.example/events"
        #expect(EventSocketDoor.isSocket(path: path) && EventSocketDoor.isSocket(path: "/api/v1/events"))
        #expect(!EventSocketDoor.isSocket(path: "/api/v1/in/acme.example/users"))
        let door = EventSocketDoor(
            authenticator: world.web.responder.api.authenticator,
            configuration: world.configuration
        )
        func admit(_ acting: DomainID?) async throws -> EventSocketDoor.Ticket {
            try await door.admit(
                query: nil,
                acting: acting,
                headers: TestWorld.Person.subgroupAdministrator.bearer,
                host: nil
            )
        }
        let ticket = try await admit(EventSocketDoor.acting(inPath: path))
        #expect(ticket.domain == TestWorld.acme && ticket.caller.role == .domainAdministrator)
        #expect(await door.mayStay(ticket))
        await #expect(throws: APIError.self) { try await admit(nil) }
        await #expect(throws: APIError.self) { try await admit(TestWorld.globex) }
        let out: JSONValue = ["domains": ["acme.example"], "subgroup": .null]
        _ = try await world.ask(.post, Self.domains + "/move", as: .supervisor, body: out)
        #expect(await !door.mayStay(ticket))
    }
}
