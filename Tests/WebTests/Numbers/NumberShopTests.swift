import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("«Управление номерами»")
struct NumberShopTests {
    private static let shop = "/domains/acme.example"
    private static let other = "/domains/globex.example"

    private static func world(hasMail: Bool = false) async throws -> TestWorld {
        let world = try await TestWorld()
        try await world.fillStock()
        guard hasMail else { return world }
        var boss = try #require(world.configuration.current.user(TestWorld.Person.acmeAdministrator.id))
        boss.email = "boss@acme.example"
        _ = try await world.configuration.apply([.putUser(boss)], by: ChangeAuthor(name: "test"))
        return world
    }

    private static func ids(_ answer: Answer) -> [String] { answer.items.compactMap { $0["id"]?.text } }

    private static func connect(
        _ world: TestWorld,
        _ numbers: [String],
        as person: TestWorld.Person = .acmeAdministrator,
        at shop: String = Self.shop,
        price: Int? = nil
    ) async throws -> Answer {
        var members = [JSONMember(name: "numbers", value: .array(numbers.map { .string($0) }))]
        if let price { members.append(JSONMember(name: "priceKopecks", value: .whole(price))) }
        return try await world.ask(.post, shop + "/numbers", as: person, body: .object(members))
    }

    @Test(
        "NUM-01 one's own numbers are main or additional; free ones are offered, kept ones only to whom they are kept"
    )
    func lists() async throws {
        let world = try await Self.world()
        let own = try await world.ask(.get, Self.shop + "/numbers", as: .acmeAdministrator)
        #expect(own.items.map { $0["number"]?.text } == ["+74950000003", "+74951234567"])
        #expect(own.items.map { $0["isAdditional"] } == [true, false])
        let offered = try await world.ask(.get, Self.shop + "/offered-numbers", as: .acmeAdministrator)
        #expect(Self.ids(offered) == ["74950000001", "78000000005", "78120000004"])
        let gold = try await world.ask(
            .get,
            Self.shop + "/offered-numbers?kind=city&category=gold&search=000-00-01",
            as: .acmeAdministrator
        )
        #expect(Self.ids(gold) == ["74950000001"] && gold.items.first?["priceKopecks"] == 100_000)
        let cities = try await world.ask(.get, Self.shop + "/offered-cities", as: .acmeAdministrator)
        #expect(cities.items.map { $0["city"]?.text } == ["Москва", "Санкт-Петербург"])
        let held = try await world.ask(.get, Self.shop + "/held-numbers", as: .acmeAdministrator)
        #expect(Self.ids(held) == ["74950000002"] && held.items.first?["reason"]?.text == "booked")
        #expect(try await world.ask(.get, Self.other + "/held-numbers", as: .globexAdministrator).items.isEmpty)
        let theirs = try await world.ask(.get, Self.other + "/offered-numbers", as: .globexAdministrator)
        #expect(!Self.ids(theirs).contains("74950000002"))
    }

    @Test("NUM-01 several numbers are connected at once as lines, for the agreed price, and a letter says so")
    func connecting() async throws {
        let world = try await Self.world(hasMail: true)
        let wanted = ["74950000001", "78120000004"]
        let dear = try await Self.connect(world, wanted, price: 1)
        #expect(dear.errorCode == "conflict" && dear.errorField == "priceKopecks")
        let made = try await Self.connect(world, wanted, price: 105_050)
        #expect(made.status == .created, "\(made.text)")
        #expect(made.items.map { $0["number"]?.text } == ["+74950000001", "+78120000004"])
        #expect(made.items.allSatisfy { $0["isAdditional"] == true && $0["isActive"] == true })
        let numbers = try wanted.map { try #require(DialString("+" + $0)) }
        #expect(world.configuration.current.lines.values.count { numbers.contains($0.number) } == 2)
        let letter = AccountLetter.numbers(numbers, company: "Acme", kopecks: 105_050)
        let sent = FakePost.Sent(letter: letter, address: "boss@acme.example", language: .russian)
        #expect(world.post.sent == [sent])
        let changes = try await world.ask(.get, "/changes?limit=2", as: .acmeAdministrator)
        #expect(changes.items.map { $0["objectKind"]?.text } == ["line", "line"])
    }

    @Test("NUM-01 a number comes to one domain: the other is told that it is taken")
    func race() async throws {
        let world = try await Self.world()
        async let mine = Self.connect(world, ["74950000001"])
        async let theirs = Self.connect(world, ["74950000001"], as: .globexAdministrator, at: Self.other)
        let codes = try await [mine, theirs].map { $0.status.code }
        #expect(codes.contains(201))
        let late = try await Self.connect(
            world,
            ["78120000004", "74950000001"],
            as: .globexAdministrator,
            at: Self.other
        )
        #expect(late.errorCode == "taken" && late.status == .conflict)
        #expect(
            world.configuration.current.line(number: try #require(DialString("+78120000004"))) == nil,
            "all or none"
        )
        let kept = try await Self.connect(world, ["74950000002"], as: .globexAdministrator, at: Self.other)
        #expect(kept.errorCode == "taken")
        #expect(try await Self.connect(world, ["79990000000"]).errorCode == "not-found")
        #expect(try await Self.connect(world, ["74950000003"]).errorCode == "taken", "it is connected already")
    }

    @Test("NUM-01 TEN-03 the domain's limit of lines holds")
    func limit() async throws {
        let world = try await Self.world()
        let body: JSONValue = ["lineLimit": 3]
        #expect(try await world.ask(.patch, Self.shop, as: .system, body: body).status == .ok)
        let two = try await Self.connect(world, ["74950000001", "78120000004"])
        #expect(two.errorCode == "limit-reached", "\(two.text)")
        #expect(try await Self.connect(world, ["74950000001"]).status == .created)
    }

    @Test("NUM-01 an additional number that is given up is kept for the domain, may be had again, and ends")
    func givingUp() async throws {
        let world = try await Self.world()
        let line = Self.shop + "/numbers/\(TestWorld.additional)"
        #expect(
            try await world.ask(
                .put,
                "/lines/\(TestWorld.additional)/default-outgoing",
                as: .acmeAdministrator
            ).status == .noContent
        )
        var alice = try #require(world.configuration.current.user(TestWorld.Person.acmeUser.id))
        alice.callerID = DialString("+74950000003")
        _ = try await world.configuration.apply([.putUser(alice)], by: ChangeAuthor(name: "test"))
        let own = try await world.ask(.get, Self.shop + "/numbers", as: .acmeAdministrator)
        #expect(own.items.first?["isDefaultOutgoing"] == true && own.items.first?["outgoingOf"] == 1)

        let main = try await world.ask(.delete, Self.shop + "/numbers/line-1", as: .acmeAdministrator)
        #expect(main.errorCode == "conflict" && world.configuration.current.lines[LineID("line-1")] != nil)
        let late = try await world.ask(.delete, line, as: .acmeAdministrator, headers: [.ifMatch: "\"7\""])
        #expect(late.errorCode == "conflict")
        let foreign = Self.other + "/numbers/\(TestWorld.additional)"
        #expect(try await world.ask(.delete, foreign, as: .globexAdministrator).status == .notFound)
        #expect(try await world.ask(.delete, line, as: .acmeAdministrator).status == .noContent)
        #expect(world.configuration.current.tenants[TestWorld.acme]?.domain.callerID == nil)
        // Whoever has the number next would find it shown by others.
        #expect(world.configuration.current.user(TestWorld.Person.acmeUser.id)?.callerID == nil)

        let held = try await world.ask(.get, Self.shop + "/held-numbers", as: .acmeAdministrator)
        let kept = try #require(held.items.last)
        #expect(kept["reason"]?.text == "given-up" && kept["id"]?.text == "74950000003")
        let end = world.time.timestamp.advanced(by: .seconds(30 * 86_400))
        #expect(kept["until"]?.text == "\(end)")
        let theirs = try await Self.connect(world, ["74950000003"], as: .globexAdministrator, at: Self.other)
        #expect(theirs.errorCode == "taken")
        let again = try await Self.connect(world, ["74950000003"])
        #expect(again.status == .created)
        #expect(world.configuration.current.stock["74950000003"]?.hold == nil)
    }

    @Test("NUM-01 a booking is as long as the system administrator made it")
    func booked() async throws {
        let world = try await Self.world()
        let former = world.configuration.current.stock["74950000002"]
        let path = Self.shop + "/held-numbers/74950000002/extension"
        #expect(try await world.ask(.post, path, as: .acmeAdministrator).errorCode == "conflict")
        #expect(world.configuration.current.stock["74950000002"] == former)
    }

    @Test("NUM-01 «Продлить» keeps a number for thirty days from now, and never for less than it was kept")
    func extending() async throws {
        let world = try await Self.world()
        try await world.leaveNumber()
        let path = "/held-numbers/78120000006/extension"
        let longer = try await world.ask(.post, Self.shop + path, as: .acmeAdministrator)
        let end = world.time.timestamp.advanced(by: .seconds(30 * 86_400))
        #expect(longer.json["until"]?.text == "\(end)")
        #expect(try await world.ask(.post, Self.other + path, as: .globexAdministrator).status == .notFound)
        var entry = try #require(world.configuration.current.stock.entry("78120000006"))
        var number = try #require(entry.number)
        let far = world.time.timestamp.advanced(by: .seconds(60 * 86_400))
        number.hold?.until = far
        entry.content = .number(number)
        _ = try await world.configuration.apply([.putEntry(entry)], by: ChangeAuthor(name: "test"))
        let same = try await world.ask(.post, Self.shop + path, as: .acmeAdministrator)
        #expect(same.json["until"]?.text == "\(far)")

        let free = Self.shop + "/held-numbers/74950000001/extension"
        #expect(try await world.ask(.post, free, as: .acmeAdministrator).status == .notFound)
    }

    @Test("NUM-01 when the time is over, anybody may have it")
    func ending() async throws {
        let world = try await Self.world()
        world.time.advance(by: .seconds(86_399))
        #expect(
            try await Self.connect(world, ["74950000002"], as: .globexAdministrator, at: Self.other).errorCode
                == "taken"
        )
        // The sessions of the world end with the day: the store itself is asked.
        world.time.advance(by: .seconds(1))
        let stock = world.configuration.current
        let number = try #require(stock.stock["74950000002"])
        #expect(stock.mayConnect(number, to: TestWorld.globex, at: world.time.timestamp))
        #expect(stock.state(of: number, at: world.time.timestamp) == .free)
    }
}
