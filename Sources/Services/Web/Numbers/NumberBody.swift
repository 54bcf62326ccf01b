import Kernel
import Model

/// A number of the stock on the wire (NUM-02).
enum NumberBody {
    static let price = Schema.integer(0...StockNumber.mostKopecks)
    static let category = Schema.choice(StockNumber.Category.allCases.map(\.rawValue))
    static let kind = Schema.choice(StockNumber.Kind.allCases.map(\.rawValue))
    private static let city = Common.line(0...100)
    private static let priceNote = "Of the connection, in hundredths of the rouble and without VAT."

    /// What has become of a number.
    enum State: String, CaseIterable {
        case free, booked
        case givenUp = "given-up"
        case connected

        init(_ state: Configuration.NumberState) {
            self =
                switch state {
                case .free: .free
                case .held(let hold): hold.reason == .booked ? .booked : .givenUp
                case .connected: .connected
                }
        }
    }

    private static let settings: [SchemaField] = [
        .maybe("city", Self.city, note: "Of numbers that are not free for callers: those need one."),
        .maybe("category", Self.category), .maybe("priceKopecks", Self.price, note: Self.priceNote),
        .maybe("trunk", .optional(Common.id), note: "The provider's trunk that its calls come by; null: any."),
    ]

    static let requestSchema = Schema.named(
        "NewStockNumber",
        .object([SchemaField("number", Common.number)] + Self.settings)
    )

    static let changeSchema = Schema.named("StockNumberChange", .object(Self.settings))

    static let bookingSchema = Schema.named(
        "NumberBooking",
        .object([
            SchemaField("domain", Common.domain),
            SchemaField("until", .timestamp, note: "At most \(StockNumber.Hold.mostDays) days from now."),
        ])
    )

    static let bulkSchema = Schema.named(
        "NumberBulkChange",
        .object([
            SchemaField("numbers", .list(Common.id, atMost: 1_000)),
            .maybe("category", Self.category), .maybe("priceKopecks", Self.price),
        ])
    )

    static let bulkResultSchema = Schema.named(
        "NumberBulkResult",
        .object([SchemaField("changed", .integer(0...1_000))])
    )

    static let schema = Schema.named(
        "StockNumber",
        .object([
            SchemaField("id", Common.id, note: "Its digits."), SchemaField("number", Common.number),
            SchemaField("kind", Self.kind), SchemaField("city", Self.city), SchemaField("category", Self.category),
            SchemaField("priceKopecks", Self.price, note: Self.priceNote), SchemaField("trunk", .optional(Common.id)),
            SchemaField("state", .choice(State.allCases.map(\.rawValue))),
            SchemaField("domain", .optional(Common.domain), note: "Whose it is, or for whom it is kept."),
            SchemaField("until", .optional(.timestamp), note: "Until when it is kept for the domain."),
            SchemaField("isAdditional", .boolean, note: "Connected by the domain's own administrator."),
            SchemaField("version", Common.version),
        ])
    )

    static func json(_ entry: DomainEntry, _ number: StockNumber, _ state: Configuration.NumberState) -> JSONValue {
        var (until, isAdditional) = (JSONValue.null, false)
        switch state {
        case .free: break
        case .held(let hold): until = .string("\(hold.until)")
        case .connected(let line): isAdditional = line.isAdditional
        }
        return [
            "id": .string(number.digits), "number": .string("+" + number.digits),
            "kind": .string(number.kind.rawValue), "city": .string(number.city),
            "category": .string(number.category.rawValue), "priceKopecks": .whole(number.priceKopecks),
            "trunk": .text(number.trunk?.text), "state": .string(State(state).rawValue),
            "domain": .text(state.domain?.text), "until": until, "isAdditional": .boolean(isAdditional),
            "version": .whole(entry.version),
        ]
    }

    /// As the history of changes shows it.
    static func members(_ number: StockNumber) -> [JSONMember] {
        [
            JSONMember(name: "number", value: .string("+" + number.digits)),
            JSONMember(name: "city", value: number.city.isEmpty ? .null : .string(number.city)),
            JSONMember(name: "category", value: .string(number.category.rawValue)),
            JSONMember(name: "priceKopecks", value: .whole(number.priceKopecks)),
            JSONMember(name: "trunk", value: .text(number.trunk?.text)),
            JSONMember(name: "heldFor", value: .text(number.hold?.domain.text)),
            JSONMember(name: "holdReason", value: .text(number.hold?.reason.rawValue)),
            JSONMember(name: "heldUntil", value: .text(number.hold.map { "\($0.until)" })),
        ]
    }

    /// What the body does not name stays as it is.
    static func apply(_ body: JSONValue, to number: inout StockNumber, in configuration: Configuration) throws {
        if let city = body["city"]?.text, number.kind == .city { number.city = city }
        if let category = body["category"]?.text.flatMap({ StockNumber.Category(rawValue: $0) }) {
            number.category = category
        }
        if let price = body["priceKopecks"]?.whole { number.priceKopecks = price }
        if let trunk = body["trunk"] {
            number.trunk = trunk.text.map { TrunkID($0) }
            // The connection with an office brings nobody else's numbers.
            guard number.trunk.map({ configuration.trunks[$0].map { $0.route == nil } ?? false }) ?? true else {
                throw APIError.notFound("trunk", field: "trunk")
            }
        }
        if number.kind == .city, number.city.isEmpty {
            throw APIError(.conflict, "A number that is not free for callers needs its city.", field: "city")
        }
    }
}

/// Which numbers a list is narrowed to.
struct NumberFilter {
    private let digits: String
    private let words: String
    private let kind: StockNumber.Kind?
    private let city: String?
    private let category: StockNumber.Category?

    static let parameters = [
        Common.search("Digits that it holds, or a part of the city."),
        Parameter("kind", NumberBody.kind, note: "In a city, or free for callers."),
        Parameter("city", Common.line(1...100), note: "Exactly that one."),
        Parameter("category", NumberBody.category, note: "Of the number's beauty."),
    ]

    init(_ request: APIRequest) {
        let search = request.search ?? ""
        let isNumber = search.utf8.allSatisfy { (0x30...0x39).contains($0) || " +()-.".utf8.contains($0) }
        self.digits = isNumber ? search.filter(\.isNumber) : ""
        self.words = isNumber ? "" : search.lowercased()
        self.kind = request.query["kind"]?.text.flatMap { StockNumber.Kind(rawValue: $0) }
        self.city = request.query["city"]?.text
        self.category = request.query["category"]?.text.flatMap { StockNumber.Category(rawValue: $0) }
    }

    func takes(_ number: StockNumber) -> Bool {
        (self.kind ?? number.kind) == number.kind && (self.category ?? number.category) == number.category
            && (self.city ?? number.city) == number.city
            && (self.digits.isEmpty || number.spellings.contains { $0.contains(self.digits) })
            && (self.words.isEmpty || number.city.lowercased().contains(self.words))
    }
}
