import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Chosen sounds and codes over the API")
struct SoundTests {
    private static let domain = "/domains/acme.example/sounds"
    private static let alice = "/users/\(TestWorld.Person.acmeUser.id)/sounds"

    private static func prompt(_ world: TestWorld, of owner: UserID?) async throws -> String {
        let prompt = Prompt(
            id: PromptID("p-\(owner?.text ?? "all")"),
            domain: TestWorld.acme,
            owner: owner,
            purpose: .melody,
            name: "P",
            changedAt: .epoch
        )
        try await world.voice.add(prompt)
        return prompt.id.text
    }

    @Test("CAL-05 CAL-10 a melody, a sound of one's own, nothing, and back to the usual")
    func choices() async throws {
        let world = try await TestWorld()
        let all = try await Self.prompt(world, of: nil)
        let body: JSONValue = ["hold": ["prompt": .string(all)], "ringBack": ["melody": "waltz"], "greeting": [:]]
        let changed = try await world.ask(.patch, Self.domain, as: .acmeAdministrator, body: body)
        #expect(changed.json["hold"]?["prompt"]?.text == all, "\(changed.text)")
        #expect(changed.json["greeting"] == .object([]))
        let sounds = world.configuration.current.tenants[TestWorld.acme]?.domain.calling.sounds
        let expected = CallSounds(
            hold: .prompt(PromptID(all)),
            greeting: SoundChoice.none,
            ringBack: .melody(.waltz)
        )
        #expect(sounds == expected)
        let reset = try await world.ask(.patch, Self.domain, as: .acmeAdministrator, body: ["hold": nil])
        #expect(reset.json["hold"] == .null && reset.json["ringBack"]?["melody"]?.text == "waltz")
    }

    @Test("CAL-10 one chooses among the domain's sounds and one's own; the domain among its own")
    func rights() async throws {
        let world = try await TestWorld()
        let own = try await Self.prompt(world, of: TestWorld.Person.acmeUser.id)
        let others = try await Self.prompt(world, of: TestWorld.Person.acmeOther.id)
        func greeting(_ id: String) -> JSONValue { ["greeting": ["prompt": .string(id)]] }
        #expect(try await world.ask(.patch, Self.alice, as: .acmeUser, body: greeting(own)).status == .ok)
        for (path, person, id) in [
            (Self.alice, TestWorld.Person.acmeUser, others), (Self.alice, .acmeUser, "none"),
            (Self.domain, .acmeAdministrator, own),
        ] {
            let refused = try await world.ask(.patch, path, as: person, body: greeting(id))
            #expect(refused.errorCode == "not-found" && refused.errorField == "greeting", "\(refused.text)")
        }
        #expect(try await world.ask(.patch, Self.alice, as: .acmeOther, body: greeting(own)).status == .notFound)
        let both: JSONValue = ["ringBack": ["melody": "waltz", "prompt": .string(own)]]
        #expect(try await world.ask(.patch, Self.alice, as: .acmeUser, body: both).errorCode == "conflict")
        #expect(try await world.ask(.get, "/melodies/none/sound", as: .acmeUser).status == .notFound)
    }

    @Test("FWD-03 everybody is told whether callers are greeted, by the user's own choice or by the domain's")
    func greeted() async throws {
        let world = try await TestWorld()
        let all = try await Self.prompt(world, of: nil)
        func isGreeted(_ person: TestWorld.Person) async throws -> Bool? {
            try await world.ask(.get, Self.alice, as: person).json["isGreeted"]?.boolean
        }
        #expect(try await isGreeted(.acmeUser) == false)
        let greeting: JSONValue = ["greeting": ["prompt": .string(all)]]
        _ = try await world.ask(.patch, Self.domain, as: .acmeAdministrator, body: greeting)
        for person in [TestWorld.Person.acmeUser, .acmeAdministrator] { #expect(try await isGreeted(person) == true) }
        _ = try await world.ask(.patch, Self.alice, as: .acmeUser, body: ["greeting": [:]])
        #expect(try await isGreeted(.acmeUser) == false)
    }

    @Test("ME-01 one's own profile says which number is shown outside: one's own, else the domain's")
    func shownNumber() async throws {
        let world = try await TestWorld()
        func shown() async throws -> String? {
            try await world.ask(.get, "/me", as: .acmeUser).json["shownNumber"]?.text
        }
        var domain = try #require(world.configuration.current.tenants[TestWorld.acme]?.domain)
        var alice = try #require(world.configuration.current.user(TestWorld.Person.acmeUser.id))
        (domain.callerID, alice.callerID) = (DialString("+74951234567"), nil)
        let author = ChangeAuthor(name: "test")
        _ = try await world.configuration.apply([.putDomain(domain), .putUser(alice)], by: author)
        #expect(try await shown() == "+74951234567")
        let own = try #require(DialString("+74957654321"))
        alice = try #require(world.configuration.current.user(alice.id))
        alice.callerID = own
        // As calls do: a number that is no line of the domain gives way to the company's.
        _ = try await world.configuration.apply([.putUser(alice)], by: author)
        #expect(try await shown() == "+74951234567")
        let line = Line(id: LineID("own"), domain: TestWorld.acme, number: own)
        _ = try await world.configuration.apply([.putLine(line)], by: author)
        #expect(try await shown() == "+74957654321")
    }

    @Test(
        "ADM-02 a clash of codes is told at the field that brought it about",
        arguments: [("redial", "*8"), ("pickup", "*97"), ("callback", "*71"), ("hold", "1"), ("record", "7")]
    )
    func clashes(command: String, code: String) async throws {
        let world = try await TestWorld()
        let body: JSONValue = .object([
            JSONMember(name: command, value: .string(code)), JSONMember(name: "cancelCallback", value: "*06"),
        ])
        let refused = try await world.ask(.patch, "/domains/acme.example/codes", as: .acmeAdministrator, body: body)
        #expect(refused.errorCode == "taken" && refused.errorField == command, "\(refused.text)")
    }
}
