import HTTPTypes
import Journal
import Kernel
import Model

/// What one who talks can dial in talk, for programs and pages (CAL-04): the same rights, the same refusals.
struct LegRoutes: EndpointGroup {
    let calls: CallRoutes

    private static let tag = "Calls"
    private static let refusals: [APIError.Code] = [.notAllowed, .wrongState, .unavailable]

    var endpoints: [Endpoint] {
        [
            self.wish("hold", "holdLeg", "Lets the other party hear music", .hold),
            self.wish("unhold", "unholdLeg", "Takes the other party back", .unhold),
            self.wish("complete", "completeConsultation", "Leaves; the other party and the target talk", .complete),
            self.wish("return", "returnToParty", "Lets the target go and returns to the other party", .goBack),
            Endpoint(
                .post,
                "/calls/{call}/legs/{leg}/consult",
                "consultParty",
                "Asks somebody else while the other party hears music",
                tag: Self.tag,
                access: .role(.user),
                guarding: .repeats,
                body: TransferBody.schema,
                success: .noContent,
                refusals: Self.refusals + [.badNumber]
            ) { try await self.fulfil(.consult($0.body["target"]?.text ?? ""), $0) },
            Endpoint(
                .post,
                "/calls/{call}/legs/{leg}/park",
                "parkParty",
                "Lets the other party wait in a slot, and leaves",
                tag: Self.tag,
                access: .role(.user),
                guarding: .repeats,
                body: ParkingBody.schema,
                success: .noContent,
                refusals: Self.refusals + [.badNumber]
            ) { try await self.fulfil(.park(slot: $0.body["slot"]?.text ?? ""), $0) },
            Endpoint(
                .post,
                "/parking/{slot}/retrieve",
                "retrieveParked",
                "Rings one's own phones to take whoever is parked in the slot",
                tag: Self.tag,
                access: .role(.user),
                guarding: .repeats,
                success: .noContent,
                refusals: [.noPhone, .unavailable]
            ) { request in
                do {
                    let user = try request.requireCaller().user.id
                    try await self.calls.control.retrieveParked(in: request.id("slot"), for: user)
                    return .nothing
                } catch let refusal as CallRefusal {
                    throw APIError(refusal)
                }
            },
            Endpoint(
                .post,
                "/calls/{call}/legs/{leg}/dtmf",
                "sendDigits",
                "Gives the other party digits, as if this one had pressed keys",
                tag: Self.tag,
                access: .role(.user),
                guarding: .repeats,
                body: DigitsBody.schema,
                success: .noContent,
                refusals: Self.refusals
            ) { try await self.fulfil(.digits($0.body["digits"]?.text ?? ""), $0) },
        ]
    }

    private func wish(_ path: String, _ name: String, _ summary: String, _ wish: LegWish) -> Endpoint {
        Endpoint(
            .post,
            PathPattern(stringLiteral: "/calls/{call}/legs/{leg}/\(path)"),
            name,
            summary,
            tag: Self.tag,
            access: .role(.user),
            success: .noContent,
            refusals: Self.refusals
        ) { try await self.fulfil(wish, $0) }
    }

    private func fulfil(_ wish: LegWish, _ request: APIRequest) async throws -> APIAnswer {
        let (call, leg) = try self.calls.findOwnLeg(request)
        do {
            try await self.calls.control.carryOut(.leg(leg, wish), in: call.id)
            return .nothing
        } catch let refusal as CallRefusal {
            throw APIError(refusal)
        }
    }
}

/// Where a party waits.
enum ParkingBody {
    static let schema = Schema.named(
        "Parking",
        .object([
            SchemaField(
                "slot",
                .text(
                    1...2,
                    pattern: TextPattern("[0-9]{1,2}"),
                    complaint: "A parking slot has 1 or 2 digits.",
                    example: "1"
                )
            )
        ])
    )
}

/// Keys of a phone.
enum DigitsBody {
    static let schema = Schema.named(
        "Digits",
        .object([
            SchemaField(
                "digits",
                .text(
                    1...32,
                    pattern: TextPattern("[0-9A-D*#]{1,32}"),
                    complaint: "Digits are 0-9, *, # and A-D.",
                    example: "1#"
                )
            )
        ])
    )
}
