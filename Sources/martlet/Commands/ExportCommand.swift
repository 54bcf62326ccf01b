import ArgumentParser
import Foundation
import Kernel
import MartletServer
import Model

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a domain as one YAML file: a backup of its settings, or a copy to be imported elsewhere.",
        discussion:
            "docs/domain-file.md says what stands in it. Messages, recordings and history are no part of it."
    )

    @Argument(help: ArgumentHelp("The domain's name.", valueName: "DOMAIN"))
    var domain: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to. Default: standard output.", valueName: "FILE"))
    var output: String?

    @Flag(help: "With hashes of passwords and PINs, digest secrets and passwords of private routes.")
    var withSecrets = false

    @Flag(help: "With the sounds of prompts, in a folder beside the file: FILE.sounds")
    var sounds = false

    @OptionGroup var data: DataOption

    func run() async throws {
        guard !self.sounds || self.output != nil else {
            throw ModelError(.invalid, "sounds lie beside a file: give it with --output FILE")
        }
        let file = try await self.data.open().export(
            self.domain.lowercased(),
            withSecrets: self.withSecrets,
            sounds: self.sounds ? self.output.map { Installation.soundFolder(of: $0) } : nil
        )
        guard let output else {
            FileHandle.standardOutput.write(Data(file))
            return
        }
        // A colleague's number is nobody's business, and secrets are less so: the owner alone may look.
        do {
            try PrivateFile.write(file, to: output)
        } catch {
            throw ModelError(.storeFailed, "the file \(output) cannot be written", cause: error)
        }
        print("domain \(self.domain.lowercased()) exported to \(output)")
    }
}
