import ArgumentParser
import Kernel
import MartletServer
import Model

struct LineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "line",
        abstract: "Lines: outside numbers and whose phones they ring.",
        subcommands: [Add.self, List.self, Remove.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a line.")

        @Argument(help: ArgumentHelp("For instance +74951234567", valueName: "NUMBER"))
        var number: String

        @Option(help: ArgumentHelp("Who is rung.", valueName: "LOGIN@DOMAIN"))
        var user: String

        @Option(help: ArgumentHelp("The trunk it comes by. Default: any.", valueName: "NAME"))
        var trunk: String?

        @Option(help: "What people read.")
        var name = ""

        @OptionGroup var data: DataOption

        func run() async throws {
            guard let number = DialString(self.number) else {
                throw ModelError(.invalid, "\(self.number) is not a number; write it as +74951234567")
            }
            let installation = try await self.data.open()
            let configuration = try await installation.configuration.load()
            let user = try installation.user(self.user, in: configuration)
            let line = Line(
                id: Installation.newIdentifier(),
                domain: user.domain,
                number: NumberPlan.russia.normalised(number) ?? number,
                trunk: try self.trunk.map { try installation.trunk($0, in: configuration).id },
                shownName: self.name,
                rules: [LineRule(to: .user(user.id))]
            )
            try await installation.change(.putLine(line))
            print("line \(line.number) added")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the lines.")

        @Option(help: ArgumentHelp("Only of this domain.", valueName: "D"))
        var domain: String?

        @OptionGroup var data: DataOption

        func run() async throws {
            let configuration = try await self.data.open().configuration.load()
            let lines = configuration.lines.values
                .filter { self.domain == nil || $0.domain.text == self.domain?.lowercased() }
                .sorted { $0.number.text < $1.number.text }
            printTable(
                ["LINE", "CALLS GO TO", "TRUNK", "STATE", "NAME"],
                lines.map { line in
                    [
                        line.number.text,
                        Self.targets(of: line, in: configuration),
                        line.trunk.flatMap { configuration.trunks[$0]?.name } ?? "any",
                        line.isActive ? "active" : "off", line.shownName,
                    ]
                }
            )
        }

        /// What its rules lead to, the first first.
        private static func targets(of line: Line, in configuration: Configuration) -> String {
            let names = line.rules.filter(\.isActive).map { rule in
                if let user = rule.target.user { return configuration.user(user)?.login ?? "-" }
                if let entry = rule.target.entry { return configuration.entries[entry]?.name ?? "-" }
                return rule.target.name ?? "busy"
            }
            return names.isEmpty ? "busy" : names.joined(separator: ", ")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Removes a line.")

        @Argument(help: ArgumentHelp("For instance +74951234567", valueName: "NUMBER"))
        var number: String

        @OptionGroup var data: DataOption

        func run() async throws {
            let installation = try await self.data.open()
            let configuration = try await installation.configuration.load()
            guard let number = DialString(self.number),
                let line = configuration.line(number: NumberPlan.russia.normalised(number) ?? number)
                    ?? configuration.line(number: number)
            else { throw ModelError(.notFound, "there is no line \(self.number); see: martlet line list") }
            try await installation.change(.removeLine(line.id))
            print("line \(line.number) removed")
        }
    }
}
