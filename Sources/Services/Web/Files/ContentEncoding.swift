/// How a file travels: in one of the ways it is compressed, or as it is.
enum ContentEncoding: String, CaseIterable, Sendable {
    // The first of equals is sent: the smaller.
    case brotli = "br"
    case gzip
    case identity

    /// What the name of a compressed file ends with, beside the file it was made from.
    var suffix: String? {
        switch self {
        case .brotli: ".br"
        case .gzip: ".gz"
        case .identity: nil
        }
    }

    /// Weights from 0, which is 'never', to 1 have three digits after the point (RFC 9110, section 12.4.2).
    private typealias Weight = Int
    private static let fullWeight: Weight = 1_000

    /// The best of what there is for a browser, by the weights of RFC 9110, section 12.5.3.
    ///
    /// - Parameters:
    ///   - accepted: the browser's `Accept-Encoding`; `nil`: it says nothing, so the file is sent as it is.
    ///   - offered: in which ways the file lies there, besides as it is.
    /// - Returns: ``identity``, too, for somebody who takes nothing that is there: better than no file.
    static func best(accepted: String?, offered: some Collection<ContentEncoding>) -> ContentEncoding {
        guard let accepted else { return .identity }
        var weights: [String: Weight] = [:]
        for part in accepted.split(separator: ",") {
            if let (name, weight) = Self.read(part) { weights[name] = weight }
        }
        let others = weights["*"]
        var best = (encoding: ContentEncoding.identity, weight: weights["identity"] ?? others ?? 0)
        for encoding in Self.allCases.reversed() where offered.contains(encoding) {
            let weight = weights[encoding.rawValue] ?? others ?? 0
            if weight > 0, weight >= best.weight { best = (encoding, weight) }
        }
        return best.encoding
    }

    /// `br`, `gzip;q=0.5`; `nil` when the weight is none.
    private static func read(_ part: Substring) -> (name: String, weight: Weight)? {
        let words = part.split(separator: ";", omittingEmptySubsequences: false).map { word in
            word.filter { $0 != " " && $0 != "\t" }.lowercased()
        }
        guard let name = words.first, !name.isEmpty else { return nil }
        guard let parameter = words.dropFirst().first(where: { $0.hasPrefix("q=") }) else {
            return (name, Self.fullWeight)
        }
        return Self.weight(parameter.dropFirst(2)).map { (name, $0) }
    }

    private static func weight(_ text: Substring) -> Weight? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        guard let whole = parts.first, whole == "0" || whole == "1", fraction.utf8.count <= 3,
            fraction.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let thousandths = Weight(fraction + String(repeating: "0", count: 3 - fraction.utf8.count))
        else { return nil }
        let weight = whole == "1" ? Self.fullWeight + thousandths : thousandths
        return weight <= Self.fullWeight ? weight : nil
    }
}
