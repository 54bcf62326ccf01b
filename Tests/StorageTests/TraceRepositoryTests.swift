import Kernel
import Model
import ModelTesting
import Testing

/// What every ``TraceRepository`` promises.
@Suite("TraceRepository contract")
struct TraceRepositoryTests {
    private static func part(_ trace: String, _ number: Int, at seconds: Int64, bytes: Int = 10) -> TracePart {
        TracePart(
            trace: TraceID(trace),
            number: number,
            domain: trace == "c" ? nil : DomainID("acme.example"),
            at: Timestamp(seconds: seconds),
            content: (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        )
    }

    private static func request(_ id: String, at seconds: Int64, _ domain: String? = "acme.example") -> RefusedRequest {
        RefusedRequest(
            id: TraceID(id),
            domain: domain.map { DomainID($0) },
            at: Timestamp(seconds: seconds),
            caller: "caller-\(id)",
            dialled: "10_\(id)",
            status: 403,
            source: "udp 192.0.2.1:5060"
        )
    }

    private static func filled(_ kind: TestStore.Kind) async throws -> any TraceRepository {
        let traces = try await TestStore(kind).traces
        var batch = TraceBatch()
        batch.parts = [
            Self.part("a", 1, at: 11), Self.part("a", 0, at: 10, bytes: 0), Self.part("b", 0, at: 20, bytes: 300),
            Self.part("c", 0, at: 30),
        ]
        batch.refused = [Self.request("c", at: 30, nil), Self.request("d", at: 30), Self.request("e", at: 31)]
        try await traces.store(batch)
        return traces
    }

    @Test("BYD-06 parts come back in order with every octet", arguments: TestStore.Kind.allCases)
    func parts(_ kind: TestStore.Kind) async throws {
        let traces = try await Self.filled(kind)
        #expect(
            try await traces.parts(of: TraceID("a")) == [
                Self.part("a", 0, at: 10, bytes: 0), Self.part("a", 1, at: 11),
            ]
        )
        #expect(try await traces.parts(of: TraceID("c")) == [Self.part("c", 0, at: 30)])
        #expect(try await traces.parts(of: TraceID("none")).isEmpty)
        #expect(try await traces.byteCount() == 320)
        var cut = TraceBatch()
        cut.cut = [TraceBatch.Place(trace: TraceID("a"), number: 0)]
        try await traces.store(cut)
        #expect(try await traces.parts(of: TraceID("a")).map(\.number) == [1])
    }

    @Test("BYD-06 refused requests are found by domain, time and text", arguments: TestStore.Kind.allCases)
    func refused(_ kind: TestStore.Kind) async throws {
        let traces = try await Self.filled(kind)
        #expect(try await traces.refused(TraceID("d")) == Self.request("d", at: 30))
        #expect(try await traces.refused(TraceID("a")) == nil)
        func ids(_ change: (inout RefusedFilter) -> Void, before: RefusedCursor? = nil) async throws -> [String] {
            var filter = RefusedFilter(domain: nil)
            change(&filter)
            return try await traces.refused(filter, before: before, limit: 10).map(\.id.text)
        }
        #expect(try await ids { _ in } == ["e", "d", "c"])
        #expect(try await ids { $0.domain = DomainID("acme.example") } == ["e", "d"])
        #expect(try await ids { $0.domain = DomainID("other.example") } == [])
        #expect(try await ids { $0.from = Timestamp(seconds: 31) } == ["e"])
        #expect(try await ids { $0.to = Timestamp(seconds: 31) } == ["d", "c"])
        #expect(try await ids { $0.text = "10_d" } == ["d"])
        #expect(try await ids { $0.text = "%" } == [])
        #expect(try await ids { $0.text = "192.0.2" } == ["e", "d", "c"])
        let cursor = RefusedCursor(at: Timestamp(seconds: 30), id: TraceID("d"))
        #expect(try await ids({ _ in }, before: cursor) == ["c"])
    }

    @Test("BYD-06 what is older goes, with the refused requests", arguments: TestStore.Kind.allCases)
    func age(_ kind: TestStore.Kind) async throws {
        let traces = try await Self.filled(kind)
        let first = try await traces.remove(before: Timestamp(seconds: 30), limit: 2)
        #expect(first.count == 2 && first.bytes == 10)
        let second = try await traces.remove(before: Timestamp(seconds: 31), limit: 10)
        #expect(second.count == 2 && second.bytes == 310)
        #expect(try await traces.byteCount() == 0)
        #expect(try await traces.refused(RefusedFilter(domain: nil), before: nil, limit: 9).map(\.id.text) == ["e"])
    }

    @Test("BYD-06 when there is too much, the oldest goes", arguments: TestStore.Kind.allCases)
    func size(_ kind: TestStore.Kind) async throws {
        let traces = try await Self.filled(kind)
        let gone = try await traces.removeOldest(bytes: 11, limit: 10)
        #expect(gone.count == 3 && gone.bytes == 310)
        #expect(try await traces.parts(of: TraceID("c")).count == 1)
        #expect(try await traces.refused(RefusedFilter(domain: nil), before: nil, limit: 9).count == 3)
    }

    @Test(
        "BYD-06 refused requests have a number of their own, and calls' parts stay",
        arguments: TestStore.Kind.allCases
    )
    func keeping(_ kind: TestStore.Kind) async throws {
        let traces = try await Self.filled(kind)
        #expect(try await traces.removeRefused(keeping: 3, limit: 10).count == 0)
        let gone = try await traces.removeRefused(keeping: 1, limit: 10)
        #expect(gone.count == 2 && gone.bytes == 10)
        #expect(try await traces.refused(RefusedFilter(domain: nil), before: nil, limit: 9).map(\.id.text) == ["e"])
        #expect(try await traces.parts(of: TraceID("c")).isEmpty)
        #expect(try await traces.byteCount() == 310)
    }

    @Test("BYD-06 who looked is written down", arguments: TestStore.Kind.allCases)
    func accesses(_ kind: TestStore.Kind) async throws {
        let traces = try await Self.filled(kind)
        let looks = TraceAccess.Action.allCases.enumerated().map { index, action in
            TraceAccess(
                at: Timestamp(seconds: Int64(index)),
                action: action,
                trace: TraceID("a"),
                author: "boss@acme.example",
                address: "192.0.2.9"
            )
        }
        for look in looks { try await traces.note(look) }
        #expect(try await traces.accesses(of: TraceID("a"), limit: 10) == looks.reversed())
        #expect(try await traces.accesses(of: TraceID("a"), limit: 1).count == 1)
        #expect(try await traces.accesses(of: TraceID("b"), limit: 10).isEmpty)
    }
}
