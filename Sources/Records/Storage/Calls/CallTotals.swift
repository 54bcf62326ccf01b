import Journal
import Kernel
import Model

/// Adds up a domain's calls. Each statement walks one range of `calls_by_time`: it costs what the days hold, however long
/// the history is.
struct CallTotals {
    private let connection: any SQLConnection
    /// `nil`: the domain never had an event.
    private let domain: Int64?

    init(of domain: DomainID, _ connection: any SQLConnection) throws {
        self.connection = connection
        self.domain = try connection.first(
            "SELECT key FROM journal_domains WHERE domain = $1",
            [.text(domain.text)]
        ) { $0.integer(0) }
    }

    func summary(days: [Timestamp], talkers most: Int) throws -> CallSummary {
        let spans = zip(days, days.dropFirst())
        guard let domain, let first = days.first, let last = days.last else {
            return CallSummary(days: spans.map { _ in CallSummary.Day() }, talkers: [], most: most)
        }
        return CallSummary(
            days: try spans.map { try self.day(of: domain, from: $0, to: $1) },
            talkers: most > 0 ? try self.talkers(of: domain, from: first, to: last) : [],
            most: most
        )
    }

    /// Of each span the trunks that calls came or went by: one statement, whatever the number of spans and trunks.
    func passages(by trunks: [TrunkID], spans: [Timestamp]) throws -> [[TrunkID: TrunkTotals]] {
        var found: [[TrunkID: TrunkTotals]] = zip(spans, spans.dropFirst()).map { _ in [:] }
        guard let domain, !trunks.isEmpty, !found.isEmpty else { return found }
        let rows = found.indices.map { "(\($0), CAST($\($0 + 1) AS BIGINT), CAST($\($0 + 2) AS BIGINT))" }
        let names = trunks.indices.map { "$\(spans.count + $0 + 1)" }.joined(separator: ", ")
        let place = spans.count + trunks.count + 1
        /// `+ 0`: the trunk's own index is the shorter way.
        func sums(_ column: String, isOutgoing: Bool, and condition: String = "") -> String {
            """
            SELECT spans.number, \(isOutgoing ? 1 : 0), calls.\(column), COUNT(*), COUNT(answered_at),
                CAST(COALESCE(SUM(ended_at - answered_at), 0) AS BIGINT)
            FROM spans CROSS JOIN calls
            WHERE calls.\(column) IN (\(names)) AND started_at >= spans.begins AND started_at < spans.ends
                AND domain + 0 = CAST($\(place) AS BIGINT) \(condition)
            GROUP BY spans.number, calls.\(column)
            """
        }
        try self.connection.query(
            """
            WITH spans (number, begins, ends) AS (VALUES \(rows.joined(separator: ", ")))
            \(sums("origin", isOutgoing: false))
            UNION ALL
            \(sums("trunk", isOutgoing: true, and: "AND (origin IS NULL OR origin <> trunk)"))
            """,
            spans.map { .integer($0.microseconds) } + trunks.map { .text($0.text) } + [.integer(domain)]
        ) { row in
            var calls = TrunkTotals.Calls()
            calls.add(row.count(3), answered: row.count(4), talkTime: .microseconds(row.integer(5)))
            var totals = TrunkTotals()
            if row.boolean(1) { totals.outgoing = calls } else { totals.incoming = calls }
            found[row.count(0)][TrunkID(row.text(2)), default: TrunkTotals()] += totals
        }
        return found
    }

    private func day(of domain: Int64, from: Timestamp, to: Timestamp) throws -> CallSummary.Day {
        var day = CallSummary.Day()
        // `+ 0`: an index in the order of kinds would be walked from its beginning to its end.
        try self.connection.query(
            """
            SELECT kind + 0, COUNT(*), CAST(COALESCE(SUM(ended_at - answered_at), 0) AS BIGINT) FROM calls
            WHERE domain = $1 AND started_at >= $2 AND started_at < $3 GROUP BY kind + 0
            """,
            [.integer(domain), .integer(from.microseconds), .integer(to.microseconds)]
        ) { row in
            day.add(
                row.count(1),
                CallKind.direction(of: row.integer(0)),
                isAnswered: CallKind.result(of: row.integer(0)) == .answered,
                talkTime: .microseconds(row.integer(2))
            )
        }
        return day
    }

    private func talkers(of domain: Int64, from: Timestamp, to: Timestamp) throws -> [CallSummary.Talker] {
        var found: [UserID: CallSummary.Talker] = [:]
        for side in ["caller", "callee"] {
            try self.connection.query(
                """
                SELECT parties.user_id, COUNT(*), CAST(SUM(ended_at - answered_at) AS BIGINT)
                FROM calls JOIN parties ON parties.key = calls.\(side)
                WHERE calls.domain = $1 AND started_at >= $2 AND started_at < $3 AND answered_at IS NOT NULL
                GROUP BY parties.user_id
                """,
                [.integer(domain), .integer(from.microseconds), .integer(to.microseconds)]
            ) { row in
                let user = UserID(row.text(0))
                guard !user.text.isEmpty else { return }
                found[user, default: CallSummary.Talker(user)].calls += row.count(1)
                found[user]?.talkTime += .microseconds(row.integer(2))
            }
        }
        return Array(found.values)
    }
}
