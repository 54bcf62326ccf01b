package import Kernel

/// Which refused requests are asked for. All conditions must hold.
package struct RefusedFilter: Equatable, Sendable {
    /// `nil` for all domains and for none, which only a system administrator may ask for.
    package var domain: DomainID?
    /// At or after.
    package var from: Timestamp?
    /// Before.
    package var to: Timestamp?
    /// The caller, the dialled number or the source has this text in it. At most 100 characters count.
    package var text: String?

    package init(domain: DomainID?) {
        self.domain = domain
    }
}

/// The place of a refused request in the list's order: newest first by time, then by id.
package struct RefusedCursor: Equatable, Sendable {
    package var at: Timestamp
    package var id: TraceID

    package init(at: Timestamp, id: TraceID) {
        self.at = at
        self.id = id
    }
}

/// What one write of traces changes, all or nothing.
package struct TraceBatch: Equatable, Sendable {
    package var parts: [TracePart] = []
    /// Parts cut out of the middle of long traces.
    package var cut: [Place] = []
    package var refused: [RefusedRequest] = []

    package struct Place: Equatable, Sendable {
        package var trace: TraceID
        package var number: Int

        package init(trace: TraceID, number: Int) {
            self.trace = trace
            self.number = number
        }
    }

    package init() {}

    package var isEmpty: Bool { self.parts.isEmpty && self.cut.isEmpty && self.refused.isEmpty }
}

/// Keeps traces for a while (BYD-06).
///
/// Every method throws ``ModelError`` with the code ``ModelError/Code/storeFailed`` when the store cannot answer.
package protocol TraceRepository: Sendable {
    /// A part that is there already is replaced.
    func store(_ batch: TraceBatch) async throws
    /// In order of their numbers; empty when there are none any more.
    func parts(of trace: TraceID) async throws -> [TracePart]
    func refused(_ id: TraceID) async throws -> RefusedRequest?
    /// Newest first, those before `cursor`.
    /// - Parameter limit: 1 to 1 000.
    func refused(_ filter: RefusedFilter, before cursor: RefusedCursor?, limit: Int) async throws -> [RefusedRequest]
    /// Bytes of all parts' contents.
    func byteCount() async throws -> Int64
    /// Removes up to `limit` parts and refused requests that are older.
    /// - Returns: how many parts and bytes went.
    func remove(before: Timestamp, limit: Int) async throws -> (count: Int, bytes: Int64)
    /// Removes the oldest parts, up to `limit`, until so many bytes went, and refused requests as old as they.
    /// - Returns: how many parts and bytes went.
    func removeOldest(bytes: Int64, limit: Int) async throws -> (count: Int, bytes: Int64)
    /// Removes the oldest refused requests but the newest `keeping` with their parts, up to `limit` requests.
    /// - Returns: how many requests and bytes of parts went.
    func removeRefused(keeping: Int, limit: Int) async throws -> (count: Int, bytes: Int64)
    /// Writes into the action history, which nothing takes out of again (ACT-02).
    func note(_ access: TraceAccess) async throws
    /// The action history of a trace, newest first.
    /// - Parameter limit: 1 to 1 000.
    func accesses(of trace: TraceID, limit: Int) async throws -> [TraceAccess]
}
