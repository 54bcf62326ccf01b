import Glibc
import Synchronization

@testable import MediaServer

/// Keeps a stream's events, and waits for one.
final class EventLog: Sendable {
    private let log = Mutex<[StreamEvent]>([])

    var handler: @Sendable (StreamEvent) -> Void {
        { event in self.log.withLock { $0.append(event) } }
    }

    var events: [StreamEvent] { self.log.withLock { $0 } }

    /// Whether such an event is there within half a minute.
    func has(_ isWanted: (StreamEvent) -> Bool) -> Bool {
        eventually { self.events.contains(where: isWanted) }
    }

    func has(_ event: StreamEvent) -> Bool { self.has { $0 == event } }

    var digits: String {
        String(
            self.events.compactMap { event -> Character? in
                if case .digit(let digit, _, _) = event { digit } else { nil }
            }
        )
    }
}

/// Looks again every millisecond until the condition holds, for half a minute at least.
func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<30_000 {
        if condition() { return true }
        usleep(1_000)
    }
    return condition()
}
