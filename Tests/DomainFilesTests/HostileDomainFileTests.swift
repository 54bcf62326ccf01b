import Kernel
import Model
import ModelTesting
import Testing

@testable import DomainFiles

@Suite("A domain's file that is wrong")
struct HostileDomainFileTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var file: String
        /// All that is told, and nothing else.
        var problems: [String]

        init(_ description: String, _ file: String, _ problems: String...) {
            self.testDescription = description
            self.file = file
            self.problems = problems
        }
    }

    private static let head = "format: 1\ndomain: {name: acme.example}\n"

    static let wrong: [Wrong] = [
        Wrong("nothing", "", "The file is empty."),
        Wrong(
            "another format",
            "format: 2\nanything: goes\n",
            "line 1, format: This must be 1: another format is not known."
        ),
        Wrong("a list", "- 1\n", "line 1, format: This must be 1: another format is not known."),
        Wrong("no domain", "format: 1\n", "line 1, domain: A domain is"),
        Wrong(
            "a number for a domain",
            "format: 1\ndomain: 5\n",
            "line 2, domain: This must be a map",
            "line 2, domain.name: This is required.",
            "line 2, domain: A domain is"
        ),
        Wrong("an unknown setting", head + "colour: red\n", "line 3, colour: There is no such setting."),
        Wrong(
            "an unknown setting within",
            head + "users:\n  - login: a\n    size: 5\n",
            "line 5, users.1.size: There is no such setting."
        ),
        Wrong(
            "a user without a login",
            head + "users:\n  - extension: 5\n",
            "users.1.login: This is required.",
            "line 4, users.1: A login has"
        ),
        Wrong(
            "a wrong type",
            head + "users:\n  - login: a\n    isBlocked: maybe\n",
            "line 5, users.1.isBlocked: This must be true or false."
        ),
        Wrong(
            "a list for a text",
            head + "users:\n  - login: [a]\n",
            "line 4, users.1.login: This must be a text.",
            "line 4, users.1: A login has"
        ),
        Wrong("a text for a list", head + "users: anna\n", "line 3, users: This must be a list."),
        Wrong(
            "two of one login",
            head + "users:\n  - login: a\n  - login: a\n",
            "line 4, users.1: Another user has the login a.",
            "line 5, users.2: Another user has the login a."
        ),
        Wrong(
            "two of one extension",
            head + "users:\n  - {login: a, extension: 5}\ngroups:\n  - {name: G, extension: 5}\n",
            "line 6, groups.1.extension: Somebody else of the file has the extension 5."
        ),
        Wrong(
            "nobody of the name",
            head + "groups:\n  - {name: G, members: [bob]}\n",
            "line 4, groups.1.members.1: This must be the name of a user of this file."
        ),
        Wrong(
            "a system administrator",
            head + "users:\n  - {login: a, role: system-administrator}\n",
            "line 4, users.1.role: System administrators belong to no company."
        ),
        Wrong(
            "a rule to nowhere",
            head + "lines:\n  - number: '123'\n    rules: [{to: {group: G}}]\n",
            "line 5, lines.1.rules.1.to: This must be end, or"
        ),
        Wrong(
            "a trunk that is not here",
            head + "lines:\n  - {number: '123', trunk: beta}\n",
            "line 4, lines.1.trunk: This must be the name of a trunk of this installation"
        ),
        Wrong(
            "more operators than the domain may have",
            "format: 1\ndomain: {name: new.example, limits: {operators: 0}}\nusers:\n  - {login: anna, isOperator: true}\n",
            "domain.limits.operators: The domain may have at most 0 operators."
        ),
        Wrong(
            "a number that is taken",
            head + "lines:\n  - number: +74951234567\n",
            "line 4, lines.1.number: The number +74951234567 is taken by another line."
        ),
        Wrong(
            "a domain that is there",
            "format: 1\ndomain: {name: here.example}\n",
            "line 2, domain.name: There is a domain here.example already"
        ),
        Wrong(
            "the system's domain",
            "format: 1\ndomain: {name: system}\n",
            "line 2, domain.name: There is a domain system already"
        ),
        Wrong(
            "a time zone of nowhere",
            "format: 1\ndomain: {name: a.example, timeZone: Mars/Olympus}\n",
            "line 2, domain.timeZone: There is no time zone Mars/Olympus."
        ),
        Wrong(
            "a wrong schedule",
            head + "lines:\n  - number: '1'\n    rules: [{schedule: [mon 25:00-26:00], to: end}]\n",
            "line 5, lines.1.rules.1.schedule.1: This must be days and times"
        ),
        Wrong(
            "a wrong expression",
            head + "privateRoutes:\n  - {name: r, host: h, called: '(('}\n",
            "line 4, privateRoutes.1.called: This is no expression"
        ),
        Wrong(
            "a code as a short number",
            head + "contacts:\n  - {name: A, shortNumber: '8', numbers: [work 123]}\n",
            "line 4, contacts.1.shortNumber: *8 is a code of the domain."
        ),
        Wrong(
            "PKP-01 a user in two pickup groups",
            head + "users:\n  - {login: a}\npickupGroups:\n  - {name: A, members: [a]}\n  - {name: B, members: [a]}\n",
            "line 7, pickupGroups.2.members: Somebody of these is in another pickup group"
        ),
        Wrong(
            "a sound that lies elsewhere",
            head + "prompts:\n  - {name: P, purpose: greeting, sound: ../../etc/passwd}\n",
            "line 4, prompts.1.sound: This must be the name of a file"
        ),
        Wrong("a number twice in a name", "format: 1\nformat: 1\n", "A name stands twice: format."),
        Wrong("a tab", "format: 1\n\tdomain: x\n", "This is no YAML"),
        Wrong("an open quote", "format: \"1\n", "This is no YAML"),
        Wrong("two documents", "format: 1\n---\nformat: 1\n", "This is no YAML"),
        Wrong("an alias of nothing", "format: *one\n", "This is no YAML"),
        Wrong("an anchor", "format: &one 1\n", "line 1: Anchors (&) are not taken"),
        Wrong("an anchor after a mark", "\u{feff}&one format: 1\n", "line 1: Anchors (&) are not taken"),
        Wrong("a map for a name", "? {a: b}\n: 1\n", "A name is one word."),
    ]

    static let here: Configuration = {
        var configuration = Configuration()
        configuration.apply(.putDomain(.sample("here.example")), version: 1)
        configuration.apply(.putLine(.sample(for: .sample(in: DomainID("here.example")))), version: 2)
        return configuration
    }()

    @Test("says what is wrong and where, all of it", arguments: Self.wrong)
    func told(_ wrong: Wrong) {
        let error = #expect(throws: DomainFileError.self) {
            try DomainFileTests.plan(Array(wrong.file.utf8), into: Self.here)
        }
        let told = error?.problems.map(\.description) ?? []
        #expect(told.count == wrong.problems.count, "\(told)")
        for (sentence, part) in zip(told, wrong.problems) { #expect(sentence.contains(part)) }
    }

    /// Ten lines that stand for ten thousand million: libyaml must never see them.
    @Test("a bomb of aliases costs nothing")
    func bomb() {
        var file = "format: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...10 {
            let names = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            file += "a\(level): &a\(level) [\(names)]\n"
        }
        let start = ContinuousClock.now
        #expect(throws: DomainFileError.self) { try DomainFileTests.plan(Array(file.utf8)) }
        // A bound, not a timing: all of it would outlive the machine.
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test(
        "what is nested without end, has no end or is too large is refused",
        arguments: [
            String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000) + "x",
            "format: 1\na: " + String(repeating: "{a: ", count: 50) + "1" + String(repeating: "}", count: 50),
            String(repeating: "? ", count: 100_000),
        ]
    )
    func endless(file: String) {
        #expect(throws: DomainFileError.self) { try DomainFileTests.plan(Array(file.utf8)) }
    }

    @Test("a file of more pieces than are believed is refused before libyaml sees it")
    func pieces() {
        let file = Array(("a: [" + String(repeating: "b,", count: 1_000) + "]").utf8)
        let error = #expect(throws: FileProblem.self) { try YAMLReader.read(file, pieceLimit: 1_000) }
        #expect(error?.message == "The file has too many pieces.")
        #expect(throws: Never.self) { try YAMLReader.read(file, pieceLimit: 1_002) }
    }

    @Test("a file of more than 16 MB is not looked at")
    func huge() {
        let error = #expect(throws: DomainFileError.self) {
            try DomainFileTests.plan([UInt8](repeating: 0x20, count: DomainFile.byteLimit + 1))
        }
        #expect(error?.problems.map(\.message) == ["A file has at most 16 MB."])
    }

    @Test("bytes that are no text are told")
    func bytes() {
        for file: [UInt8] in [[0xff, 0xfe, 0x00], [0x66, 0xc0], [0x50, 0x4b, 3, 4], [0]] {
            #expect(throws: DomainFileError.self) { try DomainFileTests.plan(file) }
        }
    }

    @Test("of a file that is wrong in every line the first hundred are told")
    func many() {
        let users = (0..<500).map { "  - {login: \"A\($0)\"}\n" }.joined()
        let error = #expect(throws: DomainFileError.self) {
            try DomainFileTests.plan(Array((Self.head + "users:\n" + users).utf8))
        }
        #expect(error?.problems.count == 100)
    }

    @Test("any byte of a good file may be another: an error or a file, never a crash", arguments: UInt64(1)...8)
    func fuzzed(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let good = DomainFile.write(try DomainFileTests.random(seed), withSecrets: true)
        for _ in 0..<60 {
            var file = good
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let place = Int.random(in: 0..<file.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: file[place] = UInt8.random(in: 0...255, using: &random)
                case 1: file.remove(at: place)
                default: file.insert(Array("&*:-[]{}\"'|>?,\n #!%".utf8).randomElement(using: &random) ?? 0, at: place)
                }
            }
            _ = try? DomainFileTests.plan(file)
        }
    }
}
