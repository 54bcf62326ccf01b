import Hummingbird
import Kernel
import Model
import Routing

/// What would happen to a call: the router that routes live calls and the menus that they hear, asked without one (RTE-10).
struct TrialRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let menus: any MenuWalker
    let time: any TimeSource

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post,
                "/routing/trial",
                "tryRouting",
                "Where a call would go at a moment, and why; nothing rings",
                tag: "Lines",
                access: .role(.domainAdministrator),
                body: TrialBody.requestSchema,
                success: .json(.ok, TrialBody.schema),
                refusals: [.notFound, .conflict, .wrongState],
                handle: self.attempt
            )
        ]
    }

    @Sendable
    private func attempt(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let at = request.body["at"]?.text.flatMap { Timestamp($0) } ?? self.time.timestamp
        let router = Router(configuration: configuration)
        if let (number, domain) = try self.number(request, in: configuration) {
            let facts = CallFacts(origin: .trunk(TrunkID("")), dialled: number.text, at: at)
            let decision = router.toTarget(.number(number), of: domain, facts, because: "number \(number)")
            return APIAnswer(TrialBody.json(decision, at: at, of: domain, in: configuration))
        }
        let call = try self.call(request, at: at, in: configuration)
        let keys = MenuKeys(
            request.body["keys"]?.text ?? "",
            draft: try self.draft(request, of: call.domain, in: configuration)
        )
        let first =
            call.scenario.map { scenario in
                router.toTarget(.scenario(scenario), of: call.domain, call.facts, because: "voice scenario")
            } ?? router.decide(call.facts)
        let decision = self.menus.walk(first, call.facts, keys, in: configuration)
        return APIAnswer(TrialBody.json(decision, at: at, of: call.domain, in: configuration))
    }

    /// A number that a rule or a menu of a domain would send calls to, and the domain; `nil` when none is named.
    private func number(
        _ request: APIRequest,
        in configuration: Configuration
    ) throws -> (number: DialString, domain: DomainID)? {
        let body = request.body
        guard let written = body["number"]?.text else { return nil }
        guard body["line"] == nil, body["user"] == nil, body["scenario"] == nil else {
            throw APIError(
                .conflict,
                "A number is tried by itself, without a line, a user or a scenario.",
                field: "number"
            )
        }
        let domain = try body["domain"]?.text.map { DomainID($0) } ?? request.requireCaller().user.domain
        guard configuration.tenants[domain] != nil, try self.mayTry(domain, request) else {
            throw APIError.notFound("domain", field: "domain")
        }
        guard let number = DialString(written) else {
            throw APIError(.conflict, "This is not a number that can be dialled.", field: "number")
        }
        return (number, domain)
    }

    private struct Call {
        var facts: CallFacts
        var domain: DomainID
        /// The caller is in it already, however it was come to.
        var scenario: EntryID?
    }

    private func call(_ request: APIRequest, at: Timestamp, in configuration: Configuration) throws -> Call {
        let body = request.body
        let line = try body["line"]?.text.map { try self.line($0, request, in: configuration) }
        let user = try body["user"]?.text.map { try self.user($0, request, in: configuration) }
        let scenario = try body["scenario"]?.text.map {
            try self.scenario($0, request, in: configuration, field: "scenario")
        }
        let caller = body["caller"]?.text ?? ""
        switch (line, user, scenario) {
        case (let line?, nil, nil):
            // A line of any trunk is found whatever trunk the call comes by.
            let origin = CallFacts.Origin.trunk(line.trunk ?? TrunkID(""))
            return Call(
                facts: CallFacts(origin: origin, dialled: line.number.text, at: at, caller: caller),
                domain: line.domain
            )
        case (nil, let user?, nil):
            guard let dialled = body["dialled"]?.text, !dialled.isEmpty else {
                throw APIError(.conflict, "Please say what the user dials.", field: "dialled")
            }
            return Call(facts: CallFacts(origin: .user(user.id), dialled: dialled, at: at), domain: user.domain)
        case (nil, nil, let scenario?):
            return Call(
                facts: CallFacts(origin: .trunk(TrunkID("")), dialled: scenario.id.text, at: at, caller: caller),
                domain: scenario.domain,
                scenario: scenario.id
            )
        case (nil, nil, nil), (_?, _?, _), (_?, _, _?), (_, _?, _?):
            throw APIError(
                .conflict,
                "A call comes by a line, from a user or is in a scenario: please name one of them.",
                field: "line"
            )
        }
    }

    /// The scenario that is looked at by its draft: one that has a draft, in the domain of the call.
    private func draft(
        _ request: APIRequest,
        of domain: DomainID,
        in configuration: Configuration
    ) throws -> EntryID? {
        guard let id = request.body["draft"]?.text else { return nil }
        let entry = try self.scenario(id, request, in: configuration, field: "draft")
        guard entry.domain == domain else { throw APIError.notFound("scenario", field: "draft") }
        guard entry.scenario?.draft != nil else {
            throw APIError(.wrongState, "There is no draft to try.", field: "draft")
        }
        return entry.id
    }

    private func scenario(
        _ id: String,
        _ request: APIRequest,
        in configuration: Configuration,
        field: String
    ) throws -> DomainEntry {
        guard let entry = configuration.entries[EntryID(id)], entry.scenario != nil,
            try self.mayTry(entry.domain, request)
        else { throw APIError.notFound("scenario", field: field) }
        return entry
    }

    private func line(_ id: String, _ request: APIRequest, in configuration: Configuration) throws -> Line {
        guard let line = configuration.lines[LineID(id)], try self.mayTry(line.domain, request) else {
            throw APIError.notFound("line", field: "line")
        }
        return line
    }

    private func user(_ id: String, _ request: APIRequest, in configuration: Configuration) throws -> User {
        guard let user = configuration.user(UserID(id)), try self.mayTry(user.domain, request) else {
            throw APIError.notFound("user", field: "user")
        }
        return user
    }

    /// Within what the caller administers, and within the domain that is named.
    private func mayTry(_ domain: DomainID, _ request: APIRequest) throws -> Bool {
        let named = request.body["domain"]?.text.map { DomainID($0) }
        return try request.requireCaller().mayManage(domain) && (named == nil || named == domain)
    }
}
