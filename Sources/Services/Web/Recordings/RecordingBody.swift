import Kernel
import Model

/// A recording on the wire.
enum RecordingBody {
    static let schema = Schema.named(
        "Recording",
        .object([
            SchemaField("id", Common.id), SchemaField("call", Common.id), SchemaField("domain", Common.domain),
            SchemaField(
                "user",
                .optional(Common.id),
                note: "On the left channel at first; null when it withheld its number from you (CAL-01)."
            ), SchemaField("login", .text(0...64)),
            SchemaField("users", .list(Common.id, atMost: 1_000), note: "Every user who is heard."),
            SchemaField("direction", .choice(CallDirection.allCases.map(\.rawValue))),
            SchemaField("peer", PartyBody.schema, note: "On the right channel at first."),
            SchemaField("startedAt", .timestamp),
            SchemaField("seconds", .decimal, note: "Length of the sound; 0 while it is recorded."),
            SchemaField("bytes", .integer(0...CallRecordBody.most)),
            SchemaField("state", .choice(Recording.State.allCases.map(\.rawValue))),
            SchemaField(
                "progress",
                .optional(.decimal),
                note: "How far the mp3 file is; null while it is not being made."
            ),
            SchemaField("ending", .optional(.choice(RecordingEnding.allCases.map(\.rawValue)))),
            SchemaField("isEncrypted", .boolean), SchemaField("fileName", .text(1...400)),
        ])
    )

    /// - Parameter reader: the plain user who asks; `nil`: an administrator, who is told everything.
    static func json(_ whole: Recording, for reader: UserID?, progress: Double?) -> JSONValue {
        let recording = reader.map { whole.shown(to: $0) } ?? whole
        let user = reader.map { whole.tellsUser(to: $0) } == false ? nil : whole.user.text
        return [
            "id": .string(recording.id.text), "call": .string(recording.call.text),
            "domain": .string(recording.domain.text), "user": .text(user),
            "login": .string(recording.login), "users": .array(recording.users.map { .string($0.text) }),
            "direction": .string(recording.direction.rawValue), "peer": PartyBody.json(recording.peer),
            "startedAt": .string("\(recording.startedAt)"), "seconds": .number(recording.duration.inSeconds),
            "bytes": .integer(recording.byteCount), "state": .string(recording.state.rawValue),
            "progress": .decimal(progress), "ending": .text(recording.ending?.rawValue),
            "isEncrypted": .boolean(recording.isEncrypted), "fileName": .string(recording.fileName + ".mp3"),
        ]
    }
}

/// An entry of a recording's action history on the wire.
enum RecordingAccessBody {
    static let schema = Schema.named(
        "RecordingAccess",
        .object([
            SchemaField("at", .timestamp),
            SchemaField("action", .choice(RecordingAccess.Action.allCases.map(\.rawValue))),
            SchemaField("author", .text(0...400)), SchemaField("address", .text(0...100)),
        ])
    )

    static func json(_ access: RecordingAccess) -> JSONValue {
        [
            "at": .string("\(access.at)"), "action": .string(access.action.rawValue),
            "author": .string(access.author), "address": .string(access.address),
        ]
    }
}

/// A temporary link on the wire.
enum RecordingLinkBody {
    static let requestSchema = Schema.named(
        "NewRecordingLink",
        .object([.maybe("minutes", .integer(1...43_200), note: "Until it expires; default 1440, a day.")])
    )

    static let schema = Schema.named(
        "RecordingLink",
        .object([
            SchemaField("path", .text(1...1_200), note: "Below this server; needs no sign-in."),
            SchemaField("expiresAt", .timestamp),
        ])
    )
}

/// What is wished of a call's recording.
enum CallRecordingBody {
    static let schema = Schema.named(
        "CallRecordingWish",
        .object([
            SchemaField(
                "wish",
                .choice(RecordingWish.allCases.map(\.rawValue)),
                note: "`pause` makes the file silent until `resume`, while card data is said (BYD-08)."
            )
        ])
    )
}
