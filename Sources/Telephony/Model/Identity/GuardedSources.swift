package import Kernel
import Synchronization

/// One ``FailureGuard`` for all faces of a server, safe from any thread; tells of blocks in the event stream (AUTH-06).
package final class GuardedSources: Sendable {
    private let machine: Mutex<FailureGuard<String>>
    private let time: any TimeSource
    private let events: any EventSink

    package init(
        _ settings: FailureGuard<String>.Settings = FailureGuard<String>.Settings(),
        time: any TimeSource,
        events: any EventSink
    ) {
        self.machine = Mutex(FailureGuard(settings: settings))
        self.time = time
        self.events = events
    }

    /// What to do with an attempt before its credentials are looked at.
    /// - Parameters:
    ///   - source: the address without port, or the /64 of IPv6 as `2001:db8:0:1::/64`.
    ///   - account: `login@domain` as it was tried.
    package func verdict(for source: String, account: String) -> FailureGuard<String>.Verdict {
        let now = self.time.now
        return self.machine.withLock { $0.verdict(for: source, account: account, at: now) }
    }

    package func failed(_ source: String, account: String) {
        let now = self.time.now
        let effects = self.machine.withLock { $0.handle(.failed(source, account: account), at: now) }
        for case .blocked(let address, let failures, let length) in effects {
            let at = self.time.timestamp
            let blocked = SourceBlocked(address: address, failures: failures, until: at.advanced(by: length))
            self.events.publish(.sourceBlocked(blocked), at: at, domain: nil, call: nil)
        }
    }

    package func succeeded(_ source: String, account: String) {
        let now = self.time.now
        _ = self.machine.withLock { $0.handle(.succeeded(source, account: account), at: now) }
    }

    /// The sources blocked at present, the one that failed longest ago first.
    package func blocks() -> [SourceBlocked] {
        let (now, timestamp) = (self.time.now, self.time.timestamp)
        return self.machine.withLock { $0.blocks(at: now) }.map { block in
            let until = timestamp.advanced(by: now.duration(to: block.until))
            return SourceBlocked(address: block.source, failures: block.failures, until: until)
        }
    }

    /// Lifts a block.
    /// - Returns: `false` when the source is not blocked.
    package func lift(_ source: String) -> Bool {
        let now = self.time.now
        return !self.machine.withLock { $0.handle(.lifted(source), at: now) }.isEmpty
    }
}
