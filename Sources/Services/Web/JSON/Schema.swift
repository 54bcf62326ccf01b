/// The shape of a JSON value: printed as JSON Schema 2020-12 in the API's document, and what the server checks bodies,
/// parameters and (in tests) its own answers against.
indirect enum Schema: Sendable {
    case text(TextRule)
    case integer(ClosedRange<Int>)
    case decimal
    case boolean
    case choice([String])
    /// RFC 3339.
    case timestamp
    case list(Schema, atMost: Int)
    /// An object with these members and no others.
    case object([SchemaField])
    /// An object of any names, each with such a value.
    case map(Schema)
    case optional(Schema)
    /// An object that is described elsewhere.
    case anyObject
    /// A schema that stands under this name in the document's components.
    case named(String, Schema)

    /// What a text may be. Lengths count Unicode scalars, as JSON Schema does.
    struct TextRule: Sendable {
        var length: ClosedRange<Int>
        var pattern: TextPattern?
        /// One sentence for people when it does not fit.
        var complaint: String?
        var example: String?
        /// Never shown by a page: a password.
        var isSecret = false
    }

    static func text(
        _ length: ClosedRange<Int>,
        pattern: TextPattern? = nil,
        complaint: String? = nil,
        example: String? = nil,
        isSecret: Bool = false
    ) -> Schema {
        .text(TextRule(length: length, pattern: pattern, complaint: complaint, example: example, isSecret: isSecret))
    }

    /// The schema without its name.
    var plain: Schema {
        guard case .named(_, let schema) = self else { return self }
        return schema.plain
    }

    /// The members of an object, for building a wider one.
    var fields: [SchemaField] {
        guard case .object(let fields) = self.plain else { return [] }
        return fields
    }
}

/// A member of an object.
struct SchemaField: Sendable {
    let name: String
    let schema: Schema
    let isRequired: Bool
    let note: String

    init(_ name: String, _ schema: Schema, isRequired: Bool = true, note: String = "") {
        self.name = name
        self.schema = schema
        self.isRequired = isRequired
        self.note = note
    }

    static func maybe(_ name: String, _ schema: Schema, note: String = "") -> SchemaField {
        SchemaField(name, schema, isRequired: false, note: note)
    }
}
