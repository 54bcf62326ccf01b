import Journal
import Kernel
import Model
import Traces

/// Traces and refused requests on the wire.
enum TraceBody {
    /// No message is longer: octets that are no UTF-8 become one character each.
    private static let longest = 262_144

    private static let messageSchema = Schema.named(
        "TraceMessage",
        .object([
            SchemaField("number", .integer(0...CallRecordBody.most), note: "Where numbers are missing, messages are."),
            SchemaField("at", .timestamp),
            SchemaField("direction", .choice(["received", "sent"]), note: "As the server sees it."),
            SchemaField("transport", .choice(["udp", "tcp", "tls", "ws", "wss"])),
            SchemaField("local", .text(1...100)), SchemaField("remote", .text(1...100)),
            SchemaField("leg", .optional(Common.id), note: "Null before there was one."),
            SchemaField("startLine", .text(0...Self.longest)),
            SchemaField("text", .text(0...Self.longest), note: "Secrets are `x`, of the same length."),
        ])
    )

    private static let traceFields = [
        SchemaField("missing", .integer(0...CallRecordBody.most), note: "Messages that were not kept."),
        SchemaField("messages", .list(Self.messageSchema, atMost: 100_000)),
    ]

    static let callSchema = Schema.named(
        "CallTrace",
        .object(
            [SchemaField("call", Common.id)] + Self.traceFields + [
                SchemaField("steps", .list(CallRecordBody.stepSchema, atMost: 100_000)),
                SchemaField("quality", .list(CallRecordBody.qualitySchema, atMost: 1_000)),
            ]
        )
    )

    private static let refusedFields = [
        SchemaField("id", Common.id), SchemaField("domain", .optional(Common.domain), note: "Claimed, not proved."),
        SchemaField("at", .timestamp), SchemaField("caller", .text(0...64), note: "Claimed, not proved."),
        SchemaField("dialled", .text(0...64)),
        SchemaField("status", .optional(.integer(200...699)), note: "The last answer; null when there was none."),
        SchemaField("source", .text(1...100)),
    ]

    static let refusedSchema = Schema.named("RefusedCall", .object(Self.refusedFields))
    static let refusedTraceSchema = Schema.named("RefusedCallTrace", .object(Self.refusedFields + Self.traceFields))

    static let accessSchema = Schema.named(
        "TraceAccess",
        .object([
            SchemaField("at", .timestamp), SchemaField("action", .choice(TraceAccess.Action.allCases.map(\.rawValue))),
            SchemaField("author", .text(1...400)), SchemaField("address", .text(0...100)),
        ])
    )

    static func json(_ trace: Trace, _ story: CallProtocol) -> JSONValue {
        .object(
            [JSONMember(name: "call", value: .string(story.record.id.text))] + Self.members(trace) + [
                JSONMember(name: "steps", value: .array(story.steps.map { CallRecordBody.json($0) })),
                JSONMember(
                    name: "quality",
                    value: .array(story.legs.compactMap(\.quality).map { CallRecordBody.json($0) })
                ),
            ]
        )
    }

    static func json(_ trace: Trace, _ refused: RefusedRequest) -> JSONValue {
        .object(Self.members(refused) + Self.members(trace))
    }

    static func json(_ refused: RefusedRequest) -> JSONValue { .object(Self.members(refused)) }

    static func json(_ access: TraceAccess) -> JSONValue {
        [
            "at": .string("\(access.at)"), "action": .string(access.action.rawValue),
            "author": .string(access.author), "address": .string(access.address),
        ]
    }

    private static func members(_ trace: Trace) -> [JSONMember] {
        [
            JSONMember(name: "missing", value: .integer(Int64(trace.missing))),
            JSONMember(name: "messages", value: .array(trace.messages.map { Self.json($0) })),
        ]
    }

    private static func members(_ refused: RefusedRequest) -> [JSONMember] {
        let body: JSONValue = [
            "id": .string(refused.id.text), "domain": .text(refused.domain?.text), "at": .string("\(refused.at)"),
            "caller": .string(refused.caller), "dialled": .string(refused.dialled),
            "status": refused.status == 0 ? .null : .integer(Int64(refused.status)),
            "source": .string(refused.source),
        ]
        guard case .object(let members) = body else { return [] }
        return members
    }

    private static func json(_ message: TracedMessage) -> JSONValue {
        [
            "number": .integer(Int64(message.number)), "at": .string("\(message.at)"),
            "direction": .string(message.isSent ? "sent" : "received"),
            "transport": .string(message.transportName), "local": .string(message.localText),
            "remote": .string(message.remoteText), "leg": .text(message.leg?.text),
            "startLine": .string(message.startLine), "text": .string(message.text),
        ]
    }
}
