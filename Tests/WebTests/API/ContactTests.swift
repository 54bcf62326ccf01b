import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Address books over the API")
struct ContactTests {
    private static let company = "/domains/acme.example/contacts"

    private static func body(_ name: String, _ short: String? = nil, _ number: String = "+74951234567") -> JSONValue {
        let body: JSONValue = [
            "name": .string(name), "numbers": [["kind": "work", "number": .string(number)]],
        ]
        guard let short else { return body }
        return body.merging(["shortNumber": .string(short)])
    }

    @Test("ADR-01 everybody of the domain reads the company's book, its administrators write")
    func company() async throws {
        let world = try await TestWorld()
        let made = try await world.ask(.post, Self.company, as: .acmeAdministrator, body: Self.body("Ivan", "15"))
        #expect(made.status == .created && made.json["shortNumber"]?.text == "15")
        let path = Self.company + "/" + (made.json["id"]?.text ?? "")
        #expect(try await world.ask(.get, path, as: .acmeUser).json["name"]?.text == "Ivan")
        #expect(try await world.ask(.post, Self.company, as: .acmeUser, body: Self.body("B")).status == .forbidden)
        #expect(try await world.ask(.get, path, as: .globexUser).status == .notFound)
        let change: JSONValue = ["position": "Head", "email": "i@acme.example"]
        let changed = try await world.ask(.patch, path, as: .acmeAdministrator, body: change)
        #expect(changed.json["position"]?.text == "Head" && changed.json["numbers"]?.elements?.count == 1)
        #expect(try await world.ask(.delete, path, as: .acmeAdministrator).status == .noContent)
        #expect(try await world.ask(.get, path, as: .acmeUser).status == .notFound)
    }

    @Test("ME-05 one's own book is nobody else's, not even an administrator's")
    func own() async throws {
        let world = try await TestWorld()
        let made = try await world.ask(.post, "/me/contacts", as: .acmeUser, body: Self.body("Mother", "15"))
        let path = "/me/contacts/" + (made.json["id"]?.text ?? "")
        #expect(try await world.ask(.get, path, as: .acmeUser).status == .ok)
        #expect(try await world.ask(.get, path, as: .acmeOther).status == .notFound)
        #expect(try await world.ask(.get, path, as: .acmeAdministrator).status == .notFound)
        #expect(try await world.ask(.get, Self.company, as: .acmeUser).items.isEmpty)
        let inCompany = Self.company + "/" + (made.json["id"]?.text ?? "")
        #expect(try await world.ask(.get, inCompany, as: .acmeAdministrator).status == .notFound)
    }

    @Test("ADM-02 short numbers: given when there is none, unique in a book, and no codes; codes are no short numbers")
    func shortNumbers() async throws {
        let world = try await TestWorld()
        let first = try await world.ask(.post, Self.company, as: .acmeAdministrator, body: Self.body("A"))
        let second = try await world.ask(.post, Self.company, as: .acmeAdministrator, body: Self.body("B"))
        #expect([first, second].map { $0.json["shortNumber"]?.text } == ["10", "11"])
        for short in ["10", "8", "97", "712", "112"] {
            // *712 is the parking slot 12; 112 is for help (CAL-02).
            let clash = try await world.ask(.post, Self.company, as: .acmeAdministrator, body: Self.body("C", short))
            #expect(clash.errorCode == "taken" && clash.errorField == "shortNumber", "\(short): \(clash.text)")
        }
        let codes: JSONValue = ["redial": "*10"]
        let refused = try await world.ask(.patch, "/domains/acme.example/codes", as: .acmeAdministrator, body: codes)
        #expect(refused.errorCode == "taken", "\(refused.text)")
        let empty: JSONValue = ["name": "D", "numbers": []]
        #expect(try await world.ask(.post, "/me/contacts", as: .acmeUser, body: empty).errorCode == "conflict")
    }

    @Test("ADM-02 who chooses a code is not told the name of somebody's own contact")
    func privateName() async throws {
        let world = try await TestWorld()
        let made = try await world.ask(.post, "/me/contacts", as: .acmeUser, body: Self.body("Kuma", "15"))
        #expect(made.status == .created)
        let codes: JSONValue = ["redial": "*15"]
        let refused = try await world.ask(.patch, "/domains/acme.example/codes", as: .acmeAdministrator, body: codes)
        #expect(refused.errorCode == "taken" && refused.text.contains("*15") && !refused.text.contains("Kuma"))
    }

    @Test("ADR-01 the book is searched by name, number and short number, and read by pages")
    func search() async throws {
        let world = try await TestWorld()
        for (name, short, number) in [("Ivan", "15", "+74951112233"), ("Пётр", "16", "102"), ("Anna", "171", "103")] {
            let body = Self.body(name, short, number)
            #expect(try await world.ask(.post, "/me/contacts", as: .acmeUser, body: body).status == .created)
        }
        for (search, names) in [
            ("ivan", ["Ivan"]), ("пёт", ["Пётр"]), ("111", ["Ivan"]), ("17", ["Anna"]), ("x", []), ("*15", ["Ivan"]),
            ("*17", ["Anna"]), ("*5", []), ("8495111", ["Ivan"]), ("8 (495) 111", ["Ivan"]),
            ("*", ["Anna", "Ivan", "Пётр"]),
        ] {
            let query = search.addingPercent
            let found = try await world.ask(.get, "/me/contacts?search=\(query)", as: .acmeUser)
            #expect(found.items.compactMap { $0["name"]?.text } == names, "\(search): \(found.text)")
        }
        let page = try await world.ask(.get, "/me/contacts?limit=2", as: .acmeUser)
        let next = try #require(page.json["next"]?.text)
        let rest = try await world.ask(.get, "/me/contacts?limit=2&cursor=\(next)", as: .acmeUser)
        #expect((page.items + rest.items).compactMap { $0["name"]?.text } == ["Anna", "Ivan", "Пётр"])
    }
}

@Suite("Groups of address books over the API")
struct ContactGroupTests {
    private static let company = "/domains/acme.example"

    private static func add(
        _ name: String,
        in group: String,
        at path: String,
        as person: TestWorld.Person,
        to world: TestWorld
    ) async throws -> JSONValue {
        let body: JSONValue = [
            "name": .string(name), "group": .string(group), "numbers": [["kind": "work", "number": "+74951234567"]],
        ]
        let made = try await world.ask(.post, path + "/contacts", as: person, body: body)
        return made.json["id"] ?? .null
    }

    private static func groups(_ answer: Answer) -> [String] {
        answer.items.map { "\($0["name"]?.text ?? "") \($0["contacts"]?.whole ?? -1)" }
    }

    private static func path(_ name: String) -> String { "/contact-groups/\(ContactGroupBody.id(of: name))" }

    @Test(
        "ADR-01 ME-05 a group is made empty, gets another name with its contacts, and goes: they are in none then",
        arguments: [(Self.company, TestWorld.Person.acmeAdministrator), ("/me", .acmeUser)]
    )
    func life(_ book: String, _ person: TestWorld.Person) async throws {
        let world = try await TestWorld()
        let list = { Self.groups(try await world.ask(.get, book + "/contact-groups", as: person)) }
        let made = try await world.ask(.post, book + "/contact-groups", as: person, body: ["name": " Clients "])
        #expect(made.status == .created && made.json["name"]?.text == "Clients", "\(made.text)")
        let again = try await world.ask(.post, book + "/contact-groups", as: person, body: ["name": "clients"])
        #expect(again.errorCode == "taken" && again.errorField == "name")
        for (name, group) in [("A", "Clients"), ("B", "Clients"), ("C", "Partners"), ("D", "")] {
            #expect(try await Self.add(name, in: group, at: book, as: person, to: world).text != nil)
        }
        #expect(try await list() == ["Clients 2", "Partners 1"])
        let taken = try await world.ask(.patch, book + Self.path("Clients"), as: person, body: ["name": "partners"])
        #expect(taken.errorCode == "taken")
        let renamed = try await world.ask(.patch, book + Self.path("Clients"), as: person, body: ["name": "VIP"])
        #expect(renamed.status == .ok && renamed.json["contacts"]?.whole == 2, "\(renamed.text)")
        #expect(try await list() == ["Partners 1", "VIP 2"])
        let gone = try await world.ask(.patch, book + Self.path("Clients"), as: person, body: ["name": "X"])
        #expect(gone.status == .notFound)
        let ordered = try await world.ask(.get, book + "/contacts?order=group", as: person)
        #expect(ordered.items.compactMap { $0["name"]?.text } == ["C", "A", "B", "D"])
        #expect(try await world.ask(.delete, book + Self.path("VIP"), as: person).status == .noContent)
        #expect(try await list() == ["Partners 1"])
        let contacts = try await world.ask(.get, book + "/contacts", as: person)
        #expect(contacts.items.compactMap { $0["group"]?.text } == ["", "", "Partners", ""])
    }

    @Test("ADR-01 users read the groups of the company's book and change none; nobody sees another's own")
    func rights() async throws {
        let world = try await TestWorld()
        let path = Self.company + "/contact-groups"
        #expect(try await world.ask(.post, path, as: .acmeUser, body: ["name": "A"]).status == .forbidden)
        #expect(try await world.ask(.get, path, as: .globexUser).status == .notFound)
        #expect(try await world.ask(.post, "/me/contact-groups", as: .acmeUser, body: ["name": "A"]).status == .created)
        #expect(try await world.ask(.get, path, as: .acmeAdministrator).items.isEmpty)
        #expect(try await world.ask(.get, "/me/contact-groups", as: .acmeOther).items.isEmpty)
    }

    @Test("ADR-01 chosen contacts go to a group or away at once, each with its result; strangers' stay")
    func bulk() async throws {
        let world = try await TestWorld()
        let person = TestWorld.Person.acmeAdministrator
        let one = try await Self.add("A", in: "", at: Self.company, as: person, to: world)
        let two = try await Self.add("B", in: "Clients", at: Self.company, as: person, to: world)
        let own = try await Self.add("C", in: "", at: "/me", as: person, to: world)
        func change(_ operation: String) async throws -> [String] {
            let body: JSONValue = [
                "contacts": [one, two, own], "operation": .string(operation), "group": "Clients",
            ]
            let answer = try await world.ask(.post, Self.company + "/contacts/bulk", as: person, body: body)
            return answer.items.map { [$0["result"]?.text, $0["code"]?.text].compactMap { $0 }.joined(separator: " ") }
        }
        #expect(try await change("set-group") == ["done", "unchanged", "refused not-found"])
        let groups = try await world.ask(.get, Self.company + "/contact-groups", as: person)
        #expect(Self.groups(groups) == ["Clients 2"])
        #expect(try await change("remove") == ["done", "done", "refused not-found"])
        #expect(try await world.ask(.get, Self.company + "/contacts", as: person).items.isEmpty)
        #expect(try await world.ask(.get, "/me/contacts", as: person).items.count == 1)
    }
}

extension String {
    fileprivate var addingPercent: String {
        self.utf8.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "%" + String($0, radix: 16, uppercase: true) }.joined()
    }
}
