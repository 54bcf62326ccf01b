import Journal
import Kernel
import Model

/// A call of the history on the wire.
enum CallRecordBody {
    static let trait = Schema.choice(CallTraits.named.map(\.name))

    private static let fields: [SchemaField] = [
        SchemaField("id", Common.id), SchemaField("domain", .optional(Common.domain)),
        SchemaField("direction", .choice(CallDirection.allCases.map(\.rawValue))),
        SchemaField("startedAt", .timestamp), SchemaField("answeredAt", .optional(.timestamp)),
        SchemaField("endedAt", .optional(.timestamp)), SchemaField("caller", PartyBody.schema),
        SchemaField("callee", PartyBody.schema, note: "Who answered first, else who rang last, else what was dialled."),
        SchemaField("dialled", .text(0...500)), SchemaField("line", .optional(Common.id)),
        SchemaField("trunk", .optional(Common.id)),
        SchemaField(
            "privateRoute",
            .optional(
                .named(
                    "CallPrivateRoute",
                    .object([
                        SchemaField("id", Common.id), SchemaField("shownName", .text(0...100)),
                        SchemaField("way", .choice(TrunkPassage.Way.allCases.map(\.rawValue))),
                    ])
                )
            ),
            note: "By which private route it came (`in`) or else went (`out`), as long as there is the route (TRK-05)."
        ),
        SchemaField("ringTimeSeconds", .decimal, note: "From the start to the answer or the end."),
        SchemaField("talkTimeSeconds", .decimal, note: "From the answer to the end."),
        SchemaField("result", .optional(.choice(CallResult.allCases.map(\.rawValue)))),
        SchemaField("cause", .optional(.choice(EndCause.allCases.map(\.rawValue)))),
        SchemaField("endedBy", .optional(.choice(CallEnder.allCases.map(\.rawValue)))),
        SchemaField("mos", .optional(.decimal), note: "The worst leg's, 1 to 4.5 (BYD-05)."),
        SchemaField(
            "traits",
            .list(Self.trait, atMost: CallTraits.named.count),
            note:
                "What happened in it beside its direction and result (ME-03). Of calls before version 26 of the store none."
        ),
    ]

    static let schema = Schema.named("CallRecord", .object(Self.fields))

    static let qualitySchema = Schema.named(
        "LegQuality",
        .object([
            SchemaField("leg", Common.id), SchemaField("codec", .text(0...100)),
            SchemaField("packetsReceived", .integer(0...Self.most)),
            SchemaField("packetsSent", .integer(0...Self.most)),
            SchemaField("lostPercent", .decimal), SchemaField("jitterMilliseconds", .decimal),
            SchemaField("roundTripMilliseconds", .optional(.decimal)), SchemaField("mos", .decimal),
            SchemaField("remoteLostPercent", .optional(.decimal)),
            SchemaField("remoteJitterMilliseconds", .optional(.decimal)),
            SchemaField(
                "encryption",
                .optional(.text(0...100)),
                note: "How keys were made, and the ciphers: SDES AES_CM_128_HMAC_SHA1_80. Null: sound in the clear."
            ),
        ])
    )

    /// The largest number that every JSON reader keeps exactly.
    static let most = 9_007_199_254_740_991

    static let detailSchema = Schema.named(
        "CallRecordWithQuality",
        .object(Self.fields + [SchemaField("quality", .list(Self.qualitySchema, atMost: 1_000))])
    )

    static let stepSchema = Schema.named(
        "CallStep",
        .object([
            SchemaField("sequence", .integer(0...Self.most)), SchemaField("at", .timestamp),
            SchemaField("kind", .text(1...100), note: "For instance `leg-answered`."),
            SchemaField("parameters", .map(.text(0...4_000))),
        ])
    )

    static func json(_ record: CallRecord, in configuration: Configuration) -> JSONValue {
        .object(Self.members(record, in: configuration))
    }

    static func json(_ record: CallRecord, legs: [LegRecord], in configuration: Configuration) -> JSONValue {
        let quality = legs.compactMap(\.quality).map { Self.json($0) }
        return .object(Self.members(record, in: configuration) + [JSONMember(name: "quality", value: .array(quality))])
    }

    static func json(_ step: ProtocolStep) -> JSONValue {
        let parameters = step.parameters.sorted { $0.key < $1.key }
            .map { JSONMember(name: $0.key, value: .string($0.value)) }
        return [
            "sequence": .integer(step.sequence), "at": .string("\(step.at)"), "kind": .string(step.kind),
            "parameters": .object(parameters),
        ]
    }

    private static func route(of record: CallRecord, in configuration: Configuration) -> JSONValue {
        for (trunk, way) in [(record.origin, TrunkPassage.Way.incoming), (record.trunk, .outgoing)] {
            guard let trunk, let route = configuration.trunks[trunk]?.route, route.domain == record.domain else {
                continue
            }
            return [
                "id": .string(trunk.text), "shownName": .string(route.shownName), "way": .string(way.rawValue),
            ]
        }
        return .null
    }

    private static func members(_ record: CallRecord, in configuration: Configuration) -> [JSONMember] {
        let body: JSONValue = [
            "id": .string(record.id.text), "domain": .text(record.domain?.text),
            "direction": .string(record.direction.rawValue), "startedAt": .string("\(record.startedAt)"),
            "answeredAt": .text(record.answeredAt?.description), "endedAt": .text(record.endedAt?.description),
            "caller": PartyBody.json(record.caller), "callee": PartyBody.json(record.callee),
            "dialled": .string(record.dialled), "line": .text(record.line?.text), "trunk": .text(record.trunk?.text),
            "privateRoute": Self.route(of: record, in: configuration),
            "ringTimeSeconds": .number(Self.seconds(record.ringTime)),
            "talkTimeSeconds": .number(Self.seconds(record.talkTime)), "result": .text(record.result?.rawValue),
            "cause": .text(record.cause?.rawValue), "endedBy": .text(record.endedBy?.rawValue),
            "mos": .decimal(record.qualityMOS), "traits": .array(record.traits.names.map { .string($0) }),
        ]
        guard case .object(let members) = body else { return [] }
        return members
    }

    static func json(_ quality: LegQuality) -> JSONValue {
        [
            "leg": .string(quality.leg.text), "codec": .string(quality.codec),
            "packetsReceived": .whole(quality.packetsReceived), "packetsSent": .whole(quality.packetsSent),
            "lostPercent": .number(quality.lostPercent), "jitterMilliseconds": .number(quality.jitterMilliseconds),
            "roundTripMilliseconds": .decimal(quality.roundTripMilliseconds), "mos": .number(quality.mos),
            "remoteLostPercent": .decimal(quality.remoteLostPercent),
            "remoteJitterMilliseconds": .decimal(quality.remoteJitterMilliseconds),
            "encryption": .text(quality.encryption),
        ]
    }

    /// With milliseconds.
    private static func seconds(_ duration: Duration) -> Double { Double(duration.wholeMilliseconds) / 1_000 }
}
