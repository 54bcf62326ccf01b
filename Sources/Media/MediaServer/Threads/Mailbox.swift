import CLinux
import Glibc
import Kernel
import Synchronization

/// Where commands wait for a media thread: the only thing that it shares with others.
///
/// Bounded. The thread takes all commands at once under the lock and runs them outside of it; packets never touch it.
final class Mailbox: Sendable {
    /// Commands that may wait. A thread works off thousands per second; this many means that it is stuck.
    private static let capacity = 65_536

    private struct State {
        var commands: [MediaCommand] = []
        var isClosed = false
    }

    private let gatheringNanoseconds: Int

    /// A timer that becomes readable when commands wait and have gathered.
    let descriptor: Int32
    private let state = Mutex(State())

    /// - Parameter gathering: how long the first command waits for others to join it.
    init(gathering: Duration) throws(MediaError) {
        // A timer set to nothing would never fire.
        self.gatheringNanoseconds = max(1, Int(gathering.wholeNanoseconds))
        self.descriptor = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_NONBLOCK) | Int32(TFD_CLOEXEC))
        guard self.descriptor >= 0 else { throw MediaError(.threadFailed, "no timer descriptor: error \(errno)") }
    }

    deinit {
        _ = self.close()
    }

    /// - Parameter isVital: for commands that end or hand over what would leak otherwise: they pass a full mailbox.
    func post(_ command: MediaCommand, isVital: Bool = false) throws(MediaError) {
        let refusal: MediaError? = self.state.withLock { state in
            guard !state.isClosed else { return MediaError(.notStarted, "the media server does not run") }
            guard isVital || state.commands.count < Self.capacity else {
                return MediaError(.overloaded, "\(Self.capacity) commands wait for the media thread")
            }
            state.commands.append(command)
            if state.commands.count == 1 { self.wakeSoon() }
            return nil
        }
        if let refusal { throw refusal }
    }

    private func wakeSoon() {
        var soon = itimerspec()
        soon.it_value.tv_nsec = self.gatheringNanoseconds
        timerfd_settime(self.descriptor, 0, &soon, nil)
    }

    /// All waiting commands, in order.
    func take() -> [MediaCommand] {
        var count: UInt64 = 0
        read(self.descriptor, &count, 8)
        return self.state.withLock { state in
            defer { state.commands.removeAll() }
            return state.commands
        }
    }

    /// Takes nothing more; returns what still waited.
    func close() -> [MediaCommand] {
        self.state.withLock { state in
            guard !state.isClosed else { return [] }
            defer { state.commands = [] }
            state.isClosed = true
            Glibc.close(self.descriptor)
            return state.commands
        }
    }
}
