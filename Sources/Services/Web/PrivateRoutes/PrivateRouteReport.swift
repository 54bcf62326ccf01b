import HTTPTypes
import Journal
import Kernel
import Model

/// What the calls by private routes come to over a period, route by route and interval by interval (TRK-05).
struct PrivateRouteReportRoutes: EndpointGroup {
    enum Interval: String, CaseIterable, Sendable {
        case day, hour
    }

    let configuration: any LiveConfiguration
    let history: any CallHistoryRepository
    let time: any TimeSource

    /// A month by hours.
    static let intervalLimit = 800
    private static let usualDays = 7

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/private-routes/report",
                "getPrivateRouteReport",
                "Calls by private routes in a period, by route, and by day or hour",
                tag: "Private routes",
                access: .role(.domainAdministrator),
                query: [
                    Common.domainParameter,
                    Parameter("from", .timestamp, note: "Started at or after. Default: seven days ago, from midnight."),
                    Parameter("to", .timestamp, note: "Started before. Default: now."),
                    Parameter("interval", .choice(Interval.allCases.map(\.rawValue)), note: "Default `day`."),
                ],
                success: .json(.ok, Self.schema),
                refusals: [.conflict],
                handle: self.report
            )
        ]
    }

    @Sendable
    private func report(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let caller = try request.requireCaller()
        let domain = try request.listedDomain(in: configuration)
        let routes = configuration.trunks.values
            .compactMap { trunk in trunk.route.map { (trunk: trunk, route: $0) } }
            .filter { (domain == nil || $0.route.domain == domain) && caller.mayManage($0.route.domain) }
            .sorted { ($0.route.domain, $0.route.order, $0.trunk.id) < ($1.route.domain, $1.route.order, $1.trunk.id) }
        let clock = configuration.workingTime(of: domain ?? Domain.system)
        let spans = try Self.spans(request, clock, now: self.time.timestamp)
        var sums: [TrunkID: TrunkTotals] = [:]
        var intervals = spans.dropLast().map { _ in TrunkTotals() }
        for (domain, own) in Dictionary(grouping: routes, by: \.route.domain) {
            let found = try await self.history.passages(of: domain, by: own.map(\.trunk.id), spans: spans)
            for (index, totals) in found.enumerated() {
                for (trunk, each) in totals {
                    sums[trunk, default: TrunkTotals()] += each
                    intervals[index] += each
                }
            }
        }
        return APIAnswer([
            "from": .text(spans.first?.description), "to": .text(spans.last?.description),
            "routes": .array(
                routes.map { trunk, route in
                    let members: JSONValue = [
                        "id": .string(trunk.id.text), "domain": .string(route.domain.text),
                        "shownName": .string(route.shownName),
                    ]
                    return members.merging(Self.json(sums[trunk.id] ?? TrunkTotals()))
                }
            ),
            "intervals": .array(
                zip(zip(spans, spans.dropFirst()), intervals).map { span, totals in
                    let members: JSONValue = ["from": .string("\(span.0)"), "to": .string("\(span.1)")]
                    return members.merging(Self.json(totals))
                }
            ),
        ])
    }

    /// When each interval begins, and when the last one ends.
    private static func spans(_ request: APIRequest, _ clock: WorkingTime, now: Timestamp) throws -> [Timestamp] {
        let to = request.query["to"]?.text.flatMap { Timestamp($0) } ?? now
        let usual = clock.civilTime(at: to).date.dayNumber - Self.usualDays + 1
        let from =
            request.query["from"]?.text.flatMap { Timestamp($0) } ?? clock.start(of: CivilDate(dayNumber: usual))
        guard from < to else { return [] }
        let interval = request.query["interval"]?.text.flatMap { Interval(rawValue: $0) } ?? .day
        var spans = [from]
        while let last = spans.last {
            let next: Timestamp
            switch interval {
            case .day:
                next = clock.start(of: CivilDate(dayNumber: clock.civilTime(at: last).date.dayNumber + 1))
            case .hour:
                next = Timestamp(seconds: (last.seconds / 3_600 + 1) * 3_600)
            }
            guard next < to, next > last else { break }
            spans.append(next)
            guard spans.count <= Self.intervalLimit else {
                let sentence = "The period has more than \(Self.intervalLimit) intervals: choose a shorter one."
                throw APIError(.conflict, sentence, field: "from")
            }
        }
        return spans + [to]
    }

    // MARK: - On the wire

    private static let count = Schema.integer(0...2_147_483_647)

    private static let calls = Schema.named(
        "PrivateRouteCalls",
        .object([
            SchemaField("calls", Self.count), SchemaField("answered", Self.count),
            SchemaField("talkSeconds", Self.count),
        ])
    )

    private static let both = [
        SchemaField("in", Self.calls, note: "From the office."),
        SchemaField("out", Self.calls, note: "To the office."),
    ]

    private static let schema = Schema.named(
        "PrivateRouteReport",
        .object([
            SchemaField("from", .optional(.timestamp)), SchemaField("to", .optional(.timestamp)),
            SchemaField(
                "routes",
                .list(
                    .named(
                        "PrivateRouteSum",
                        .object(
                            [
                                SchemaField("id", Common.id), SchemaField("domain", Common.domain),
                                SchemaField("shownName", .text(0...100)),
                            ] + Self.both
                        )
                    ),
                    atMost: 100_000
                )
            ),
            SchemaField(
                "intervals",
                .list(
                    .named(
                        "PrivateRouteInterval",
                        .object([SchemaField("from", .timestamp), SchemaField("to", .timestamp)] + Self.both)
                    ),
                    atMost: Self.intervalLimit
                )
            ),
        ])
    )

    private static func json(_ totals: TrunkTotals) -> JSONValue {
        ["in": self.json(totals.incoming), "out": self.json(totals.outgoing)]
    }

    private static func json(_ calls: TrunkTotals.Calls) -> JSONValue {
        [
            "calls": .whole(calls.calls), "answered": .whole(calls.answered),
            "talkSeconds": .whole(Int(calls.talkTime.components.seconds)),
        ]
    }
}
