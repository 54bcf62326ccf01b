/// Text as the history search compares it: the same folding is used for what is stored and for what is asked.
package enum SearchText {
    /// More than this is never compared.
    package static let maximumLength = 64

    /// Lower case, `ё` as `е`, single spaces, at most ``maximumLength`` characters.
    package static func folded(_ text: String) -> String {
        let lowered = text.lowercased().map { $0 == "ё" ? "е" : $0 }
        return String(lowered.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(Self.maximumLength))
    }

    /// What is looked for: folded, and without the separators that people write into numbers when it is one. `nil` when
    /// nothing is left to look for.
    package static func wanted(_ text: String) -> String? {
        let folded = Self.folded(text)
        let isNumber = folded.utf8.contains { (0x30...0x39).contains($0) } && folded.utf8.allSatisfy(Self.isDialled)
        let wanted = isNumber ? folded.filter { !" ()-.".contains($0) } : folded
        return wanted.isEmpty ? nil : wanted
    }

    /// The texts of which a search finds the beginning: the number from each of its characters on, the name from each
    /// of its words on. Limited, because a caller may send any number and any name.
    package static func entries(number: String, name: String) -> [String] {
        var entries: [String] = []
        let number = Self.folded(number)
        for index in number.indices.prefix(Self.numberEntryLimit) { entries.append(String(number[index...])) }
        let name = Self.folded(name)
        var start = name.startIndex
        while start < name.endIndex, entries.count < Self.numberEntryLimit + Self.nameEntryLimit {
            let entry = String(name[start...])
            if !entries.contains(entry) { entries.append(entry) }
            guard let space = name[start...].firstIndex(of: " ") else { break }
            start = name.index(after: space)
        }
        return entries
    }

    /// Whether a party is found by `wanted`, which comes from ``wanted(_:)``. Compares bytes, as a store's index does.
    package static func matches(_ wanted: String, number: String, name: String) -> Bool {
        Self.entries(number: number, name: name).contains { $0.utf8.starts(with: wanted.utf8) }
    }

    private static let numberEntryLimit = 24
    private static let nameEntryLimit = 8

    private static func isDialled(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x20, 0x28, 0x29, 0x2a, 0x2b, 0x23, 0x2d, 0x2e: true
        default: false
        }
    }
}
