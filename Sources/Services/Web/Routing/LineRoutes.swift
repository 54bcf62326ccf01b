import Hummingbird
import Kernel
import Model

/// External numbers and where their calls go. Numbers come from providers, so only system administrators add, renumber and
/// remove them; a domain's administrator decides where their calls go.
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
                "Gives a number to a domain",
                tag: Self.tag,
                access: .role(.systemAdministrator),
                guarding: .repeats,
                body: LineBody.requestSchema,
                success: .json(.created, LineBody.schema),
                refusals: [.taken, .notFound, .limitReached, .badNumber, .badSchedule],
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
                refusals: [.taken, .badNumber, .badSchedule],
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
        return try Paging.answer(request, rows: lines, key: \.number.text) {
            LineBody.json($0, in: configuration)
        }
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        guard let number = request.body["number"]?.text.flatMap({ DialString($0) }) else {
            throw APIError(.invalid, "This is not a number.", field: "number")
        }
        var line = try self.newLine(number, request.body, in: configuration)
        guard configuration.roomForLines(in: line.domain) > 0 else {
            throw APIError(.limitReached, "The domain may have no more lines.")
        }
        try LineBody.apply(request.body, to: &line, in: configuration)
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putLine(line)], by: author)
        return self.stored(line)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.find(request)
        try request.requireVersion(of: former)
        let caller = try request.requireCaller()
        for field in ["number", "trunk"] where request.body[field] != nil && caller.role != .systemAdministrator {
            throw APIError(.notAllowed, "Only system administrators change this.", field: field)
        }
        let configuration = self.configuration.current
        var line = former
        try LineBody.apply(request.body, to: &line, in: configuration)
        if line != former {
            let changes = [.putLine(line)] + self.shownOutside(line.number, insteadOf: former)
            _ = try await self.configuration.apply(changes, by: caller.author(from: request.source))
        }
        return self.stored(line)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let line = try self.find(request)
        try request.requireVersion(of: line)
        let author = try request.requireCaller().author(from: request.source)
        let changes = [.removeLine(line.id)] + self.shownOutside(nil, insteadOf: line)
        _ = try await self.configuration.apply(changes, by: author)
        return .nothing
    }

    /// Nobody shows a number outside that the company has no more: the company the new one in its place, if it may be shown, or none.
    private func shownOutside(_ number: DialString?, insteadOf former: Line) -> [ConfigurationChange] {
        guard number != former.number else { return [] }
        let shown = number.flatMap { NumberPlan.russia.isFreeForCallers($0) ? nil : $0 }
        return self.configuration.current.withdrawing(former.number, of: former.domain, showing: shown)
    }

    /// In the domain that is named, or of the user who is: somebody with phones, which people of the reserved domain have
    /// not.
    private func newLine(_ number: DialString, _ body: JSONValue, in configuration: Configuration) throws -> Line {
        if let id = body["user"]?.text {
            guard let user = configuration.user(UserID(id)), !user.domain.isReserved else {
                throw APIError.notFound("user", field: "user")
            }
            let rules = [LineRule(to: .user(user.id))]
            return Line(id: LineID(self.signIn.newID()), domain: user.domain, number: number, rules: rules)
        }
        let domain = DomainID(body["domain"]?.text ?? "")
        guard configuration.tenants[domain] != nil, !domain.isReserved else {
            throw APIError.notFound("domain", field: "domain")
        }
        return Line(id: LineID(self.signIn.newID()), domain: domain, number: number)
    }

    private func stored(_ line: Line) -> APIAnswer {
        let stored = self.configuration.current.lines[line.id] ?? line
        return .versioned(LineBody.json(stored, in: self.configuration.current), stored.version)
    }
}
