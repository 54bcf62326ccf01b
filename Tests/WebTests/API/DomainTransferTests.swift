import DomainFiles
import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Domains as files")
struct DomainTransferTests {
    private static func export(_ world: TestWorld, as person: TestWorld.Person) async throws -> Answer {
        try await world.ask(.get, "/domains/acme.example/export", as: person)
    }

    @Test("a domain goes out and comes in again under another name, everybody with a new password")
    func roundTrip() async throws {
        let world = try await TestWorld()
        let file = try await Self.export(world, as: .system)
        #expect(file.status == .ok && file.headers[.contentType] == "application/yaml")
        #expect(file.headers[.contentDisposition]?.contains("acme.example.yaml") == true)
        let query = "name=copy.example&withoutLines=true"
        let preview = try await world.ask(
            .post,
            "/domains/import/preview?\(query)",
            as: .system,
            raw: file.text
        )
        #expect(preview.json["isReady"] == true && preview.json["domain"] == "copy.example", "\(preview.text)")
        #expect(preview.json["newPasswords"] == 3 && preview.json["counts"]?["users"] == 3)
        #expect(world.configuration.current.tenants[DomainID("copy.example")] == nil, "a preview stores nothing")

        let made = try await world.ask(.post, "/domains/import?\(query)", as: .system, raw: file.text)
        #expect(made.status == .created, "\(made.text)")
        let tenant = try #require(world.configuration.current.tenants[DomainID("copy.example")])
        #expect(Set(tenant.users.values.map(\.login)) == ["boss", "alice", "bob"])
        let password = made.json["passwords"]?.elements?.first { $0["login"] == "alice" }?["password"]?.text
        let body: JSONValue = [
            "login": "alice", "password": .text(password), "domain": "copy.example", "delivery": "bearer",
        ]
        #expect(try await world.ask(.post, "/session", body: body).status == .created)

        let again = try await world.ask(.get, "/domains/copy.example/export", as: .system)
        let before = file.text.components(of: "lines:").first ?? ""
        #expect(again.text.replacing("copy.example", with: "acme.example").hasPrefix(before))
    }

    @Test("ACT-01 an import is one moment of the history, and its first entry is the domain's")
    func recorded() async throws {
        let world = try await TestWorld()
        let before = world.configuration.current.version
        let text = "format: 1\ndomain: {name: new.example}\nusers: [{login: a}]\ngroups: [{name: G, members: [a]}]\n"
        #expect(try await world.ask(.post, "/domains/import", as: .system, raw: text).status == .created)
        let changes = try await world.configuration.history(ChangeFilter(of: nil), before: nil, limit: 10).filter {
            $0.version > before
        }
        #expect(changes.count == 3 && Set(changes.map(\.at)).count == 1)
        #expect(changes.allSatisfy { $0.author.name == "root@system" })
        guard case .putDomain? = changes.min(by: { $0.version < $1.version })?.after else {
            Issue.record("the domain comes first")
            return
        }
    }

    @Test("an administrator of the domain exports it without its private routes and trunks; nobody gets secrets")
    func access() async throws {
        let world = try await TestWorld()
        let own = try await Self.export(world, as: .acmeAdministrator)
        let all = try await Self.export(world, as: .system)
        #expect(own.status == .ok && !own.text.contains("privateRoutes") && !own.text.contains("pbx.example.net"))
        #expect(all.text.contains("pbx.example.net"))
        for text in [own.text, all.text] { #expect(!text.contains("scrypt") && !text.contains("digest")) }
        #expect(try await Self.export(world, as: .globexAdministrator).status == .notFound)
        #expect(try await Self.export(world, as: .acmeUser).status == .forbidden)
        #expect(try await world.ask(.get, "/domains/system/export", as: .system).status == .notFound)
        #expect(try await world.ask(.post, "/domains/import", as: .acmeAdministrator, raw: "x").status == .forbidden)
    }

    @Test("a wrong file is told with lines by the preview, refused by the import, and leaves nothing behind")
    func wrong() async throws {
        let world = try await TestWorld()
        let text = "format: 1\ndomain: {name: new.example}\nusers:\n  - {login: a, colour: red}\n  - {login: B}\n"
        let preview = try await world.ask(.post, "/domains/import/preview", as: .system, raw: text)
        let problems = preview.json["problems"]?.elements ?? []
        #expect(preview.status == .ok && preview.json["isReady"] == false)
        #expect(problems.compactMap { $0["line"]?.whole } == [4, 5])
        #expect(problems.first?["path"] == "users.1.colour")
        let version = world.configuration.current.version
        let made = try await world.ask(.post, "/domains/import", as: .system, raw: text)
        #expect(made.status == .conflict && made.text.contains("line 4"))
        #expect(world.configuration.current.version == version)
        let prompts = "format: 1\ndomain: {name: acme.example}\nprompts: [{name: P, purpose: greeting}]\n"
        #expect(try await world.ask(.post, "/domains/import", as: .system, raw: prompts).status == .conflict)
    }

    @Test("new passwords are mailed to those who have an address, when that is wished")
    func mailed() async throws {
        let world = try await TestWorld()
        let text = "format: 1\ndomain: {name: new.example}\nusers: [{login: a, email: a@b.example}, {login: b}]\n"
        let made = try await world.ask(.post, "/domains/import?sendCredentials=true", as: .system, raw: text)
        #expect(made.status == .created)
        #expect(world.post.sent.map(\.address) == ["a@b.example"])
        let silent = try await TestWorld(hasPost: false)
        let refused = try await silent.ask(.post, "/domains/import?sendCredentials=true", as: .system, raw: text)
        #expect(refused.errorField == "sendCredentials")
    }
}

extension String {
    fileprivate func components(of separator: String) -> [String] {
        self.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
