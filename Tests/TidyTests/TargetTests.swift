import Testing

@Suite("Who may import whom")
struct TargetTests {
    let table: TargetTable
    let manifest: Manifest

    init() throws {
        self.table = try TargetTable.ofRepository()
        self.manifest = try Manifest.ofRepository()
        try #require(self.table.rows.count >= 10, "docs/architecture.md has lost its table of targets")
        try #require(self.manifest.targets.count >= 10, "Package.swift cannot be read any more")
    }

    @Test("B1 arrows point down: a row knows only rows below it")
    func pointDown() {
        for (index, row) in self.table.rows.enumerated() {
            let below = Set(self.table.rows[(index + 1)...].map(\.name))
            #expect(row.knows.isSubset(of: below), "\(row.name) knows \(row.knows.subtracting(below).sorted())")
        }
    }

    @Test("the table and Package.swift name the same targets, folders and dependencies")
    func manifestAgrees() {
        let (documented, declared) = (self.table.names, Set(self.manifest.targets.keys))
        #expect(documented == declared, "only in one: \(documented.symmetricDifference(declared).sorted())")
        for row in self.table.rows {
            guard let target = self.manifest.targets[row.name] else { continue }
            #expect(target.folder == row.folder, "\(row.name) lies elsewhere")
            for name in target.knows.subtracting(row.knows).sorted() {
                Issue.record("Package.swift: \(row.name) depends on \(name), the table does not say so")
            }
            for name in row.knows.subtracting(target.knows).sorted() {
                Issue.record("Package.swift: \(row.name) lacks \(name), which the table names")
            }
            for name in target.products.subtracting(row.outside).sorted() {
                Issue.record("Package.swift: \(row.name) depends on product \(name), the table does not say so")
            }
        }
    }

    @Test("the sources import what the table says, all of it and nothing else")
    func importsAgree() throws {
        for row in self.table.rows where !Repository.files(under: row.folder).isEmpty {
            let imported = try Imports.modules(ofFolder: row.folder)
            let allowed = row.knows.union(row.outside)
            for name in imported.subtracting(allowed).sorted() {
                Issue.record("\(row.folder) imports \(name), which the table does not allow")
            }
            for name in allowed.subtracting(imported).sorted() {
                Issue.record("\(row.folder) never imports \(name), which the table allows")
            }
        }
    }

    @Test("tests import only own targets that Package.swift gives them: others are there by chance, or not yet")
    func testsDeclareTheirImports() throws {
        try #require(self.manifest.tests.count >= 10, "the tests in Package.swift cannot be read any more")
        let own = Set(self.manifest.targets.keys)
        for target in self.manifest.tests {
            let imported = try Imports.modules(ofFolder: target.folder).intersection(own)
            for name in imported.subtracting(target.knows).sorted() {
                Issue.record("\(target.folder) imports \(name), which Package.swift does not give it")
            }
        }
    }

    @Test("every source belongs to a target of the table")
    func nothingBeside() {
        let folders = self.table.rows.map(\.folder)
        for file in Repository.files(under: "Sources", endings: ["swift", "c", "h", "modulemap"]) {
            let isKnown = folders.contains { file.hasPrefix($0 + "/") }
            #expect(isKnown, "\(file) belongs to no target")
        }
    }

    @Test("the readers read", .tags(.selfTest))
    func readers() throws {
        let table = TargetTable(
            markdown: """
                | target | folder | knows | outside | what |
                |---|---|---|---|---|
                | **B** | `Sources/X/B` | A | NIOCore, libc | above |
                | **A** | `Sources/A` | – | – | below |

                | target | something | else |
                """
        )
        let above = TargetTable.Row(name: "B", folder: "Sources/X/B", knows: ["A"], outside: ["NIOCore", "libc"])
        #expect(table.rows == [above, TargetTable.Row(name: "A", folder: "Sources/A", knows: [], outside: [])])

        let manifest = try Manifest(
            text: """
                let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
                    room("", "A"),
                    room(
                        "X", "B",
                        knows: [
                            "A", nio,
                        ]
                    ),
                """
        )
        #expect(manifest.targets["B"] == Manifest.Target(folder: "Sources/X/B", knows: ["A"], products: ["NIOCore"]))
        #expect(manifest.targets["A"] == Manifest.Target(folder: "Sources/A", knows: [], products: []))

        let imports = Imports.modules(
            in: """
                package import A
                @preconcurrency import struct Foundation.Date
                import Glibc
                import Synchronization
                // import Nothing
                let text = "import nothing"
                """
        )
        #expect(imports == ["A", "Foundation", "libc"])
    }
}

extension Tag {
    /// A test of the rules themselves.
    @Tag static var selfTest: Self
}
