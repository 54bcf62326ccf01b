/// Whether there is room to record: stops before the disk is full, since the store and the journal need it too (REC-03).
struct RecordingSpace: Equatable, Sendable {
    enum Change: Equatable, Sendable {
        case becameFull
        case hasRoom
    }

    /// Bytes that recordings leave free.
    let reserve: Int64
    private(set) var isFull = false

    init(reserve: Int64) {
        self.reserve = reserve
    }

    /// Takes in how much is free. Recording goes on when there is a quarter more than the reserve, so that a disk at the
    /// limit does not switch to and fro.
    mutating func measured(freeBytes: Int64) -> Change? {
        if self.isFull {
            guard freeBytes >= self.reserve + max(self.reserve / 4, 65_536) else { return nil }
            self.isFull = false
            return .hasRoom
        }
        return freeBytes < self.reserve ? self.ranOut() : nil
    }

    /// A write found no room.
    mutating func ranOut() -> Change? {
        guard !self.isFull else { return nil }
        self.isFull = true
        return .becameFull
    }
}
