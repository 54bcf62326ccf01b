package import DomainFiles
import Kernel
import Model

/// Domains as files (issue 4).
extension Installation {
    /// What an import has made, or would make.
    package struct ImportedDomain: Sendable {
        package let plan: DomainImport
        /// `login@domain` with the password that was made for it: nobody can find it out later.
        package var passwords: [(address: String, password: String)] = []
        /// Names of prompts whose sound cannot be used.
        package var refusedSounds: [String] = []
    }

    /// Where sounds lie beside a domain's file.
    package static func soundFolder(of file: String) -> String { file + ".sounds" }

    /// - Parameter sounds: the folder for the sounds of prompts; `nil`: they stay here.
    /// - Throws: ``ModelError`` `not-found`.
    package func export(_ name: String, withSecrets: Bool, sounds: String?) async throws -> [UInt8] {
        let configuration = try await self.configuration.load()
        let domain = try self.domain(name, in: configuration).id
        guard domain != Domain.system else {
            throw ModelError(.invalid, "the domain of the system administrators is no company")
        }
        let prompts = try await self.prompts.all(of: domain, owner: nil)
        guard var contents = DomainContents(of: domain, in: configuration, prompts: prompts) else {
            throw ModelError(.notFound, "there is no domain \(name)")
        }
        if let sounds { contents.sounds = try await self.copySounds(of: contents.prompts, to: sounds) }
        return DomainFile.write(contents, withSecrets: withSecrets)
    }

    /// What the file would make.
    /// - Parameter sounds: the folder beside it; `nil`: the sounds that it names are left out.
    /// - Throws: ``ModelError`` `invalid` with everything that is wrong, a line each.
    package func plan(_ file: [UInt8], as wish: DomainImport.Wish, sounds: String?) async throws -> ImportedDomain {
        var tokens = TokenSource.system()
        let configuration = try await self.configuration.load()
        let planned: ImportedDomain
        do throws(DomainFileError) {
            let plan = try DomainImport(
                file,
                as: wish,
                into: configuration,
                at: SystemTimeSource().timestamp,
                tokens: &tokens
            )
            planned = ImportedDomain(plan: plan)
        } catch {
            throw ModelError(.invalid, "the file cannot be imported\n\(error)")
        }
        if let sounds { try self.checkSounds(planned.plan.contents.sounds, in: sounds) }
        return planned
    }

    /// Makes what was planned, all of it or nothing; then takes the sounds in.
    package func make(_ planned: ImportedDomain, sounds: String?) async throws -> ImportedDomain {
        var made = planned
        var credentials: [UserID: User.Credentials] = [:]
        var tokens = TokenSource.system()
        for user in planned.plan.usersWithoutPassword {
            let password = DomainImport.newPassword(&tokens)
            credentials[user.id] = try await Self.credentials(password, login: user.login, domain: user.domain)
            made.passwords.append(("\(user.login)@\(user.domain)", password))
        }
        let prompts = planned.plan.contents.prompts
        // Of a domain of this name that was removed: they are nobody's, and the new one's by their name alone.
        let former = try await self.prompts.all(of: planned.plan.contents.domain.id, owner: nil)
        do {
            // First what nobody sees without its domain: a server that starts meanwhile sweeps it away.
            for prompt in prompts { try await self.prompts.put(prompt) }
            try await self.change(all: planned.plan.changes(credentials))
        } catch {
            for prompt in prompts { try await self.prompts.remove(prompt.id) }
            throw error
        }
        try await self.removePrompts(former)
        if let sounds { made.refusedSounds = try await self.takeSounds(planned.plan.contents, from: sounds) }
        return made
    }
}
