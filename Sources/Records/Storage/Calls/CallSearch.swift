import Journal
import Kernel
import Model

/// Finds the newest calls that a filter lets through, in a few ranges of an index each.
///
/// Every filter becomes branches: walks along one index, newest first, of which each gives at most a page. What a branch
/// found is the limit below which the next ones need not look. So a page costs the same in a history of ten calls and of
/// a million:
///
/// | filter | one branch for each |
/// |---|---|
/// | nothing, a period | domain |
/// | direction, result | domain and kind that they permit |
/// | user, text | party that is meant, as the caller and as the callee |
///
/// A text that thousands of parties have is found fast by going through the calls, because it is in many of them.
struct CallSearch {
    /// More parties than this are not visited one by one.
    static let partyLimit = 2_500

    private let connection: any SQLConnection
    private let filter: CallFilter
    private let wanted: String?
    private let kinds: [CallKind]?
    private let newest: CallCursor
    private let count: Int
    private var oldest: Timestamp
    private var found: Set<Int64> = []
    /// Newest first, at most `count`.
    private var best: [CallCursor] = []

    /// - Parameter count: how many to find at most.
    init(_ filter: CallFilter, before cursor: CallCursor?, count: Int, _ connection: any SQLConnection) {
        self.connection = connection
        self.filter = filter
        self.wanted = filter.text.flatMap { SearchText.wanted($0) }
        self.kinds = CallKind.all(filter.direction, filter.result)
        let end = CallCursor(startedAt: filter.to ?? Timestamp(microseconds: .max), number: .min)
        self.newest = cursor.map { min($0, end) } ?? end
        self.count = count
        self.oldest = filter.from ?? Timestamp(microseconds: .min)
    }

    /// The places of the calls, newest first.
    mutating func run() throws -> [CallCursor] {
        let domains = try self.domains()
        if let wanted = self.wanted, let parties = try self.parties(having: wanted, in: domains) {
            try self.visit(parties, also: self.filter.user.map { Self.user($0) })
        } else if let user = self.filter.user {
            try self.visit(try self.parties(of: user, in: domains), also: self.wanted.map { Self.text($0) })
        } else {
            try self.visit(domains: domains, also: self.wanted.map { Self.text($0) })
        }
        return self.best
    }

    // MARK: - What is meant

    private func domains() throws -> [Int64] {
        guard let domain = self.filter.domain else { return try [0] + PartyTable.domains(self.connection).map(\.key) }
        return try self.connection.all("SELECT key FROM journal_domains WHERE domain = $1", [.text(domain.text)]) {
            $0.integer(0)
        }
    }

    /// The parties that the text finds; `nil` when there are too many to visit.
    private func parties(having wanted: String, in domains: [Int64]) throws -> [Int64]? {
        var parties: Set<Int64> = []
        for domain in domains {
            try self.connection.query(
                """
                SELECT DISTINCT party FROM party_entries WHERE domain = $1 AND entry >= $2 AND entry < $3 LIMIT $4
                """,
                [
                    .integer(domain), .text(wanted), .text(wanted + "\u{10ffff}"),
                    .count(Self.partyLimit + 1 - parties.count),
                ]
            ) { parties.insert($0.integer(0)) }
            if parties.count > Self.partyLimit { return nil }
        }
        return parties.sorted()
    }

    private func parties(of user: UserID, in domains: [Int64]) throws -> [Int64] {
        let own = Set(domains)
        return try self.connection.all(
            "SELECT key, domain FROM parties WHERE user_id = $1 AND user_id <> '' ORDER BY key",
            [.text(user.text)]
        ) { (key: $0.integer(0), domain: $0.integer(1)) }
        .filter { own.contains($0.domain) }
        .map(\.key)
    }

    // MARK: - Branches

    /// A condition besides the branch's own.
    private struct Condition {
        var sql: String
        var values: [SQLValue]
    }

    private static func user(_ user: UserID) -> Condition {
        Condition(
            sql: "AND EXISTS (SELECT 1 FROM parties WHERE key IN (caller, callee) AND user_id = $5)",
            values: [.text(user.text)]
        )
    }

    private static func text(_ wanted: String) -> Condition {
        var pattern = ""
        for character in wanted {
            if character == "%" || character == "_" || character == "\\" { pattern.append("\\") }
            pattern.append(character)
        }
        return Condition(
            sql: """
                AND EXISTS (
                    SELECT 1 FROM parties WHERE key IN (caller, callee) AND (
                        folded_number LIKE $5 ESCAPE '\\' OR folded_name LIKE $6 ESCAPE '\\'
                        OR folded_name LIKE $7 ESCAPE '\\'
                    )
                )
                """,
            values: [.text("%\(pattern)%"), .text("\(pattern)%"), .text("% \(pattern)%")]
        )
    }

    private mutating func visit(_ parties: [Int64], also condition: Condition?) throws {
        let kinds = self.kinds.map { "AND kind IN (\($0.map { String($0.number) }.joined(separator: ", ")))" } ?? ""
        let asCaller = Self.branch("caller = $1 \(kinds)", condition)
        let asCallee = Self.branch("callee = $1 \(kinds)", condition)
        for party in parties {
            try self.walk(asCaller, party, condition)
            try self.walk(asCallee, party, condition)
        }
    }

    private mutating func visit(domains: [Int64], also condition: Condition?) throws {
        let own = self.kinds?.map { "domain = $1 AND kind = \($0.number)" } ?? ["domain = $1"]
        for branch in own.map({ Self.branch($0, condition) }) {
            for domain in domains { try self.walk(branch, domain, condition) }
        }
    }

    private static func branch(_ own: String, _ condition: Condition?) -> String {
        """
        SELECT started_at, number FROM calls
        WHERE \(own) AND started_at <= $2 AND (started_at < $2 OR number < $3) AND started_at >= $4
            \(condition?.sql ?? "")
        ORDER BY started_at DESC, number DESC LIMIT $\(5 + (condition?.values.count ?? 0))
        """
    }

    private mutating func walk(_ branch: String, _ value: Int64, _ condition: Condition?) throws {
        let before = self.best.count
        try self.connection.query(
            branch,
            [
                .integer(value), .integer(self.newest.startedAt.microseconds), .integer(self.newest.number),
                .integer(self.oldest.microseconds),
            ] + (condition?.values ?? []) + [.count(self.count)]
        ) { row in
            let number = row.integer(1)
            guard self.found.insert(number).inserted else { return }
            self.best.append(CallCursor(startedAt: Timestamp(microseconds: row.integer(0)), number: number))
        }
        guard self.best.count > before else { return }
        self.best.sort(by: >)
        guard self.best.count >= self.count else { return }
        self.best.removeLast(self.best.count - self.count)
        if let last = self.best.last { self.oldest = max(self.oldest, last.startedAt) }
    }
}
