import Audio
import Synchronization

/// Listens to a stream for busy tone and the calling tone of a fax, and tells them as ``StreamEvent/callTone(_:)``.
///
/// Wants its frames at 8 kHz. Costs a decoder beside the detector, so it is attached only where a tone would change
/// something.
package final class ToneTap: SoundTap {
    /// Taken by one media thread at a time; the lock only says so to the compiler.
    private let detector = Mutex(CallToneDetector())
    private let onEvent: @Sendable (StreamEvent) -> Void

    /// - Parameter onEvent: the stream's own handler, or one that obeys the same rules.
    package init(onEvent: @escaping @Sendable (StreamEvent) -> Void) {
        self.onEvent = onEvent
    }

    package func hear(_ samples: UnsafeBufferPointer<Int16>) {
        let heard = self.detector.withLock { detector in
            var heard: CallTone?
            detector.feed(samples) { heard = $0 }
            return heard
        }
        if let heard { self.onEvent(.callTone(heard)) }
    }
}
