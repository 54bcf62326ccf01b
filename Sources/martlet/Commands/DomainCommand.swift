import ArgumentParser
import Kernel
import MartletServer
import Model

struct DomainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "domain",
        abstract: "Domains: one for each company.",
        subcommands: [Add.self, List.self, Remove.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a domain.")

        @Argument(help: ArgumentHelp("Its name, also its SIP realm: acme.example", valueName: "NAME"))
        var name: String

        @Option(help: "What people read. Default: the name.")
        var shownName: String?

        @OptionGroup var data: DataOption

        func run() async throws {
            let domain = Domain(id: DomainID(self.name.lowercased()), shownName: self.shownName ?? self.name)
            try await self.data.open().change(.putDomain(domain))
            print("domain \(domain.id) added")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the domains.")

        @OptionGroup var data: DataOption

        func run() async throws {
            let configuration = try await self.data.open().configuration.load()
            let tenants = configuration.tenants.values.sorted { $0.domain.id < $1.domain.id }
            printTable(
                ["DOMAIN", "USERS", "STATE", "NAME"],
                tenants.map { tenant in
                    [
                        tenant.domain.id.text, String(tenant.users.count),
                        tenant.domain.isBlocked ? "blocked" : "active",
                        tenant.domain.shownName,
                    ]
                }
            )
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Removes a domain with its users and lines.")

        @Argument(help: ArgumentHelp("Its name.", valueName: "NAME"))
        var name: String

        @OptionGroup var data: DataOption

        func run() async throws {
            let installation = try await self.data.open()
            let domain = try installation.domain(self.name.lowercased(), in: await installation.configuration.load())
            try await installation.change(.removeDomain(domain.id))
            print("domain \(domain.id) removed")
        }
    }
}
