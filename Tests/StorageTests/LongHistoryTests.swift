import Journal
import Kernel
import Model
import Storage
import StorageSQLite
import Testing

/// HIS-04 with a long history: counts are checked, times are printed for the reader and not asserted.
@Suite("Long history", .timeLimit(.minutes(5)))
struct LongHistoryTests {
    private static let count = 200_000
    private static let parties = 50_000
    private static let acme = DomainID("acme.example")

    /// Rows as ``StoredCallHistory`` writes them: 100 users call 50 000 numbers, a call a second.
    private func fill(_ database: SQLiteDatabase) async throws {
        try await database.write { connection in
            try connection.script(
                """
                INSERT INTO journal_domains (key, domain) VALUES (1, 'acme.example');
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.parties))
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
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.count))
                INSERT INTO calls (number, id, domain, kind, started_at, answered_at, ended_at, caller, callee, dialled,
                    cause, ended_by)
                SELECT i * 13, 'call-' || i, 1, i % 3 * 16 + CASE WHEN i % 1000 = 0 THEN 2 ELSE 0 END, i * 1000000,
                    i * 1000000, i * 1000000 + 60000000, 101 + i * 31 % (\(Self.parties) - 100), 1 + i % 100, '101',
                    'hung-up', 'caller'
                FROM n;
                """
            )
        }
    }

    @Test("HIS-04 200 000 calls: pages, filters and searches find what they must")
    func longHistory() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(path: folder.file())
        let calls = try await Store(database).calls
        try await self.fill(database)
        let middle = Timestamp(seconds: Int64(Self.count / 2))
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
            ("the end of a number", CallFilter(domain: Self.acme, text: "4567"), 5),
            ("a part that thousands have", CallFilter(domain: Self.acme, text: "16"), 50),
            ("a part that thousands have, all old", CallFilter(domain: Self.acme, to: middle, text: "7916"), 50),
            ("a part that nobody has", CallFilter(domain: Self.acme, text: "999999999"), 0),
            ("one user, the end of a number", CallFilter(domain: Self.acme, user: UserID("user-7"), text: "45"), 1),
        ]
        var lines = ["\(Self.count) calls, \(Self.parties) parties; the second of two runs:"]
        for (name, filter, found) in cases {
            _ = try await calls.page(filter, before: nil, limit: 50)
            let start = ContinuousClock.now
            let page = try await calls.page(filter, before: nil, limit: 50)
            lines.append("  \(name): \(page.calls.count) calls in \(ContinuousClock.now - start)")
            #expect(found == 0 ? page.calls.isEmpty : page.calls.count >= min(found, 50), "\(name)")
            #expect(page.calls == page.calls.sorted { CallCursor($0) > CallCursor($1) }, "\(name)")
        }
        print(lines.joined(separator: "\n"))
    }

    @Test("HIS-04 going through all pages shows every call once")
    func everyPage() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(path: folder.file())
        let calls = try await Store(database).calls
        try await self.fill(database)
        var numbers: [Int64] = []
        var cursor: CallCursor?
        repeat {
            let page = try await calls.page(CallFilter(domain: Self.acme, result: .busy), before: cursor, limit: 37)
            numbers += page.calls.map(\.number)
            cursor = page.next
        } while cursor != nil
        #expect(numbers == (1...(Self.count / 1_000)).reversed().map { Int64($0 * 13_000) })
    }
}
