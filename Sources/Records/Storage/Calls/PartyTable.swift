import Journal
import Kernel
import Model

/// The numbers that stand for domains and parties on disk, remembered by the one process that writes them.
struct PartyTable {
    private struct Key: Hashable {
        var domain: Int64
        var user: UserID?
        var number: String
        var name: String
    }

    /// More than this is looked up again: the cache is a speed-up, not the truth.
    private static let cacheLimit = 100_000

    private var domains: [DomainID: Int64] = [:]
    private var parties: [Key: Int64] = [:]
    private var nextDomain: Int64
    private var nextParty: Int64

    init(_ connection: any SQLConnection) throws {
        self.nextDomain = 1
        for (key, domain) in try Self.domains(connection) {
            self.domains[domain] = key
            self.nextDomain = max(self.nextDomain, key + 1)
        }
        self.nextParty = try connection.first("SELECT MAX(key) FROM parties") { $0.integer(0) + 1 } ?? 1
    }

    /// All domains that ever had an event, with their numbers.
    static func domains(_ connection: any SQLConnection) throws -> [(key: Int64, domain: DomainID)] {
        try connection.all("SELECT key, domain FROM journal_domains ORDER BY key") {
            ($0.integer(0), DomainID($0.text(1)))
        }
    }

    mutating func key(of domain: DomainID?, _ connection: any SQLConnection) throws -> Int64 {
        guard let domain else { return 0 }
        if let key = self.domains[domain] { return key }
        let key = self.nextDomain
        try connection.execute(
            "INSERT INTO journal_domains (key, domain) VALUES ($1, $2)",
            [.integer(key), .text(domain.text)]
        )
        self.nextDomain += 1
        self.domains[domain] = key
        return key
    }

    mutating func key(of party: Party, domain: Int64, _ connection: any SQLConnection) throws -> Int64 {
        let cached = Key(domain: domain, user: party.user, number: party.number, name: party.name)
        if let key = self.parties[cached] { return key }
        if self.parties.count >= Self.cacheLimit { self.parties.removeAll(keepingCapacity: true) }
        let key = try self.stored(party, domain: domain, connection) ?? self.insert(party, domain: domain, connection)
        self.parties[cached] = key
        return key
    }

    private func stored(_ party: Party, domain: Int64, _ connection: any SQLConnection) throws -> Int64? {
        try connection.first(
            "SELECT key FROM parties WHERE domain = $1 AND number = $2 AND name = $3 AND user_id = $4",
            [.integer(domain), .text(party.number), .text(party.name), .text(party.user?.text ?? "")]
        ) { $0.integer(0) }
    }

    private mutating func insert(_ party: Party, domain: Int64, _ connection: any SQLConnection) throws -> Int64 {
        let key = self.nextParty
        try connection.execute(
            """
            INSERT INTO parties (key, domain, user_id, number, name, folded_number, folded_name)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .integer(key), .integer(domain), .text(party.user?.text ?? ""), .text(party.number), .text(party.name),
                .text(SearchText.folded(party.number)), .text(SearchText.folded(party.name)),
            ]
        )
        for entry in SearchText.entries(number: party.number, name: party.name) {
            try connection.execute(
                "INSERT INTO party_entries (domain, entry, party) VALUES ($1, $2, $3)",
                [.integer(domain), .text(entry), .integer(key)]
            )
        }
        self.nextParty += 1
        return key
    }
}
