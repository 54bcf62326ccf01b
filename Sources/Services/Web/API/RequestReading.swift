import HTTPTypes
import Hummingbird
import NIOCore

/// Reads and checks the parts of a request.
enum RequestReading {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")
    /// What an `Idempotency-Key` may look like.
    static let keySchema = Schema.text(
        1...64,
        pattern: TextPattern("[A-Za-z0-9._-]{1,64}"),
        complaint: "A key is 1 to 64 of A–Z a–z 0–9 . _ -",
        example: "3f2a"
    )
    /// What `If-Match` may look like: a version, which scripts may give without its quotes, or `*`.
    static let versionSchema = Schema.text(
        1...12,
        pattern: TextPattern(#"\*|"?[0-9]{1,9}"?"#),
        complaint: "This is a version, such as \"3\".",
        example: "\"3\""
    )

    /// The parameters of the query, each checked against its schema; unknown and repeated ones are refused, as a filter
    /// that is silently ignored shows the wrong rows.
    static func query(of text: String?, _ parameters: [Parameter]) throws -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for part in (text ?? "").split(separator: "&", omittingEmptySubsequences: true) {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(halves[0], plusIsSpace: true),
                let value = PercentEncoding.decode(halves.count > 1 ? halves[1] : "", plusIsSpace: true)
            else { throw APIError(.malformedRequest, "The query is not well encoded.") }
            guard let parameter = parameters.first(where: { $0.name == name }) else {
                let field = name.isEmpty ? nil : String(name.prefix(100))
                throw APIError(.invalidParameter, "There is no such parameter here.", field: field)
            }
            let typed = Self.typed(value, parameter.schema)
            if let breach = parameter.schema.breach(in: typed) {
                throw APIError(.invalidParameter, breach.message, field: name)
            }
            guard values.updateValue(typed, forKey: name) == nil else {
                throw APIError(.invalidParameter, "This parameter is given twice.", field: name)
            }
        }
        return values
    }

    private static func typed(_ text: String, _ schema: Schema) -> JSONValue {
        switch schema.plain {
        case .integer:
            let isWritten = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            return (isWritten ? Int64(text) : nil).map { .integer($0) } ?? .string(text)
        case .boolean:
            return text == "true" ? true : text == "false" ? false : .string(text)
        case .text, .decimal, .choice, .timestamp, .list, .object, .map, .anyObject, .optional, .named:
            return .string(text)
        }
    }

    /// The body, checked against its schema; `null` for an endpoint that takes none.
    static func body(of request: Request, _ schema: Schema?) async throws -> JSONValue {
        guard let schema else { return .null }
        let type = request.headers[.contentType]?.split(separator: ";").first?.split(separator: " ").first?.lowercased()
        guard type == "application/json" else {
            throw APIError(.unsupportedMediaType, "Send application/json.", field: "Content-Type")
        }
        let bytes = try await Self.bytes(of: request)
        let value: JSONValue
        do throws(JSONParseError) {
            value = try JSONParser.parse(bytes)
        } catch {
            let message = "The body is not acceptable JSON (\(error.code.rawValue) at byte \(error.offset))."
            throw APIError(.malformedJSON, message)
        }
        if let breach = schema.breach(in: value) {
            throw APIError(.invalid, breach.message, field: breach.path.isEmpty ? nil : breach.path)
        }
        return value
    }

    private static func bytes(of request: Request) async throws -> [UInt8] {
        let tooLarge = APIError(.tooLarge, "A body is at most 1 MiB.", headers: [.connection: "close"])
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > WebSettings.bodyLimit {
            throw tooLarge
        }
        var bytes: [UInt8] = []
        for try await chunk in request.body {
            guard bytes.count + chunk.readableBytes <= WebSettings.bodyLimit else { throw tooLarge }
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        return bytes
    }

    /// Refuses conditions that cannot be understood rather than acting without them.
    static func checkConditions(_ endpoint: Endpoint, _ request: APIRequest) throws {
        let condition: (name: HTTPField.Name?, schema: Schema)
        switch endpoint.guarding {
        case .none: return
        case .version: condition = (.ifMatch, Self.versionSchema)
        case .repeats: condition = (Self.idempotencyKey, Self.keySchema)
        }
        guard let name = condition.name, let value = request.headers[name] else { return }
        if let breach = condition.schema.breach(in: .string(value)) {
            throw APIError(.invalidParameter, breach.message, field: name.rawName)
        }
    }

    /// Whether the browser speaks TLS, to us or to a proxy that we believe.
    static func isSecure(_ request: Request, peer: String, trustedProxies: Set<String>) -> Bool {
        if request.head.scheme == "https" { return true }
        guard let name = HTTPField.Name("X-Forwarded-Proto"), trustedProxies.contains(ClientAddress(peer).text) else {
            return false
        }
        return request.headers[name] == "https"
    }
}
