import Tables

extension CardDAV {
    /// The body of a PROPFIND or a REPORT, as far as it matters here.
    struct Query {
        /// The root element: `propfind`, `addressbook-multiget`, `addressbook-query`.
        private(set) var kind = ""
        private var properties: Set<String> = []
        /// Of a multiget, as they were written.
        private(set) var addresses: [String] = []
        private(set) var limit = Int.max
        private var conditions: [Condition] = []
        private var needsAll = false

        /// What a property has to hold, or must not (RFC 6352 §10.5.4).
        private struct Condition {
            enum Match: String {
                case contains, equals
                case begins = "starts-with"
                case ends = "ends-with"
            }

            /// In capital letters.
            var property: String
            /// In small letters.
            var words = ""
            var match: Match
            var isNegated: Bool

            /// - Throws: ``APIError`` for a way to compare that there is not.
            init(_ property: String, _ attributes: [String: String]) throws {
                self.property = property.uppercased()
                guard let match = Match(rawValue: attributes["match-type"] ?? Match.contains.rawValue) else {
                    throw APIError(.malformedRequest, "match-type is contains, equals, starts-with or ends-with.")
                }
                self.match = match
                self.isNegated = attributes["negate-condition"] == "yes"
            }

            func holds(of card: VCard) -> Bool {
                card.has(in: self.property) { value in
                    switch self.match {
                    case .contains: value.contains(self.words)
                    case .equals: value == self.words
                    case .begins: value.hasPrefix(self.words)
                    case .ends: value.hasSuffix(self.words)
                    }
                } != self.isNegated
            }
        }

        static let addressLimit = 5_000
        static let conditionLimit = 16

        /// An empty one asks for everything.
        /// - Throws: ``TableError`` when it is not XML, ``APIError`` when it asks for more than is given at once.
        init(_ bytes: [UInt8]) throws {
            guard !bytes.isEmpty else { return }
            var reader = XMLReader(bytes)
            var path: [String] = []
            var filtered = ""
            var condition: Condition?
            while let piece = try reader.next() {
                switch piece {
                case .start(let name, let attributes):
                    if path.isEmpty { self.kind = name }
                    if path.last == "prop" { self.properties.insert(name) }
                    if name == "prop-filter" { filtered = attributes["name"] ?? "" }
                    if name == "filter" { self.needsAll = attributes["test"] == "allof" }
                    if name == "text-match" { condition = try Condition(filtered, attributes) }
                    path.append(name)
                case .end:
                    path.removeLast()
                case .text(let text):
                    let plain = text.trimmingSpace
                    guard !plain.isEmpty else { continue }
                    switch path.last {
                    case "href": self.addresses.append(plain)
                    case "nresults": self.limit = max(0, Int(plain) ?? .max)
                    case "text-match":
                        guard var found = condition else { continue }
                        found.words = plain.lowercased()
                        self.conditions.append(found)
                        condition = nil
                    default: break
                    }
                }
                guard self.addresses.count <= Self.addressLimit, self.conditions.count <= Self.conditionLimit else {
                    throw APIError(.tooLarge, "Ask for fewer cards, or with fewer conditions, at once.")
                }
            }
        }

        func wants(_ name: String) -> Bool {
            // Cards are large: only who asks for their content gets it.
            self.properties.isEmpty ? name != "address-data" : self.properties.contains(name)
        }

        func takes(_ card: VCard) -> Bool {
            guard !self.conditions.isEmpty else { return true }
            return self.needsAll
                ? self.conditions.allSatisfy { $0.holds(of: card) } : self.conditions.contains { $0.holds(of: card) }
        }
    }
}

extension String {
    fileprivate var trimmingSpace: String {
        let isSpace = { (character: Character) in character.isWhitespace }
        return String(self.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
