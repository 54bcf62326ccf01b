import Hummingbird
import Model

/// The OpenAPI 3.1 document, printed from the route table.
enum OpenAPIDocument {
    static let description = """
        Everything a page of Martlet can do, a script can do.

        Sign in with `POST /session`: a browser gets a cookie, a program asks for `"delivery": "bearer"` or uses an access \
        token. With the cookie every request that changes something carries the header `X-Martlet-Request: 1`. \
        A domain never reaches another: what belongs to somebody else is answered like what does not exist (404).

        Lists are paged: `next` of an answer is the `cursor` of the next request. Creates take an `Idempotency-Key`; \
        changes are partial and take `If-Match` with the version seen, or fail with 409 when somebody was faster.

        `GET /events` is a WebSocket that first sends a snapshot of calls and registrations and then every change; \
        `?since=<sequence>` resumes. See docs/event-socket.md.
        """

    static func make(_ table: RouteTable, version: String) -> JSONValue {
        var names: [(name: String, schema: Schema)] = []
        APIError.schema.collectNames(into: &names)
        for endpoint in table.endpoints {
            endpoint.body?.collectNames(into: &names)
            if case .json(_, let schema) = endpoint.success { schema.collectNames(into: &names) }
        }
        let schemas = names.sorted { $0.name < $1.name }.map { JSONMember(name: $0.name, value: $0.schema.document) }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Martlet", "version": .string(version), "description": .string(Self.description),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": .string(APIResponder.root)], Self.acting],
            "paths": .object(Self.paths(table.endpoints)),
            "components": [
                "schemas": .object(schemas),
                "securitySchemes": [
                    "bearer": ["type": "http", "scheme": "bearer"],
                    "cookie": ["type": "apiKey", "in": "cookie", "name": .string(SessionCookie.name)],
                ],
            ],
        ]
    }

    private static func paths(_ endpoints: [Endpoint]) -> [JSONMember] {
        var paths: [(name: String, operations: [JSONMember])] = []
        for endpoint in endpoints {
            let method = endpoint.method.rawValue.lowercased()
            let operation = JSONMember(name: method, value: Self.operation(endpoint))
            if let index = paths.firstIndex(where: { $0.name == endpoint.path.text }) {
                paths[index].operations.append(operation)
            } else {
                paths.append((endpoint.path.text, [operation]))
            }
        }
        return paths.map { JSONMember(name: $0.name, value: .object($0.operations)) }
    }

    /// The same endpoints in the cabinet of another domain (TEN-09).
    private static let acting: JSONValue = [
        "url": .string(APIResponder.root + "/in/{domain}"),
        "description": "As the domain's administrator, for administrators of its pool and of the installation.",
        "variables": ["domain": ["default": "acme.example"]],
    ]

    private static func operation(_ endpoint: Endpoint) -> JSONValue {
        var members: [JSONMember] = [
            JSONMember(name: "operationId", value: .string(endpoint.name)),
            JSONMember(name: "summary", value: .string(endpoint.summary)),
            JSONMember(name: "tags", value: [.string(endpoint.tag)]),
        ]
        switch endpoint.access {
        case .anyone:
            members.append(JSONMember(name: "security", value: []))
        case .role(let role), .pool(let role):
            members.append(JSONMember(name: "security", value: [["bearer": []], ["cookie": []]]))
            members.append(JSONMember(name: "x-role", value: .string(role.rawValue)))
        }
        let parameters = Self.parameters(endpoint)
        if !parameters.isEmpty { members.append(JSONMember(name: "parameters", value: .array(parameters))) }
        if let body = endpoint.body {
            let content: JSONValue = ["application/json": ["schema": body.document]]
            members.append(JSONMember(name: "requestBody", value: ["required": true, "content": content]))
        }
        if let upload = endpoint.upload {
            let bytes = upload.mayBeEmpty ? Self.bytes : Self.someBytes
            let content = upload.types.map { JSONMember(name: $0, value: bytes) }
            let body: JSONValue = ["required": .boolean(!upload.mayBeEmpty), "content": .object(content)]
            members.append(JSONMember(name: "requestBody", value: body))
        }
        members.append(JSONMember(name: "responses", value: .object(Self.responses(endpoint))))
        return .object(members)
    }

    /// A body that is no text.
    private static let bytes: JSONValue = ["schema": ["type": "string", "format": "binary"]]

    /// The same, and not empty: an upload.
    private static let someBytes: JSONValue = ["schema": ["type": "string", "format": "binary", "minLength": 1]]

    /// YAML is read by whoever checks answers by this document, and then is no text.
    private static func file(of type: String) -> JSONValue { type.hasSuffix("yaml") ? .object([]) : Self.bytes }

    private static func parameters(_ endpoint: Endpoint) -> [JSONValue] {
        var parameters = endpoint.path.names.map { name -> JSONValue in
            ["name": .string(name), "in": "path", "required": true, "schema": Self.schema(ofName: name).document]
        }
        for parameter in endpoint.query {
            parameters.append([
                "name": .string(parameter.name), "in": "query", "description": .string(parameter.note),
                "schema": parameter.schema.document,
            ])
        }
        let header: (name: String, schema: Schema, note: String)
        switch endpoint.guarding {
        case .none: return parameters
        case .version: header = ("If-Match", RequestReading.versionSchema, "The version that the writer has seen.")
        case .repeats:
            header = ("Idempotency-Key", RequestReading.keySchema, "A repeat with it gets the first answer again.")
        }
        parameters.append([
            "name": .string(header.name), "in": "header", "description": .string(header.note),
            "schema": header.schema.document,
        ])
        return parameters
    }

    /// What stands in a path for a name in braces.
    private static func schema(ofName name: String) -> Schema {
        switch name {
        case "domain": Common.domain
        case "pool": PoolBody.id
        case "change": .integer(1...CallRecordBody.most)
        case "address": BlockBody.address
        case "link": .text(1...1_024)
        case "secret": .text(1...256)
        default: Common.id
        }
    }

    private static func responses(_ endpoint: Endpoint) -> [JSONMember] {
        var responses: [(status: Int, value: JSONValue)] = []
        switch endpoint.success {
        case .noContent:
            responses.append((204, ["description": "Done."]))
        case .file(let types):
            let content = JSONValue.object(types.map { JSONMember(name: $0, value: Self.file(of: $0)) })
            responses.append((200, ["description": "The file.", "content": content]))
            responses.append((206, ["description": "The part that Range asks for.", "content": content]))
            responses.append((416, ["description": "Range lies behind the end of the file."]))
        case .json(let status, let schema):
            let content: JSONValue = ["application/json": ["schema": schema.document]]
            var members: [JSONMember] = [
                JSONMember(name: "description", value: status == .created ? "Made." : "As asked."),
                JSONMember(name: "content", value: content),
            ]
            if endpoint.guarding == .version {
                let tag: JSONValue = ["description": "The version.", "schema": ["type": "string"]]
                members.insert(JSONMember(name: "headers", value: ["ETag": tag]), at: 1)
            }
            responses.append((status.code, .object(members)))
            if let other = endpoint.otherStatus { responses.append((other.code, .object(members))) }
        }
        let byStatus = Dictionary(grouping: endpoint.allRefusals) { $0.status.code }
        for (status, codes) in byStatus {
            let names = codes.map { "`\($0.rawValue)`" }.sorted().joined(separator: ", ")
            guard !responses.contains(where: { $0.status == status }) else { continue }
            responses.append(
                (
                    status,
                    [
                        "description": .string("Refused: \(names)."),
                        "content": ["application/json": ["schema": APIError.schema.document]],
                    ]
                )
            )
        }
        return responses.sorted { $0.status < $1.status }.map { JSONMember(name: String($0.status), value: $0.value) }
    }
}

/// Serves the document.
struct DocumentRoutes: EndpointGroup {
    let document: JSONValue

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/openapi.json",
                "getDocument",
                "This document",
                tag: "Operation",
                access: .anyone,
                success: .json(.ok, .anyObject)
            ) { _ in APIAnswer(self.document) }
        ]
    }
}
