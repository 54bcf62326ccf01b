import Kernel
import Model
import Testing

@Suite("Numbers of the stock")
struct NumberTests {
    private static let acme = DomainID("acme.example")
    private static let now = Timestamp(seconds: 1_790_000_000)

    private static func entry(_ number: StockNumber, domain: DomainID = Domain.system) -> DomainEntry {
        DomainEntry(id: number.id, domain: domain, .number(number))
    }

    @Test(
        "NUM-02 what is a number of the stock",
        arguments: [
            (StockNumber(digits: "74951234567", city: "Москва"), true), (StockNumber(digits: "74951234567"), false),
            (StockNumber(digits: "78001234567"), true), (StockNumber(digits: "78001234567", city: "Москва"), true),
            (StockNumber(digits: "442071234567", city: "London"), true),
            (StockNumber(digits: "123456", city: "M"), false),
            (StockNumber(digits: "1234567890123456", city: "M"), false),
            (StockNumber(digits: "+7495123456", city: "M"), false),
            (StockNumber(digits: "0123456789", city: "M"), false),
            (StockNumber(digits: "74951234567", city: "a\nb"), false),
            (StockNumber(digits: "74951234567", city: String(repeating: "М", count: 101)), false),
            (StockNumber(digits: "74951234567", city: "M", priceKopecks: -1), false),
            (StockNumber(digits: "74951234567", city: "M", priceKopecks: StockNumber.mostKopecks), true),
            (StockNumber(digits: "74951234567", city: "M", priceKopecks: StockNumber.mostKopecks + 1), false),
        ]
    )
    func validity(_ number: StockNumber, _ isValid: Bool) {
        let entry = Self.entry(number)
        if isValid {
            #expect(throws: Never.self) { try entry.validate() }
        } else {
            #expect(throws: ModelError.self) { try entry.validate() }
        }
    }

    @Test("NUM-02 numbers are the installation's, each once")
    func place() {
        let number = StockNumber(digits: "74951234567", city: "Москва")
        #expect(throws: ModelError.self) { try Self.entry(number, domain: Self.acme).validate() }
        let other = DomainEntry(id: EntryID("other"), domain: Domain.system, .number(number))
        #expect(throws: ModelError.self) { try other.validate() }
    }

    @Test("NUM-02 a number is known in each of its forms")
    func spellings() throws {
        #expect(StockNumber(digits: "74951234567").spellings == ["74951234567", "84951234567", "4951234567"])
        #expect(StockNumber(digits: "442071234567").spellings == ["442071234567"])
        #expect(StockNumber(digits: "78001234567", city: "Москва").city.isEmpty)
        for written in ["+7 495 123-45-67", "8 (495) 123-45-67", "4951234567", "74951234567"] {
            let number = try #require(DialString(written))
            #expect(StockNumber.digits(of: number) == "74951234567")
            let line = Line(id: LineID("line"), domain: Self.acme, number: number)
            #expect(line.stockDigits == "74951234567")
        }
    }

    @Test("NUM-01 NUM-02 what has become of a number is told by lines, what is kept back, and the time")
    func states() throws {
        var configuration = Configuration()
        func put(_ number: StockNumber) {
            configuration.apply(.putEntry(Self.entry(number)), version: configuration.version + 1)
        }
        func state(at seconds: Int64 = 0) throws -> Configuration.NumberState {
            let number = try #require(configuration.stock["74951234567"])
            return configuration.state(of: number, at: Timestamp(seconds: Self.now.seconds + seconds))
        }
        let end = Self.now.advanced(by: .seconds(60))
        let hold = StockNumber.Hold(for: Self.acme, .booked, until: end)
        let number = StockNumber(digits: "74951234567", city: "Москва", hold: hold)
        put(number)
        #expect(try state() == .free, "nobody is there for whom it could be kept")
        configuration.apply(.putDomain(Domain(id: Self.acme, shownName: "Acme")), version: 2)
        #expect(try state() == .held(hold) && state(at: 59) == .held(hold) && state(at: 60) == .free)
        let globex = DomainID("globex.example")
        #expect(configuration.mayConnect(number, to: Self.acme, at: Self.now))
        #expect(!configuration.mayConnect(number, to: globex, at: Self.now))
        #expect(configuration.mayConnect(number, to: globex, at: end))

        // Any of its forms, of anybody.
        let line = Line(id: LineID("line"), domain: globex, number: try #require(DialString("84951234567")))
        configuration.apply(.putLine(line), version: 3)
        #expect(try state() == .connected(line) && state().domain == globex)
        #expect(!configuration.mayConnect(number, to: Self.acme, at: Self.now))
        configuration.apply(.removeLine(line.id), version: 4)
        #expect(try state() == .held(hold))
        configuration.apply(.removeEntry(number.id), version: 5)
        #expect(configuration.stock.count == 0 && configuration.entries.isEmpty)
    }

    @Test("NUM-01 the line of a connection comes by the number's trunk while there is one, never by an office's")
    func connection() throws {
        var configuration = Configuration()
        configuration.apply(
            .putTrunk(Trunk(id: TrunkID("provider"), name: "alpha", host: "sip.example.net")),
            version: 1
        )
        let route = PrivateRoute(domain: Self.acme, shownName: "Office")
        let office = Trunk(id: TrunkID("office"), name: "office", host: "pbx.example.net", route: route)
        configuration.apply(.putTrunk(office), version: 2)
        for (trunk, expected) in [("provider", TrunkID("provider")), ("office", nil), ("gone", nil)] {
            let number = StockNumber(digits: "78001234567", trunk: TrunkID(trunk))
            let line = configuration.line(connecting: number, to: Self.acme, as: LineID("line"))
            #expect(line?.trunk == expected && line?.isAdditional == true && line?.number.text == "+78001234567")
        }
    }
}
