import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("FWD-04 Mobile numbers as phones of an extension, over the API")
struct MobileTests {
    private static let alice = "/users/\(TestWorld.Person.acmeUser.id)/forwarding"
    private static let carol = "/users/\(TestWorld.Person.globexUser.id)/forwarding"
    private static let boss = "/users/\(TestWorld.Person.acmeAdministrator.id)/forwarding"
    private static let number = "+79161234567"

    private static func body(_ numbers: (kind: String, dialled: String, fmc: JSONValue?)...) -> JSONValue {
        let others = numbers.map { kind, dialled, fmc -> JSONValue in
            var members = [
                JSONMember(name: "kind", value: .string(kind)), JSONMember(name: "dialled", value: .string(dialled)),
                JSONMember(name: "priority", value: 20), JSONMember(name: "seconds", value: 25),
            ]
            if let fmc { members.append(JSONMember(name: "fmc", value: fmc)) }
            return .object(members)
        }
        return ["own": ["priority": 10, "seconds": 40], "others": .array(others)]
    }

    private static func state(_ answer: Answer) -> JSONValue? { answer.json["others"]?.elements?.first?["fmc"] }

    @Test("FWD-04 switched on, left alone, and off again: the operator is told, the list of users marks it")
    func onAndOff() async throws {
        let world = try await TestWorld()
        world.mobiles.put(Self.number)
        func put(_ fmc: JSONValue?, dialled: String = "8 916 123-45-67") async throws -> Answer {
            let body = Self.body(("mobile", dialled, fmc))
            return try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: body)
        }
        let plain = try await put(nil)
        #expect(Self.state(plain) == .null && plain.json["offersFMC"] == true && world.mobiles.connected.isEmpty)
        let on = try await put("on")
        #expect(Self.state(on) == "on" && world.mobiles.connected == [Self.number], "\(on.text)")
        for kept in ["on", nil, "financial-block", "switched-off"] as [JSONValue?] {
            #expect(Self.state(try await put(kept, dialled: "+79161234567")) == "on")
        }
        let users = try await world.ask(.get, "/users", as: .acmeAdministrator)
        let marks = users.items.filter { $0["fmc"] == "on" }.compactMap { $0["login"]?.text }
        #expect(marks == ["alice"])
        let history = try await world.ask(.get, "/changes?limit=1", as: .acmeAdministrator)
        #expect(history.text.contains("FMC on"), "\(history.text)")
        let changes = world.mobiles.changes
        #expect(Self.state(try await put(.null)) == .null)
        #expect(world.mobiles.changes == changes + 1)
        let number = try #require(FMC.number(Self.number))
        #expect(world.configuration.current.mobile(number) == nil)
    }

    @Test(
        "FWD-04 what cannot be joined is refused with its field",
        arguments: [
            ("landline", "84957654321", "bad-number", "others[0].dialled"),
            ("mobile", "84957654321", "bad-number", "others[0].dialled"),
            ("mobile", "+491711234567", "bad-number", "others[0].dialled"),
            ("sip", "bob", "bad-number", "others[0].dialled"),
            ("mobile", "89169999999", "not-operators", "others[0].fmc"),
        ]
    )
    func refused(kind: String, dialled: String, code: String, field: String) async throws {
        let world = try await TestWorld()
        let body = Self.body((kind, dialled, "on"))
        let answer = try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: body)
        #expect(answer.errorCode == code && answer.errorField == field, "\(answer.text)")
        #expect(world.configuration.current.mobiles.isEmpty)
    }

    @Test("FWD-04 without an operator it is not offered and refused; one that is away is told of")
    func noOperator() async throws {
        let world = try await TestWorld()
        world.mobiles.put(Self.number)
        let body = Self.body(("mobile", Self.number, "on"))
        world.mobiles.set(isOffered: false)
        let none = try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: body)
        #expect(none.status == .conflict && none.errorCode == "no-mobile-operator")
        let asked = try await world.ask(.get, Self.alice, as: .acmeAdministrator)
        #expect(asked.json["offersFMC"] == false)
        world.mobiles.set(isReachable: false)
        let away = try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: body)
        #expect(away.status == .serviceUnavailable && away.errorCode == "operator-unreachable")
        #expect(world.configuration.current.mobiles.isEmpty && world.mobiles.connected.isEmpty)
    }

    @Test("FWD-04 a number is one user's in all domains, and nobody learns whose")
    func unique() async throws {
        let world = try await TestWorld()
        world.mobiles.put(Self.number)
        let body = Self.body(("mobile", Self.number, "on"))
        _ = try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: body)
        let second = try await world.ask(.put, Self.carol, as: .globexAdministrator, body: body)
        #expect(second.status == .conflict && second.errorCode == "taken" && second.errorField == "others[0].fmc")
        #expect(!second.text.lowercased().contains("acme") && !second.text.contains("alice"))
        let twice = Self.body(("mobile", Self.number, "on"), ("mobile", "89161234567", "on"))
        let repeated = try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: twice)
        #expect(repeated.status == .conflict)
    }

    @Test("FWD-04 administrators switch it on; the user may change the rest, and switch it off")
    func rights() async throws {
        let world = try await TestWorld()
        world.mobiles.put(Self.number)
        let body = Self.body(("mobile", Self.number, "on"))
        let own = try await world.ask(.put, "/me/forwarding", as: .acmeUser, body: body)
        #expect(own.status == .forbidden && own.errorField == "others[0].fmc")
        let foreign = try await world.ask(.put, Self.alice, as: .globexAdministrator, body: body)
        #expect(foreign.errorCode == "not-found")
        let withoutPhone = try await world.ask(.put, Self.boss, as: .acmeAdministrator, body: body)
        #expect(withoutPhone.errorCode == "conflict" && withoutPhone.errorField == "others[0].fmc")
        _ = try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: body)
        #expect(Self.state(try await world.ask(.put, "/me/forwarding", as: .acmeUser, body: body)) == "on")
        let off = Self.body(("mobile", Self.number, .null))
        #expect(Self.state(try await world.ask(.put, "/me/forwarding", as: .acmeUser, body: off)) == .null)
    }

    @Test("FWD-04 a store that fails leaves nothing connected; what is off by its owner is switched on again")
    func states() async throws {
        let world = try await TestWorld()
        world.mobiles.put(Self.number, .financialBlock)
        let body = Self.body(("mobile", Self.number, "on"))
        let blocked = try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: body)
        #expect(Self.state(blocked) == "financial-block")
        var alice = try #require(world.configuration.current.user(TestWorld.Person.acmeUser.id))
        let number = try #require(FMC.number(Self.number))
        _ = alice.forwarding.note(.switchedOff, of: number)
        _ = try await world.configuration.apply([.putUser(alice)], by: ChangeAuthor(name: "mobile operator"))
        let kept = Self.body(("mobile", Self.number, "switched-off"))
        let answer = try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: kept)
        #expect(Self.state(answer) == "switched-off")
        world.mobiles.put(Self.number)
        let again = try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: body)
        #expect(Self.state(again) == "on")
        let before = world.mobiles.connected
        world.mobiles.put("+79161234568")
        world.configuration.breakDown()
        let more = Self.body(("mobile", Self.number, "on"), ("mobile", "+79161234568", "on"))
        let failed = try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: more)
        #expect(failed.errorCode == "store-failed" && world.mobiles.connected == before)
    }

    @Test("USR-02 FWD-04 FMC is switched off for many, each with a result")
    func bulk() async throws {
        let world = try await TestWorld()
        world.mobiles.put(Self.number)
        let body = Self.body(("mobile", Self.number, "on"))
        _ = try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: body)
        let users: [TestWorld.Person] = [.acmeUser, .acmeOther, .globexUser]
        let answer = try await world.ask(
            .post,
            "/users/bulk",
            as: .acmeAdministrator,
            body: ["users": .array(users.map { .string($0.id.text) }), "operation": "switch-fmc-off"]
        )
        #expect(answer.items.map { $0["result"]?.text ?? "" } == ["done", "unchanged", "refused"])
        #expect(world.configuration.current.mobiles.isEmpty)
        let alice = try #require(world.configuration.current.user(TestWorld.Person.acmeUser.id))
        #expect(alice.forwarding.others.count == 1, "the number itself stays")
    }

    @Test("FWD-04 the operator's trunk is marked, and a private route is none")
    func trunk() async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["name": "mobile", "host": "192.0.2.7", "isMobileOperators": true]
        let made = try await world.ask(.post, "/trunks", as: .system, body: body)
        #expect(made.status == .created && made.json["isMobileOperators"] == true)
        let names = try await world.ask(.get, "/trunks", as: .system).items.compactMap { $0["name"]?.text }
        #expect(names == ["alpha", "mobile"])
        let route = try await world.ask(.patch, "/trunks/office", as: .system, body: ["isMobileOperators": true])
        #expect(route.errorCode == "conflict" && route.errorField == "isMobileOperators")
    }
}
