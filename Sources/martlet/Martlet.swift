import ArgumentParser
import MartletServer
import Model

#if canImport(Glibc)
import Glibc
#endif

/// `martlet`: the server and the commands around it.
@main
struct Martlet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet",
        abstract: "Virtual PBX: serve calls, and look after domains, users, trunks and lines.",
        subcommands: [
            ServeCommand.self, DomainCommand.self, UserCommand.self, TrunkCommand.self, LineCommand.self,
            ExportCommand.self, ImportCommand.self, CallsCommand.self, PhoneCommand.self, DoctorCommand.self,
        ]
    )

    static func main() async {
        ProcessLimits.tuneHeap()
        do {
            var command = try self.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            self.leave(with: error)
        }
    }

    /// Wrong input is told in one line on standard error, exit 64; what failed below it, exit 70 or 74.
    private static func leave(with error: any Error) -> Never {
        switch error {
        case let error as ModelError:
            self.complain(error.description)
            Glibc.exit(error.code == .storeFailed ? 74 : 64)
        case let error as SettingsError:
            self.complain(error.description)
            Glibc.exit(64)
        case let error as ServerError:
            self.complain(error.description)
            Glibc.exit(error.exitStatus)
        default:
            let status = self.exitCode(for: error)
            guard status == .validationFailure else { self.exit(withError: error) }
            self.complain(self.message(for: error))
            Glibc.exit(64)
        }
    }

    private static func complain(_ sentence: String) {
        let line = Array("martlet: \(sentence)\n".utf8)
        // Nothing can be done about a closed standard error.
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

/// Where the data is, for every command.
struct DataOption: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The folder with everything.", valueName: "DIR"))
    var data: String?

    @Option(
        name: .long,
        help: ArgumentHelp("A PostgreSQL database: postgresql://… Default: a file in DIR.", valueName: "URL")
    )
    var database: String?

    /// What the settings' reader is to know of it.
    var overrides: SettingsReader.Overrides {
        var overrides: SettingsReader.Overrides = [:]
        overrides["data"] = self.data
        overrides["database"] = self.database
        return overrides
    }

    /// As the server's settings say, DIR/martlet.json among them.
    func open() async throws -> Installation {
        try await Installation(
            try await SettingsReader.read(overrides: self.overrides, file: nil, environment: Environment.all)
        )
    }
}

/// Prints rows in columns that are as wide as their longest entry.
func printTable(_ header: [String], _ rows: [[String]]) {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    for row in all {
        let cells = row.enumerated().map { index, cell in
            index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
        }
        print(cells.joined(separator: "  "))
    }
}
