import Hummingbird
import Journal
import Kernel
import Model

/// Calls in progress: seen and ended from outside.
struct CallRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let live: LiveState
    let control: any CallControl

    private static let tag = "Calls"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/calls",
                "listCalls",
                "The calls in progress, oldest first",
                tag: Self.tag,
                access: .role(.user),
                query: [Common.domainParameter, ShortList.search] + Paging.parameters,
                success: .json(.ok, Paging.schema(CallBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .get,
                "/calls/{call}",
                "getCall",
                "One call in progress",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, CallBody.schema)
            ) { APIAnswer(CallBody.json(try self.find($0))) },
            Endpoint(
                .post,
                "/calls",
                "originateCall",
                "Rings a user's phones and then the number",
                tag: Self.tag,
                access: .role(.user),
                guarding: .repeats,
                body: OriginationBody.schema,
                success: .json(.created, OriginationBody.answer),
                refusals: [.notAllowed, .notFound, .noPhone, .badNumber, .tooManyCalls, .unavailable],
                handle: self.originate
            ),
            Endpoint(
                .post,
                "/calls/{call}/legs/{leg}/transfer",
                "transferLeg",
                "Connects the other party with somebody else and lets this one leave",
                tag: Self.tag,
                access: .role(.user),
                guarding: .repeats,
                body: TransferBody.schema,
                success: .noContent,
                refusals: [.notAllowed, .wrongState, .badNumber, .unavailable],
                handle: self.transfer
            ),
            Endpoint(
                .delete,
                "/calls/{call}",
                "hangUpCall",
                "Ends a call",
                tag: Self.tag,
                access: .role(.user),
                success: .noContent
            ) { request in
                guard await self.control.hangUp(try self.find(request).id) else { throw APIError.notFound("call") }
                return .nothing
            },
            Endpoint(
                .delete,
                "/calls/{call}/legs/{leg}",
                "hangUpLeg",
                "Ends one participant's part in a call",
                tag: Self.tag,
                access: .role(.user),
                success: .noContent,
                handle: self.hangUpLeg
            ),
        ]
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let domain = try request.listedDomain(in: self.configuration.current)
        let caller = try request.requireCaller()
        let calls = self.live.calls(in: domain, seenBy: caller)
        return try Paging.answer(
            request,
            rows: request.found(calls, shownAs: CallBody.json),
            key: { "\($0.startedAt)\u{1}\($0.id)" },
            json: CallBody.json
        )
    }

    func find(_ request: APIRequest) throws -> LiveCall {
        guard let call = self.live.call(CallID(request.id("call")), seenBy: try request.requireCaller()) else {
            throw APIError.notFound("call")
        }
        return call
    }

    @Sendable
    private func originate(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let number = request.body["number"]?.text ?? ""
        let user = self.configuration.current.user(request.body["user"]?.text.map { UserID($0) } ?? caller.user.id)
        guard let user, caller.maySee(user.domain, users: [user.id]) else {
            throw APIError.notFound("user", field: "user")
        }
        do {
            let call = try await self.control.originate(user.id, to: number)
            return APIAnswer(["id": .string(call.text)])
        } catch let refusal as CallRefusal {
            throw APIError(refusal)
        }
    }

    @Sendable
    private func transfer(_ request: APIRequest) async throws -> APIAnswer {
        let (call, leg) = try self.findOwnLeg(request)
        do {
            try await self.control.transfer(leg, of: call.id, to: request.body["target"]?.text ?? "")
            return .nothing
        } catch let refusal as CallRefusal {
            throw APIError(refusal)
        }
    }

    /// A leg that the caller of the API may act for.
    func findOwnLeg(_ request: APIRequest) throws -> (LiveCall, LegID) {
        let call = try self.find(request)
        let id = LegID(request.id("leg"))
        let caller = try request.requireCaller()
        guard let leg = call.legs.first(where: { $0.id == id }) else { throw APIError.notFound("leg") }
        // Whoever administers nothing may leave a call, but not throw another out of it.
        guard caller.maySee(call.domain, users: [leg.party.user].compactMap { $0 }) else {
            throw APIError(.notAllowed, "This is somebody else's part of the call.")
        }
        return (call, id)
    }

    @Sendable
    private func hangUpLeg(_ request: APIRequest) async throws -> APIAnswer {
        let (call, id) = try self.findOwnLeg(request)
        guard await self.control.hangUp(id, of: call.id) else { throw APIError.notFound("leg") }
        return .nothing
    }
}
