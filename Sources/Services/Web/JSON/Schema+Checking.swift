import Kernel

/// Where a value breaks its schema, and how.
struct SchemaBreach: Error, Equatable {
    /// For instance `legs.0.state`; empty for the document itself.
    let path: String
    /// One sentence without the path.
    let message: String
}

extension Schema {
    /// The first breach, or `nil` when the value fits.
    func breach(in value: JSONValue, at path: String = "") -> SchemaBreach? {
        switch self {
        case .named(_, let schema):
            return schema.breach(in: value, at: path)
        case .optional(let schema):
            return value.isNull ? nil : schema.breach(in: value, at: path)
        case .text(let rule):
            guard let text = value.text else { return SchemaBreach(path: path, message: "This must be a text.") }
            return rule.complaint(about: text).map { SchemaBreach(path: path, message: $0) }
        case .integer(let range):
            guard let number = value.whole, range.contains(number) else {
                let message = "This must be a whole number from \(range.lowerBound) to \(range.upperBound)."
                return SchemaBreach(path: path, message: message)
            }
            return nil
        case .decimal:
            switch value {
            case .integer, .number: return nil
            case .null, .boolean, .string, .array, .object:
                return SchemaBreach(path: path, message: "This must be a number.")
            }
        case .boolean:
            return value.boolean == nil ? SchemaBreach(path: path, message: "This must be true or false.") : nil
        case .choice(let choices):
            guard let text = value.text, choices.contains(text) else {
                let few = choices.prefix(20).joined(separator: ", ")
                let more = choices.count > 20 ? " and so on: the document lists all \(choices.count)" : ""
                return SchemaBreach(path: path, message: "This must be one of: \(few)\(more).")
            }
            return nil
        case .timestamp:
            guard let text = value.text, Timestamp(text) != nil else {
                return SchemaBreach(path: path, message: "This must be a time such as 2026-11-21T06:10:49Z.")
            }
            return nil
        case .anyObject:
            guard case .object = value else { return SchemaBreach(path: path, message: "This must be an object.") }
            return nil
        case .list(let schema, let limit):
            return Self.breach(inList: value, of: schema, atMost: limit, at: path)
        case .map(let schema):
            guard case .object(let members) = value else {
                return SchemaBreach(path: path, message: "This must be an object.")
            }
            return members.lazy.compactMap { schema.breach(in: $0.value, at: Self.join(path, $0.name)) }.first
        case .object(let fields):
            return Self.breach(inObject: value, of: fields, at: path)
        }
    }

    private static func breach(
        inList value: JSONValue,
        of schema: Schema,
        atMost limit: Int,
        at path: String
    ) -> SchemaBreach? {
        guard let elements = value.elements else { return SchemaBreach(path: path, message: "This must be a list.") }
        guard elements.count <= limit else {
            return SchemaBreach(path: path, message: "At most \(limit) elements are allowed here.")
        }
        return elements.enumerated().lazy
            .compactMap { schema.breach(in: $0.element, at: Self.join(path, String($0.offset))) }.first
    }

    private static func breach(
        inObject value: JSONValue,
        of fields: [SchemaField],
        at path: String
    ) -> SchemaBreach? {
        guard case .object(let members) = value else {
            return SchemaBreach(path: path, message: "This must be an object.")
        }
        for member in members {
            guard let field = fields.first(where: { $0.name == member.name }) else {
                return SchemaBreach(path: Self.join(path, member.name), message: "There is no such member.")
            }
            if let breach = field.schema.breach(in: member.value, at: Self.join(path, member.name)) { return breach }
        }
        let missing = fields.first { field in field.isRequired && !members.contains { $0.name == field.name } }
        return missing.map { SchemaBreach(path: Self.join(path, $0.name), message: "This is required.") }
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? String(name.prefix(100)) : "\(path).\(name.prefix(100))"
    }
}

extension Schema.TextRule {
    /// What is wrong with a text, or `nil`.
    func complaint(about text: String) -> String? {
        guard self.length.contains(text.unicodeScalars.count) else {
            if let complaint = self.complaint { return complaint }
            let (least, most) = (self.length.lowerBound, self.length.upperBound)
            return "This must be \(least) to \(most) characters long."
        }
        if let pattern, !pattern.matches(text) { return self.complaint ?? "This has characters or a form not allowed." }
        return nil
    }
}
