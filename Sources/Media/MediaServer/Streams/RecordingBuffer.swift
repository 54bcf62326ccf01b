import Synchronization

/// Collects the sound that arrives on a stream, for `martlet phone` and tests.
///
/// Sound is placed by its RTP timestamps, so lost packets and pauses are heard as silence of the right length. The media
/// thread appends, any thread takes; storage for the first seconds is reserved beforehand. Writing to disk is for the
/// taker.
package final class RecordingBuffer: Sendable {
    private struct State {
        var samples: [Int16] = []
        var dropped = 0
        var ssrc: UInt32?
        var nextTimestamp: UInt32 = 0
    }

    /// A jump of more than this is a new beginning, not a pause.
    private static let longestPause: Int32 = 8_000 * 30
    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: the longest sound held; what is beyond is dropped and counted. Default 10 minutes.
    package init(limit: Duration = .seconds(600)) {
        let limit = Int(limit.components.seconds) * 8_000
        self.limit = limit
        self.state.withLock { $0.samples.reserveCapacity(min(limit, 80_000)) }
    }

    /// Everything collected since the last call.
    package func take() -> [Int16] {
        self.state.withLock { state in
            defer { state.samples.removeAll(keepingCapacity: true) }
            return state.samples
        }
    }

    /// Everything collected since the last ``take()``, which stays.
    package var samples: [Int16] { self.state.withLock { $0.samples } }

    /// Samples that did not fit.
    package var droppedSamples: Int { self.state.withLock { $0.dropped } }

    func append(_ samples: UnsafeBufferPointer<Int16>, timestamp: UInt32, ssrc: UInt32) {
        self.state.withLock { state in
            if state.ssrc == ssrc {
                let pause = Int32(bitPattern: timestamp &- state.nextTimestamp)
                // Late packets have been replaced by silence already.
                if pause < 0, pause > -Self.longestPause { return }
                if pause > 0, pause < Self.longestPause {
                    let room = min(Int(pause), self.limit - state.samples.count)
                    state.samples.append(contentsOf: repeatElement(0, count: room))
                }
            }
            state.ssrc = ssrc
            state.nextTimestamp = timestamp &+ UInt32(samples.count)
            let room = min(samples.count, self.limit - state.samples.count)
            state.samples.append(contentsOf: samples.prefix(room))
            state.dropped += samples.count - room
        }
    }
}
