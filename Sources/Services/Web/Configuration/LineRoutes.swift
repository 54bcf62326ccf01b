import Hummingbird
import Kernel
import Model

/// External numbers and whom they ring. Numbers come from providers, so only system administrators add, renumber and
/// remove them; a domain's administrator decides whom they ring.
struct LineRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn

    private static let tag = "Lines"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/lines",
                "listLines",
                "The lines by number",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                query: [Common.domainParameter, Common.search("Part of the number or the shown name.")]
                    + Paging.parameters,
                success: .json(.ok, Paging.schema(LineBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .post,
                "/lines",
                "addLine",
                "Gives a number to the domain of a user",
                tag: Self.tag,
                access: .role(.systemAdministrator),
                guarding: .repeats,
                body: LineBody.requestSchema,
                success: .json(.created, LineBody.schema),
                refusals: [.taken, .notFound],
                handle: self.add
            ),
            Endpoint(
                .get,
                "/lines/{line}",
                "getLine",
                "One line",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .json(.ok, LineBody.schema)
            ) { self.stored(try self.find($0)) },
            Endpoint(
                .patch,
                "/lines/{line}",
                "changeLine",
                "Changes what is named in the body",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .version,
                body: LineBody.changeSchema,
                success: .json(.ok, LineBody.schema),
                refusals: [.taken],
                handle: self.change
            ),
            Endpoint(
                .delete,
                "/lines/{line}",
                "removeLine",
                "Takes a number away",
                tag: Self.tag,
                access: .role(.systemAdministrator),
                guarding: .version,
                success: .noContent,
                handle: self.remove
            ),
        ]
    }

    private func find(_ request: APIRequest) throws -> Line {
        guard let line = self.configuration.current.lines[LineID(request.id("line"))],
            try request.requireCaller().mayManage(line.domain)
        else { throw APIError.notFound("line") }
        return line
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let domain = try request.listedDomain(in: configuration)
        let search = request.search?.lowercased()
        let lines = configuration.lines.values.filter { line in
            guard domain == nil || line.domain == domain else { return false }
            guard let search else { return true }
            return line.number.text.contains(search) || line.shownName.lowercased().contains(search)
        }
        return try Paging.answer(request, rows: lines, key: \.number.text, json: LineBody.json)
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        guard let number = request.body["number"]?.text.flatMap({ DialString($0) }) else {
            throw APIError(.invalid, "This is not a number.", field: "number")
        }
        let user = try Self.user(request.body["user"], in: configuration)
        var line = Line(id: LineID(self.signIn.newID()), domain: user.domain, number: number, user: user.id)
        try LineBody.apply(request.body, to: &line, in: configuration)
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putLine(line)], by: author)
        return self.stored(line)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.find(request)
        try request.requireVersion(former.version)
        let caller = try request.requireCaller()
        for field in ["number", "trunk"] where request.body[field] != nil && caller.role != .systemAdministrator {
            throw APIError(.notAllowed, "Only system administrators change this.", field: field)
        }
        let configuration = self.configuration.current
        var line = former
        try LineBody.apply(request.body, to: &line, in: configuration)
        if let id = request.body["user"] {
            let user = try Self.user(id, in: configuration)
            guard user.domain == line.domain else { throw APIError.notFound("user", field: "user") }
            line.user = user.id
        }
        if line != former {
            _ = try await self.configuration.apply([.putLine(line)], by: caller.author(from: request.source))
        }
        return self.stored(line)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let line = try self.find(request)
        try request.requireVersion(line.version)
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.removeLine(line.id)], by: author)
        return .nothing
    }

    /// Somebody with phones: the people of the reserved domain have none.
    private static func user(_ id: JSONValue?, in configuration: Configuration) throws -> User {
        guard let user = id?.text.flatMap({ configuration.user(UserID($0)) }), user.domain != Domain.system else {
            throw APIError.notFound("user", field: "user")
        }
        return user
    }

    private func stored(_ line: Line) -> APIAnswer {
        let stored = self.configuration.current.lines[line.id] ?? line
        return .versioned(LineBody.json(stored), stored.version)
    }
}

/// A line on the wire.
enum LineBody {
    private static let settings: [SchemaField] = [
        .maybe("trunk", .optional(Common.id), note: "The trunk it comes by; null: any."),
        .maybe("shownName", Common.line(0...100)), .maybe("isActive", .boolean),
    ]

    static let requestSchema = Schema.named(
        "NewLine",
        .object([SchemaField("number", Common.number), SchemaField("user", Common.id)] + Self.settings)
    )

    static let changeSchema = Schema.named(
        "LineChange",
        .object([.maybe("number", Common.number), .maybe("user", Common.id)] + Self.settings)
    )

    static let schema = Schema.named(
        "Line",
        .object([
            SchemaField("id", Common.id), SchemaField("domain", Common.domain), SchemaField("number", Common.number),
            SchemaField("trunk", .optional(Common.id)), SchemaField("user", Common.id),
            SchemaField("shownName", .text(0...100)), SchemaField("isActive", .boolean),
            SchemaField("version", Common.version),
        ])
    )

    static func json(_ line: Line) -> JSONValue {
        [
            "id": .string(line.id.text), "domain": .string(line.domain.text), "number": .string(line.number.text),
            "trunk": .text(line.trunk?.text), "user": .string(line.user.text), "shownName": .string(line.shownName),
            "isActive": .boolean(line.isActive), "version": .whole(line.version),
        ]
    }

    /// What the body does not name stays as it is; the user is the caller's affair.
    static func apply(_ body: JSONValue, to line: inout Line, in configuration: Configuration) throws {
        if let number = body["number"]?.text.flatMap({ DialString($0) }) {
            line.number = number
            let holder = configuration.line(number: number)
            guard holder == nil || holder?.id == line.id else {
                throw APIError(.taken, "This number is given already.", field: "number")
            }
        }
        if let trunk = body["trunk"] {
            line.trunk = trunk.text.map { TrunkID($0) }
            guard line.trunk.map({ configuration.trunks[$0] != nil }) ?? true else {
                throw APIError.notFound("trunk", field: "trunk")
            }
        }
        if let name = body["shownName"]?.text { line.shownName = name }
        if let isActive = body["isActive"]?.boolean { line.isActive = isActive }
    }
}
