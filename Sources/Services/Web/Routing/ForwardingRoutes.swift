import HTTPTypes
import Kernel
import Model

/// The incoming scheme of a user: of any user for administrators, one's own for everybody (FWD-01, ME-02).
struct ForwardingRoutes: EndpointGroup {
    enum Whose: Sendable {
        case users, own
    }

    let configuration: any LiveConfiguration
    let mobiles: any MobileExchange
    let whose: Whose

    var endpoints: [Endpoint] {
        let isOwn = self.whose == .own
        let path: PathPattern = isOwn ? "/me/forwarding" : "/users/{user}/forwarding"
        let access = Endpoint.Access.role(isOwn ? .user : .domainAdministrator)
        let (name, tag) = isOwn ? ("OwnForwarding", "Users") : ("Forwarding", "Users")
        return [
            Endpoint(
                .get,
                path,
                "get\(name)",
                "Where calls ring, one number after another",
                tag: tag,
                access: access,
                success: .json(.ok, ForwardingBody.schema)
            ) { self.stored(try self.find($0)) },
            Endpoint(
                .put,
                path,
                "set\(name)",
                "Sets where calls ring",
                tag: tag,
                access: access,
                guarding: .version,
                body: ForwardingBody.changeSchema,
                success: .json(.ok, ForwardingBody.schema),
                refusals: [
                    .badNumber, .badSchedule, .notFound, .taken, .noMobileOperator, .notOperators, .operatorUnreachable,
                ],
                handle: self.set
            ),
        ]
    }

    private func find(_ request: APIRequest) throws -> User {
        let caller = try request.requireCaller()
        if self.whose == .own { return caller.user }
        guard let user = self.configuration.current.user(UserID(request.id("user"))), caller.mayManage(user.domain)
        else { throw APIError.notFound("user") }
        return user
    }

    @Sendable
    private func set(_ request: APIRequest) async throws -> APIAnswer {
        var user = try self.find(request)
        try request.requireVersion(of: user)
        let forwarding = try ForwardingBody.read(request.body, for: user, in: self.configuration.current)
        do throws(ModelError) {
            try forwarding.validate()
        } catch {
            throw APIError(.conflict, error.detail, field: "others")
        }
        if forwarding != user.forwarding {
            let former = user.forwarding
            user.forwarding = forwarding
            try await self.store(user, formerly: former, request)
        }
        return self.stored(user)
    }

    // MARK: - FMC (FWD-04)

    private func store(_ user: User, formerly: Forwarding, _ request: APIRequest) async throws {
        let (joined, formerlyJoined) = (user.forwarding.connectedMobiles, formerly.connectedMobiles)
        let new = joined.keys.filter { formerlyJoined[$0] == nil }.sorted { $0.text < $1.text }
        let author = try request.requireCaller().author(from: request.source)
        guard let first = new.first else {
            _ = try await self.configuration.apply([.putUser(user)], by: author)
            if formerlyJoined.keys.contains(where: { joined[$0] == nil }) { self.mobiles.changed() }
            return
        }
        for mobile in new { try self.check(mobile, of: user, request) }
        do {
            try await self.mobiles.connect(new) { states in
                var user = user
                for (mobile, state) in states { _ = user.forwarding.note(state, of: mobile) }
                _ = try await self.configuration.apply([.putUser(user)], by: author)
            }
        } catch let fault as MobileFault {
            let field = Self.field(of: first, in: user.forwarding)
            switch fault.code {
            case .refused:
                throw APIError(.notOperators, "This number is not served by the mobile operator.", field: field)
            case .unreachable:
                throw APIError(.operatorUnreachable, "The mobile operator does not answer. Please try later.")
            }
        }
        self.mobiles.changed()
    }

    private func check(_ mobile: DialString, of user: User, _ request: APIRequest) throws {
        let field = Self.field(of: mobile, in: user.forwarding)
        guard try request.requireCaller().mayManage(user.domain) else {
            throw APIError(.notAllowed, "An administrator switches FMC on.", field: field)
        }
        guard self.mobiles.isOffered else {
            let sentence = "There is no mobile operator here: FMC cannot be switched on."
            throw APIError(.noMobileOperator, sentence, field: field)
        }
        guard user.extension != nil else {
            throw APIError(.conflict, "Who has no extension has nothing to join a mobile phone with.", field: field)
        }
        if let present = self.configuration.current.mobile(mobile), present.user.id != user.id {
            throw APIError(.taken, "This mobile number is joined with somebody else's extension.", field: field)
        }
    }

    private static func field(of mobile: DialString, in forwarding: Forwarding) -> String {
        let place = forwarding.others.firstIndex { $0.fmc != nil && FMC.number($0.dialled) == mobile } ?? 0
        return "others[\(place)].fmc"
    }

    private func stored(_ user: User) -> APIAnswer {
        let stored = self.configuration.current.user(user.id) ?? user
        return .versioned(ForwardingBody.json(stored, offersFMC: self.mobiles.isOffered), stored.version)
    }
}
