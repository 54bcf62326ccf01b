import Journal
import Kernel
import Model
import Storage
import Testing

/// HIS-04 with a long history: counts are checked, times are printed for the reader and not asserted.
@Suite("Long history", .timeLimit(.minutes(12)))
struct LongHistoryTests {
    /// How long: enough for each engine's way of searching, and no longer to fill than it must be.
    private static func length(_ engine: TestDatabase.Engine) -> (calls: Int, parties: Int) {
        switch engine {
        case .sqlite: (200_000, 50_000)
        case .postgresql: (50_000, 50_000)
        }
    }

    private static let acme = DomainID("acme.example")

    /// Rows as ``StoredCallHistory`` writes them: 100 users call 50 000 numbers, a call a second.
    private func fill(_ database: any SQLDatabase, _ engine: TestDatabase.Engine) async throws {
        let length = Self.length(engine)
        try await database.write { connection in
            try connection.script(
                """
                INSERT INTO journal_domains (key, domain) VALUES (1, 'acme.example');
                WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < \(length.parties))
                INSERT INTO parties (key, domain, user_id, number, name, folded_number, folded_name)
                SELECT i, 1,
                    CASE WHEN i <= 100 THEN 'user-' || i ELSE '' END,
                    CASE WHEN i <= 100 THEN '' || (100 + i) ELSE '+7916' || (1000000 + i * 7919 % 8999999) END,
                    '', '', ''
                FROM n;
                UPDATE parties SET folded_number = number;
                WITH RECURSIVE k (p) AS (SELECT 1 UNION ALL SELECT p + 1 FROM k WHERE p < 12)
                INSERT INTO party_entries (domain, entry, party)
                SELECT 1, substr(number, p), key FROM parties, k WHERE p <= length(number);
                WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < \(length.calls))
                INSERT INTO calls (number, id, domain, kind, started_at, answered_at, ended_at, caller, callee, dialled,
                    cause, ended_by)
                SELECT i * 13, 'call-' || i, 1, i % 3 * 16 + CASE WHEN i % 1000 = 0 THEN 2 ELSE 0 END, i * 1000000,
                    i * 1000000, i * 1000000 + 60000000, 101 + i * 31 % (\(length.parties) - 100), 1 + i % 100, '101',
                    'hung-up', 'caller'
                FROM n;
                """
            )
            // What the server does by itself when rows came in.
            if engine == .postgresql { try connection.script("ANALYZE") }
        }
    }

    @Test(
        "HIS-04 a long history: pages, filters and searches find what they must; all pages show every call once",
        arguments: TestDatabase.Engine.allCases
    )
    func longHistory(_ engine: TestDatabase.Engine) async throws {
        let database = try await TestDatabase(engine).open()
        let calls = try await Store(database).calls
        try await self.fill(database, engine)
        let length = Self.length(engine)
        let middle = Timestamp(seconds: Int64(length.calls / 2))
        let cases: [(name: String, filter: CallFilter, found: Int)] = [
            ("newest page", CallFilter(domain: Self.acme), 50),
            ("all domains", CallFilter(domain: nil), 50),
            ("an old period", CallFilter(domain: Self.acme, to: middle), 50),
            ("one direction", CallFilter(domain: Self.acme, direction: .outgoing), 50),
            ("a rare result", CallFilter(domain: Self.acme, result: .busy), 50),
            ("a result that never was", CallFilter(domain: Self.acme, result: .refused), 0),
            ("one user", CallFilter(domain: Self.acme, user: UserID("user-7")), 50),
            (
                "one user, a result that never was",
                CallFilter(domain: Self.acme, result: .refused, user: UserID("user-7")), 0
            ),
            ("a whole number", CallFilter(domain: Self.acme, text: "+79161001"), 1),
            ("the end of a number", CallFilter(domain: Self.acme, text: "4567"), 1),
            ("a part that thousands have", CallFilter(domain: Self.acme, text: "16"), 50),
            ("a part that thousands have, all old", CallFilter(domain: Self.acme, to: middle, text: "7916"), 50),
            ("a part that nobody has", CallFilter(domain: Self.acme, text: "999999999"), 0),
            ("one user, the end of a number", CallFilter(domain: Self.acme, user: UserID("user-7"), text: "45"), 1),
        ]
        var lines = ["\(length.calls) calls, \(length.parties) parties, \(engine); the second of two runs:"]
        for (name, filter, found) in cases {
            _ = try await calls.page(filter, before: nil, limit: 50)
            let start = ContinuousClock.now
            let page = try await calls.page(filter, before: nil, limit: 50)
            lines.append("  \(name): \(page.calls.count) calls in \(ContinuousClock.now - start)")
            #expect(found == 0 ? page.calls.isEmpty : page.calls.count >= min(found, 50), "\(name)")
            #expect(page.calls == page.calls.sorted { CallCursor($0) > CallCursor($1) }, "\(name)")
        }
        let days = (0...2).map { Timestamp(seconds: Int64($0 * 86_400)) }
        let start = ContinuousClock.now
        let summary = try await calls.summary(of: Self.acme, days: days, talkers: 8)
        lines.append("  two days of 86 400 calls each, added up in \(ContinuousClock.now - start)")
        // The first second of the first day had no call, and each user has every hundredth of them.
        let (first, both) = (min(length.calls, 86_399), min(length.calls, 172_799))
        #expect(summary.days.map { $0.incoming + $0.outgoing + $0.internal } == [first, both - first])
        #expect(summary.talkers.count == 8 && summary.talkers[0].calls == (both + 99) / 100)
        print(lines.joined(separator: "\n"))

        var numbers: [Int64] = []
        var cursor: CallCursor?
        repeat {
            let page = try await calls.page(CallFilter(domain: Self.acme, result: .busy), before: cursor, limit: 37)
            numbers += page.calls.map(\.number)
            cursor = page.next
        } while cursor != nil
        #expect(numbers == (1...(length.calls / 1_000)).reversed().map { Int64($0 * 13_000) })
    }
}
