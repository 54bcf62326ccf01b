import Kernel
import Model
import Synchronization

/// Checks a PIN against its hash, which takes memory and time: never called on an event loop.
package protocol PINHashing: Sendable {
    func matches(_ pin: String, _ hash: String) async throws -> Bool
}

/// Lets people into mailboxes, and locks out who guesses (VM-02).
///
/// Failures count by mailbox and by the phone that calls: five wrong ones within a quarter of an hour close the door for
/// a quarter of an hour, twice as long at each further time. A PIN has few digits, so unlike at the cabinet the mailbox
/// itself is locked, too; its owner still gets in by the cabinet. Any thread.
final class PINLock: Sendable {
    private struct State {
        var failures: FailureGuard<String>
    }

    private let state: Mutex<State>
    private let time: any TimeSource
    private let hashing: any PINHashing

    init(_ hashing: any PINHashing, time: any TimeSource) {
        var limits = FailureGuard<String>.Settings()
        limits.failuresToBlock = 5
        limits.window = .seconds(900)
        limits.firstBlock = .seconds(900)
        self.state = Mutex(State(failures: FailureGuard(settings: limits)))
        self.time = time
        self.hashing = hashing
    }

    /// - Parameters:
    ///   - user: whose mailbox; `nil` when nobody has the extension, which takes as long and fails as often.
    ///   - source: who calls.
    func check(_ pin: String, _ user: UserID?, hash: String?, from source: String) async -> PINVerdict {
        let doors = ["caller \(source)", "mailbox \(user?.text ?? "?")"]
        let now = self.time.now
        let isLocked = self.state.withLock { state in doors.contains { state.failures.isBlocked($0, at: now) } }
        if isLocked { return .locked }
        // An error is a fault of the machine, and opens nothing.
        let isRight = (try? await self.hashing.matches(pin, hash ?? "")) ?? false
        guard isRight, user != nil else {
            self.state.withLock { state in
                for door in doors { _ = state.failures.handle(.failed(door, account: door), at: now) }
            }
            return .wrong
        }
        self.state.withLock { state in
            for door in doors { _ = state.failures.handle(.succeeded(door, account: door), at: now) }
        }
        return .right
    }
}

package enum PINVerdict: Hashable, Sendable {
    case right, wrong, locked
}
