import Foundation

/// What Package.swift says about the targets of Sources. Reads the text: a package cannot import its own manifest.
struct Manifest {
    struct Target: Equatable {
        var folder: String
        /// Our own targets.
        var knows: Set<String>
        /// Products of other packages.
        var products: Set<String>
    }

    let targets: [String: Target]
    /// The test targets, by their folders.
    let tests: [Target]

    init(text: String) throws {
        var products: [String: String] = [:]
        for match in try Self.matches(#"let (\w+): Target\.Dependency = \.product\(name: "(\w+)""#, text) {
            products[match[1]] = match[2]
        }
        var targets: [String: Target] = [:]
        for match in try Self.matches(#"\broom\(\s*"([^"]*)",\s*"(\w+)"(?:,\s*knows: \[([^\]]*)\])?"#, text) {
            let folder = match[1].isEmpty ? "Sources/\(match[2])" : "Sources/\(match[1])/\(match[2])"
            targets[match[2]] = try Self.target(folder, match[3], products)
        }
        for match in try Self.matches(
            #"\.executableTarget\(\s*name: "(\w+)",\s*dependencies: \[([^\]]*)\],\s*path: "([^"]*)""#,
            text
        ) {
            targets[match[1]] = try Self.target(match[3], match[2], products)
        }
        for match in try Self.matches(#"\.systemLibrary\(\s*name: "(\w+)",\s*path: "([^"]*)""#, text) {
            targets[match[1]] = Target(folder: match[2], knows: [], products: [])
        }
        self.targets = targets
        self.tests = try Self.matches(#"\btests\(\s*"(\w+)"(?:,\s*knows: \[([^\]]*)\])?"#, text).map { match in
            try Self.target("Tests/\(match[1])Tests", match[2], products)
        }
    }

    static func ofRepository() throws -> Manifest { try Manifest(text: try Repository.text(of: "Package.swift")) }

    private static func target(_ folder: String, _ list: String, _ products: [String: String]) throws -> Target {
        let own = try Self.matches(#""(\w+)""#, list).map { $0[1] }
        let names = try Self.matches(#"(?<![\w"])([a-z]\w*)(?!["\w])"#, list).map { $0[1] }
        return Target(folder: folder, knows: Set(own), products: Set(names.map { products[$0] ?? $0 }))
    }

    /// The groups of every match; a group that took no part is empty.
    private static func matches(_ pattern: String, _ text: String) throws -> [[String]] {
        let regex = try NSRegularExpression(pattern: pattern)
        return regex.matches(in: text, range: NSRange(text.startIndex..., in: text)).map { match in
            (0..<match.numberOfRanges).map { index in
                Range(match.range(at: index), in: text).map { String(text[$0]) } ?? ""
            }
        }
    }
}
