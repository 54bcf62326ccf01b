import Hummingbird
import Kernel
import Model

/// Whether the server does its work.
struct HealthRoutes: EndpointGroup {
    let source: any HealthSource
    let time: any TimeSource
    let startedAt: Moment
    let version: String

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/health",
                "getHealth",
                "Whether the server does its work; 503 when a part fails",
                tag: "Operation",
                access: .anyone,
                success: .json(.ok, HealthBody.schema),
                handle: self.answer
            )
            .alsoAnswering(.serviceUnavailable)
        ]
    }

    @Sendable
    private func answer(_ request: APIRequest) async throws -> APIAnswer {
        let checks = await self.source.checks()
        let isHealthy = checks.allSatisfy(\.isHealthy)
        // What exactly is wrong helps administrators and attackers alike; only the former may read it.
        let isTrusted = request.source.isLocal || request.caller?.role == .systemAdministrator
        let body: JSONValue = [
            "status": isHealthy ? "ok" : "failing", "version": .string(self.version),
            "uptimeSeconds": .integer(self.startedAt.duration(to: self.time.now).wholeMilliseconds / 1_000),
            "checks": .array(
                checks.map { check in
                    [
                        "name": .string(check.name), "isHealthy": .boolean(check.isHealthy),
                        "detail": .string(isTrusted ? check.detail : ""),
                    ]
                }
            ),
        ]
        return APIAnswer(body, status: isHealthy ? nil : .serviceUnavailable)
    }
}

/// Health on the wire.
enum HealthBody {
    static let schema = Schema.named(
        "Health",
        .object([
            SchemaField("status", .choice(["ok", "failing"])), SchemaField("version", .text(0...100)),
            SchemaField("uptimeSeconds", .integer(0...CallRecordBody.most)),
            SchemaField(
                "checks",
                .list(
                    .object([
                        SchemaField("name", .text(1...100)), SchemaField("isHealthy", .boolean),
                        SchemaField("detail", .text(0...10_000), note: "For administrators and this machine only."),
                    ]),
                    atMost: 1_000
                )
            ),
        ])
    )
}
