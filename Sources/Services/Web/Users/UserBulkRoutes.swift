import Hummingbird
import Kernel
import Model

/// One thing done to many users, with a result for each (USR-02).
struct UserBulkRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn
    let mobiles: any MobileExchange

    enum Operation: String, CaseIterable, Sendable {
        case addToGroup = "add-to-group"
        /// Out of all other groups as well, but those that would have nobody left.
        case moveToGroup = "move-to-group"
        /// The only pickup group that they are in, or none (PKP-01).
        case setPickupGroup = "set-pickup-group"
        /// All mobile numbers of theirs are phones of their own again (FWD-04).
        case switchFMCOff = "switch-fmc-off"
        case remove
    }

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post,
                "/users/bulk",
                "changeUsers",
                "Adds users to a group or moves them there, to a pickup group or to none, switches FMC off, or removes them",
                tag: "Users",
                access: .role(.domainAdministrator),
                guarding: .repeats,
                body: UserBulkBody.requestSchema,
                success: .json(.ok, UserBulkBody.schema),
                refusals: [.notFound, .conflict],
                handle: self.perform
            )
        ]
    }

    @Sendable
    private func perform(_ request: APIRequest) async throws -> APIAnswer {
        let users = (request.body["users"]?.elements ?? []).compactMap(\.text).map { UserID($0) }.withoutRepeats
        let results =
            switch request.body["operation"]?.text.flatMap({ Operation(rawValue: $0) }) {
            case .addToGroup: try await self.addToGroup(users, leavingOthers: false, request)
            case .moveToGroup: try await self.addToGroup(users, leavingOthers: true, request)
            case .setPickupGroup: try await self.setPickupGroup(users, request)
            case .switchFMCOff: try await self.switchFMCOff(users, request)
            case .remove: try await self.remove(users, request)
            case nil: throw APIError(.invalid, "There is no such operation.", field: "operation")
            }
        return Paging.whole(zip(users, results).map { UserBulkBody.json($0, $1) })
    }

    // MARK: - Groups

    /// - Parameter leavingOthers: whether they leave all their other groups (§7.1).
    private func addToGroup(
        _ users: [UserID],
        leavingOthers: Bool,
        _ request: APIRequest
    ) async throws -> [UserBulkBody.Result] {
        let configuration = self.configuration.current
        guard let target = try self.entry(request, of: .group, in: configuration) else {
            throw APIError.notFound("group", field: "group")
        }
        let move = CallGroupMove(users, to: target, leavingOthers: leavingOthers, in: configuration)
        if !move.changes.isEmpty { try await self.apply(move.changes, request) }
        return move.results
    }

    private func setPickupGroup(_ users: [UserID], _ request: APIRequest) async throws -> [UserBulkBody.Result] {
        let configuration = self.configuration.current
        let target = try self.entry(request, of: .pickupGroup, in: configuration)
        let caller = try request.requireCaller()
        var joining = target?.pickupGroup
        joining?.members.removeAll { configuration.user($0) == nil }
        var leaving: Set<UserID> = []
        let present = Set(
            Set(users.compactMap { configuration.user($0)?.domain }).flatMap { configuration.entries(of: $0) }
                .flatMap { $0.pickupGroup?.members ?? [] }
        )
        let results = users.map { id -> UserBulkBody.Result in
            guard let user = configuration.user(id), caller.mayManage(user.domain),
                target.map({ $0.domain == user.domain }) ?? true
            else { return .refused(.notFound("user")) }
            guard let group = joining else {
                let isMember = present.contains(id)
                if isMember { leaving.insert(id) }
                return isMember ? .done : .unchanged
            }
            guard !group.members.contains(id) else { return .unchanged }
            guard group.members.count < PickupGroup.memberLimit else {
                let sentence = "A pickup group has at most \(PickupGroup.memberLimit) members."
                return .refused(APIError(.conflict, sentence))
            }
            joining?.members.append(id)
            return .done
        }
        guard results.contains(.done) else { return results }
        if let target, let joining {
            // Where they were before they leave with the same change (PKP-01).
            try await self.apply([.putEntry(target.with(joining))], request)
        } else {
            try await self.apply(Self.departures(of: leaving, in: configuration), request)
        }
        return results
    }

    /// All their pickup groups without them.
    private static func departures(of users: Set<UserID>, in configuration: Configuration) -> [ConfigurationChange] {
        Set(users.compactMap { configuration.user($0)?.domain }).sorted().flatMap { configuration.entries(of: $0) }
            .compactMap { entry in
                guard let group = entry.pickupGroup, !users.isDisjoint(with: group.members) else { return nil }
                return .putEntry(entry.with(group.without(users)))
            }
    }

    /// The group that the body names; `nil` when it names none.
    private func entry(
        _ request: APIRequest,
        of kind: DomainEntry.Kind,
        in configuration: Configuration
    ) throws -> DomainEntry? {
        guard let id = request.body["group"]?.text else { return nil }
        guard let entry = configuration.entries[EntryID(id)], entry.kind == kind,
            try request.requireCaller().mayManage(entry.domain)
        else { throw APIError.notFound("group", field: "group") }
        return entry
    }

    // MARK: - FMC

    private func switchFMCOff(_ users: [UserID], _ request: APIRequest) async throws -> [UserBulkBody.Result] {
        let configuration = self.configuration.current
        let caller = try request.requireCaller()
        var changed: [User] = []
        let results = users.map { id -> UserBulkBody.Result in
            guard var user = configuration.user(id), caller.mayManage(user.domain) else {
                return .refused(.notFound("user"))
            }
            guard user.forwarding.fmc != nil else { return .unchanged }
            for mobile in user.forwarding.connectedMobiles.keys { _ = user.forwarding.note(nil, of: mobile) }
            changed.append(user)
            return .done
        }
        if !changed.isEmpty {
            try await self.apply(changed.map { .putUser($0) }, request)
            self.mobiles.changed()
        }
        return results
    }

    // MARK: - Removal

    /// One after another, as removing one may leave a group to the next alone.
    private func remove(_ users: [UserID], _ request: APIRequest) async throws -> [UserBulkBody.Result] {
        let caller = try request.requireCaller()
        var results: [UserBulkBody.Result] = []
        for id in users {
            do {
                let configuration = self.configuration.current
                guard let user = configuration.user(id), caller.mayManage(user.domain) else {
                    throw APIError.notFound("user")
                }
                guard id != caller.user.id else { throw APIError(.conflict, "One cannot remove oneself.") }
                try UserRemoval.check(user, in: configuration)
                try await self.apply([.removeUser(id)], request)
                try await self.signIn.endAll(of: id)
                results.append(.done)
            } catch let refusal as APIError {
                results.append(.refused(refusal))
            } catch let error as ModelError where error.code != .storeFailed {
                results.append(.refused(APIError(error)))
            }
        }
        return results
    }

    private func apply(_ changes: [ConfigurationChange], _ request: APIRequest) async throws {
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply(changes, by: author)
    }
}

/// What is done to many users, on the wire.
enum UserBulkBody {
    enum Result: Equatable, Sendable {
        case done
        /// It was so already.
        case unchanged
        /// Done, and the groups are left as they were that would have nobody left.
        case partly(stillIn: [Configuration.Usage])
        case refused(APIError)
    }

    static let requestSchema = Schema.named(
        "UserBulk",
        .object([
            SchemaField("users", .list(Common.id, atMost: 1_000)),
            SchemaField("operation", .choice(UserBulkRoutes.Operation.allCases.map(\.rawValue))),
            .maybe("group", .optional(Common.id), note: "Which group; of `set-pickup-group` null is none."),
        ])
    )

    static let schema = Paging.wholeSchema(
        .named(
            "UserBulkResult",
            .object([SchemaField("user", Common.id)] + Self.resultFields)
        ),
        atMost: 1_000
    )

    /// What became of one of many, whatever it is.
    static let resultFields = [
        SchemaField(
            "result",
            .choice(["done", "unchanged", "partly", "refused"]),
            note: "`partly`: moved, and still the last one of the groups in `reasons`."
        ),
        SchemaField("code", .optional(.choice(APIError.Code.allCases.map(\.rawValue)))),
        SchemaField("message", .optional(.text(1...1_000))),
        SchemaField("reasons", UsageBody.listSchema, note: "What stands in the way."),
    ]

    static func json(_ user: UserID, _ result: Result) -> JSONValue {
        JSONValue.object([JSONMember(name: "user", value: .string(user.text))]).merging(Self.json(result))
    }

    static func json(_ result: Result) -> JSONValue {
        let (name, refusal, reasons): (String, APIError?, [Configuration.Usage]) =
            switch result {
            case .done: ("done", nil, [])
            case .unchanged: ("unchanged", nil, [])
            case .partly(let groups): ("partly", nil, groups)
            case .refused(let refusal): ("refused", refusal, refusal.reasons)
            }
        return [
            "result": .string(name), "code": .text(refusal?.code.rawValue), "message": .text(refusal?.message),
            "reasons": UsageBody.list(reasons),
        ]
    }
}

extension DomainEntry {
    fileprivate func with(_ group: PickupGroup) -> DomainEntry {
        var entry = self
        entry.content = .pickupGroup(group)
        return entry
    }
}
