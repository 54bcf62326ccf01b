import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Scopes of access tokens")
struct TokenScopeTests {
    private static let refusal = "This access token is not good for this."

    /// A token of the system's administrator, who may do everything.
    private static func token(_ world: TestWorld, _ scopes: Set<TokenScope>) async throws -> HTTPFields {
        let session = SignInSession(
            secretHash: Authenticator.hash("the token"),
            kind: .token,
            user: TestWorld.Person.system.id,
            label: "script",
            createdAt: world.time.timestamp,
            expiresAt: world.time.timestamp.advanced(by: .seconds(60)),
            scopes: scopes
        )
        try await world.sessions.add(session)
        return [.authorization: "Bearer the token"]
    }

    @Test(
        "AUTH-05 every endpoint takes tokens of its scope and of no other",
        arguments: [[], [.read], [.calls], [.administration], TokenScope.allCases]
    )
    func everyEndpoint(_ scopes: [TokenScope]) async throws {
        // One world for all: what is gone is answered otherwise than what a token is not good for.
        let world = try await TestWorld()
        let bearer = try await Self.token(world, Set(scopes))
        for name in PermissionTests.examples.keys.sorted() {
            let endpoint = try #require(world.web.table.endpoints.first { $0.name == name })
            guard case .role = endpoint.access else { continue }
            let example = try #require(PermissionTests.examples[name])
            let answer = try await world.ask(endpoint.method, example.path, body: example.body, headers: bearer)
            let isRefused = answer.status == .forbidden && answer.text.contains(Self.refusal)
            let isGood = endpoint.scope.map { scopes.contains($0) } ?? false
            #expect(isRefused != isGood, "\(name) with \(scopes): \(answer.text.prefix(200))")
        }
    }

    /// A new one is a decision that these lists show.
    @Test("AUTH-05 what no token may do is the sign-in itself; what calls take is this")
    func lists() async throws {
        let changing = try await TestWorld().web.table.endpoints.filter { $0.access != .anyone && $0.method != .get }
        #expect(
            Set(changing.filter { $0.scope == nil }.map(\.name)) == [
                "signOut", "endSession", "endOtherSessions", "addToken", "removeToken", "changeProfile",
                "changePassword", "beginSecondFactor", "confirmSecondFactor", "switchOffSecondFactor",
                "removeUserSecondFactor", "removePoolAdministratorSecondFactor", "beginPasskey", "addPasskey",
                "renamePasskey", "removePasskey", "removeUserPasskey",
                "addProvider", "changeProvider", "removeProvider", "removeProviderLinks",
                "beginProviderLink", "finishProviderLink", "removeOwnProviderLinks",
            ]
        )
        let calls = Set(changing.filter { $0.scope == .calls }.map(\.name))
        #expect(calls.isSuperset(of: ["originateCall", "transferLeg", "hangUpCall", "addCallback", "parkParty"]))
        #expect(calls.isDisjoint(with: ["addUser", "changeDomain", "removeRegistration", "deleteRecording"]))
        let reading = try await TestWorld().web.table.endpoints.filter { $0.method == .get }
        #expect(reading.allSatisfy { $0.scope == .read })
    }

    @Test("AUTH-05 a token is made with scopes, shows them and its last use")
    func made() async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["name": "display", "scopes": ["read", "read"]]
        let made = try await world.ask(.post, "/tokens", as: .acmeAdministrator, body: body)
        #expect(made.json["scopes"] == ["read"] && made.json["lastUsedAt"] == .null)
        let bearer: HTTPFields = [.authorization: "Bearer \(try #require(made.json["secret"]?.text))"]
        world.time.advance(by: .seconds(100))
        let used = world.time.timestamp
        #expect(try await world.ask(.get, "/users", headers: bearer).status == .ok)
        world.time.advance(by: .seconds(59))
        #expect(try await world.ask(.get, "/users", headers: bearer).status == .ok)
        let adding: JSONValue = ["login": "dave", "password": "secret77"]
        #expect(try await world.ask(.post, "/users", body: adding, headers: bearer).status == .forbidden)
        let list = try await world.ask(.get, "/tokens", as: .acmeAdministrator).items
        // Known to the minute: not every request writes to the disk.
        #expect(list.map { $0["lastUsedAt"]?.text } == ["\(used)"])
        #expect(list.map { $0["scopes"] } == [["read"]])
        let all = try await world.ask(.post, "/tokens", as: .acmeAdministrator, body: ["name": "all"])
        #expect(all.json["scopes"] == ["read", "calls", "administration"])
    }

    @Test("AUTH-05 the event socket takes tokens that may read")
    func eventSocket() async throws {
        for (scopes, status) in [([], 403), ([.calls, .administration], 403), ([.read], 426)] as [([TokenScope], Int)] {
            let world = try await TestWorld()
            let bearer = try await Self.token(world, Set(scopes))
            let answer = try await world.ask(.get, "/events", headers: bearer, isConforming: false)
            #expect(answer.status.code == status, "\(scopes)")
        }
    }

    @Test("AUTH-03 one sees the last use of one's sessions, and ends all others at once")
    func sessions() async throws {
        let world = try await TestWorld()
        let body: JSONValue = [
            "login": "alice", "password": .string(TestWorld.password), "domain": "acme.example", "delivery": "bearer",
        ]
        let secret = try #require(try await world.ask(.post, "/session", body: body).json["secret"]?.text)
        let own: HTTPFields = [.authorization: "Bearer \(secret)"]
        let token = try await world.ask(.post, "/tokens", body: ["name": "script"], headers: own)
        #expect(token.status == .created)
        let before = try await world.ask(.get, "/sessions", headers: own).items
        #expect(before.count == 2 && before.first { $0["isCurrent"] == true }?["lastUsedAt"]?.text != nil)
        #expect(before.first { $0["isCurrent"] == false }?["lastUsedAt"] == .null)

        #expect(try await world.ask(.delete, "/sessions", headers: own).status == .noContent)
        #expect(try await world.ask(.get, "/sessions", headers: own).items.count == 1)
        #expect(try await world.ask(.get, "/me", as: .acmeUser).status == .unauthorized)
        #expect(try await world.ask(.get, "/me", as: .acmeOther).status == .ok)
        // Programs go on.
        #expect(try await world.ask(.get, "/tokens", headers: own).items.count == 1)
    }
}
