import Hummingbird
import Model

/// Sources that failed to sign in too often, seen and lifted by system administrators (AUTH-06).
struct BlockRoutes: EndpointGroup {
    let signInGuard: any SignInGuard

    private static let access = Endpoint.Access.role(.systemAdministrator)

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/blocks",
                "listBlocks",
                "The blocked sources",
                tag: "Operation",
                access: Self.access,
                success: .json(.ok, Paging.wholeSchema(BlockBody.schema))
            ) { _ in Paging.whole(self.signInGuard.blocks().map { BlockBody.json($0) }) },
            Endpoint(
                .delete,
                "/blocks/{address}",
                "liftBlock",
                "Lifts a block",
                tag: "Operation",
                access: Self.access,
                success: .noContent
            ) { request in
                guard self.signInGuard.lift(request.id("address")) else { throw APIError.notFound("block") }
                return .nothing
            },
        ]
    }
}

/// A blocked source on the wire.
enum BlockBody {
    static let address = Schema.text(2...100, pattern: TextPattern("[0-9A-Fa-f:./]{2,100}"))

    static let schema = Schema.named(
        "Block",
        .object([
            SchemaField("address", .text(0...100), note: "An IPv4 address or the /64 of IPv6."),
            SchemaField("failures", .integer(0...1_000_000)), SchemaField("until", .timestamp),
        ])
    )

    static func json(_ block: SourceBlocked) -> JSONValue {
        [
            "address": .string(block.address), "failures": .whole(block.failures), "until": .string("\(block.until)"),
        ]
    }
}
