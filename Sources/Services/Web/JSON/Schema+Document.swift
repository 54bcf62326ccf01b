extension Schema {
    /// The schema as JSON Schema 2020-12, with references to named ones.
    var document: JSONValue {
        switch self {
        case .named(let name, _):
            return ["$ref": .string("#/components/schemas/\(name)")]
        case .optional(let schema):
            return schema.documentAllowingNull
        case .text(let rule):
            return .object(Self.members(of: rule, type: "string"))
        case .integer(let range):
            return [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
        case .decimal:
            return ["type": "number"]
        case .boolean:
            return ["type": "boolean"]
        case .choice(let choices):
            return ["type": "string", "enum": .array(choices.map { .string($0) })]
        case .timestamp:
            return ["type": "string", "format": "date-time"]
        case .list(let schema, let limit):
            return ["type": "array", "items": schema.document, "maxItems": .integer(Int64(limit))]
        case .anyObject:
            return ["type": "object"]
        case .map(let schema):
            return ["type": "object", "additionalProperties": schema.document]
        case .object(let fields):
            return Self.document(of: fields)
        }
    }

    /// The named schemas within, each once, deepest first.
    func collectNames(into names: inout [(name: String, schema: Schema)]) {
        switch self {
        case .named(let name, let schema):
            schema.collectNames(into: &names)
            let other = names.first { $0.name == name }
            assert(
                other.map { $0.schema.plain.document == schema.plain.document } ?? true,
                "two schemas are called \(name)"
            )
            if !names.contains(where: { $0.name == name }) { names.append((name, schema)) }
        case .optional(let schema), .list(let schema, _), .map(let schema):
            schema.collectNames(into: &names)
        case .object(let fields):
            for field in fields { field.schema.collectNames(into: &names) }
        case .text, .integer, .decimal, .boolean, .choice, .timestamp, .anyObject:
            return
        }
    }

    private var documentAllowingNull: JSONValue {
        switch self {
        case .choice(let choices):
            return ["type": ["string", "null"], "enum": .array(choices.map { .string($0) } + [.null])]
        case .named, .optional:
            return ["anyOf": [self.document, ["type": "null"]]]
        case .text, .integer, .decimal, .boolean, .timestamp, .list, .map, .anyObject, .object:
            guard case .object(var members) = self.document, members.first?.name == "type" else { return self.document }
            members[0].value = [members[0].value, "null"]
            return .object(members)
        }
    }

    private static func members(of rule: TextRule, type: JSONValue) -> [JSONMember] {
        var members = [JSONMember(name: "type", value: type)]
        if rule.length.lowerBound > 0 {
            members.append(JSONMember(name: "minLength", value: .integer(Int64(rule.length.lowerBound))))
        }
        members.append(JSONMember(name: "maxLength", value: .integer(Int64(rule.length.upperBound))))
        if let pattern = rule.pattern { members.append(JSONMember(name: "pattern", value: .string(pattern.source))) }
        if let example = rule.example { members.append(JSONMember(name: "examples", value: [.string(example)])) }
        if rule.isSecret { members.append(JSONMember(name: "writeOnly", value: true)) }
        return members
    }

    private static func document(of fields: [SchemaField]) -> JSONValue {
        let properties = fields.map { field in
            guard !field.note.isEmpty, case .object(let members) = field.schema.document else {
                return JSONMember(name: field.name, value: field.schema.document)
            }
            let note = JSONMember(name: "description", value: .string(field.note))
            return JSONMember(name: field.name, value: .object(members + [note]))
        }
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        var members: [JSONMember] = [
            JSONMember(name: "type", value: "object"), JSONMember(name: "properties", value: .object(properties)),
        ]
        if !required.isEmpty { members.append(JSONMember(name: "required", value: .array(required))) }
        members.append(JSONMember(name: "additionalProperties", value: false))
        return .object(members)
    }
}
