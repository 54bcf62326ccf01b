import Foundation

/// The working copy whose sources are looked at.
enum Repository {
    /// A mini package may hold this folder as a link, so the way up begins at where the file really lies.
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every file below the folder with one of the endings, by its path from the root, sorted. Hidden folders (build
    /// products) and links are left out.
    static func files(under folder: String, endings: Set<String> = ["swift"]) -> [String] {
        let start = self.root.appending(path: folder)
        let found = FileManager.default.enumerator(
            at: start,
            includingPropertiesForKeys: [.isRegularFileKey],
            options: [.skipsHiddenFiles]
        )
        guard let found else { return [] }
        let prefix = self.root.path.count + 1
        return found.compactMap { $0 as? URL }
            .filter { endings.contains($0.pathExtension) }
            .map { String($0.path.dropFirst(prefix)) }
            .sorted()
    }

    static func text(of file: String) throws -> String {
        try String(contentsOf: self.root.appending(path: file), encoding: .utf8)
    }

    static func lines(of file: String) throws -> [Substring] {
        var lines = try self.text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
        // What stands after the last line feed is no line.
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: self.root.appending(path: path).path)
    }
}
