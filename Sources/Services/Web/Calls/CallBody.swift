import Journal
import Kernel
import Model

/// One side of a call on the wire.
enum PartyBody {
    static let schema = Schema.named(
        "Party",
        .object([
            SchemaField("user", .optional(Common.id), note: "When it is a user of the domain."),
            SchemaField("number", .text(0...500)), SchemaField("name", .text(0...500)),
            SchemaField("isWithheld", .boolean, note: "Called without saying who; administrators are told (CAL-01)."),
        ])
    )

    static func json(_ party: Party) -> JSONValue {
        [
            "user": .text(party.user?.text), "number": .string(party.number), "name": .string(party.name),
            "isWithheld": .boolean(party.isWithheld),
        ]
    }
}

/// A call in progress on the wire.
enum CallBody {
    private static let leg = Schema.named(
        "CallLeg",
        .object([
            SchemaField("id", Common.id), SchemaField("role", .choice(["caller", "callee"])),
            SchemaField("party", PartyBody.schema),
            SchemaField("state", .choice(LiveLeg.State.allCases.map(\.rawValue))),
            SchemaField("address", .text(0...500), note: "Where it is reached, `udp 192.0.2.7:5060`."),
            SchemaField("trunk", .optional(Common.id)), SchemaField("startedAt", .timestamp),
            SchemaField("answeredAt", .optional(.timestamp)),
            SchemaField(
                "conferenceRole",
                .optional(.choice(ConferenceRole.Name.allCases.map(\.rawValue))),
                note: "While the call is a conference, or has a supervisor."
            ),
            SchemaField("muted", .boolean, note: "Not heard in the conference."),
            SchemaField("talking", .boolean, note: "Heard in the conference at present."),
        ])
    )

    static let schema = Schema.named(
        "Call",
        .object([
            SchemaField("id", Common.id), SchemaField("domain", .optional(Common.domain)),
            SchemaField("direction", .choice(CallDirection.allCases.map(\.rawValue))),
            SchemaField("state", .choice(LiveCall.State.allCases.map(\.rawValue))),
            SchemaField("caller", PartyBody.schema), SchemaField("callee", .optional(PartyBody.schema)),
            SchemaField("dialled", .text(0...500)), SchemaField("line", .optional(Common.id)),
            SchemaField("trunk", .optional(Common.id)), SchemaField("startedAt", .timestamp),
            SchemaField("answeredAt", .optional(.timestamp)),
            SchemaField(
                "recording",
                .optional(.choice(LiveCall.RecordingState.allCases.map(\.rawValue))),
                note: "Whether it is recorded at present."
            ),
            SchemaField("legs", .list(Self.leg, atMost: 1_000)),
        ])
    )

    static func json(_ call: LiveCall) -> JSONValue {
        [
            "id": .string(call.id.text), "domain": .text(call.domain?.text),
            "direction": .string(call.direction.rawValue), "state": .string(call.state.rawValue),
            "caller": PartyBody.json(call.caller), "callee": call.callee.map { PartyBody.json($0) } ?? .null,
            "dialled": .string(call.dialled), "line": .text(call.line?.text), "trunk": .text(call.trunk?.text),
            "startedAt": .string("\(call.startedAt)"), "answeredAt": .text(call.answeredAt?.description),
            "recording": .text(call.recording?.rawValue), "legs": .array(call.legs.map { Self.json($0) }),
        ]
    }

    private static func json(_ leg: LiveLeg) -> JSONValue {
        [
            "id": .string(leg.id.text), "role": .string(leg.role.rawValue), "party": PartyBody.json(leg.party),
            "state": .string(leg.state.rawValue), "address": .string(leg.address), "trunk": .text(leg.trunk?.text),
            "startedAt": .string("\(leg.startedAt)"), "answeredAt": .text(leg.answeredAt?.description),
            "conferenceRole": .text(leg.conferenceRole?.rawValue), "muted": .boolean(leg.isMuted),
            "talking": .boolean(leg.isTalking),
        ]
    }
}
