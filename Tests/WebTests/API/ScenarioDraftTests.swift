import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("IVR-07 Drafts of voice scenarios, published and rolled back")
struct ScenarioDraftTests {
    private static let path = "/scenarios/greeting"

    private static func menus(_ name: String, group: String? = nil) -> JSONValue {
        let target: JSONValue = ["kind": "group", "name": .text(group)]
        let key: JSONValue = ["key": "1", "action": ["kind": "forward", "target": target]]
        return [["id": "main", "name": .string(name), "keys": .array(group == nil ? [] : [key])]]
    }

    private func ask(
        _ world: TestWorld,
        _ method: HTTPRequest.Method,
        _ rest: String,
        _ body: JSONValue? = nil,
        version: Int? = nil
    ) async throws -> Answer {
        let headers: HTTPFields = version.map { [.ifMatch: "\"\($0)\""] } ?? [:]
        return try await world.ask(method, Self.path + rest, as: .acmeAdministrator, body: body, headers: headers)
    }

    private func live(_ world: TestWorld) throws -> Scenario {
        try #require(world.configuration.current.entries[EntryID("greeting")]?.scenario)
    }

    private func name(_ menus: JSONValue?) -> String? { menus?.elements?.first?["name"]?.text }

    @Test("IVR-07 callers hear what is published: a draft is kept beside it until somebody publishes it")
    func publishing() async throws {
        let world = try await TestWorld()
        let saved = try await self.ask(world, .put, "/draft", ["menus": Self.menus("Second")])
        #expect(saved.status == .ok && self.name(saved.json["draft"]) == "Second", "\(saved.text)")
        #expect(try self.live(world).menus.first?.name == "main")
        let published = try await self.ask(world, .post, "/publication", ["comment": "For the summer"])
        #expect(published.json["draft"]?.isNull == true && self.name(published.json["menus"]) == "Second")
        #expect(published.json["comment"]?.text == "For the summer")
        #expect(try self.live(world).menus.first?.name == "Second")
        #expect(try await self.ask(world, .post, "/publication", [:]).errorCode == "wrong-state")
    }

    @Test("IVR-07 versions are listed newest first with who and why, looked at, and published anew")
    func rollBack() async throws {
        let world = try await TestWorld()
        for (name, comment) in [("Second", "two"), ("Third", "")] {
            _ = try await self.ask(world, .put, "/draft", ["menus": Self.menus(name)])
            _ = try await self.ask(world, .post, "/publication", ["comment": .string(comment)])
        }
        _ = try await self.ask(world, .patch, "", ["name": "Renamed"])
        _ = try await self.ask(world, .put, "/draft", ["menus": Self.menus("Draft")])
        let versions = try await self.ask(world, .get, "/versions").items
        #expect(versions.map { $0["comment"]?.text } == [nil, "two", nil])
        let author = versions.first?["author"]?.text ?? ""
        #expect(author.hasSuffix("@acme.example") && versions.first?["menuCount"]?.whole == 1)
        let second = try #require(versions[1]["version"]?.whole)
        let shown = try await self.ask(world, .get, "/versions/\(second)")
        #expect(self.name(shown.json["menus"]) == "Second" && shown.json["comment"]?.text == "two")
        let back = try await self.ask(world, .post, "/versions/\(second)/publication", ["comment": "Back"])
        #expect(back.status == .ok && self.name(back.json["draft"]) == "Draft", "\(back.text)")
        #expect(try self.live(world).menus.first?.name == "Second")
        #expect(
            try await self.ask(world, .get, "/versions").items.map { $0["comment"]?.text } == ["Back", nil, "two", nil]
        )
        #expect(try await self.ask(world, .get, "/versions/999999").status == .notFound)
        // The number of another object's change is none of this scenario's.
        #expect(try await self.ask(world, .get, "/versions/1").status == .notFound)
    }

    @Test("IVR-07 of two administrators the later one is told, at each step")
    func conflicts() async throws {
        let world = try await TestWorld()
        let version = try #require(try await self.ask(world, .get, "").json["version"]?.whole)
        let first = try await self.ask(world, .put, "/draft", ["menus": Self.menus("Anna")], version: version)
        #expect(first.status == .ok)
        let steps: [(HTTPRequest.Method, String, JSONValue?)] = [
            (.put, "/draft", ["menus": Self.menus("Boris")]), (.post, "/publication", [:]), (.delete, "/draft", nil),
            (.patch, "", ["menus": Self.menus("Boris")]),
        ]
        for (method, rest, body) in steps {
            let late = try await self.ask(world, method, rest, body, version: version)
            #expect(late.errorCode == "conflict", "\(method) \(rest): \(late.text)")
        }
        #expect(try self.live(world).draft?.first?.name == "Anna")
        #expect(try await self.ask(world, .delete, "/draft", version: version + 1).status == .noContent)
        #expect(try self.live(world).draft == nil)
    }

    @Test(
        "IVR-07 a draft holds nothing back that is removed, may be worked on, and tells at the node when it is published"
    )
    func dangling() async throws {
        let world = try await TestWorld()
        _ = try await self.ask(world, .put, "/draft", ["menus": Self.menus("With sales", group: "sales")])
        let usages = try await world.ask(.get, "/usages?kind=group&name=sales", as: .acmeAdministrator)
        #expect(usages.items.isEmpty)
        #expect(try await world.ask(.delete, "/groups/sales", as: .acmeAdministrator).status == .noContent)
        let edited = try await self.ask(world, .put, "/draft", ["menus": Self.menus("Still sales", group: "sales")])
        #expect(edited.status == .ok)
        let refused = try await self.ask(world, .post, "/publication", [:])
        #expect(refused.errorCode == "dangling-reference", "\(refused.text)")
        #expect(refused.errorField == "menus[0].keys[0].action")
        let foreign: JSONValue = [["id": "main", "name": "Main", "prompt": "no-such-prompt"]]
        _ = try await self.ask(world, .put, "/draft", ["menus": foreign])
        let silent = try await self.ask(world, .post, "/publication", [:])
        #expect(silent.errorField == "menus[0].prompt")
        // At once, as ever: what is gone is refused.
        #expect(try await self.ask(world, .patch, "", ["menus": Self.menus("S", group: "sales")]).status == .notFound)
    }

    @Test("IVR-07 nobody rolls back to what leads to a group that is gone")
    func rollBackToNobody() async throws {
        let world = try await TestWorld()
        _ = try await self.ask(world, .patch, "", ["menus": Self.menus("Sales", group: "sales")])
        #expect(try await world.ask(.delete, "/groups/sales", as: .acmeAdministrator).errorCode == "conflict")
        _ = try await self.ask(world, .patch, "", ["menus": Self.menus("Nobody")])
        #expect(try await world.ask(.delete, "/groups/sales", as: .acmeAdministrator).status == .noContent)
        let versions = try await self.ask(world, .get, "/versions").items
        let former = try #require(versions[1]["version"]?.whole)
        let refused = try await self.ask(world, .post, "/versions/\(former)/publication", [:])
        #expect(refused.errorCode == "dangling-reference")
        #expect(try self.live(world).menus.first?.name == "Nobody")
    }

    @Test("IVR-07 ACT-02 nobody undoes a publication where that leads callers to a group that is gone")
    func undoToNobody() async throws {
        let world = try await TestWorld()
        _ = try await self.ask(world, .patch, "", ["menus": Self.menus("Sales", group: "sales")])
        let published = try await self.ask(world, .patch, "", ["menus": Self.menus("Nobody")])
        #expect(published.status == .ok)
        let changes = try await world.ask(.get, "/changes?limit=1", as: .acmeAdministrator).items
        let undo = "/changes/\(try #require(changes.first?["version"]?.whole))/undo"
        #expect(try await world.ask(.delete, "/groups/sales", as: .acmeAdministrator).status == .noContent)
        let refused = try await world.ask(.post, undo, as: .acmeAdministrator)
        #expect(refused.errorCode == "dangling-reference", "\(refused.text)")
        #expect(refused.errorField == "menus[0].keys[0].action")
        #expect(try self.live(world).menus.first?.name == "Nobody")
        // A draft is undone whatever it names: callers do not hear it.
        _ = try await self.ask(world, .put, "/draft", ["menus": Self.menus("Still sales", group: "sales")])
        _ = try await self.ask(world, .put, "/draft", ["menus": Self.menus("Other")])
        let draft = try await world.ask(.get, "/changes?limit=1", as: .acmeAdministrator).items
        let number = try #require(draft.first?["version"]?.whole)
        #expect(try await world.ask(.post, "/changes/\(number)/undo", as: .acmeAdministrator).status == .ok)
        #expect(try self.live(world).draft?.first?.name == "Still sales")
    }

    @Test("IVR-07 programs publish at once as ever, and somebody's draft stays; undone it is a version again")
    func atOnce() async throws {
        let world = try await TestWorld()
        _ = try await self.ask(world, .put, "/draft", ["menus": Self.menus("Draft")])
        let changed = try await self.ask(world, .patch, "", ["menus": Self.menus("At once")])
        #expect(self.name(changed.json["menus"]) == "At once" && self.name(changed.json["draft"]) == "Draft")
        let change = try await world.ask(.get, "/changes?limit=1", as: .acmeAdministrator).items.first
        let number = try #require(change?["version"]?.whole)
        let undone = try await world.ask(.post, "/changes/\(number)/undo", as: .acmeAdministrator)
        #expect(undone.status == .ok, "\(undone.text)")
        #expect(try self.live(world).menus.first?.name == "main")
        #expect(try await self.ask(world, .get, "/versions").items.count == 3)
        // A draft that is what is published is none.
        let same = try await self.ask(world, .put, "/draft", ["menus": Self.menus("main")])
        #expect(same.json["draft"]?.isNull == true)
    }

    @Test("IVR-07 so many versions are shown and no more, however often drafts were saved between")
    func bounds() async throws {
        let world = try await TestWorld()
        _ = try await self.ask(world, .patch, "", ["menus": Self.menus("Oldest")])
        let oldest = try #require(try await self.ask(world, .get, "/versions").items.first?["version"]?.whole)
        for number in 0..<60 {
            _ = try await self.ask(world, .put, "/draft", ["menus": Self.menus("Draft \(number)")])
            _ = try await self.ask(world, .patch, "", ["menus": Self.menus("Menu \(number)")])
        }
        let versions = try await self.ask(world, .get, "/versions").items.compactMap { $0["version"]?.whole }
        let page = try await self.ask(world, .get, "/versions?limit=20&search=ACME")
        #expect(page.items.count == 20 && page.items.first?["version"]?.whole == versions.first)
        let next = try #require(page.json["next"]?.text)
        let second = try await self.ask(world, .get, "/versions?limit=20&cursor=\(next)").items
        #expect(second.compactMap { $0["version"]?.whole } == Array(versions[20..<40]))
        #expect(try await self.ask(world, .get, "/versions?search=nobody").items.isEmpty)
        #expect(versions.count == ScenarioDraftRoutes.versionLimit && versions == versions.sorted(by: >))
        // Who knows its number has it still.
        #expect(!versions.contains(oldest))
        #expect(self.name(try await self.ask(world, .get, "/versions/\(oldest)").json["menus"]) == "Oldest")
        // What is shown is looked for among so many changes, and no more.
        for number in 0..<ScenarioDraftRoutes.changeLimit {
            _ = try await self.ask(world, .put, "/draft", ["menus": Self.menus("Later \(number)")])
        }
        #expect(try await self.ask(world, .get, "/versions").items.isEmpty)
        #expect(try await self.ask(world, .get, "/versions/\(oldest)").status == .ok)
    }

    @Test("IVR-07 a draft is drawn wrongly: refused as menus are", arguments: ["[]", "twice", "nowhere"])
    func invalid(fault: String) async throws {
        let world = try await TestWorld()
        let menu: JSONValue = ["id": "main", "name": "Main"]
        let key: JSONValue = ["key": "1", "action": ["kind": "menu", "menu": "nowhere"]]
        let menus: JSONValue =
            switch fault {
            case "twice": [menu, menu]
            case "nowhere": [["id": "main", "name": "Main", "keys": [key]]]
            default: []
            }
        #expect(try await self.ask(world, .put, "/draft", ["menus": menus]).errorCode == "conflict")
        #expect(try self.live(world).draft == nil)
    }
}
