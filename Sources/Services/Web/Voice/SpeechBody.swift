import Model

/// Texts that are said, on the wire (IVR-07).
enum SpeechBody {
    private static let voice = Schema.choice(SpokenText.Voice.allCases.map(\.rawValue))
    private static let speed = Schema.integer(SpokenText.slowest...SpokenText.fastest)

    /// Lines of text without anything that controls, and with something to say in them.
    private static let text = Schema.text(
        1...SpokenText.lengthLimit,
        pattern: TextPattern("[^\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]{1,\(SpokenText.lengthLimit)}"),
        complaint: "A text that is said has 1 to \(SpokenText.lengthLimit) letters, digits, signs and new lines.",
        example: "Press one for sales."
    )

    static let requestSchema = Schema.named(
        "SpeechRequest",
        .object([
            SchemaField("text", Self.text), SchemaField("voice", Self.voice),
            .maybe("wordsPerMinute", Self.speed, note: "Default \(SpokenText.usualSpeed)."),
        ])
    )

    static let schema = Schema.named(
        "SpokenText",
        .object([
            SchemaField("text", .text(0...SpokenText.lengthLimit)), SchemaField("voice", Self.voice),
            SchemaField("wordsPerMinute", .integer(0...1_000)),
        ])
    )

    static let stateSchema = Schema.named(
        "SpeechState",
        .object([
            SchemaField("isAvailable", .boolean, note: "Whether texts can be said on this server."),
            SchemaField("advice", .optional(.text(0...500)), note: "What to do when they cannot."),
            SchemaField("textLimit", .integer(1...100_000), note: "Characters of one text."),
        ])
    )

    static func json(_ text: SpokenText) -> JSONValue {
        [
            "text": .string(text.text), "voice": .string(text.voice.rawValue),
            "wordsPerMinute": .whole(text.wordsPerMinute),
        ]
    }

    static func text(_ body: JSONValue) throws -> SpokenText {
        let text = SpokenText(
            body["text"]?.text ?? "",
            body["voice"]?.text.flatMap { SpokenText.Voice(rawValue: $0) } ?? .russianMale,
            wordsPerMinute: body["wordsPerMinute"]?.whole ?? SpokenText.usualSpeed
        )
        do {
            try text.validate()
        } catch {
            throw APIError(.conflict, error.detail, field: "text")
        }
        return text
    }
}
