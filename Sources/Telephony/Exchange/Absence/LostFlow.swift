import Kernel

/// Whether a leg is gone whose connection is gone. Its sound tells: a page that is closed sends nothing any more, while a
/// phone behind a broken proxy talks on and only has to register again.
///
///     counting ── as many packets as before ──> away (lost) ── more than before ──> counting (back)
struct LostFlow: StateMachine, Sendable {
    enum Input: Equatable, Sendable {
        case start
        /// So many packets have come from the leg. A quiet one is not expected to send any.
        case counted(UInt64, isQuiet: Bool)
        case fired
        /// The leg's phone has registered again. A quiet one is not expected to send anything.
        case registered(isQuiet: Bool)
        /// The leg can be told something again, or never more.
        case settled
    }

    enum Effect: Equatable, Sendable {
        /// Ask the media thread for the packets that have come.
        case count
        case arm(Duration)
        case cancelTimer
        case lost
        case cameBack
    }

    private let pause: Duration
    private var packets: UInt64?
    private(set) var isAway: Bool
    private var isSettled = false

    /// - Parameters:
    ///   - pause: how long to listen before silence means something.
    ///   - isAway: it is known already that the leg is gone.
    init(pause: Duration, isAway: Bool = false) {
        self.pause = pause
        self.isAway = isAway
    }

    mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        guard !self.isSettled else { return [] }
        switch input {
        case .start, .fired:
            return [.count]
        case .counted(let count, let isQuiet):
            defer { self.packets = count }
            guard let former = self.packets else { return [.arm(self.pause)] }
            if self.isAway, count > former {
                self.isAway = false
                return [.cameBack, .arm(self.pause)]
            }
            if !self.isAway, count <= former, !isQuiet {
                self.isAway = true
                return [.lost, .arm(self.pause)]
            }
            return [.arm(self.pause)]
        case .registered(let isQuiet):
            // The sound of one that is away tells whether it is there again; where none is due, the registration does.
            guard !self.isAway || isQuiet else { return [] }
            self.isSettled = true
            return (self.isAway ? [.cameBack] : []) + [.cancelTimer]
        case .settled:
            self.isSettled = true
            return [.cancelTimer]
        }
    }
}
