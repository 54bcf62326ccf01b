import Kernel
import Model

/// Numbers as the administrator of a domain sees them: its own, those that are offered, those that are kept for it (NUM-01).
enum ShopBody {
    /// Numbers of one connection.
    static let mostAtOnce = 100

    static let connectedSchema = Schema.named(
        "ConnectedNumber",
        .object([
            SchemaField("id", Common.id, note: "The line."), SchemaField("number", Common.number),
            SchemaField("shownName", .text(0...100)),
            SchemaField("isAdditional", .boolean, note: "May be given up by the domain's administrator."),
            SchemaField("isDefaultOutgoing", .boolean),
            SchemaField("outgoingOf", .integer(0...Int(Int32.max)), note: "Users who show it outside."),
            SchemaField("version", Common.version),
        ])
    )

    static func connected(_ line: Line, outgoingOf users: Int, in configuration: Configuration) -> JSONValue {
        let shown = configuration.tenants[line.domain]?.domain.callerID
        return [
            "id": .string(line.id.text), "number": .string(line.number.text), "shownName": .string(line.shownName),
            "isAdditional": .boolean(line.isAdditional), "isDefaultOutgoing": .boolean(shown == line.number),
            "outgoingOf": .whole(users), "version": .whole(line.version),
        ]
    }

    private static let offer = [
        SchemaField("id", Common.id, note: "Its digits."), SchemaField("number", Common.number),
        SchemaField("kind", NumberBody.kind), SchemaField("city", .text(0...100)),
        SchemaField("category", NumberBody.category),
        SchemaField("priceKopecks", NumberBody.price, note: "In hundredths of the rouble, without VAT."),
    ]

    static let offeredSchema = Schema.named("OfferedNumber", .object(Self.offer))

    static let heldSchema = Schema.named(
        "HeldNumber",
        .object(
            Self.offer + [
                SchemaField("reason", .choice(StockNumber.Hold.Reason.allCases.map(\.rawValue))),
                SchemaField("until", .timestamp),
            ]
        )
    )

    static let citySchema = Schema.named(
        "OfferedCity",
        .object([SchemaField("city", .text(1...100)), SchemaField("count", .integer(1...StockNumber.limit))])
    )

    static let connectionSchema = Schema.named(
        "NumberConnection",
        .object([
            SchemaField("numbers", .list(Common.id, atMost: Self.mostAtOnce), note: "Their ids."),
            .maybe(
                "priceKopecks",
                .integer(0...StockNumber.mostKopecks * Self.mostAtOnce),
                note: "What was agreed to for all together: another price is refused."
            ),
        ])
    )

    static func offered(_ number: StockNumber) -> JSONValue {
        [
            "id": .string(number.digits), "number": .string("+" + number.digits),
            "kind": .string(number.kind.rawValue), "city": .string(number.city),
            "category": .string(number.category.rawValue), "priceKopecks": .whole(number.priceKopecks),
        ]
    }

    static func held(_ number: StockNumber, _ hold: StockNumber.Hold) -> JSONValue {
        Self.offered(number).merging([
            "reason": .string(hold.reason.rawValue), "until": .string("\(hold.until)"),
        ])
    }
}
