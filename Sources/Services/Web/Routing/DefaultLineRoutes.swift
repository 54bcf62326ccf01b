import HTTPTypes
import Kernel
import Model

/// Which of its lines a domain shows outside for users without a number of their own (RTE-07, ADM-01).
struct DefaultLineRoutes: EndpointGroup {
    let configuration: any LiveConfiguration

    private static let path: PathPattern = "/lines/{line}/default-outgoing"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .put,
                Self.path,
                "setDefaultOutgoing",
                "Shows this line outside for users without a number of their own",
                tag: "Lines",
                access: .role(.domainAdministrator),
                success: .noContent,
                refusals: [.conflict]
            ) { request in
                let line = try self.find(request)
                guard !NumberPlan.russia.isFreeForCallers(line.number) else {
                    throw APIError(.conflict, "A number that is free for callers cannot be shown on outgoing calls.")
                }
                return try await self.show(line.number, of: line, request)
            },
            Endpoint(
                .delete,
                Self.path,
                "removeDefaultOutgoing",
                "Shows no line outside for users without a number of their own, if it was this one",
                tag: "Lines",
                access: .role(.domainAdministrator),
                success: .noContent,
                refusals: [.conflict]
            ) { request in
                let line = try self.find(request)
                let shown = self.configuration.current.tenants[line.domain]?.domain.callerID
                return shown == line.number ? try await self.show(nil, of: line, request) : .nothing
            },
        ]
    }

    private func find(_ request: APIRequest) throws -> Line {
        guard let line = self.configuration.current.lines[LineID(request.id("line"))],
            try request.requireCaller().mayManage(line.domain)
        else { throw APIError.notFound("line") }
        return line
    }

    private func show(_ number: DialString?, of line: Line, _ request: APIRequest) async throws -> APIAnswer {
        guard var domain = self.configuration.current.tenants[line.domain]?.domain, domain.callerID != number else {
            return .nothing
        }
        domain.callerID = number
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putDomain(domain)], by: author)
        return .nothing
    }
}
