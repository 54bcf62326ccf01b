import Journal
import Kernel
import Model

/// Visits of menus, added up: written by the journal in the transaction that stores their events, read by pages.
enum MenuVisitTable {
    static func add(_ visit: MenuVisit, _ connection: any SQLConnection) throws(SQLError) {
        try connection.execute(
            """
            INSERT INTO menu_visits (scenario, quarter, menu, exit, visits, milliseconds) VALUES ($1, $2, $3, $4, 1, $5)
            ON CONFLICT (scenario, quarter, menu, exit) DO UPDATE SET
                visits = menu_visits.visits + 1, milliseconds = menu_visits.milliseconds + excluded.milliseconds
            """,
            [
                .text(visit.scenario.text), .integer(visit.quarterNumber), .text(visit.menu),
                .text(visit.exit.rawValue), .integer(visit.time.wholeMilliseconds),
            ]
        )
    }

    static func tallies(
        of scenario: EntryID,
        from: Timestamp,
        until: Timestamp,
        _ connection: any SQLConnection
    ) throws -> [MenuTally] {
        let rows = try connection.all(
            """
            SELECT menu, exit, CAST(SUM(visits) AS BIGINT), CAST(SUM(milliseconds) AS BIGINT) FROM menu_visits
            WHERE scenario = $1 AND quarter >= $2 AND quarter < $3 GROUP BY menu, exit
            """,
            [
                .text(scenario.text), .integer(MenuVisit.quarterNumber(of: from)),
                .integer(MenuVisit.quarterNumber(of: until)),
            ]
        ) { row in
            MenuExit(rawValue: row.text(1)).map { exit in
                MenuTally(menu: row.text(0), exit: exit, visits: row.count(2), time: .milliseconds(row.integer(3)))
            }
        }
        // Databases do not agree on the order of texts.
        return rows.compactMap { $0 }.sorted { ($0.menu, $0.exit.rawValue) < ($1.menu, $1.exit.rawValue) }
    }
}
