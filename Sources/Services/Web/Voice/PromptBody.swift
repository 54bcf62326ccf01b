import Kernel
import Model

/// A prompt on the wire.
enum PromptBody {
    static let purpose = Schema.choice(Prompt.Purpose.allCases.map(\.rawValue))
    static let name = Common.line(1...100)

    static let requestSchema = Schema.named(
        "NewPrompt",
        .object([
            SchemaField("name", Self.name), SchemaField("purpose", Self.purpose),
            .maybe(
                "owner",
                .optional(Common.id),
                note: "The user whose it is; default: oneself. Null, for administrators: the whole domain."
            ),
        ])
    )

    static let changeSchema = Schema.named("PromptChange", .object([SchemaField("name", Self.name)]))

    static let recordingSchema = Schema.named(
        "PromptRecording",
        .object([.maybe("user", Common.id, note: "Whose phones ring; default: one's own.")])
    )

    static let schema = Schema.named(
        "Prompt",
        .object([
            SchemaField("id", Common.id), SchemaField("domain", Common.domain),
            SchemaField("owner", .optional(Common.id)), SchemaField("purpose", Self.purpose),
            SchemaField("name", .text(0...100)),
            SchemaField(
                "state",
                .choice(Prompt.State.allCases.map(\.rawValue)),
                note: "`awaited`: without a sound yet; `checking`: being decoded; `refused`: see `refusal`."
            ),
            SchemaField("refusal", .optional(.text(0...64)), note: "Why the file cannot be used."),
            SchemaField("format", .optional(.choice(Prompt.Container.allCases.map(\.rawValue)))),
            SchemaField("bytes", .integer(0...Int(Int32.max))),
            SchemaField("seconds", .decimal), SchemaField("changedAt", .timestamp),
            SchemaField("spoken", .optional(SpeechBody.schema), note: "The text that is said in it."),
            SchemaField("version", Common.version),
        ])
    )

    static func json(_ prompt: Prompt) -> JSONValue {
        [
            "id": .string(prompt.id.text), "domain": .string(prompt.domain.text), "owner": .text(prompt.owner?.text),
            "purpose": .string(prompt.purpose.rawValue), "name": .string(prompt.name),
            "state": .string(prompt.state.rawValue), "refusal": .text(prompt.refusal),
            "format": .text(prompt.container?.rawValue), "bytes": .whole(prompt.byteCount),
            "seconds": .number(Double(prompt.duration.wholeMilliseconds) / 1_000),
            "changedAt": .string("\(prompt.changedAt)"),
            "spoken": prompt.spoken.map { SpeechBody.json($0) } ?? .null, "version": .whole(prompt.version),
        ]
    }
}
