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
        do {
            try PrivateFile.write(text.utf8, to: self.path)
        } catch {
            throw ModelError(.storeFailed, "\(self.path) cannot be written; is the disk full?", cause: error)
        }
    }

    /// What the first start puts into the store, and what it tells about it.
    struct Beginning {
        var changes: [ConfigurationChange] = []
        var lines: [String] = []
    }

    /// Makes what a new installation needs: the system's domain with its administrator, and the demo company when it is
    /// wanted. The passwords are on disk before the accounts are: nobody is locked out by a full disk.
    /// - Returns: whether the demo company was made.
    func prepare(_ repository: any ConfigurationRepository, demo: Bool, at now: Timestamp) async throws -> Bool {
        let configuration = try await repository.load()
        var beginnings: [Beginning] = []
        if configuration.tenants[Domain.system] == nil { beginnings.append(try Self.system()) }
        let isNew = demo && configuration.tenants[DemoCompany.domain] == nil
        if isNew {
            beginnings.append(try DemoCompany.beginning(at: now))
            // An installation that has numbers of its own keeps to them.
            if configuration.stock.count == 0 { beginnings.append(Beginning(changes: DemoNumbers.changes(at: now))) }
        }
        guard !beginnings.isEmpty else { return false }
        let former = self.text
        try self.write((former ?? "") + beginnings.flatMap(\.lines).joined(separator: "\n") + "\n")
        do {
            let author = ChangeAuthor(name: "first start")
            _ = try await repository.apply(beginnings.flatMap(\.changes), by: author, at: now)
        } catch {
            try self.write(former ?? "")
            throw error
        }
        return isNew
    }

    private static func system() throws -> Beginning {
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
        return Beginning(
            changes: [.putDomain(Domain(id: Domain.system, shownName: "System")), .putUser(administrator)],
            lines: ["admin@\(Domain.system)  password \(password)  administers the installation"]
        )
    }
}
