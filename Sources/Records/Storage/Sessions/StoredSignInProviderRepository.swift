import Kernel
package import Model

/// Identity providers in a database. Their secrets lie there as they are: they are shown to the providers.
package struct StoredSignInProviderRepository: SignInProviderRepository {
    /// In the column of the claim that accounts once were found by; of all others nobody is found any more.
    private static let emailClaim = "email"
    private static let columns = "id, domain, name, issuer, client_id, client_secret, claim, is_active, version"

    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) {
        self.database = database
    }

    package func all(in domain: DomainID) async throws -> [SignInProvider] {
        try await self.database.reading { connection in
            try connection.all(
                "SELECT \(Self.columns) FROM sign_in_providers WHERE domain = $1 ORDER BY name, id",
                [.text(domain.text)]
            ) { Self.provider($0) }
        }
    }

    package func find(_ id: ProviderID) async throws -> SignInProvider? {
        try await self.database.reading { try Self.find(id, $0) }
    }

    package func put(_ provider: SignInProvider) async throws -> SignInProvider? {
        try await self.database.writing { connection in
            let stored = try Self.find(provider.id, connection)
            guard stored?.version ?? 0 == provider.version else { return nil }
            if stored == nil, try Self.count(in: provider.domain, connection) >= SignInProvider.limit { return nil }
            if let stored, stored.issuer != provider.issuer || stored.clientID != provider.clientID {
                try Self.removeLinks(at: provider.id, connection)
            }
            var changed = provider
            changed.version += 1
            let id = SQLValue.text(provider.id.text)
            try connection.execute("DELETE FROM sign_in_providers WHERE id = $1", [id])
            try connection.execute(
                "INSERT INTO sign_in_providers (\(Self.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                [
                    id, .text(changed.domain.text), .text(changed.name), .text(changed.issuer),
                    .text(changed.clientID), .optional(changed.clientSecret),
                    .text(changed.linksByEmail ? Self.emailClaim : ""),
                    .boolean(changed.isActive), .count(changed.version),
                ]
            )
            return changed
        }
    }

    package func remove(_ id: ProviderID) async throws {
        try await self.database.writing { connection in
            try Self.removeLinks(at: id, connection)
            try connection.execute("DELETE FROM sign_in_providers WHERE id = $1", [.text(id.text)])
        }
    }

    package func user(of subject: String, at provider: ProviderID) async throws -> UserID? {
        try await self.database.reading { connection in
            try connection.first(
                "SELECT user_id FROM provider_links WHERE provider = $1 AND subject = $2",
                [.text(provider.text), .text(subject)]
            ) { UserID($0.text(0)) }
        }
    }

    package func add(_ link: ProviderLink) async throws -> Bool {
        try await self.database.writing { connection in
            let values: [SQLValue] = [.text(link.provider.text), .text(link.subject), .text(link.user.text)]
            let isTaken = try connection.first(
                "SELECT 1 FROM provider_links WHERE provider = $1 AND (subject = $2 OR user_id = $3)",
                values
            ) { _ in true }
            guard isTaken == nil else { return false }
            try connection.execute(
                "INSERT INTO provider_links (provider, subject, user_id) VALUES ($1, $2, $3)",
                values
            )
            return true
        }
    }

    package func links(of user: UserID) async throws -> [ProviderLink] {
        try await self.database.reading { connection in
            try connection.all(
                "SELECT provider, subject FROM provider_links WHERE user_id = $1 ORDER BY provider",
                [.text(user.text)]
            ) { ProviderLink(provider: ProviderID($0.text(0)), subject: $0.text(1), user: user) }
        }
    }

    package func removeLinks(of user: UserID) async throws {
        try await self.database.writing { connection in
            try connection.execute("DELETE FROM provider_links WHERE user_id = $1", [.text(user.text)])
        }
    }

    private static func removeLinks(at provider: ProviderID, _ connection: any SQLConnection) throws {
        try connection.execute("DELETE FROM provider_links WHERE provider = $1", [.text(provider.text)])
    }

    private static func count(in domain: DomainID, _ connection: any SQLConnection) throws -> Int {
        try connection.first("SELECT COUNT(*) FROM sign_in_providers WHERE domain = $1", [.text(domain.text)]) {
            $0.count(0)
        } ?? 0
    }

    private static func find(_ id: ProviderID, _ connection: any SQLConnection) throws -> SignInProvider? {
        try connection.first("SELECT \(Self.columns) FROM sign_in_providers WHERE id = $1", [.text(id.text)]) {
            Self.provider($0)
        }
    }

    private static func provider(_ row: any SQLRow) -> SignInProvider {
        SignInProvider(
            id: ProviderID(row.text(0)),
            domain: DomainID(row.text(1)),
            name: row.text(2),
            issuer: row.text(3),
            clientID: row.text(4),
            clientSecret: row.optionalText(5),
            linksByEmail: row.text(6) == Self.emailClaim,
            isActive: row.boolean(7),
            version: row.count(8)
        )
    }
}
