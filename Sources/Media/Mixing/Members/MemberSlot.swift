/// A member's place in one mixer.
///
/// Names the member for as long as it is in the mixer. A slot kept after its member left is known as stale: whatever is
/// asked for it has no effect, also when its place has a new owner.
package struct MemberSlot: Hashable, Sendable {
    let index: UInt8
    let generation: UInt32
}

/// Members of one mixer, as a set that costs nothing to pass around.
package struct MemberSet: Hashable, Sendable {
    var bits: UInt64

    init(bits: UInt64) {
        self.bits = bits
    }

    package var isEmpty: Bool { self.bits == 0 }
    package var count: Int { self.bits.nonzeroBitCount }

    /// Whether a member is in the set; the set must be read in the tick it was taken, since places are used again.
    package func contains(_ slot: MemberSlot) -> Bool {
        self.bits & (1 << UInt64(slot.index)) != 0
    }
}
