import Foundation
import Testing

/// Something that no source may contain, with examples of what it catches and what it lets pass.
struct Rule: Sendable, CustomTestStringConvertible {
    /// A place where the rule does not hold, and why. One that is no longer needed breaks the rule.
    struct Allowance: Sendable {
        let file: String
        let reason: String
    }

    /// The sentence that has to hold.
    let testDescription: String
    /// Where it holds, from the root of the repository.
    let folders: [String]
    /// Folders in them where it does not.
    var without: [String] = []
    /// What breaks it: a regular expression whose `^` and `$` are ends of lines.
    let pattern: String
    /// Lines of comment count as well.
    var readsComments = false
    var allowances: [Allowance] = []
    let catches: [String]
    let spares: [String]

    /// A file's place that breaks the rule.
    struct Breach: Equatable, CustomStringConvertible {
        let file: String
        let line: Int
        let text: String

        var description: String { "\(self.file):\(self.line): \(self.text)" }
    }

    /// The files that it is about.
    var files: [String] {
        self.folders.flatMap { Repository.files(under: $0) }
            .filter { file in !self.without.contains { file.hasPrefix($0 + "/") } }
    }

    /// Every breach in the repository, allowances taken off; an allowance without a breach is one.
    func breaches() throws -> [Breach] {
        var breaches: [Breach] = []
        var used: Set<String> = []
        for file in self.files {
            let found = try self.breaches(in: try Repository.text(of: file), of: file)
            if !found.isEmpty, self.allowances.contains(where: { $0.file == file }) {
                used.insert(file)
            } else {
                breaches += found
            }
        }
        for allowance in self.allowances where !used.contains(allowance.file) {
            breaches.append(Breach(file: allowance.file, line: 0, text: "the allowance is not needed any more"))
        }
        return breaches
    }

    func breaches(in text: String, of file: String) throws -> [Breach] {
        let regex = try NSRegularExpression(pattern: self.pattern, options: [.anchorsMatchLines])
        let code = self.readsComments ? text : Self.withoutComments(text)
        let matches = regex.matches(in: code, range: NSRange(code.startIndex..., in: code))
        guard !matches.isEmpty else { return [] }
        let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
        return matches.compactMap { match in
            // The last line of a match is where the offence stands; before it may be what should have prevented it.
            guard let range = Range(match.range, in: code) else { return nil }
            let line = code[..<range.upperBound].count { $0 == "\n" }
            let shown = lines[min(line, lines.count - 1)].trimmingCharacters(in: .whitespaces)
            return Breach(file: file, line: line + 1, text: shown)
        }
    }

    /// Empties lines that are only comment, so that all others keep their numbers.
    private static func withoutComments(_ text: String) -> String {
        // By bytes, as every rule reads every file: of characters this was among the dearest of all tests.
        let (newline, space) = (UInt8(ascii: "\n"), UInt8(ascii: " "))
        return text.utf8.split(separator: newline, omittingEmptySubsequences: false)
            .map { $0.drop { $0 == space }.starts(with: "//".utf8) ? "" : Substring($0) }
            .joined(separator: "\n")
    }
}
