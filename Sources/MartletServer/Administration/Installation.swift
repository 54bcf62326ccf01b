package import Journal
package import Kernel
package import Model
import Storage
import Web

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The data as the commands use it, beside a running server or without one.
package struct Installation: Sendable {
    package let configuration: any ConfigurationRepository
    private let sessions: any SessionRepository
    private let recoveries: any PasswordRecoveryRepository
    private let secondFactors: any SecondFactorRepository
    private let passkeys: any PasskeyRepository
    package let calls: any CallHistoryRepository
    let prompts: any PromptRepository
    let voiceMessages: any VoiceMessageRepository
    let data: String
    private let author = ChangeAuthor(name: "command line")
    private let time = SystemTimeSource()

    /// Opens the data folder and the store, making both when they are missing.
    /// - Throws: ``ModelError`` with a sentence that says what to do.
    package init(_ settings: ServerSettings) async throws {
        try Self.makeFolder(settings.data)
        let store = try await DatabaseChoice(settings).open()
        self.configuration = store.configuration
        self.sessions = store.sessions
        self.recoveries = store.recoveries
        self.secondFactors = store.secondFactors
        self.passkeys = store.passkeys
        self.calls = store.calls
        self.prompts = store.prompts
        self.voiceMessages = store.voiceMessages
        self.data = settings.data
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
        try await self.change(all: changes)
    }

    @discardableResult
    func change(all changes: [ConfigurationChange]) async throws -> [RecordedChange] {
        try await self.configuration.apply(changes, by: self.author, at: self.time.timestamp)
    }

    /// Ends whatever the user is or could get signed in by without the password (AUTH-03).
    package func signOut(_ user: UserID) async throws {
        try await self.sessions.removeAll(of: user)
        try await self.recoveries.removeAll(of: user)
    }

    /// From now on the password alone is enough: neither a code nor a passkey is asked for.
    /// - Throws: ``ModelError`` with `not-found` when there is none.
    package func switchOffSecondFactor(of user: User) async throws {
        let passkeys = try await self.passkeys.all(of: user.id)
        let factor = try await self.secondFactors.find(user.id)
        guard factor != nil || !passkeys.isEmpty else {
            throw ModelError(.notFound, "\(user.login)@\(user.domain) has no second factor")
        }
        if factor != nil {
            try await self.secondFactors.remove(user.id)
            try await self.change(.removeSecondFactor(user.id))
        }
        for passkey in passkeys where try await self.passkeys.remove(passkey.id, of: user.id) {
            try await self.change(.removeNote(HistoryNote(passkey, of: user)))
        }
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
