/// A JSON document (RFC 8259) as a value; objects keep the order of their members.
enum JSONValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])

    /// The member of that name, when this is an object that has it.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    var isNull: Bool { self == .null }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// Also of a number without fraction, for instance `40.0`: JSON Schema counts it as an integer.
    var whole: Int? {
        switch self {
        case .integer(let number): Int(exactly: number)
        case .number(let number): Int(exactly: number)
        case .null, .boolean, .string, .array, .object: nil
        }
    }

    var boolean: Bool? {
        guard case .boolean(let value) = self else { return nil }
        return value
    }

    var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// `null` for `nil`.
    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// `null` for `nil`.
    static func whole(_ number: Int?) -> JSONValue { number.map { .integer(Int64($0)) } ?? .null }

    /// `null` for `nil`.
    static func decimal(_ number: Double?) -> JSONValue { number.map { .number($0) } ?? .null }
}

/// One name and value of a JSON object.
struct JSONMember: Equatable, Sendable {
    var name: String
    var value: JSONValue
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(nilLiteral: ()) { self = .null }
    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { JSONMember(name: $0.0, value: $0.1) })
    }
}
