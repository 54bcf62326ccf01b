import ArgumentParser
import DomainFiles
import Foundation
import Kernel
import MartletServer
import Model

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Makes a domain from a file that export has written, all of it or nothing.",
        discussion:
            "A running server knows the domain within a second. Users whose password the file has not get a new one, "
            + "which is printed once."
    )

    @Argument(help: ArgumentHelp("The file; - for standard input.", valueName: "FILE"))
    var file: String

    @Option(help: ArgumentHelp("Another name for the domain.", valueName: "NAME"))
    var name: String?

    @Flag(help: "Says what would be made, and makes nothing.")
    var dryRun = false

    @Flag(help: "Without numbers and private routes: for a copy beside the original.")
    var withoutLines = false

    @OptionGroup var data: DataOption

    func run() async throws {
        let installation = try await self.data.open()
        let wish = DomainImport.Wish(name: self.name?.lowercased(), withoutLines: self.withoutLines)
        let sounds = self.file == "-" ? nil : Installation.soundFolder(of: self.file)
        let planned = try await installation.plan(try self.read(), as: wish, sounds: sounds)
        let contents = planned.plan.contents
        let parts = DomainImport.counts(contents).map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        guard !self.dryRun else {
            print("domain \(contents.domain.id) would be made: \(parts)")
            self.tell(planned.plan)
            return
        }
        let made = try await installation.make(planned, sounds: sounds)
        print("domain \(contents.domain.id) made: \(parts)")
        self.tell(made.plan)
        for name in made.refusedSounds { print("the sound of \(name) cannot be used: upload another one") }
        if !made.passwords.isEmpty {
            printTable(["USER", "NEW PASSWORD"], made.passwords.map { [$0.address, $0.password] })
        }
    }

    private func tell(_ plan: DomainImport) {
        for route in plan.routesWithoutPassword {
            print("the private route \(route) is off: enter the password of its account and switch it on")
        }
        if self.dryRun, !plan.usersWithoutPassword.isEmpty {
            print("new passwords for \(plan.usersWithoutPassword.count) users")
        }
        let silent = plan.contents.prompts.filter { plan.contents.sounds[$0.id] == nil }
        if !silent.isEmpty { print("\(silent.count) prompts have no sound in the file: upload them") }
    }

    private func read() throws -> [UInt8] {
        let handle: FileHandle
        if self.file == "-" {
            handle = .standardInput
        } else {
            guard let opened = FileHandle(forReadingAtPath: self.file) else {
                throw ModelError(.notFound, "there is no file \(self.file), or it may not be read")
            }
            handle = opened
        }
        // One more than is taken, so that a larger file is told and not read to its end.
        return try handle.read(upToCount: DomainFile.byteLimit + 1).map { Array($0) } ?? []
    }
}
