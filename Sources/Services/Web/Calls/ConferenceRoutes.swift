import Hummingbird
import Journal
import Model

/// Conferences and supervision of calls in progress (CAL-06, CAL-09). The members are legs of the call, as `getCall` and the
/// event socket show them.
struct ConferenceRoutes: EndpointGroup {
    let calls: CallRoutes

    private static let tag = "Calls"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post,
                "/calls/{call}/members",
                "inviteMember",
                "Rings somebody to join the talk, which becomes a conference",
                tag: Self.tag,
                access: .role(.user),
                guarding: .repeats,
                body: InvitationBody.schema,
                success: .noContent,
                refusals: [.notAllowed, .wrongState, .badNumber, .unavailable],
                handle: self.invite
            ),
            Endpoint(
                .put,
                "/calls/{call}/legs/{leg}/muted",
                "muteMember",
                "Lets a member of a conference be heard or not",
                tag: Self.tag,
                access: .role(.user),
                body: MutingBody.schema,
                success: .noContent,
                refusals: [.notAllowed, .wrongState, .unavailable]
            ) { request in
                let (call, leg) = try self.calls.findOwnLeg(request)
                try await self.carryOut(.mute(leg, request.body["muted"]?.boolean ?? false), in: call.id)
                return .nothing
            },
            Endpoint(
                .put,
                "/calls/{call}/legs/{leg}/supervision",
                "superviseLeg",
                "Rings one's own phone to listen to a user's incoming call, whisper or join",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                body: SupervisionBody.schema,
                success: .noContent,
                refusals: [.notAllowed, .wrongState, .noPhone, .unavailable],
                handle: self.supervise
            ),
        ]
    }

    @Sendable
    private func invite(_ request: APIRequest) async throws -> APIAnswer {
        let call = try self.calls.find(request)
        let caller = try request.requireCaller()
        let own = call.legs.first { $0.party.user == caller.user.id }
        // Who administers the domain may add to any of its talks, anybody else to their own.
        guard own != nil || call.domain.map(caller.mayManage) == true else {
            throw APIError(.notAllowed, "This is somebody else's call.")
        }
        // The number is dialled with somebody's rights: one's own, or those of the user who talks.
        let user = own == nil ? call.legs.compactMap(\.party.user).first ?? caller.user.id : caller.user.id
        let target = request.body["target"]?.text ?? ""
        try await self.carryOut(.invite(target: target, by: own?.id, as: user), in: call.id)
        return .nothing
    }

    @Sendable
    private func supervise(_ request: APIRequest) async throws -> APIAnswer {
        let (call, leg) = try self.calls.findOwnLeg(request)
        guard call.direction == .incoming else {
            throw APIError(.wrongState, "Only a call from outside can be joined by a supervisor.")
        }
        let mode = request.body["mode"]?.text.flatMap { Supervision(rawValue: $0) } ?? .listen
        try await self.carryOut(.supervise(leg, mode, by: try request.requireCaller().user.id), in: call.id)
        return .nothing
    }

    private func carryOut(_ wish: CallWish, in call: CallID) async throws {
        do {
            try await self.calls.control.carryOut(wish, in: call)
        } catch let refusal as CallRefusal {
            throw APIError(refusal)
        }
    }
}

enum InvitationBody {
    static let schema = Schema.named(
        "Invitation",
        .object([SchemaField("target", OriginationBody.target, note: "As the user would dial it.")])
    )
}

enum MutingBody {
    static let schema = Schema.named("Muting", .object([SchemaField("muted", .boolean)]))
}

enum SupervisionBody {
    static let schema = Schema.named(
        "Supervision",
        .object([
            SchemaField(
                "mode",
                .choice(Supervision.allCases.map(\.rawValue)),
                note: "`listen`: nobody notices; `whisper`: the user hears; `barge`: both hear. Again to change it."
            )
        ])
    )
}
