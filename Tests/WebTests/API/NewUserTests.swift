import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

/// USR-03: one user is made with the groups it comes into.
@Suite("One new user")
struct NewUserTests {
    private static let dave: JSONValue = ["login": "dave", "password": "secret42"]

    private static func make(
        _ world: TestWorld,
        _ more: JSONValue,
        as person: TestWorld.Person = .acmeAdministrator
    ) async throws -> Answer {
        try await world.ask(.post, "/users", as: person, body: more.merging(Self.dave))
    }

    private static func groups(of world: TestWorld) -> [String: [UserID]] {
        let groups = world.configuration.current.entries(of: TestWorld.acme).compactMap(\.group)
        return groups.reduce(into: [:]) { $0[$1.name] = $1.members }
    }

    @Test("USR-03 nobody gets an extension that is a number of the server or for help")
    func codes() async throws {
        let world = try await TestWorld()
        for dialled in ["9196", "112"] {
            let path = "/users/\(TestWorld.Person.acmeUser.id)"
            let answer = try await world.ask(
                .patch,
                path,
                as: .acmeAdministrator,
                body: ["extension": .string(dialled)]
            )
            #expect(answer.errorCode == "taken" && answer.errorField == "extension", "\(dialled): \(answer.text)")
        }
    }

    @Test("USR-03 the user is in the groups named, and those that are missing are made with it")
    func groups() async throws {
        let world = try await TestWorld()
        let wanted: JSONValue = [
            "groups": ["sales", "sales"], "newGroups": [" Front   desk ", "front DESK", "SALES"],
        ]
        #expect(try await Self.make(world, ["newGroups": [" "]]).errorField == "newGroups.0", "a name is to be seen")
        let made = try await Self.make(world, wanted)
        #expect(made.status == .created, "\(made.text)")
        let dave = UserID(try #require(made.json["id"]?.text))
        #expect(Self.groups(of: world) == ["Sales": [dave], "Front desk": [dave]])
        let changes = try await world.ask(.get, "/changes?limit=3", as: .acmeAdministrator)
        #expect(changes.items.map { $0["objectKind"]?.text } == ["group", "group", "user"])
    }

    @Test(
        "USR-03 a group that is none of the domain refuses the user and makes nothing",
        arguments: [
            (["groups": ["nobody"]], "not-found", "groups"), (["groups": ["greeting"]], "not-found", "groups"),
            (["groups": ["group-1"], "newGroups": ["New"]], "not-found", "groups"),
        ] as [(JSONValue, String, String)]
    )
    func unknown(_ wanted: JSONValue, _ code: String, _ field: String) async throws {
        let world = try await TestWorld()
        let refused = try await Self.make(world, wanted)
        #expect(refused.errorCode == code && refused.errorField == field)
        #expect(world.configuration.current.tenants[TestWorld.acme]?.user(login: "dave") == nil)
        #expect(Self.groups(of: world) == ["Sales": []])
    }

    @Test("USR-03 a full group takes nobody; nothing is made when the store fails")
    func full() async throws {
        let world = try await TestWorld()
        var group = CallGroup(name: "Full", members: (0..<CallGroup.memberLimit).map { UserID("m\($0)") })
        var users: [ConfigurationChange] = group.members.map { id in
            .putUser(User(id: id, domain: TestWorld.acme, login: id.text, extension: nil, shownName: ""))
        }
        let entry = DomainEntry(id: EntryID("full"), domain: TestWorld.acme, .group(group))
        users.append(.putEntry(entry))
        _ = try await world.configuration.apply(users, by: ChangeAuthor(name: "test"))
        let refused = try await Self.make(world, ["groups": ["full"]])
        #expect(refused.errorCode == "conflict" && refused.errorField == "groups")
        // Who is gone has left room.
        _ = try await world.configuration.apply([.removeUser(UserID("m0"))], by: ChangeAuthor(name: "test"))
        let taken = try await Self.make(world, ["groups": ["full"]])
        #expect(taken.status == .created, "\(taken.text)")
        group = try #require(world.configuration.current.group(EntryID("full"), of: TestWorld.acme))
        #expect(group.members.count == CallGroup.memberLimit)
        world.configuration.breakDown()
        let broken = try await world.ask(
            .post,
            "/users",
            as: .acmeAdministrator,
            body: ["login": "eve", "password": "secret42", "newGroups": ["New"]]
        )
        #expect(broken.errorCode == "store-failed" && Self.groups(of: world)["New"] == nil)
    }

    @Test(
        "USR-03 the next free extension is offered; where nobody has a phone none is, and others' domains are nobody's"
    )
    func freeExtension() async throws {
        let world = try await TestWorld()
        func offered(_ domain: String, _ person: TestWorld.Person = .acmeAdministrator) async throws -> Answer {
            try await world.ask(.get, "/users/free-extension?domain=\(domain)", as: person)
        }
        #expect(try await offered("acme.example").json == ["extension": "200"])
        #expect(try await Self.make(world, ["extension": "3000"]).status == .created)
        #expect(try await offered("acme.example").json == ["extension": "3001"])
        #expect(try await offered("system", .system).json == ["extension": nil])
        #expect(try await offered("globex.example").errorCode == "not-found")
    }

    @Test(
        "USR-03 a login has a letter: digits alone are what extensions are made of",
        arguments: [("101", false), ("1.1", false), ("a", true), ("1a", true), ("1-a.2_b", true), ("_", false)]
    )
    func login(_ login: String, _ isRight: Bool) async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["login": .string(login), "password": "secret42"]
        let answer = try await world.ask(.post, "/users", as: .acmeAdministrator, body: body)
        #expect(answer.status == (isRight ? .created : .unprocessableContent), "\(answer.text)")
        if !isRight { #expect(answer.errorField == "login") }
    }

    @Test("USR-03 an extension is refused that is somebody's login of before; one's own may be the same")
    func digitLogin() async throws {
        let world = try await TestWorld()
        let old = User(id: UserID("old"), domain: TestWorld.acme, login: "205", extension: nil, shownName: "")
        _ = try await world.configuration.apply([.putUser(old)], by: ChangeAuthor(name: "command line"))
        let taken = try await Self.make(world, ["extension": "205"])
        #expect(taken.errorCode == "taken" && taken.errorField == "extension")
        let group: JSONValue = ["name": "G", "extension": "205"]
        #expect(try await world.ask(.post, "/groups", as: .acmeAdministrator, body: group).errorCode == "taken")
        let own = try await world.ask(.patch, "/users/old", as: .acmeAdministrator, body: ["extension": "205"])
        #expect(own.status == .ok, "\(own.text)")
    }

    @Test("CAL-02 nobody and no group hides 112; 101 to 104 are extensions as any other")
    func help() async throws {
        let world = try await TestWorld()
        let refused = try await Self.make(world, ["extension": "112"])
        #expect(refused.errorCode == "taken" && refused.errorField == "extension")
        let alice = "/users/\(TestWorld.Person.acmeUser.id)"
        let changed = try await world.ask(.patch, alice, as: .acmeAdministrator, body: ["extension": "112"])
        #expect(changed.errorCode == "taken")
        let group: JSONValue = ["name": "G", "extension": "112"]
        #expect(try await world.ask(.post, "/groups", as: .acmeAdministrator, body: group).errorCode == "taken")
        #expect(try await Self.make(world, ["extension": "101"]).status == .created)
    }

    @Test("USR-05 a refused removal names all that stands in its way: lines, scenarios, groups without anybody else")
    func removal() async throws {
        let world = try await TestWorld()
        let alice = TestWorld.Person.acmeUser.id
        let members: JSONValue = ["members": [.string(alice.text)]]
        _ = try await world.ask(.patch, "/groups/sales", as: .acmeAdministrator, body: members)
        let both: JSONValue = [
            "name": "Both", "members": [.string(alice.text), .string(TestWorld.Person.acmeOther.id.text)],
        ]
        _ = try await world.ask(.post, "/groups", as: .acmeAdministrator, body: both)
        let refused = try await world.ask(.delete, "/users/\(alice)", as: .acmeAdministrator)
        #expect(refused.errorCode == "conflict")
        #expect(
            refused.json["error"]?["reasons"] == [
                ["kind": "line", "id": "line-1", "title": "+74951234567"],
                ["kind": "group", "id": "sales", "title": "Sales"],
            ],
            "\(refused.text)"
        )
        #expect(refused.json["error"]?["message"]?.text?.contains("“Sales” that has no other member") == true)
        let own = try await world.ask(
            .delete,
            "/users/\(TestWorld.Person.acmeAdministrator.id)",
            as: .acmeAdministrator
        )
        #expect(own.errorCode == "conflict" && own.json["error"]?["reasons"] == nil)
    }
}
