import HTTPTypes
import Kernel
import Model

/// Numbers that were busy and are called when they are free (CAL-08): of oneself.
struct CallbackRoutes: EndpointGroup {
    let control: any CallControl

    private static let tag = "Calls"

    private static let schema = Schema.named(
        "Callback",
        .object([SchemaField("id", Common.id), SchemaField("number", .text(1...64))])
    )

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/callbacks",
                "listCallbacks",
                "One's numbers that wait to be called back",
                tag: Self.tag,
                access: .role(.user),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(Self.schema, atMost: 100))
            ) { request in
                let wishes = await self.control.callbacks(of: try request.requireCaller().user.id)
                return try ShortList.answer(
                    request,
                    wishes.map { ["id": .string($0.id), "number": .string($0.number)] }
                )
            },
            Endpoint(
                .post,
                "/callbacks",
                "addCallback",
                "Rings one's phones, and then the number, as soon as the number is free",
                tag: Self.tag,
                access: .role(.user),
                guarding: .repeats,
                body: Schema.named("NewCallback", .object([SchemaField("number", OriginationBody.target)])),
                success: .json(.created, Self.schema),
                refusals: [.notAllowed, .badNumber, .tooManyCalls, .unavailable]
            ) { request in
                let number = request.body["number"]?.text ?? ""
                do {
                    let id = try await self.control.callBack(try request.requireCaller().user.id, to: number)
                    return APIAnswer(["id": .string(id), "number": .string(number)])
                } catch let refusal as CallRefusal {
                    throw APIError(refusal)
                }
            },
            Endpoint(
                .delete,
                "/callbacks/{callback}",
                "cancelCallback",
                "Calls the number back no more",
                tag: Self.tag,
                access: .role(.user),
                success: .noContent
            ) { request in
                let user = try request.requireCaller().user.id
                guard await self.control.cancelCallback(request.id("callback"), of: user) else {
                    throw APIError.notFound("callback")
                }
                return .nothing
            },
        ]
    }
}
