package import Kernel
package import Logging
package import Model
import SIPTransport

/// For how long and how much of traces is kept.
package struct TraceSettings: Equatable, Sendable {
    /// 1 to 3650.
    package var days: Int
    /// Megabytes, packed; the oldest go first.
    package var megabytes: Int

    /// Refused requests that are kept, each of a few KiB: not more than an eighth of everything.
    var refusedLimit: Int { min(max(self.megabytes * 32, 32), 20_000) }

    package init(days: Int = 14, megabytes: Int = 1_024) {
        self.days = days
        self.megabytes = megabytes
    }
}

/// What the traces have done since the start, for metrics.
package struct TraceCounts: Equatable, Sendable {
    package var messages: UInt64 = 0
    /// Came while the queue was full.
    package var dropped: UInt64 = 0
    /// Belonged to what began while too much else did.
    package var passedOver: UInt64 = 0
    /// Parts that the store did not take, or not fast enough.
    package var lostParts: UInt64 = 0
    /// Traces that go on.
    package var open = 0
    /// Bytes of all traces that are kept, packed.
    package var kept: Int64 = 0
}

/// Keeps traces: takes what the signalling loop has queued, ties it to calls, packs and stores it, removes what is too old
/// or too much, and finds it again (BYD-06).
///
/// All of it happens on the threads that tasks run on, four times a second, and never on the signalling loop.
package actor TraceKeeper {
    private static let pause = Duration.milliseconds(250)
    private static let sweepInterval = Duration.seconds(60)
    private static let sweepBatch = 2_000
    /// Packed octets that wait for a slow store.
    private static let backlogLimit = 32 << 20

    package nonisolated let queue: TraceQueue
    package nonisolated let repository: any TraceRepository
    private let settings: TraceSettings
    private let domain: @Sendable (_ host: String) -> DomainID?
    private let time: any TimeSource
    private let logger: Logger
    private var book: TraceBook
    private var figures = TraceCounts()
    private var isFailing = false
    /// The store that is written to last; each waits for the one before, so that who reads finds all of it.
    private var writing: Task<Void, Never>?
    private var backlog = 0
    private var sweeping: Task<Void, Never>?

    /// - Parameter domain: the domain of that name, if there is such a domain.
    package init(
        _ repository: any TraceRepository,
        _ settings: TraceSettings,
        domain: @escaping @Sendable (_ host: String) -> DomainID?,
        time: any TimeSource,
        tokens: TokenSource,
        logger: Logger
    ) {
        self.queue = TraceQueue()
        self.repository = repository
        self.settings = settings
        self.domain = domain
        self.time = time
        self.logger = logger
        self.book = TraceBook(tokens: tokens, route: { SIPEndpoint.source(toward: $0) })
    }

    package var counts: TraceCounts { self.figures }

    /// Runs until its task is cancelled; then everything is stored that was queued.
    package func run() async {
        var swept: Moment?
        while !Task.isCancelled {
            // Neither the store nor the removal of old traces is waited for: the queue is short.
            self.store(self.collect())
            if swept.map({ $0.duration(to: self.time.now) >= Self.sweepInterval }) ?? true, self.sweeping == nil {
                self.sweeping = Task {
                    await self.sweep()
                    self.sweeping = nil
                }
                swept = self.time.now
            }
            // A cancelled sleep is a short one.
            try? await Task.sleep(for: Self.pause)
        }
        self.sweeping?.cancel()
        await self.sweeping?.value
        self.store(self.collect(isLast: true))
        await self.writing?.value
    }

    /// The trace as it is now, with what waited to be stored; without messages when nothing is kept of it.
    package func trace(_ id: TraceID) async throws -> Trace {
        self.store(self.collect(wanted: id))
        await self.writing?.value
        let parts = try await self.repository.parts(of: id)
        return Trace(messages: parts.flatMap { TracePacking.unpack($0.content) }, domain: parts.first?.domain)
    }

    // MARK: - Taking and storing

    /// Takes what is queued.
    ///
    /// - Parameters:
    ///   - isLast: whatever goes on is given up.
    ///   - wanted: what it has is due at once.
    private func collect(isLast: Bool = false, wanted: TraceID? = nil) -> TraceBook.Flush {
        let (items, dropped) = self.queue.take()
        let (now, timestamp) = (self.time.now, self.time.timestamp)
        for item in items {
            if case .message = item { self.figures.messages &+= 1 }
            self.book.take(item) { timestamp.advanced(by: now.duration(to: $0)) }
        }
        if dropped > 0 {
            self.figures.dropped &+= dropped
            self.book.messagesWereDropped()
        }
        let flush = self.book.flush(at: now, isLast: isLast, wanted: wanted)
        self.figures.passedOver = self.book.passedOver
        self.figures.open = self.book.openCount
        return flush
    }

    /// Packs it, and has it written once what is before it was.
    private func store(_ flush: TraceBook.Flush) {
        var batch = TraceBatch()
        batch.parts = flush.parts.map { part in
            TracePart(
                trace: part.trace,
                number: part.number,
                domain: part.domain ?? self.claimed(part.trace, flush),
                at: part.messages.first?.at ?? self.time.timestamp,
                content: TracePacking.pack(part.messages)
            )
        }
        batch.cut = flush.cut
        batch.refused = flush.refused.map { refusal in
            var request = refusal.request
            request.domain = self.domain(of: refusal)
            return request
        }
        guard !batch.isEmpty else { return }
        let size = batch.parts.reduce(0) { $0 + $1.content.count }
        guard self.backlog + size <= Self.backlogLimit else {
            return self.lost(batch, "the store is too slow")
        }
        self.backlog += size
        let former = self.writing
        let complete = batch
        // Not cut short when the server stops.
        self.writing = Task {
            await former?.value
            await self.write(complete)
            self.backlog -= size
        }
    }

    private func write(_ batch: TraceBatch) async {
        do {
            try await self.repository.store(batch)
            if self.isFailing { self.logger.notice("traces are stored again") }
            self.isFailing = false
        } catch {
            self.lost(batch, "\(error)")
        }
    }

    /// Traces are worth less than room for the journal's backlog: what cannot be stored is let go.
    private func lost(_ batch: TraceBatch, _ reason: String) {
        self.figures.lostParts &+= UInt64(batch.parts.count)
        if !self.isFailing {
            self.logger.error("traces cannot be stored and are lost", metadata: ["error": "\(reason)"])
        }
        self.isFailing = true
    }

    private func claimed(_ trace: TraceID, _ flush: TraceBook.Flush) -> DomainID? {
        flush.refused.first { $0.request.id == trace }.flatMap { self.domain(of: $0) }
    }

    /// The domain that a request names, from or to which it claims to be. Only by its name: what knows nothing but our
    /// address is nobody's, and for administrators of the system.
    private func domain(of refusal: TraceBook.Refusal) -> DomainID? {
        refusal.hosts.lazy.compactMap { self.domain($0) }.first
    }

    // MARK: - Storage time

    /// Removes what is older than the set time, and the oldest when there is too much, and reports it.
    package func sweep() async {
        let limit = self.time.timestamp.advanced(by: .seconds(-86_400 * self.settings.days))
        let most = Int64(self.settings.megabytes) << 20
        do {
            var (count, bytes) = (0, Int64(0))
            while !Task.isCancelled {
                let gone = try await self.repository.remove(before: limit, limit: Self.sweepBatch)
                (count, bytes) = (count + gone.count, bytes + gone.bytes)
                if gone.count < Self.sweepBatch { break }
            }
            // Strangers make as many of these as they like: they go before anything of a call.
            while !Task.isCancelled {
                let gone = try await self.repository.removeRefused(
                    keeping: self.settings.refusedLimit,
                    limit: Self.sweepBatch
                )
                (count, bytes) = (count + gone.count, bytes + gone.bytes)
                if gone.count == 0 { break }
            }
            var kept = try await self.repository.byteCount()
            while kept > most, !Task.isCancelled {
                // A little more than needed, so that the next look finds nothing to do.
                let surplus = kept - most + most / 50
                let gone = try await self.repository.removeOldest(bytes: surplus, limit: Self.sweepBatch)
                guard gone.count > 0 else { break }
                (count, bytes, kept) = (count + gone.count, bytes + gone.bytes, kept - gone.bytes)
            }
            self.figures.kept = kept
            guard count > 0 else { return }
            self.logger.info(
                "old traces were removed",
                metadata: ["traces.parts": "\(count)", "traces.megabytes": "\(bytes >> 20)"]
            )
        } catch {
            self.logger.error("old traces cannot be removed", metadata: ["error": "\(error)"])
        }
    }
}
