/// Some members of a mixer, said so that it is clear what a newcomer is.
package enum MemberSelection: Hashable, Sendable {
    /// All, and whoever comes later.
    case everyone
    /// All, and whoever comes later, without these.
    case everyoneExcept([MemberSlot])
    /// These and no newcomer.
    case only([MemberSlot])
    case nobody
}

/// A member's rights in the talk: it is heard by a listener when it speaks to that one and that one listens to it.
///
/// A conference is made of ``participant``s. A supervisor (CAL-09) listens silently, whispers to one member or barges
/// in: the rule of one member changes, nobody else's does, so the outside party cannot notice.
package struct Hearing: Hashable, Sendable {
    /// Who may hear this member.
    package var speaksTo: MemberSelection
    /// Whom this member hears, as far as they speak to it. Itself never.
    package var listensTo: MemberSelection

    package init(speaksTo: MemberSelection, listensTo: MemberSelection = .everyone) {
        self.speaksTo = speaksTo
        self.listensTo = listensTo
    }

    /// Talks with everybody; also the supervisor who barges in.
    package static let participant = Hearing(speaksTo: .everyone)

    /// Hears the talk and is heard by nobody.
    package static let silentListener = Hearing(speaksTo: .nobody)

    /// Hears the talk and is heard by one member only.
    package static func whisper(to member: MemberSlot) -> Hearing {
        Hearing(speaksTo: .only([member]))
    }
}

/// A selection as bits, one for each place.
struct ResolvedSelection {
    private(set) var bits: UInt64
    private let takesNewcomers: Bool

    /// - Parameter isCurrent: whether a slot still names a member; stale ones select nobody.
    init(_ selection: MemberSelection, isCurrent: (MemberSlot) -> Bool) {
        func bits(_ slots: [MemberSlot]) -> UInt64 {
            slots.reduce(0) { isCurrent($1) ? $0 | 1 << UInt64($1.index) : $0 }
        }
        switch selection {
        case .everyone: (self.bits, self.takesNewcomers) = (.max, true)
        case .everyoneExcept(let slots): (self.bits, self.takesNewcomers) = (~bits(slots), true)
        case .only(let slots): (self.bits, self.takesNewcomers) = (bits(slots), false)
        case .nobody: (self.bits, self.takesNewcomers) = (0, false)
        }
    }

    /// A place was given up: its next owner is a newcomer, whatever the former one was.
    mutating func forget(_ index: Int) {
        let bit: UInt64 = 1 << UInt64(index)
        if self.takesNewcomers { self.bits |= bit } else { self.bits &= ~bit }
    }

    func contains(_ index: Int) -> Bool { self.bits & (1 << UInt64(index)) != 0 }
}
