import Kernel
import Model

/// A line on the wire.
enum LineBody {
    private static let rule = Schema.named(
        "LineRule",
        .object([
            .maybe("isActive", .boolean, note: "Default true."),
            .maybe("schedule", ScheduleBody.schema, note: "When it holds; null: always (RTE-04)."),
            .maybe(
                "prefixes",
                .list(
                    .text(
                        1...15,
                        pattern: TextPattern("[0-9]{1,15}"),
                        complaint: "A prefix is 1 to 15 digits, as in 495.",
                        example: "495"
                    ),
                    atMost: LineRule.prefixLimit
                ),
                note: "Beginnings of the caller's national number; none: anybody (RTE-05)."
            ),
            SchemaField("target", TargetBody.schema),
        ])
    )

    private static let filter = Schema.named(
        "CallerFilter",
        .object([
            SchemaField("kind", .choice(CallerFilter.Kind.allCases.map(\.rawValue))),
            .maybe("numbers", .list(Common.number, atMost: CallerFilter.limit)),
        ])
    )

    private static let routing: [SchemaField] = [
        .maybe("rules", .list(Self.rule, atMost: LineRule.limit), note: "The first that holds decides (RTE-03)."),
        .maybe("filter", Self.filter, note: "Whose calls are taken at all (RTE-07)."),
        .maybe("shownName", Common.line(0...100)), .maybe("isActive", .boolean),
    ]

    private static let trunk = SchemaField.maybe(
        "trunk",
        .optional(Common.id),
        note: "The trunk it comes by; null: any."
    )

    static let requestSchema = Schema.named(
        "NewLine",
        .object(
            [
                SchemaField("number", Common.number), .maybe("domain", Common.domain, note: "Whose it is."),
                .maybe("user", Common.id, note: "In place of `domain` and `rules`: whose phones ring, always."),
                Self.trunk,
            ] + Self.routing
        )
    )

    static let changeSchema = Schema.named(
        "LineChange",
        .object([.maybe("number", Common.number), Self.trunk] + Self.routing)
    )

    static let schema = Schema.named(
        "Line",
        .object([
            SchemaField("id", Common.id), SchemaField("domain", Common.domain), SchemaField("number", Common.number),
            SchemaField("trunk", .optional(Common.id)), SchemaField("shownName", .text(0...100)),
            SchemaField("isActive", .boolean), SchemaField("rules", .list(Self.rule, atMost: LineRule.limit)),
            SchemaField("filter", Self.filter),
            SchemaField("isDefaultOutgoing", .boolean, note: "Shown outside for users without a number of their own."),
            SchemaField("isAdditional", .boolean, note: "Its domain's administrator has connected it (NUM-01)."),
            SchemaField("version", Common.version),
        ])
    )

    static func json(_ line: Line, in configuration: Configuration) -> JSONValue {
        let shown = configuration.tenants[line.domain]?.domain.callerID
        return [
            "id": .string(line.id.text), "domain": .string(line.domain.text), "number": .string(line.number.text),
            "trunk": .text(line.trunk?.text), "shownName": .string(line.shownName),
            "isActive": .boolean(line.isActive), "rules": .array(line.rules.map(Self.json)),
            "filter": [
                "kind": .string(line.filter.kind.rawValue),
                "numbers": .array(line.filter.numbers.map { .string($0.text) }),
            ],
            "isDefaultOutgoing": .boolean(shown == line.number), "isAdditional": .boolean(line.isAdditional),
            "version": .whole(line.version),
        ]
    }

    private static func json(_ rule: LineRule) -> JSONValue {
        [
            "isActive": .boolean(rule.isActive), "schedule": ScheduleBody.json(rule.schedule),
            "prefixes": .array(rule.prefixes.map { .string($0) }), "target": TargetBody.json(rule.target),
        ]
    }

    /// What the body does not name stays as it is.
    static func apply(_ body: JSONValue, to line: inout Line, in configuration: Configuration) throws {
        if let number = body["number"]?.text.flatMap({ DialString($0) }) {
            // Another number has not come from the stock to the domain's own wish.
            if line.number != number { line.isAdditional = false }
            line.number = number
            let holder = configuration.line(number: number)
            guard holder == nil || holder?.id == line.id else {
                throw APIError(.taken, "This number is given already.", field: "number")
            }
        }
        if let trunk = body["trunk"] {
            line.trunk = trunk.text.map { TrunkID($0) }
            guard line.trunk.map({ configuration.trunks[$0] != nil }) ?? true else {
                throw APIError.notFound("trunk", field: "trunk")
            }
        }
        if let name = body["shownName"]?.text { line.shownName = name }
        if let isActive = body["isActive"]?.boolean { line.isActive = isActive }
        if let rules = body["rules"]?.elements {
            let domain = line.domain
            line.rules = try rules.enumerated().map { try Self.rule($1, at: $0, of: domain, in: configuration) }
        }
        if let filter = body["filter"] { line.filter = Self.filter(filter) }
    }

    private static func rule(
        _ body: JSONValue,
        at index: Int,
        of domain: DomainID,
        in configuration: Configuration
    ) throws -> LineRule {
        let field = "rules[\(index)]"
        return LineRule(
            isActive: body["isActive"]?.boolean ?? true,
            schedule: try ScheduleBody.read(body["schedule"], field: "\(field).schedule"),
            prefixes: (body["prefixes"]?.elements ?? []).compactMap(\.text).withoutRepeats,
            to: try TargetBody.read(body["target"], in: domain, of: configuration, field: "\(field).target")
        )
    }

    private static func filter(_ body: JSONValue) -> CallerFilter {
        let numbers = (body["numbers"]?.elements ?? []).compactMap { $0.text.flatMap { DialString($0) } }
        return CallerFilter(
            body["kind"]?.text.flatMap { CallerFilter.Kind(rawValue: $0) } ?? .off,
            numbers.withoutRepeats
        )
    }
}

extension Array where Element: Hashable {
    /// Each once, in the order of first appearance.
    var withoutRepeats: [Element] {
        var seen: Set<Element> = []
        return self.filter { seen.insert($0).inserted }
    }
}
