import Foundation
import HTTPTypes
import Kernel
import Model
import ModelTesting
import Testing

@testable import Web

/// How an account comes to be somebody's at a provider (decision 0041).
extension ProviderSignInTests {
    @Test("BYD-22 names at the provider link nobody: they are its people's to choose")
    func names() async throws {
        let world = try await Self.world()
        for name in ["boss", "alice", "boss@acme.example"] {
            world.identity.bend { state in
                state.claims = [
                    ("sub", "mallory"), ("preferred_username", .string(name)), ("email", "mallory@acme.example"),
                ]
            }
            #expect(try await Self.finish(world, try await Self.begin(world)).errorCode == "no-account")
        }
        let strict = try await Self.world(linksByEmail: false)
        #expect(try await Self.finish(strict, try await Self.begin(strict)).errorCode == "no-account")
        #expect(await strict.providers.links(of: Self.alice.id).isEmpty)
    }

    /// Links the account of who is signed in.
    /// - Parameter other: who comes back in their place.
    private static func link(
        _ world: TestWorld,
        as person: TestWorld.Person,
        password: String = TestWorld.password,
        backAs other: TestWorld.Person? = nil,
        path: String = "/session/provider/link/return"
    ) async throws -> Answer {
        let body: JSONValue = ["provider": .string(Self.provider.text), "currentPassword": .string(password)]
        let start = "/session/provider/link"
        let begun = try await world.ask(.post, start, as: person, body: body, headers: Self.headers())
        guard let address = begun.json["address"]?.text else { return begun }
        let items = URLComponents(string: address)?.queryItems ?? []
        let query = Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
        #expect(query["state"]?.hasPrefix("link.") == true)
        world.identity.bend { $0.nonce = query["nonce"] ?? "" }
        let cookie = String(try #require(begun.headers[.setCookie]).prefix { $0 != ";" })
        let back: JSONValue = [
            "provider": .string(Self.provider.text), "state": .string(query["state"] ?? ""), "code": "c-1",
        ]
        return try await world.ask(.post, path, as: other ?? person, body: back, headers: Self.headers(cookie))
    }

    @Test("BYD-22 an account is linked by who is signed in to it, with the password, and by the browser that began")
    func ownLinks() async throws {
        let world = try await Self.world(linksByEmail: false)
        world.identity.bend { $0.claims = [("sub", "s-bob"), ("preferred_username", "boss"), ("email", .null)] }
        let bob = TestWorld.Person.acmeOther
        let wrong = try await Self.link(world, as: bob, password: "guessed42")
        #expect(wrong.errorCode == "not-allowed" && wrong.errorField == "currentPassword")
        // What one began, another does not end; what was begun to link signs nobody in.
        #expect(try await Self.link(world, as: bob, backAs: Self.alice).errorCode == "provider-refused")
        #expect(try await Self.link(world, as: bob, path: "/session/provider/return").errorCode == "provider-refused")
        #expect(try await Self.link(world, as: .globexUser).errorCode == "not-found")
        #expect(try await world.ask(.get, "/me/provider-links", as: bob).items.map { $0["isLinked"] } == [false])
        let linked = try await Self.link(world, as: bob)
        #expect(linked.status == .created && linked.json["isLinked"] == true, "\(linked.text)")
        #expect(try await Self.link(world, as: bob).status == .created)
        #expect(try await world.ask(.get, "/me/provider-links", as: bob).items.map { $0["isLinked"] } == [true])
        #expect(try await Self.finish(world, try await Self.begin(world)).json["me"]?["login"] == "bob")
        // The same subject is nobody else's, and Bob is no other subject's.
        #expect(try await Self.link(world, as: Self.alice).errorCode == "conflict")
        world.identity.bend { $0.claims = [("sub", "s-other")] }
        #expect(try await Self.link(world, as: bob).errorCode == "conflict")
        let changes = try await world.ask(.get, "/changes", as: Self.boss).items
        #expect(changes.first { $0["objectKind"] == "provider-link" }?["author"] == "bob@acme.example")
        #expect(try await world.ask(.delete, "/me/provider-links", as: bob).status == .noContent)
        world.identity.bend { $0.claims = [("sub", "s-bob")] }
        #expect(try await Self.finish(world, try await Self.begin(world)).errorCode == "no-account")
    }
}
