import Foundation

/// The modules that a target's files import.
enum Imports {
    /// Part of the language; everybody may.
    private static let standard: Set<String> = ["Swift", "Synchronization", "_Concurrency", "Testing"]
    private static let sameThing = [
        "Glibc": "libc", "Musl": "libc", "Darwin": "libc", "FoundationEssentials": "Foundation",
    ]

    static func modules(in text: String) -> Set<String> {
        let found = text.split(separator: "\n").compactMap { line -> String? in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                words[..<place].allSatisfy({ Self.isModifier($0) })
            else { return nil }
            // `import struct Foundation.Date` names a module as well; so does one with a comment behind it.
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            let name = kinds.contains(words[place + 1]) ? words.dropFirst(place + 2).first : words[place + 1]
            return name?.split(separator: ".").first.map(String.init)
        }
        return Set(found.map { Self.sameThing[$0] ?? $0 }).subtracting(Self.standard)
    }

    static func modules(ofFolder folder: String) throws -> Set<String> {
        try Repository.files(under: folder).reduce(into: []) { all, file in
            all.formUnion(Self.modules(in: try Repository.text(of: file)))
        }
    }

    private static func isModifier(_ word: Substring) -> Bool {
        ["public", "package", "internal", "private", "fileprivate"].contains(word) || word.hasPrefix("@")
    }
}
