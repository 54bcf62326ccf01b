import Testing

@Suite("Rules about the sources")
struct SourceRuleTests {
    @Test(arguments: SourceRules.all)
    func holds(_ rule: Rule) throws {
        for breach in try rule.breaches() { Issue.record("\(breach)") }
    }

    @Test("the rules bite, and only what they should", arguments: SourceRules.all)
    func bites(_ rule: Rule) throws {
        for example in rule.catches {
            #expect(try !rule.breaches(in: example, of: "example").isEmpty, "lets pass: \(example)")
        }
        for example in rule.spares {
            #expect(try rule.breaches(in: example, of: "example").isEmpty, "catches: \(example)")
        }
    }

    @Test("a rule about a folder that moved away would hold for ever", arguments: SourceRules.all)
    func findsFiles(_ rule: Rule) {
        for folder in rule.folders + rule.without {
            // Benchmarks may be all C; the others hold Swift.
            if folder == "Benchmarks" { continue }
            #expect(!Repository.files(under: folder).isEmpty, "no Swift in \(folder)")
        }
    }

    @Test("a breach is told with its line")
    func tellsLine() throws {
        let breaches = try SourceRules.traps.breaches(in: "let a = 1\n// try! this\nlet b = try! c()\n", of: "A.swift")
        #expect(breaches == [Rule.Breach(file: "A.swift", line: 3, text: "let b = try! c()")])
    }

    @Test("an allowance that is not needed breaks its rule")
    func staleAllowance() throws {
        var rule = SourceRules.traps
        rule.allowances.append(Rule.Allowance(file: "Sources/Kernel/Moment.swift", reason: "none, this is a test"))
        #expect(try rule.breaches().contains { $0.file == "Sources/Kernel/Moment.swift" && $0.line == 0 })
    }
}
