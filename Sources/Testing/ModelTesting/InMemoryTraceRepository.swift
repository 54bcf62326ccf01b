package import Kernel
package import Model

/// Traces that end with the process.
package actor InMemoryTraceRepository: TraceRepository {
    private var parts: [TracePart] = []
    private var refusals: [RefusedRequest] = []
    private var history: [TraceAccess] = []

    package init() {}

    package func store(_ batch: TraceBatch) {
        for part in batch.parts {
            self.parts.removeAll { $0.trace == part.trace && $0.number == part.number }
            self.parts.append(part)
        }
        for place in batch.cut { self.parts.removeAll { $0.trace == place.trace && $0.number == place.number } }
        for request in batch.refused where !self.refusals.contains(where: { $0.id == request.id }) {
            self.refusals.append(request)
        }
    }

    package func parts(of trace: TraceID) -> [TracePart] {
        self.parts.filter { $0.trace == trace }.sorted { $0.number < $1.number }
    }

    package func refused(_ id: TraceID) -> RefusedRequest? { self.refusals.first { $0.id == id } }

    package func refused(_ filter: RefusedFilter, before cursor: RefusedCursor?, limit: Int) -> [RefusedRequest] {
        let found = self.refusals.filter { request in
            (filter.domain == nil || filter.domain == request.domain)
                && filter.from.map { request.at >= $0 } != false && filter.to.map { request.at < $0 } != false
                && filter.text.map { text in
                    [request.caller, request.dialled, request.source].contains { $0.contains(text) }
                } != false
        }
        let rest = found.sorted { ($1.at, $1.id) < ($0.at, $0.id) }.drop { request in
            cursor.map { (request.at, request.id) >= ($0.at, $0.id) } ?? false
        }
        return Array(rest.prefix(limit))
    }

    package func byteCount() -> Int64 { self.parts.reduce(0) { $0 + Int64($1.content.count) } }

    package func remove(before: Timestamp, limit: Int) -> (count: Int, bytes: Int64) {
        let old = self.parts.filter { $0.at < before }.sorted { $0.at < $1.at }.prefix(limit)
        self.refusals.removeAll { $0.at < before }
        return self.remove(Array(old))
    }

    package func removeOldest(bytes: Int64, limit: Int) -> (count: Int, bytes: Int64) {
        var (old, sum) = ([TracePart](), Int64(0))
        for part in self.parts.sorted(by: { $0.at < $1.at }).prefix(limit) where sum < bytes {
            old.append(part)
            sum += Int64(part.content.count)
        }
        if let newest = old.last?.at { self.refusals.removeAll { $0.at < newest } }
        return self.remove(old)
    }

    package func removeRefused(keeping: Int, limit: Int) -> (count: Int, bytes: Int64) {
        let newestFirst = self.refusals.sorted { ($1.at, $1.id) < ($0.at, $0.id) }
        let old = newestFirst.dropFirst(keeping).suffix(limit)
        let ids = Set(old.map(\.id))
        self.refusals.removeAll { ids.contains($0.id) }
        return (ids.count, self.remove(self.parts.filter { ids.contains($0.trace) }).bytes)
    }

    private func remove(_ old: [TracePart]) -> (count: Int, bytes: Int64) {
        self.parts.removeAll { part in old.contains { $0.trace == part.trace && $0.number == part.number } }
        return (old.count, old.reduce(0) { $0 + Int64($1.content.count) })
    }

    package func note(_ access: TraceAccess) { self.history.append(access) }

    package func accesses(of trace: TraceID, limit: Int) -> [TraceAccess] {
        Array(self.history.filter { $0.trace == trace }.reversed().prefix(limit))
    }
}
