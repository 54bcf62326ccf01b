import Hummingbird
import Journal
import Kernel
import Model

/// What callers do in the menus of a voice scenario (IVR-07): added up by the journal, so that totals equal the events.
struct ScenarioStatisticsRoutes: EndpointGroup {
    let entries: EntryRoutes
    let history: any CallHistoryRepository
    let time: any TimeSource

    private static let date = Schema.text(
        10...10,
        pattern: TextPattern("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        complaint: "A date is written as in 2026-05-09.",
        example: "2026-05-09"
    )

    private static let schema = Schema.named(
        "ScenarioStatistics",
        .object([
            SchemaField("from", Self.date), SchemaField("until", Self.date),
            SchemaField(
                "menus",
                .list(
                    .named(
                        "MenuStatistics",
                        .object([
                            SchemaField("menu", .text(1...64)),
                            SchemaField("name", .optional(.text(1...100)), note: "Null: it is published no more."),
                            SchemaField("entered", .integer(0...CallRecordBody.most)),
                            SchemaField("hungUp", .integer(0...CallRecordBody.most)),
                            SchemaField("averageSeconds", .decimal, note: "How long callers are in the menu."),
                            SchemaField(
                                "exits",
                                .list(
                                    .object([
                                        SchemaField("exit", .choice(MenuExit.allCases.map(\.rawValue))),
                                        SchemaField("visits", .integer(0...CallRecordBody.most)),
                                    ]),
                                    atMost: MenuExit.allCases.count
                                ),
                                note: "By which ways they left; together as many as entered."
                            ),
                        ])
                    ),
                    atMost: 100_000
                )
            ),
        ])
    )

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/scenarios/{entry}/statistics",
                "getScenarioStatistics",
                "How often its menus were entered, how callers left them, and how long they took",
                tag: "Scenarios",
                access: .role(.domainAdministrator),
                query: [
                    Parameter("from", Self.date, note: "The first day, on the domain's clock. Default: today."),
                    Parameter("until", Self.date, note: "The last day. Default: today."),
                ],
                success: .json(.ok, Self.schema),
                refusals: [.conflict],
                handle: self.statistics
            )
        ]
    }

    @Sendable
    private func statistics(_ request: APIRequest) async throws -> APIAnswer {
        let entry = try self.entries.find(request)
        let clock = self.entries.configuration.current.workingTime(of: entry.domain)
        let today = clock.today(at: self.time.timestamp).date
        let from = try Self.day(request, "from") ?? today
        let until = try Self.day(request, "until") ?? max(from, today)
        guard from <= until else {
            throw APIError(.conflict, "The period ends before it begins.", field: "until")
        }
        let tallies = try await self.history.menuTallies(
            of: entry.id,
            from: clock.start(of: from),
            until: clock.start(of: CivilDate(dayNumber: until.dayNumber + 1))
        )
        return APIAnswer([
            "from": .string("\(from)"), "until": .string("\(until)"),
            "menus": .array(Self.menus(tallies, of: entry.scenario?.menus ?? [])),
        ])
    }

    private static func day(_ request: APIRequest, _ name: String) throws -> CivilDate? {
        guard let text = request.query[name]?.text else { return nil }
        guard let date = CivilDate(text) else {
            throw APIError(.conflict, "There is no such day.", field: name)
        }
        return date
    }

    /// In the order of the scenario; what is published no more comes last.
    private static func menus(_ tallies: [MenuTally], of menus: [Scenario.Menu]) -> [JSONValue] {
        let byMenu = Dictionary(grouping: tallies, by: \.menu)
        let gone = byMenu.keys.filter { id in !menus.contains { $0.id == id } }.sorted()
        return menus.map { Self.json($0.id, $0.name, byMenu[$0.id] ?? []) }
            + gone.map { Self.json($0, nil, byMenu[$0] ?? []) }
    }

    private static func json(_ menu: String, _ name: String?, _ tallies: [MenuTally]) -> JSONValue {
        let entered = tallies.reduce(0) { $0 + $1.visits }
        let milliseconds = tallies.reduce(0) { $0 + $1.time.wholeMilliseconds }
        let average = entered == 0 ? 0 : Double(milliseconds / Int64(entered)) / 1_000
        return [
            "menu": .string(menu), "name": .text(name), "entered": .whole(entered),
            "hungUp": .whole(tallies.filter { $0.exit == .hungUp }.reduce(0) { $0 + $1.visits }),
            "averageSeconds": .number(average),
            "exits": .array(
                tallies.map { ["exit": .string($0.exit.rawValue), "visits": .whole($0.visits)] }
            ),
        ]
    }
}
