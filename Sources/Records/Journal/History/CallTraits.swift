/// What happened in a call beside its direction and result: the rest of the journal's icon (ME-03).
package struct CallTraits: OptionSet, Hashable, Sendable {
    /// Kept in the store: the numbers never change.
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// It went on to a number outside, by the callee's rules or phone.
    package static let redirected = CallTraits(rawValue: 1)
    package static let transferred = CallTraits(rawValue: 2)
    /// Three or more talked at once.
    package static let conference = CallTraits(rawValue: 4)
    /// The caller left a message.
    package static let voicemail = CallTraits(rawValue: 8)
    package static let recorded = CallTraits(rawValue: 16)

    /// By their names on the wire, in the order in which they are told.
    package static let named: [(name: String, trait: CallTraits)] = [
        ("redirected", .redirected), ("transferred", .transferred), ("conference", .conference),
        ("voicemail", .voicemail), ("recorded", .recorded),
    ]

    package init?(named name: String) {
        guard let found = Self.named.first(where: { $0.name == name }) else { return nil }
        self = found.trait
    }

    package var names: [String] { Self.named.filter { self.contains($0.trait) }.map(\.name) }

    /// Whether who dialled the one number wanted the other: written another way, or with a few digits before it that lead to
    /// an office.
    package static func isOneNumber(_ dialled: String, _ number: String) -> Bool {
        let (dialled, number) = (dialled.filter(\.isNumber), number.filter(\.isNumber))
        let national = 10
        if dialled.count >= national, number.count >= national {
            return dialled.suffix(national) == number.suffix(national)
        }
        let prefix = 3
        return !number.isEmpty && dialled.hasSuffix(number) && dialled.count - number.count <= prefix
    }

    /// Every combination in which one of these is.
    package static func combinations(having wanted: CallTraits) -> [CallTraits] {
        (0..<1 << Self.named.count).map { CallTraits(rawValue: $0) }.filter { !$0.isDisjoint(with: wanted) }
    }
}
