import Foundation
import Kernel
import Model
import ModelTesting
import Testing

@testable import DomainFiles

@Suite("A domain's file")
struct DomainFileTests {
    /// An installation with the provider that the file's lines name.
    static let empty: Configuration = {
        var configuration = Configuration()
        configuration.apply(.putTrunk(.sample("alpha")), version: 1)
        return configuration
    }()

    static func plan(
        _ file: [UInt8],
        as wish: DomainImport.Wish = DomainImport.Wish(),
        into configuration: Configuration = Self.empty
    ) throws(DomainFileError) -> DomainImport {
        var tokens = TokenSource(SeededGenerator(seed: 5))
        return try DomainImport(file, as: wish, into: configuration, at: Timestamp(seconds: 1_000), tokens: &tokens)
    }

    /// What the repository holds after the import, as a file again.
    static func exported(_ plan: DomainImport, withSecrets: Bool) async throws -> [UInt8] {
        let repository = InMemoryConfigurationRepository()
        let author = ChangeAuthor(name: "test")
        _ = try await repository.apply([.putTrunk(.sample("alpha"))], by: author, at: .epoch)
        _ = try await repository.apply(plan.changes([:]), by: author, at: .epoch)
        let configuration = await repository.load()
        let id = plan.contents.domain.id
        var contents = try #require(DomainContents(of: id, in: configuration, prompts: plan.contents.prompts))
        contents.sounds = plan.contents.sounds
        return DomainFile.write(contents, withSecrets: withSecrets)
    }

    static func text(_ file: [UInt8]) -> String { String(decoding: file, as: UTF8.self) }

    /// Sorted as every export is.
    static func random(_ seed: UInt64) throws -> DomainContents {
        let made = RandomDomain.make(seed)
        var configuration = Self.empty
        var version: Int64 = 1
        let plan =
            [.putDomain(made.domain)] + made.users.map { ConfigurationChange.putUser($0) }
            + made.entries.map { .putEntry($0) } + made.lines.map { .putLine($0) } + made.routes.map { .putTrunk($0) }
        for change in plan {
            version += 1
            configuration.apply(change, version: version)
        }
        var contents = try #require(DomainContents(of: made.domain.id, in: configuration, prompts: made.prompts))
        contents.sounds = made.sounds
        return contents
    }

    @Test("export, import and export again give the same file, with every secret", arguments: UInt64(1)...40)
    func roundTrip(seed: UInt64) async throws {
        let file = DomainFile.write(try Self.random(seed), withSecrets: true)
        let again = try await Self.exported(try Self.plan(file), withSecrets: true)
        #expect(Self.text(again) == Self.text(file))
    }

    @Test(
        "IVR-07 a draft that leads to what is gone is the same after export and import, and calls are led as they were"
    )
    func goneTargets() async throws {
        let (group, prompt) = (EntryID("nobody"), PromptID("silence"))
        func menu(_ id: String) -> Scenario.Menu {
            Scenario.Menu(
                id: id,
                name: id,
                prompt: prompt,
                keys: [
                    Scenario.Key("1", .forward(.group(group))), Scenario.Key("2", .message(prompt)),
                    Scenario.Key("3", .forward(.voicemail(.user(UserID("nobody"))))), Scenario.Key("4", .forward(.end)),
                ],
                timeout: .forward(.user(UserID("nobody")))
            )
        }
        var contents = DomainContents(domain: Domain(id: DomainID("acme.example"), shownName: "Acme"))
        let scenario = Scenario(name: "Welcome", menus: [menu("main")], draft: [menu("draft")])
        contents.entries = [DomainEntry(id: EntryID("s"), domain: contents.domain.id, .scenario(scenario))]
        let file = DomainFile.write(contents)
        for line in [
            "do: {gone: group}", "do: {gone: message}", "do: {gone: user-voicemail}", "timeout: {gone: user}",
            "prompt: {gone: prompt}",
        ] {
            #expect(Self.text(file).contains(line), "\(line) in \(Self.text(file))")
        }
        let plan = try Self.plan(file)
        let read = try #require(plan.contents.entries.first?.scenario)
        let draft = try #require(read.draft?.first)
        #expect(draft.keys.map(\.action.kind) == [.forward, .message, .forward, .forward])
        #expect(draft.keys.first?.action == .forward(.group(EntryID("gone"))) && draft.prompt == PromptID("gone"))
        #expect(draft.keys.last?.action == .forward(.end) && draft.timeout == .forward(.user(UserID("gone"))))
        let published = try #require(read.menus.first)
        #expect(published.keys.map(\.action) == [.forward(.end), .repeatMenu, .forward(.end), .forward(.end)])
        #expect(published.prompt == nil && published.timeout == .forward(.end))
        #expect(Self.text(try await Self.exported(plan, withSecrets: false)) == Self.text(file))
        // In what callers hear nothing is gone.
        let byHand = Self.text(file).replacing("do: end", with: "do: {gone: group}")
        #expect(throws: DomainFileError.self) { try Self.plan(Array(byHand.utf8)) }
    }

    @Test("under another name only the name differs, and every user gets a new password", arguments: UInt64(1)...40)
    func renamed(seed: UInt64) async throws {
        let contents = try Self.random(seed)
        let plan = try Self.plan(
            DomainFile.write(contents, withSecrets: true),
            as: DomainImport.Wish(name: "copy.example")
        )
        #expect(plan.usersWithoutPassword.count == contents.users.count)
        let again = Self.text(try await Self.exported(plan, withSecrets: false))
        let before = Self.text(DomainFile.write(contents))
        #expect(again.replacing("copy.example", with: "acme.example").lines == before.lines)
    }

    @Test("without the wish no secret is in the file", arguments: UInt64(1)...10)
    func noSecrets(seed: UInt64) throws {
        let text = Self.text(DomainFile.write(try Self.random(seed)))
        for secret in ["$scrypt", "aaaaaaaa", "bbbbbbbb", "secret", "password", "digest", "pinHash"] {
            #expect(!text.contains(secret), "\(secret)")
        }
    }

    @Test("a private route without its password is made, and is off")
    func routeWithoutPassword() throws {
        let plan = try Self.plan(DomainFile.write(try Self.random(3)))
        #expect(plan.routesWithoutPassword == ["office"])
        #expect(plan.contents.routes.first?.isActive == false)
        #expect(plan.contents.routes.first?.account?.password.isEmpty == false)
    }

    @Test("a copy without lines stands beside the original")
    func copy() throws {
        let contents = try Self.random(4)
        let file = DomainFile.write(contents)
        var configuration = Self.empty
        for change in try Self.plan(file).changes([:]) { configuration.apply(change, version: 2) }
        #expect(throws: DomainFileError.self) {
            try Self.plan(file, as: DomainImport.Wish(name: "copy.example"), into: configuration)
        }
        let wish = DomainImport.Wish(name: "copy.example", withoutLines: true)
        let plan = try Self.plan(file, as: wish, into: configuration)
        #expect(plan.contents.lines.isEmpty && plan.contents.routes.isEmpty)
        #expect(plan.contents.users.allSatisfy { $0.callerID == nil })
    }

    @Test("ACT-01 undoing the domain's entry undoes the import", arguments: UInt64(1)...5)
    func undone(seed: UInt64) async throws {
        let wish = DomainImport.Wish(withoutLines: true)
        let plan = try Self.plan(DomainFile.write(try Self.random(seed)), as: wish)
        let repository = InMemoryConfigurationRepository()
        let author = ChangeAuthor(name: "test")
        let recorded = try await repository.apply(plan.changes([:]), by: author, at: .epoch)
        #expect(recorded.first?.objectKind == "domain")
        _ = try await repository.undo(try #require(recorded.first?.version), by: author, at: .epoch)
        let configuration = await repository.load()
        #expect(configuration.tenants.isEmpty && configuration.entries.isEmpty)
    }

    @Test("things of one name keep apart by their keys")
    func sameNames() async throws {
        var contents = DomainContents(domain: .sample())
        contents.entries = (1...3).map { index in
            let group = CallGroup(name: "Sales", extension: "20\(index)")
            return DomainEntry(id: EntryID("g\(index)"), domain: contents.domain.id, .group(group))
        }
        var line = Line.sample()
        line.rules = [LineRule(to: .group(EntryID("g2")))]
        contents.lines = [line]
        let file = DomainFile.write(contents)
        #expect(Self.text(file).contains("key: \"Sales (2)\""))
        let plan = try Self.plan(file)
        let second = plan.contents.entries.first { $0.group?.extension == "202" }
        #expect(plan.contents.lines.first?.rules.first?.target == second.map { .group($0.id) })
        #expect(Self.text(try await Self.exported(plan, withSecrets: false)) == Self.text(file))
    }

    @Test("a mark of bytes in front of a name is no part of it in the file")
    func mark() throws {
        var contents = DomainContents(domain: .sample())
        var user = User.sample()
        user.shownName = "\u{feff}\u{feff}Anna"
        contents.users = [user]
        let plan = try Self.plan(DomainFile.write(contents))
        #expect(plan.contents.users.first?.shownName == "Anna")
    }

    @Test("what leads to somebody who is gone is written as it works")
    func dangling() throws {
        var contents = DomainContents(domain: .sample())
        var user = User.sample()
        user.voicemail.greeting = PromptID("gone")
        contents.users = [user]
        var line = Line.sample()
        line.rules = [LineRule(to: .group(EntryID("gone")))]
        line.trunk = TrunkID("gone")
        contents.lines = [line]
        let plan = try Self.plan(DomainFile.write(contents))
        #expect(plan.contents.lines.first?.rules == [LineRule(to: .end)])
        #expect(plan.contents.lines.first?.trunk == nil)
        #expect(plan.contents.users.first?.voicemail.greeting == nil)
    }

    @Test("the example of the documentation can be imported")
    func example() async throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/domain-file.md"), encoding: .utf8)
        let parts = page.components(separatedBy: "```yaml\n")
        let example = try #require(parts.dropFirst().first?.components(separatedBy: "```").first)
        let plan = try Self.plan(Array(example.utf8))
        #expect(DomainImport.counts(plan.contents).allSatisfy { $0.count > 0 }, "every list has its example")
        // It is as an export of it would be, but for comments.
        let again = Self.text(try await Self.exported(plan, withSecrets: false))
        let said = example.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
        let written = again.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
        #expect(written == said)
    }

    @Test("passwords are of three kinds of characters and never alike")
    func passwords() {
        var tokens = TokenSource(SeededGenerator(seed: 9))
        let made = (0..<1_000).map { _ in DomainImport.newPassword(&tokens) }
        #expect(Set(made).count == made.count)
        #expect(made.allSatisfy { $0.count == 12 && $0.contains(where: \.isNumber) && $0.contains(where: \.isLetter) })
    }
}

extension String {
    fileprivate var lines: [Substring] { self.split(separator: "\n") }
}
