import Kernel
import Model
import Patterns

/// A private route on the wire: what the company decides of it. How the office is reached is the trunk's.
enum PrivateRouteBody {
    private static let expression = Schema.text(
        1...PrivateRoute.longestExpression,
        pattern: TextPattern("[ -~]{1,250}"),
        complaint: "An expression has 1 to 250 printable Latin characters.",
        example: PrivateRoute.usualExpression
    )
    private static let channels = Schema.integer(0...10_000)

    private static let settings: [SchemaField] = [
        .maybe("isActive", .boolean), .maybe("shownName", Common.line(1...100)),
        .maybe("order", .integer(0...1_000), note: "The lowest is asked first (TRK-01). Default 100."),
        .maybe(
            "called",
            .optional(Self.expression),
            note: "Takes the whole of `sip:DIALLED@DOMAIN` of calls that go there; null: none do (TRK-02)."
        ),
        .maybe("group", .optional(Common.id), note: "Only its members' calls go there; null: everybody's."),
        .maybe("showsExtension", .boolean, note: "The office sees the extension, else the company's number."),
        .maybe("strip", .integer(0...20), note: "Leading characters that the office does not see."),
        .maybe("transit", CallingBody.limit, note: "Where the office may call outside (TRK-03)."),
        .maybe(
            "outgoingNumbers",
            .list(Common.number, atMost: PrivateRoute.numberLimit),
            note: "Numbers of the domain's lines that calls of the office show outside; of several one at random."
        ),
        .maybe("permitsFrom", .boolean, note: "The office may show a number of the domain's by From."),
        .maybe("identity", .choice(PrivateRoute.IdentityHeader.allCases.map(\.rawValue))),
        .maybe("diversion", .choice(PrivateRoute.DiversionHeader.allCases.map(\.rawValue))),
        .maybe("channelsIn", Self.channels, note: "Calls at one time from the office."),
        .maybe("channelsOut", Self.channels, note: "Calls at one time to the office."),
    ]

    private static let own: Set = ["isActive", "priority", "weight", "channelLimit", "isMobileOperators"]

    static let requestSchema = Schema.named(
        "NewPrivateRoute",
        .object(
            [SchemaField("domain", Common.domain)]
                + TrunkBody.requestSchema.fields.filter { !Self.own.contains($0.name) } + Self.settings
        )
    )

    static let changeSchema = Schema.named("PrivateRouteChange", .object(Self.settings))

    static let schema = Schema.named(
        "PrivateRoute",
        .object(
            [SchemaField("id", Common.id), SchemaField("domain", Common.domain)]
                + Self.settings.map { SchemaField($0.name, $0.schema, note: $0.note) }
                + [SchemaField("version", Common.version)]
        )
    )

    static func json(_ trunk: Trunk, _ route: PrivateRoute) -> JSONValue {
        [
            "id": .string(trunk.id.text), "domain": .string(route.domain.text), "isActive": .boolean(trunk.isActive),
            "shownName": .string(route.shownName), "order": .whole(route.order), "called": .text(route.called),
            "group": .text(route.group?.text), "showsExtension": .boolean(route.showsExtension),
            "strip": .whole(route.strip), "transit": .string(route.transit.rawValue),
            "outgoingNumbers": .array(route.outgoingNumbers.map { .string($0.text) }),
            "permitsFrom": .boolean(route.permitsFrom), "identity": .string(route.identity.rawValue),
            "diversion": .string(route.diversion.rawValue), "channelsIn": .whole(route.channelsIn),
            "channelsOut": .whole(route.channelsOut), "version": .whole(trunk.version),
        ]
    }

    /// What the body does not name stays as it is.
    /// - Throws: ``APIError/Code/conflict`` for an expression that is none, ``APIError/Code/notFound`` for a group or a number
    ///   that is not the domain's.
    static func apply(
        _ body: JSONValue,
        to trunk: inout Trunk,
        _ route: inout PrivateRoute,
        in configuration: Configuration
    ) throws {
        if let isActive = body["isActive"]?.boolean { trunk.isActive = isActive }
        if let name = body["shownName"]?.text { route.shownName = name }
        if let order = body["order"]?.whole { route.order = order }
        if let called = body["called"] { route.called = try called.text.map(Self.checked) }
        if let group = body["group"] {
            route.group = group.text.map { EntryID($0) }
            guard route.group.map({ configuration.group($0, of: route.domain) != nil }) ?? true else {
                throw APIError.notFound("group", field: "group")
            }
        }
        if let shows = body["showsExtension"]?.boolean { route.showsExtension = shows }
        if let strip = body["strip"]?.whole { route.strip = strip }
        if let limit = body["transit"]?.text.flatMap({ OutgoingLimit(rawValue: $0) }) { route.transit = limit }
        if let numbers = body["outgoingNumbers"]?.elements {
            route.outgoingNumbers = numbers.compactMap { $0.text.flatMap { DialString($0) } }.withoutRepeats
            guard route.outgoingNumbers.allSatisfy({ configuration.line(number: $0)?.domain == route.domain }) else {
                throw APIError.notFound("line", field: "outgoingNumbers")
            }
        }
        if let permits = body["permitsFrom"]?.boolean { route.permitsFrom = permits }
        if let header = body["identity"]?.text.flatMap({ PrivateRoute.IdentityHeader(rawValue: $0) }) {
            route.identity = header
        }
        if let header = body["diversion"]?.text.flatMap({ PrivateRoute.DiversionHeader(rawValue: $0) }) {
            route.diversion = header
        }
        if let channels = body["channelsIn"]?.whole { route.channelsIn = channels }
        if let channels = body["channelsOut"]?.whole { route.channelsOut = channels }
        trunk.route = route
    }

    private static func checked(_ expression: String) throws -> String {
        do {
            _ = try Pattern(expression)
        } catch {
            throw APIError(
                .conflict,
                "This is no expression, from character \(error.offset + 1) on: \(error.detail).",
                field: "called"
            )
        }
        return expression
    }
}
