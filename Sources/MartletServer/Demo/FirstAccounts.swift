import Kernel
import Model
import Web

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The passwords that the first start made. They are hashed in the store, so a file that only its owner may read keeps
/// them for `make run` to show again, until somebody deletes it.
struct FirstAccounts: Sendable {
    let path: String

    init(data: String) {
        self.path = data + "/first-accounts.txt"
    }

    var text: String? { try? String(contentsOfFile: self.path, encoding: .utf8) }  // Absent is the usual case.

    func write(_ text: String) throws {
        let isMade = FileManager.default.createFile(
            atPath: self.path,
            contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard isMade else { throw ModelError(.storeFailed, "\(self.path) cannot be written; is the disk full?") }
    }

    /// Makes what a new installation needs: the system's domain with its administrator, and the demo company when it is
    /// wanted.
    func prepare(_ repository: any ConfigurationRepository, demo: Bool, at now: Timestamp) async throws {
        let configuration = try await repository.load()
        var lines: [String] = []
        if configuration.tenants[Domain.system] == nil {
            lines += try await self.makeSystem(repository, at: now)
        }
        if demo, configuration.tenants[DemoCompany.domain] == nil {
            let company = try await DemoCompany.found(in: repository, at: now)
            for account in company.accounts {
                let dialled = account.dialled.map { "extension \($0)" } ?? "administers the domain"
                lines.append("\(account.address)  password \(account.password)  \(dialled), \(account.name)")
            }
        }
        guard !lines.isEmpty else { return }
        try self.write((self.text ?? "") + lines.joined(separator: "\n") + "\n")
    }

    private func makeSystem(_ repository: any ConfigurationRepository, at now: Timestamp) async throws -> [String] {
        var tokens = TokenSource.system()
        let password = tokens.token()
        let administrator = User(
            id: UserID(tokens.token()),
            domain: Domain.system,
            login: "admin",
            extension: nil,
            shownName: "System administrator",
            role: .systemAdministrator,
            credentials: try User.Credentials.derive(
                login: "admin",
                domain: Domain.system,
                password: password,
                tokens: &tokens
            )
        )
        let changes: [ConfigurationChange] = [
            .putDomain(Domain(id: Domain.system, shownName: "System")), .putUser(administrator),
        ]
        _ = try await repository.apply(changes, by: ChangeAuthor(name: "first start"), at: now)
        return ["admin@\(Domain.system)  password \(password)  administers the installation"]
    }
}
