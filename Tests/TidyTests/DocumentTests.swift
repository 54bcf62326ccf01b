import Foundation
import Testing

@Suite("Documents")
struct DocumentTests {
    static let documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]

    static func texts(_ pattern: String, in text: String) throws -> [String] {
        let regex = try NSRegularExpression(pattern: pattern, options: [.anchorsMatchLines])
        return regex.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { match in
            Range(match.range(at: 1), in: text).map { String(text[$0]) }
        }
    }

    /// Links to files of the repository, without what stands behind `#`.
    static func links(in text: String) throws -> [String] {
        try Self.texts(#"\]\(([^)#:\s]+)(?:#[^)]*)?\)"#, in: text)
    }

    /// Files named as code, by their path from the root.
    static func namedFiles(in text: String) throws -> [String] {
        try Self.texts(#"`((?:Sources|Tests|Scripts|docs|web|Fuzz|Benchmarks)/[\w+./-]+)`"#, in: text)
    }

    @Test("links and named files are there")
    func leadSomewhere() throws {
        let documents = Self.documents + Repository.files(under: "docs", endings: ["md"])
        #expect(documents.count > Self.documents.count + 10)
        for document in documents {
            let text = try Repository.text(of: document)
            let folder = document.split(separator: "/").dropLast().joined(separator: "/")
            for link in try Self.links(in: text) {
                let path = folder.isEmpty ? link : "\(folder)/\(link)"
                #expect(Repository.exists(path), "\(document) links to \(link)")
            }
            for file in try Self.namedFiles(in: text) {
                #expect(Repository.exists(file), "\(document) names \(file)")
            }
        }
    }

    @Test("decisions are numbered without a gap and say how we would notice that they were wrong")
    func decisions() throws {
        let files = Repository.files(under: "docs/decisions", endings: ["md"])
        #expect(!files.isEmpty)
        for (index, file) in files.enumerated() {
            let name = file.split(separator: "/").last ?? ""
            #expect(name.prefix(4) == String(format: "%04d", index + 1)[...], "\(file) is out of order")
            let text = try Repository.text(of: file)
            for heading in ["## Situation", "## Choice", "## Turned down", "## How we would notice it was wrong"] {
                #expect(text.contains(heading + "\n"), "\(file) has no \"\(heading)\"")
            }
        }
    }

    @Test("README names every setting, and no other")
    func settings() throws {
        let reader = try Repository.text(of: "Sources/MartletServer/Settings/SettingsReader.swift")
        let read = try Self.texts(#"self\.(?:text|flag|number|hostPort|ports|networks|addresses)\("(\w+)""#, in: reader)
        let readme = try Repository.text(of: "README.md")
        let section = try #require(readme.components(separatedBy: "\n## Settings\n").dropFirst().first)
        let table = section.components(separatedBy: "\n## ").first ?? ""
        let named = try Self.texts(#"^\| `(\w+)` \|"#, in: table)
        #expect(!read.isEmpty)
        #expect(Set(read) == Set(named), "differ: \(Set(read).symmetricDifference(Set(named)).sorted())")
    }

    @Test("the readers read", .tags(.selfTest))
    func readers() throws {
        #expect(try Self.links(in: "[a](b.md), [c](d/e.md#f), [g](https://h.example)") == ["b.md", "d/e.md"])
        #expect(try Self.namedFiles(in: "`Sources/A/B+C.swift` and `make test`") == ["Sources/A/B+C.swift"])
    }
}
