import ArgumentParser
import MartletServer
import Model

struct TrunkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trunk",
        abstract: "Providers' SIP trunks, for the whole installation.",
        subcommands: [Add.self, List.self, Remove.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds a trunk: by address, or by registration when a user name is given."
        )

        @Argument(help: ArgumentHelp("A short name.", valueName: "NAME"))
        var name: String

        @Option(help: ArgumentHelp("The provider's host name or address.", valueName: "HOST"))
        var host: String

        @Option(help: "Its port. Default: found by SRV, else 5060.")
        var port: Int?

        @Option(help: ArgumentHelp("udp, tcp or tls.", valueName: "KIND"))
        var transport = "udp"

        @Option(help: ArgumentHelp("Registers under this name.", valueName: "NAME"))
        var username: String?

        @Option(help: ArgumentHelp("The provider's password.", valueName: "P"))
        var password: String?

        @Option(
            name: .customLong("source"),
            help: ArgumentHelp("A further network calls come from.", valueName: "CIDR")
        )
        var sources: [String] = []

        @Flag(help: "Calls by address are accepted, although it registers.")
        var acceptByAddress = false

        @Option(help: "Concurrent calls.")
        var channels = 1_000

        @Option(help: "Lower is tried first.")
        var priority = 10

        @Option(help: "Share among trunks of one priority.")
        var weight = 100

        @Option(help: ArgumentHelp("Seconds between OPTIONS probes, 0 = never.", valueName: "S"))
        var probe = 30

        @Flag(help: "It is the mobile operator's: phones with FMC call and are called by it.")
        var mobileOperators = false

        @OptionGroup var data: DataOption

        func run() async throws {
            guard let transport = Trunk.Transport(rawValue: self.transport) else {
                throw ModelError(.invalid, "--transport is udp, tcp or tls")
            }
            guard (self.username == nil) == (self.password == nil) else {
                throw ModelError(.invalid, "give --username and --password together")
            }
            var authentication = Trunk.Authentication.address
            if let username = self.username, let password = self.password {
                let account = Trunk.Account(username: username, password: password)
                authentication = self.acceptByAddress ? .both(account) : .registration(account)
            }
            let trunk = Trunk(
                id: Installation.newIdentifier(),
                name: self.name,
                host: self.host,
                port: self.port,
                transport: transport,
                authentication: authentication,
                sources: self.sources,
                channelLimit: self.channels,
                priority: self.priority,
                weight: self.weight,
                probeSeconds: self.probe,
                isMobileOperators: self.mobileOperators
            )
            try await self.data.open().change(.putTrunk(trunk))
            print("trunk \(trunk.name) added")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the trunks.")

        @OptionGroup var data: DataOption

        func run() async throws {
            let configuration = try await self.data.open().configuration.load()
            let trunks = configuration.trunks.values.sorted { ($0.priority, $0.name) < ($1.priority, $1.name) }
            printTable(
                ["TRUNK", "HOST", "BY", "CHANNELS", "PRIORITY", "STATE"],
                trunks.map { trunk in
                    [
                        trunk.name, trunk.host + (trunk.port.map { ":\($0)" } ?? "") + "/" + trunk.transport.rawValue,
                        trunk.account.map { "registration as \($0.username)" } ?? "address", String(trunk.channelLimit),
                        String(trunk.priority), trunk.isActive ? "active" : "off",
                    ]
                }
            )
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Removes a trunk.")

        @Argument(help: ArgumentHelp("Its name.", valueName: "NAME"))
        var name: String

        @OptionGroup var data: DataOption

        func run() async throws {
            let installation = try await self.data.open()
            let trunk = try installation.trunk(self.name, in: await installation.configuration.load())
            try await installation.change(.removeTrunk(trunk.id))
            print("trunk \(trunk.name) removed")
        }
    }
}
