package import Journal
package import Kernel
package import Model
import StorageSQLite
import Web

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The data folder as the commands use it, beside a running server or without one.
package struct Installation: Sendable {
    package let configuration: any ConfigurationRepository
    package let sessions: any SessionRepository
    package let calls: any CallHistoryRepository
    private let author = ChangeAuthor(name: "command line")
    private let time = SystemTimeSource()

    /// Opens the store in `data`, making both when they are missing.
    /// - Throws: ``ModelError`` with a sentence that says what to do.
    package init(data: String) async throws {
        try Self.makeFolder(data)
        let store = try await SQLiteStore.open(path: data + "/martlet.db")
        self.configuration = store.configuration
        self.sessions = store.sessions
        self.calls = store.calls
    }

    static func makeFolder(_ path: String) throws(ModelError) {
        do {
            // The store holds digest secrets and providers' passwords: its owner alone may look.
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw ModelError(
                .storeFailed,
                "the folder \(path) cannot be made; give another one with --data",
                cause: error
            )
        }
    }

    @discardableResult
    package func change(_ changes: ConfigurationChange...) async throws -> [RecordedChange] {
        try await self.configuration.apply(changes, by: self.author, at: self.time.timestamp)
    }

    // MARK: - What commands name

    package func domain(_ name: String, in configuration: Configuration) throws -> Domain {
        guard let tenant = configuration.tenants[DomainID(name)] else {
            throw ModelError(.notFound, "there is no domain \(name); make it with: martlet domain add \(name)")
        }
        return tenant.domain
    }

    /// The user of an address `login@domain`.
    package func user(_ address: String, in configuration: Configuration) throws -> User {
        let parts = try Self.split(address)
        _ = try self.domain(parts.domain, in: configuration)
        guard let user = configuration.tenants[DomainID(parts.domain)]?.user(login: parts.login) else {
            throw ModelError(.notFound, "there is no user \(address); see: martlet user list")
        }
        return user
    }

    package func trunk(_ name: String, in configuration: Configuration) throws -> Trunk {
        guard let trunk = configuration.trunks.values.first(where: { $0.name == name }) else {
            throw ModelError(.notFound, "there is no trunk \(name); see: martlet trunk list")
        }
        return trunk
    }

    /// Login and domain, in lower case.
    package static func split(_ address: String) throws -> (login: String, domain: String) {
        let parts = address.lowercased().split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ModelError(.invalid, "\(address) is not LOGIN@DOMAIN, for instance anna@demo.martlet")
        }
        return (parts[0], parts[1])
    }

    package static func newIdentifier<Tag>() -> Identifier<Tag> {
        var tokens = TokenSource.system()
        return Identifier(tokens.token())
    }
}
