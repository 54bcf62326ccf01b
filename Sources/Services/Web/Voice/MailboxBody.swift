import Kernel
import Model

/// A mailbox and its messages on the wire. No form of the PIN ever is in an answer.
enum MailboxBody {
    private static let notice = Schema.choice(VoicemailRules.Notice.allCases.map(\.rawValue))

    static let schema = Schema.named(
        "Mailbox",
        .object([
            SchemaField("isOn", .boolean, note: "Calls that nobody answers come here."),
            SchemaField("greets", .boolean, note: "Callers hear a greeting before the tone (USR-05)."),
            SchemaField("greeting", .optional(Common.id), note: "A prompt; null: the server's own phrase."),
            SchemaField("notice", Self.notice, note: "An e-mail for each message, with a link or with the sound, too."),
            SchemaField("hasPIN", .boolean),
            SchemaField("isLampLit", .boolean, note: "The message lamp is lit by command, whatever is in the mailbox."),
            SchemaField("new", .integer(0...1_000_000)),
            SchemaField("old", .integer(0...1_000_000)), SchemaField("version", Common.version),
        ])
    )

    static let changeSchema = Schema.named(
        "MailboxChange",
        .object([
            .maybe("isOn", .boolean), .maybe("greets", .boolean), .maybe("greeting", .optional(Common.id)),
            .maybe("notice", Self.notice),
        ])
    )

    static let pinSchema = Schema.named(
        "MailboxPIN",
        .object([
            SchemaField(
                "pin",
                .optional(
                    .text(
                        4...10,
                        pattern: TextPattern("[0-9]{4,10}"),
                        complaint: "A PIN has 4 to 10 digits.",
                        example: "4711",
                        isSecret: true
                    )
                ),
                note: "Null takes the PIN away: the mailbox opens at the user's own phones only."
            )
        ])
    )

    static let lampSchema = Schema.named("MailboxLamp", .object([SchemaField("isLit", .boolean)]))

    static let messageSchema = Schema.named(
        "VoiceMessage",
        .object([
            SchemaField("id", Common.id), SchemaField("user", Common.id), SchemaField("domain", Common.domain),
            SchemaField("call", Common.id), SchemaField("caller", .text(0...200), note: "The number."),
            SchemaField("callerName", .text(0...200)), SchemaField("at", .timestamp),
            SchemaField("seconds", .decimal), SchemaField("heardAt", .optional(.timestamp), note: "Null: new."),
        ])
    )

    static let messageChangeSchema = Schema.named(
        "VoiceMessageChange",
        .object([SchemaField("isHeard", .boolean)])
    )

    static func json(_ user: User, _ counts: MessageCounts) -> JSONValue {
        .object(
            Self.rules(user) + [
                JSONMember(name: "new", value: .whole(counts.new)), JSONMember(name: "old", value: .whole(counts.old)),
                JSONMember(name: "version", value: .whole(user.version)),
            ]
        )
    }

    /// What is configured, as the history of changes shows it, too.
    static func rules(_ user: User) -> [JSONMember] {
        [
            JSONMember(name: "isOn", value: .boolean(user.voicemail.isOn)),
            JSONMember(name: "greets", value: .boolean(user.voicemail.greets)),
            JSONMember(name: "greeting", value: .text(user.voicemail.greeting?.text)),
            JSONMember(name: "notice", value: .string(user.voicemail.notice.rawValue)),
            JSONMember(name: "hasPIN", value: .boolean(user.voicemail.hasPIN)),
            JSONMember(name: "isLampLit", value: .boolean(user.voicemail.isLampLit)),
        ]
    }

    static func json(_ message: VoiceMessage) -> JSONValue {
        [
            "id": .string(message.id.text), "user": .string(message.user.text),
            "domain": .string(message.domain.text), "call": .string(message.call.text),
            "caller": .string(message.caller.number), "callerName": .string(message.caller.name),
            "at": .string("\(message.at)"),
            "seconds": .number(Double(message.duration.wholeMilliseconds) / 1_000),
            "heardAt": .text(message.heardAt.map { "\($0)" }),
        ]
    }
}
