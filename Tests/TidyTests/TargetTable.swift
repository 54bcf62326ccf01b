import Foundation

/// Who may import whom, as docs/architecture.md says it.
struct TargetTable {
    struct Row: Equatable {
        var name: String
        var folder: String
        /// Our own targets.
        var knows: Set<String>
        /// Modules of other packages and of the system: `libc` for Glibc and Darwin, `Foundation` for both of its forms.
        var outside: Set<String>
    }

    let rows: [Row]

    var names: Set<String> { Set(self.rows.map(\.name)) }

    /// Reads the table whose head begins with `| target | folder | knows | outside |`.
    init(markdown: String) {
        let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
        let head = lines.firstIndex { $0.hasPrefix("| target | folder | knows | outside |") } ?? lines.endIndex
        self.rows = lines[head...].dropFirst(2).prefix { $0.hasPrefix("|") }.compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `*")) }
            guard cells.count >= 6 else { return nil }
            return Row(name: cells[1], folder: cells[2], knows: Self.list(cells[3]), outside: Self.list(cells[4]))
        }
    }

    static func ofRepository() throws -> TargetTable {
        TargetTable(markdown: try Repository.text(of: "docs/architecture.md"))
    }

    private static func list(_ cell: String) -> Set<String> {
        Set(
            cell.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                $0 != "–" && !$0.isEmpty
            }
        )
    }
}
