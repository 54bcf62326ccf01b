import Journal
import Kernel
import Model

/// Finds the newest calls that a filter lets through, in a few ranges of an index each.
///
/// Every filter becomes branches: walks along one index, newest first, of which each gives at most a page. What a
/// branch found is the limit below which the next ones need not look. So a page costs the same in a history of ten
/// calls and of a million:
///
/// | filter | one branch for each |
/// |---|---|
/// | nothing, a period | domain |
/// | direction, result | domain and kind that they permit |
/// | traits | domain and combination of traits that has one of them |
/// | user, text | party that is meant, as the caller and as the callee |
/// | trunks | trunk, as what the call came by and as what it went out by |
///
/// Two cases go through calls instead of parties: a text that thousands of parties have, which is in so many calls that
/// a page is soon full, and a direction or result so rare that there are few calls to look at.
struct CallSearch {
    /// More parties than this are not visited one by one.
    static let partyLimit = 1_500
    /// So many calls of a kind are looked at one by one.
    static let rareLimit = 10_000

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
        let told = try self.toldCallers(in: domains)
        let traits = self.filter.traits
        if let passage = self.filter.passage {
            try self.visit(passage, in: domains, Conditions(user: self.filter.user, text: self.wanted, told, traits))
        } else if !traits.isEmpty, self.wanted == nil && self.filter.user == nil {
            try self.visit(domains: domains, having: traits)
        } else if self.wanted == nil && self.filter.user == nil {
            try self.visit(domains: domains, Conditions())
        } else if try self.isRare(self.kinds, in: domains) {
            try self.visit(domains: domains, Conditions(user: self.filter.user, text: self.wanted, told, traits))
        } else if let wanted = self.wanted, let parties = try self.parties(having: wanted, in: domains) {
            try self.visit(parties, Conditions(user: self.filter.user, nil, traits), told)
        } else if let user = self.filter.user {
            try self.visit(try self.parties(of: user, in: domains), Conditions(text: self.wanted, told, traits))
        } else {
            try self.visit(domains: domains, Conditions(text: self.wanted, told, traits))
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

    /// Calls whose caller the reader may be told: not withheld, or the reader's own (CAL-01). `nil`: all.
    private func toldCallers(in domains: [Int64]) throws -> String? {
        guard let reader = self.filter.reader else { return nil }
        let own = try self.parties(of: reader, in: domains).map { String($0) }.joined(separator: ", ")
        return own.isEmpty ? "is_caller_withheld = 0" : "is_caller_withheld = 0 OR caller IN (\(own))"
    }

    /// Whether there are few calls of these kinds at all.
    private func isRare(_ kinds: [CallKind]?, in domains: [Int64]) throws -> Bool {
        guard let kinds else { return false }
        var count = 0
        for domain in domains {
            for kind in kinds {
                let some = try self.connection.first(
                    """
                    SELECT COUNT(*) FROM (
                        SELECT 1 FROM calls
                        WHERE domain = $1 AND kind = $2 AND started_at <= $3 AND started_at >= $4 LIMIT $5
                    ) AS counted
                    """,
                    [
                        .integer(domain), .integer(kind.number), .integer(self.newest.startedAt.microseconds),
                        .integer(self.oldest.microseconds), .count(Self.rareLimit + 1 - count),
                    ]
                ) { $0.count(0) }
                count += some ?? 0
                if count > Self.rareLimit { return false }
            }
        }
        return true
    }

    // MARK: - Branches

    /// What must hold besides a branch's own condition. The parameters follow the four that every branch has.
    private struct Conditions {
        private(set) var sql = ""
        private(set) var values: [SQLValue] = []

        /// - Parameter told: which calls tell the reader their caller.
        init(user: UserID? = nil, text wanted: String? = nil, _ told: String? = nil, _ traits: CallTraits = []) {
            if !traits.isEmpty { self.sql += " AND (traits & \(traits.rawValue)) <> 0" }
            if let user {
                let place = self.add([.text(user.text)])
                self.require("user_id = $\(place)")
            }
            if let wanted {
                let told = told.map { " AND (key = callee OR \($0))" } ?? ""
                let pattern = Self.pattern(wanted)
                let place = self.add([.text("%\(pattern)%"), .text("\(pattern)%"), .text("% \(pattern)%")])
                self.require(
                    """
                    (folded_number LIKE $\(place) ESCAPE '\\' OR folded_name LIKE $\(place + 1) ESCAPE '\\'
                        OR folded_name LIKE $\(place + 2) ESCAPE '\\')\(told)
                    """
                )
            }
        }

        /// The number of the parameter that comes next.
        var nextPlace: Int { 5 + self.values.count }

        private mutating func add(_ values: [SQLValue]) -> Int {
            defer { self.values += values }
            return self.nextPlace
        }

        private mutating func require(_ condition: String) {
            // LIMIT and OFFSET, which say nothing, keep PostgreSQL from reading all parties first instead of two a call.
            self.sql +=
                " AND EXISTS (SELECT 1 FROM parties WHERE key IN (caller, callee) AND \(condition) LIMIT 1 OFFSET 0)"
        }

        private static func pattern(_ text: String) -> String {
            var pattern = ""
            for character in text {
                if character == "%" || character == "_" || character == "\\" { pattern.append("\\") }
                pattern.append(character)
            }
            return pattern
        }
    }

    private mutating func visit(_ parties: [Int64], _ conditions: Conditions, _ told: String? = nil) throws {
        let kinds = self.kinds.map { "AND kind IN (\($0.map { String($0.number) }.joined(separator: ", ")))" } ?? ""
        let asCaller = Self.branch("caller = $1 \(kinds)\(told.map { " AND (\($0))" } ?? "")", conditions)
        let asCallee = Self.branch("callee = $1 \(kinds)", conditions)
        for party in parties {
            try self.walk(asCaller, .integer(party), conditions)
            try self.walk(asCallee, .integer(party), conditions)
        }
    }

    private mutating func visit(domains: [Int64], _ conditions: Conditions) throws {
        let own = self.kinds?.map { "domain = $1 AND kind = \($0.number)" } ?? ["domain = $1"]
        for branch in own.map({ Self.branch($0, conditions) }) {
            for domain in domains { try self.walk(branch, .integer(domain), conditions) }
        }
    }

    private mutating func visit(domains: [Int64], having traits: CallTraits) throws {
        let kinds = self.kinds.map { " AND kind IN (\($0.map { String($0.number) }.joined(separator: ", ")))" } ?? ""
        for wanted in CallTraits.combinations(having: traits) {
            let branch = Self.branch("domain = $1 AND traits = \(wanted.rawValue)\(kinds)", Conditions())
            for domain in domains { try self.walk(branch, .integer(domain), Conditions()) }
        }
    }

    private mutating func visit(_ passage: TrunkPassage, in domains: [Int64], _ conditions: Conditions) throws {
        guard !domains.isEmpty else { return }
        var own = "domain IN (\(domains.map { String($0) }.joined(separator: ", ")))"
        if let kinds { own += " AND kind IN (\(kinds.map { String($0.number) }.joined(separator: ", ")))" }
        var branches: [String] = []
        if passage.way != .outgoing { branches.append("origin = $1") }
        if passage.way != .incoming { branches.append("trunk = $1 AND (origin IS NULL OR origin <> trunk)") }
        for branch in branches.map({ Self.branch("\($0) AND \(own)", conditions) }) {
            for trunk in passage.trunks { try self.walk(branch, .text(trunk.text), conditions) }
        }
    }

    private static func branch(_ own: String, _ conditions: Conditions) -> String {
        """
        SELECT started_at, number FROM calls
        WHERE \(own) AND started_at <= $2 AND (started_at < $2 OR number < $3) AND started_at >= $4\(conditions.sql)
        ORDER BY started_at DESC, number DESC LIMIT $\(conditions.nextPlace)
        """
    }

    private mutating func walk(_ branch: String, _ value: SQLValue, _ conditions: Conditions) throws {
        let before = self.best.count
        try self.connection.query(
            branch,
            [
                value, .integer(self.newest.startedAt.microseconds), .integer(self.newest.number),
                .integer(self.oldest.microseconds),
            ] + conditions.values + [.count(self.count)]
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
