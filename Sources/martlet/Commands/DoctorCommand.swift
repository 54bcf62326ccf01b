import ArgumentParser
import MartletServer

#if canImport(Glibc)
import Glibc
#endif

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks for what keeps calls from working: ports, addresses, packages, clock, limits, disk, store.",
        discussion: "Exit 0 when everything is well, 1 when something needs attention."
    )

    @Option(help: ArgumentHelp("SIP address to look at. Default 0.0.0.0:5060.", valueName: "HOST:PORT"))
    var sip: String?

    @Option(help: ArgumentHelp("Web address to look at. Default 0.0.0.0:8080.", valueName: "HOST:PORT"))
    var http: String?

    @OptionGroup var data: DataOption

    func run() async throws {
        var overrides = self.data.overrides
        overrides["sip"] = self.sip
        overrides["http"] = self.http
        let settings = try await SettingsReader.read(overrides: overrides, file: nil, environment: Environment.all)
        let findings = await Doctor(settings: settings).examine()
        for finding in findings { print("\(finding.mark) \(finding.subject): \(finding.sentence)") }
        guard !findings.contains(where: { $0.severity == .fault }) else { throw ExitCode(1) }
    }
}
