package import Model

/// A reader's place in the stream, as an asynchronous sequence of batches. Ends with the stream or the reader's task.
package struct EventSubscription: AsyncSequence, Sendable {
    package enum Element: Equatable, Sendable {
        /// One event or more, oldest first, following the former batch without a gap.
        case events([Event])
        /// The reader was too slow: all up to and with this number are gone from memory. It goes on after it.
        case missed(upTo: Int64)
    }

    /// The most events of one batch.
    package static let batchLimit = 1_024

    let stream: EventStream
    let after: Int64
    let pace: @Sendable () -> Duration

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(stream: self.stream, place: self.after, pace: self.pace)
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let stream: EventStream
        /// The newest event that was read.
        fileprivate var place: Int64
        fileprivate let pace: @Sendable () -> Duration

        package mutating func next() async -> Element? {
            if self.stream.lastSequence <= self.place {
                await self.stream.waitForEvents(after: self.place)
                // Cut short by cancellation, which is seen below.
                let pace = self.pace()
                if pace > .zero { try? await Task.sleep(for: pace) }
            }
            guard !Task.isCancelled else { return nil }
            let slice = self.stream.events(after: self.place, limit: EventSubscription.batchLimit)
            guard let first = slice.events.first, let last = slice.events.last else { return nil }
            guard slice.isComplete else {
                self.place = first.sequence &- 1
                return .missed(upTo: self.place)
            }
            self.place = last.sequence
            return .events(slice.events)
        }
    }
}
