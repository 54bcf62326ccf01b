import ArgumentParser
import Kernel
import MartletServer
import Model

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Users of a domain: they sign in and register phones.",
        subcommands: [Add.self, List.self, Remove.self, Password.self, SecondFactorOff.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a user.")

        @Argument(help: ArgumentHelp("For instance anna@acme.example", valueName: "LOGIN@DOMAIN"))
        var address: String

        @Option(name: .customLong("extension"), help: ArgumentHelp("1 to 5 digits.", valueName: "N"))
        var dialled: String?

        @Option(help: ArgumentHelp("For phones and the cabinet.", valueName: "P"))
        var password: String

        @Option(help: "What people read. Default: the login.")
        var name: String?

        @Flag(help: "Administers the domain.")
        var admin = false

        @OptionGroup var data: DataOption

        func run() async throws {
            let installation = try await self.data.open()
            let (login, name) = try Installation.split(self.address)
            let domain = try installation.domain(name, in: await installation.configuration.load())
            guard self.dialled != nil || self.admin || domain.id == Domain.system else {
                throw ModelError(.invalid, "give the user a number with --extension N")
            }
            guard !domain.id.isPool else {
                throw ModelError(.invalid, "administrators of a pool are made in the web interface")
            }
            let isSystem = domain.id == Domain.system
            let user = User(
                id: Installation.newIdentifier(),
                domain: domain.id,
                login: login,
                extension: self.dialled,
                shownName: self.name ?? login,
                role: isSystem ? .systemAdministrator : self.admin ? .domainAdministrator : .user,
                credentials: try await Installation.credentials(self.password, login: login, domain: domain.id)
            )
            try await installation.change(.putUser(user))
            print("user \(user.login)@\(user.domain) added")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists users.")

        @Option(help: ArgumentHelp("Only of this domain.", valueName: "D"))
        var domain: String?

        @OptionGroup var data: DataOption

        func run() async throws {
            let configuration = try await self.data.open().configuration.load()
            let users = configuration.tenants.values
                .filter { self.domain == nil || $0.domain.id.text == self.domain?.lowercased() }
                .flatMap { $0.users.values }
                .sorted { ($0.domain, $0.extension ?? "", $0.login) < ($1.domain, $1.extension ?? "", $1.login) }
            printTable(
                ["USER", "EXTENSION", "ROLE", "STATE", "NAME"],
                users.map { user in
                    [
                        "\(user.login)@\(user.domain)", user.extension ?? "-", user.role.rawValue,
                        user.isBlocked ? "blocked" : "active", user.shownName,
                    ]
                }
            )
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Removes a user.")

        @Argument(help: ArgumentHelp("For instance anna@acme.example", valueName: "LOGIN@DOMAIN"))
        var address: String

        @OptionGroup var data: DataOption

        func run() async throws {
            let installation = try await self.data.open()
            let user = try installation.user(self.address, in: await installation.configuration.load())
            try await installation.change(.removeUser(user.id))
            try await installation.signOut(user.id)
            print("user \(user.login)@\(user.domain) removed")
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sets a user's password, for phones and the cabinet; ends the user's sessions."
        )

        @Argument(help: ArgumentHelp("For instance anna@acme.example", valueName: "LOGIN@DOMAIN"))
        var address: String

        @Option(help: ArgumentHelp("The new one.", valueName: "P"))
        var password: String

        @OptionGroup var data: DataOption

        func run() async throws {
            let installation = try await self.data.open()
            var user = try installation.user(self.address, in: await installation.configuration.load())
            user.credentials = try await Installation.credentials(self.password, login: user.login, domain: user.domain)
            try await installation.change(.putUser(user))
            try await installation.signOut(user.id)
            print("password of \(user.login)@\(user.domain) set")
        }
    }

    struct SecondFactorOff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "second-factor-off",
            abstract: "Lets a user sign in without a code: when the only administrator's phone is lost."
        )

        @Argument(help: ArgumentHelp("For instance anna@acme.example", valueName: "LOGIN@DOMAIN"))
        var address: String

        @OptionGroup var data: DataOption

        func run() async throws {
            let installation = try await self.data.open()
            let user = try installation.user(self.address, in: await installation.configuration.load())
            try await installation.switchOffSecondFactor(of: user)
            print("second factor of \(user.login)@\(user.domain) switched off")
        }
    }
}
