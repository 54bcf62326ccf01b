import Hummingbird
import Kernel
import Model

/// Who failed to sign in too often, seen and lifted by administrators (AUTH-06): sources by those of the system, as any
/// company may be behind one, and accounts whose codes were guessed by those of their domain, too.
struct BlockRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signInGuard: any SignInGuard

    private static let access = Endpoint.Access.role(.domainAdministrator)

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/blocks",
                "listBlocks",
                "The blocked sources and accounts",
                tag: "Operation",
                access: Self.access,
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(BlockBody.schema))
            ) { request in
                let caller = try request.requireCaller()
                let seen = self.signInGuard.blocks().filter { self.maySee($0.address, caller) }
                return try ShortList.answer(request, seen.map { BlockBody.json($0) })
            },
            Endpoint(
                .delete,
                "/blocks/{address}",
                "liftBlock",
                "Lifts a block",
                tag: "Operation",
                access: Self.access,
                success: .noContent
            ) { request in
                let address = request.id("address")
                guard try self.maySee(address, request.requireCaller()), self.signInGuard.lift(address) else {
                    throw APIError.notFound("block")
                }
                try await self.configuration.note(
                    .removeNote(HistoryNote(liftedBlockOf: address)),
                    by: request
                )
                return .nothing
            },
        ]
    }

    private func maySee(_ address: String, _ caller: Caller) -> Bool {
        guard caller.role != .systemAdministrator else { return true }
        guard let domain = BlockBody.domain(of: address) else { return false }
        return caller.mayManage(domain)
    }
}

/// A block on the wire.
enum BlockBody {
    static let address = Schema.text(2...400, pattern: TextPattern("[0-9A-Za-z:./@_-]{2,400}"))

    static let schema = Schema.named(
        "Block",
        .object([
            SchemaField("address", .text(0...400), note: "An IPv4 address, the /64 of IPv6, or `login@domain`."),
            SchemaField("kind", .choice(["source", "account"])),
            SchemaField("failures", .integer(0...1_000_000)), SchemaField("until", .timestamp),
        ])
    )

    /// Of an account; `nil` for an address of the network.
    static func domain(of address: String) -> DomainID? {
        address.firstIndex(of: "@").map { DomainID(String(address[address.index(after: $0)...])) }
    }

    static func json(_ block: SourceBlocked) -> JSONValue {
        [
            "address": .string(block.address),
            "kind": Self.domain(of: block.address) == nil ? "source" : "account",
            "failures": .whole(block.failures), "until": .string("\(block.until)"),
        ]
    }
}
