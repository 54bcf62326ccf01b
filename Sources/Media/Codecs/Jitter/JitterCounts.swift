/// What a ``JitterBuffer`` has done so far, for reports and quality estimates. Each counts packets where not said
/// otherwise.
package struct JitterCounts: Hashable, Sendable {
    package var played: UInt64 = 0
    /// Gaps filled by making sound up, in frames of up to 20 ms.
    package var concealed: UInt64 = 0
    /// Restored from the packet that followed.
    package var recovered: UInt64 = 0
    /// Came when their time had passed.
    package var late: UInt64 = 0
    package var duplicates: UInt64 = 0
    /// Dropped unplayed: the buffer was full, or the delay had grown past its limit.
    package var dropped: UInt64 = 0
    /// Strays and packets too big.
    package var refused: UInt64 = 0
    /// How often the stream went on elsewhere: with other timestamps, other numbers, or from another source.
    package var restarts: UInt64 = 0
    /// How often a pitch period was left out or played twice.
    package var paceChanges: UInt64 = 0

    package init() {}
}
