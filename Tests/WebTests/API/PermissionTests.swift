import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

/// Every endpoint for everybody: generated from the route table, so that a new endpoint cannot be forgotten.
@Suite("Permissions")
struct PermissionTests {
    /// Whose object an example is about.
    enum Owner: Equatable, Sendable {
        /// The caller's own, or of the whole installation.
        case anyone
        case domain(DomainID)
        /// Of one user of Acme.
        case user
    }

    /// How an endpoint is tried on what belongs to Acme.
    struct Example: Sendable {
        var path: String
        var owner: Owner
        var body: JSONValue?

        init(_ path: String, _ owner: Owner = .anyone, _ body: JSONValue? = nil) {
            self.path = path
            self.owner = owner
            self.body = body
        }
    }

    private static let alice = TestWorld.Person.acmeUser.id
    private static let acme = Owner.domain(TestWorld.acme)
    private static let password: JSONValue = ["password": "another7"]

    static let examples: [String: Example] = [
        "signIn": Example(
            "/session",
            .anyone,
            ["login": "alice", "password": "secret42", "domain": "acme.example", "delivery": "bearer"]
        ),
        "signOut": Example("/session"),
        "listSessions": Example("/sessions"),
        "endSession": Example("/sessions/none"),
        "listTokens": Example("/tokens"),
        "addToken": Example("/tokens", .anyone, ["name": "script"]),
        "removeToken": Example("/tokens/none"),
        "getProfile": Example("/me"),
        "changeProfile": Example("/me", .anyone, ["doNotDisturb": true]),
        "changePassword": Example(
            "/me/password",
            .anyone,
            ["currentPassword": "secret42", "newPassword": "another7"]
        ),
        "listDomains": Example("/domains"),
        "addDomain": Example("/domains", .anyone, ["id": "new.example"]),
        "getDomain": Example("/domains/acme.example", Self.acme),
        "changeDomain": Example("/domains/acme.example", Self.acme, ["callLimit": 5]),
        "removeDomain": Example("/domains/acme.example", Self.acme),
        "listUsers": Example("/users?domain=acme.example", Self.acme),
        "addUser": Example(
            "/users?domain=acme.example",
            Self.acme,
            ["login": "dave", "password": "secret42", "extension": "200"]
        ),
        "getUser": Example("/users/\(Self.alice)", Self.acme),
        "changeUser": Example("/users/\(Self.alice)", Self.acme, ["shownName": "A"]),
        "removeUser": Example("/users/\(TestWorld.Person.acmeOther.id)", Self.acme),
        "setPassword": Example("/users/\(Self.alice)/password", Self.acme, Self.password),
        "listLines": Example("/lines?domain=acme.example", Self.acme),
        "addLine": Example("/lines", .anyone, ["number": "+74950000000", "user": .string(Self.alice.text)]),
        "getLine": Example("/lines/line-1", Self.acme),
        "changeLine": Example("/lines/line-1", Self.acme, ["isActive": false]),
        "removeLine": Example("/lines/line-1", Self.acme),
        "listTrunks": Example("/trunks"),
        "addTrunk": Example("/trunks", .anyone, ["name": "beta", "host": "sip.example.org"]),
        "getTrunk": Example("/trunks/trunk-1"),
        "changeTrunk": Example("/trunks/trunk-1", .anyone, ["weight": 7]),
        "removeTrunk": Example("/trunks/trunk-1"),
        "listChanges": Example("/changes?domain=acme.example", Self.acme),
        "undoChange": Example("/changes/CHANGE/undo", Self.acme),
        "listRegistrations": Example("/registrations?domain=acme.example", .user),
        "removeRegistration": Example("/registrations/REGISTRATION", .user),
        "listCalls": Example("/calls?domain=acme.example", .user),
        "getCall": Example("/calls/call-1", .user),
        "originateCall": Example("/calls", .user, ["number": "102", "user": .string(Self.alice.text)]),
        "transferLeg": Example("/calls/call-1/legs/call-1-a/transfer", .user, ["target": "103"]),
        "hangUpCall": Example("/calls/call-1", .user),
        "hangUpLeg": Example("/calls/call-1/legs/call-1-a", .user),
        "listHistory": Example("/history?domain=acme.example", .user),
        "getHistory": Example("/history/call-0", .user),
        "getCallProtocol": Example("/history/call-0/steps", .user),
        "listBlocks": Example("/blocks"),
        "liftBlock": Example("/blocks/192.0.2.66"),
        "getHealth": Example("/health"),
        "getDocument": Example("/openapi.json"),
    ]

    @Test("TEN-01 every endpoint is tried here", .timeLimit(.minutes(1)))
    func isComplete() async throws {
        let world = try await TestWorld()
        #expect(Set(world.web.table.endpoints.map(\.name)) == Set(Self.examples.keys))
    }

    @Test(
        "TEN-01 AUTH-03 nobody reaches what is not theirs",
        arguments: [nil] + TestWorld.Person.allCases.map { Optional($0) }
    )
    func everyEndpoint(for person: TestWorld.Person?) async throws {
        let first = try await Self.preparedWorld()
        for name in first.world.web.table.endpoints.map(\.name) {
            let isReading = first.world.web.table.endpoints.contains { $0.name == name && $0.method == .get }
            // A world of its own for each that may remove something.
            let (world, change) = isReading ? first : try await Self.preparedWorld()
            let endpoint = try #require(world.web.table.endpoints.first { $0.name == name })
            let example = try #require(Self.examples[name])
            let registration = RegistrationBody.id(user: Self.alice, contact: "sip:alice@192.0.2.1:5060")
            let path = example.path.replacing("CHANGE", with: "\(change)").replacing("REGISTRATION", with: registration)
            let answer = try await world.ask(endpoint.method, path, as: person, body: example.body)
            let expected = Self.expected(endpoint, example, person)
            let isAbsent = ["endSession", "removeToken"].contains(name) && expected == nil
            let status = isAbsent ? 404 : expected ?? answer.status.code
            #expect(answer.status.code == status, "\(name) for \(person?.rawValue ?? "nobody"): \(answer.text)")
            if expected == nil, !isAbsent {
                #expect(
                    (200..<300).contains(answer.status.code),
                    "\(name) for \(person?.rawValue ?? "nobody"): \(answer.text)"
                )
            }
        }
    }

    /// The status of the refusal that is due, or `nil` when the answer must be a good one.
    private static func expected(_ endpoint: Endpoint, _ example: Example, _ person: TestWorld.Person?) -> Int? {
        guard case .role(let role) = endpoint.access else { return nil }
        guard let person else { return 401 }
        guard person.role >= role else { return 403 }
        guard person.role != .systemAdministrator else { return nil }
        switch example.owner {
        case .anyone: return nil
        case .domain(let domain): return person.domain == domain ? nil : 404
        case .user:
            if person.domain != TestWorld.acme { return 404 }
            // Lists show everybody their own part; Bob takes part in Alice's calls but not in her registration, and may
            // not throw her out.
            if person == .acmeOther, example.path.contains("REGISTRATION") { return 404 }
            if person == .acmeOther, example.path.contains("legs") { return 403 }
            // A call for Alice rings her phones: only she and her administrators may ask for it.
            if person == .acmeOther, example.path == "/calls", example.body != nil { return 404 }
            return nil
        }
    }

    /// A world with what the examples are about, and the number of a change of Alice.
    private static func preparedWorld() async throws -> (world: TestWorld, change: Int64) {
        let world = try await TestWorld()
        world.register(.acmeUser)
        world.talk(CallID("call-0"))
        world.end(CallID("call-0"))
        world.talk(CallID("call-1"))
        for _ in 0..<10 { world.signInGuard.failed("192.0.2.66", account: "x@acme.example") }
        var alice = try #require(world.configuration.current.user(Self.alice))
        alice.shownName = "Changed"
        let changes = try await world.configuration.apply([.putUser(alice)], by: ChangeAuthor(name: "test"))
        return (world, try #require(changes.first).version)
    }

    @Test("TEN-01 lists of one domain hold nothing of another", arguments: TestWorld.Person.allCases)
    func listsAreNarrow(for person: TestWorld.Person) async throws {
        let world = try await TestWorld()
        world.register(.acmeUser)
        world.register(.globexUser, contact: "sip:carol@192.0.2.3")
        for (index, pair) in [(TestWorld.Person.acmeUser, TestWorld.Person.acmeOther), (.globexUser, .globexUser)]
            .enumerated()
        {
            world.talk(CallID("live-\(index)"), from: pair.0, to: pair.1)
            world.talk(CallID("over-\(index)"), from: pair.0, to: pair.1)
            world.end(CallID("over-\(index)"), domain: pair.0.domain)
        }
        for path in ["/users", "/lines", "/changes", "/registrations", "/calls", "/history"] {
            let answer = try await world.ask(.get, path, as: person)
            guard answer.status != .forbidden else { continue }
            let domains = Set(answer.items.compactMap { $0["domain"]?.text })
            switch person.role {
            case .systemAdministrator: #expect(domains.count >= (path == "/lines" ? 1 : 2), "\(path)")
            case .domainAdministrator, .user: #expect(domains.isSubset(of: [person.domain.text]), "\(path): \(domains)")
            }
        }
    }
}
