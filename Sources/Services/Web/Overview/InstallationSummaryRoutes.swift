import HTTPTypes
import Journal
import Kernel
import Model

/// What the system administrator looks at first: how much there is of everything, and which companies call most (TEN-03).
struct InstallationSummaryRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let history: any CallHistoryRepository
    let live: LiveState
    let time: any TimeSource

    /// Domains that are named as those that called most.
    private static let busiest = 20
    private static let count = Schema.integer(0...2_147_483_647)
    private static let counts = [
        "domains", "blockedDomains", "users", "lines", "trunks", "unavailableTrunks", "privateRoutes",
        "unavailableRoutes",
    ]

    private static let schema = Schema.named(
        "InstallationSummary",
        .object([
            SchemaField("counts", .object(Self.counts.map { SchemaField($0, Self.count) })),
            SchemaField("since", .timestamp, note: "A day ago: calls that started later are counted."),
            SchemaField("calls", Self.count), SchemaField("talkSeconds", Self.count),
            SchemaField(
                "busiest",
                .list(
                    .object([
                        SchemaField("id", Common.id), SchemaField("shownName", .text(0...100)),
                        SchemaField("callLimit", Self.count), SchemaField("calls", Self.count),
                        SchemaField("talkSeconds", Self.count),
                    ]),
                    atMost: Self.busiest
                ),
                note: "Domains that had calls, the one with most of them first."
            ),
        ])
    )

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/summary",
                "getInstallationSummary",
                "Counts of the installation, its calls of a day, and the domains that called most",
                tag: "Operation",
                access: .role(.systemAdministrator),
                success: .json(.ok, Self.schema),
                handle: self.summary
            )
        ]
    }

    @Sendable
    private func summary(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let now = self.time.timestamp
        let since = now.advanced(by: .seconds(-86_400))
        let domains = configuration.tenants.values.map(\.domain).filter { !$0.id.isReserved }
        var found: [(domain: Domain, day: CallSummary.Day)] = []
        for domain in domains {
            let sum = try await self.history.summary(of: domain.id, days: [since, now], talkers: 0)
            if let day = sum.days.first, day.calls > 0 { found.append((domain, day)) }
        }
        found.sort { ($1.day.calls, $0.domain.id) < ($0.day.calls, $1.domain.id) }
        return APIAnswer([
            "counts": self.counts(domains, configuration), "since": .string("\(since)"),
            "calls": .whole(found.reduce(0) { $0 + $1.day.calls }),
            "talkSeconds": .whole(found.reduce(0) { $0 + $1.day.talkSeconds }),
            "busiest": .array(
                found.prefix(Self.busiest).map { domain, day in
                    [
                        "id": .string(domain.id.text), "shownName": .string(domain.shownName),
                        "callLimit": .whole(domain.callLimit), "calls": .whole(day.calls),
                        "talkSeconds": .whole(day.talkSeconds),
                    ]
                }
            ),
        ])
    }

    private func counts(_ domains: [Domain], _ configuration: Configuration) -> JSONValue {
        let trunks = configuration.trunks.values
        func unavailable(_ trunks: [Trunk]) -> Int {
            trunks.count { $0.isActive && self.live.state(of: $0.id).availability == .unavailable }
        }
        let (routes, providers) = (trunks.filter { $0.route != nil }, trunks.filter { $0.route == nil })
        let figures = [
            "domains": domains.count, "blockedDomains": domains.count(where: \.isBlocked),
            "users": domains.reduce(0) { $0 + (configuration.tenants[$1.id]?.users.count ?? 0) },
            "lines": configuration.lines.count, "trunks": providers.count,
            "unavailableTrunks": unavailable(providers), "privateRoutes": routes.count,
            "unavailableRoutes": unavailable(routes),
        ]
        return .object(Self.counts.map { JSONMember(name: $0, value: .whole(figures[$0])) })
    }
}
