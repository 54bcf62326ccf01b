import Kernel
import Model
import ModelTesting
import Testing

/// What every ``ConfigurationRepository`` promises about the stock of numbers (NUM-01, NUM-02).
@Suite("The stock of numbers, in stores")
struct NumberStorageTests {
    private static let author = ChangeAuthor(name: "root@system")
    private static let now = Timestamp(seconds: 1_790_000_000)
    private static let acme = DomainID("acme.example")
    private static let globex = DomainID("globex.example")

    private static func entry(_ number: StockNumber, version: Int = 0) -> ConfigurationChange {
        .putEntry(DomainEntry(id: number.id, domain: Domain.system, .number(number), version: version))
    }

    private static func number(heldFor domain: DomainID? = nil) -> StockNumber {
        let end = Self.now.advanced(by: .seconds(60))
        return StockNumber(
            digits: "74951234567",
            city: "Москва",
            category: .smart,
            priceKopecks: 123,
            trunk: TrunkID("trunk"),
            hold: domain.map { StockNumber.Hold(for: $0, .booked, until: end) }
        )
    }

    private static func line(_ written: String = "+74951234567", of domain: DomainID, version: Int = 0) throws -> Line {
        let number = try #require(DialString(written))
        return Line(
            id: LineID("line-\(domain)"),
            domain: domain,
            number: number,
            isAdditional: true,
            version: version
        )
    }

    private struct World {
        let repository: any ConfigurationRepository

        @discardableResult
        func apply(_ changes: ConfigurationChange..., at: Timestamp = NumberStorageTests.now) async throws
            -> [RecordedChange]
        {
            try await self.repository.apply(changes, by: NumberStorageTests.author, at: at)
        }

        /// What became of it; `nil`: it was done.
        func code(of change: ConfigurationChange) async -> ModelError.Code? {
            do {
                try await self.apply(change)
                return nil
            } catch {
                return (error as? ModelError)?.code ?? .storeFailed
            }
        }

        func refused(
            _ changes: ConfigurationChange...,
            code: ModelError.Code,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async {
            let error = await #expect(throws: ModelError.self, sourceLocation: sourceLocation) {
                try await self.repository.apply(changes, by: NumberStorageTests.author, at: NumberStorageTests.now)
            }
            #expect(error?.code == code, "\(String(describing: error))", sourceLocation: sourceLocation)
        }
    }

    private func world(_ kind: TestStore.Kind) async throws -> World {
        let world = World(repository: try await TestStore(kind).configuration)
        try await world.apply(
            .putDomain(Domain(id: Domain.system, shownName: "System")),
            .putDomain(.sample()),
            .putDomain(.sample("globex.example"))
        )
        return world
    }

    @Test("NUM-02 a number is put, found, changed, removed, and each is undone", arguments: TestStore.Kind.allCases)
    func roundTrip(_ kind: TestStore.Kind) async throws {
        let world = try await self.world(kind)
        func stored() async throws -> DomainEntry? { try await world.repository.load().stock.entry("74951234567") }
        let made = try await world.apply(Self.entry(Self.number(heldFor: Self.acme)))
        #expect(made.first?.objectKind == "number" && made.first?.objectName == "+74951234567")
        let first = try await stored()
        #expect(first?.number == Self.number(heldFor: Self.acme) && first?.version == 1)
        await world.refused(Self.entry(Self.number()), code: .taken)
        await world.refused(Self.entry(Self.number(), version: 7), code: .conflict)
        let released = try await world.apply(Self.entry(Self.number(), version: 1))
        #expect(try await stored()?.number == Self.number())
        _ = try await world.repository.undo(released[0].version, by: Self.author, at: Self.now)
        #expect(try await stored()?.number?.hold?.domain == Self.acme)
        await world.refused(.removeEntry(Self.number().id), code: .conflict)
        let end = Self.now.advanced(by: .seconds(60))
        let gone = try await world.apply(.removeEntry(Self.number().id), at: end)
        #expect(try await world.repository.load().stock.count == 0)
        _ = try await world.repository.undo(gone[0].version, by: Self.author, at: end)
        #expect(try await stored()?.number == Self.number(heldFor: Self.acme))
    }

    @Test("NUM-01 of two domains that take a number one gets it", arguments: TestStore.Kind.allCases)
    func race(_ kind: TestStore.Kind) async throws {
        let world = try await self.world(kind)
        try await world.apply(Self.entry(Self.number()))
        let lines = [try Self.line(of: Self.acme), try Self.line(of: Self.globex)]
        let codes = await withTaskGroup(of: ModelError.Code?.self) { group in
            for line in lines { group.addTask { await world.code(of: .putLine(line)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(codes) == [nil, .taken])
        let kept = try await world.repository.load().lines.values
        #expect(kept.count == 1 && kept.first?.isAdditional == true && kept.first?.version == 1)
    }

    @Test("NUM-01 RTE-01 a number is one line, however it is written", arguments: TestStore.Kind.allCases)
    func spellings(_ kind: TestStore.Kind) async throws {
        let world = try await self.world(kind)
        try await world.apply(.putLine(try Self.line("84951234567", of: Self.acme)))
        for written in ["+74951234567", "74951234567", "4951234567"] {
            await world.refused(.putLine(try Self.line(written, of: Self.globex)), code: .taken)
        }
        try await world.apply(.putLine(try Self.line("+4951234567", of: Self.globex)))
    }

    @Test(
        "NUM-01 a number that is kept back becomes nobody else's line, new or renumbered, until it ends",
        arguments: TestStore.Kind.allCases
    )
    func holds(_ kind: TestStore.Kind) async throws {
        let world = try await self.world(kind)
        try await world.apply(Self.entry(Self.number(heldFor: Self.acme)))
        for written in ["+74951234567", "84951234567"] {
            await world.refused(.putLine(try Self.line(written, of: Self.globex)), code: .taken)
        }
        try await world.apply(.putLine(try Self.line("+74990000000", of: Self.globex)))
        await world.refused(.putLine(try Self.line(of: Self.globex, version: 1)), code: .taken)
        try await world.apply(.putLine(try Self.line(of: Self.acme)))
        // What has a line is kept for nobody, and stays in the stock.
        await world.refused(
            Self.entry(Self.number(heldFor: Self.globex), version: 1),
            code: .conflict
        )
        await world.refused(.removeEntry(Self.number().id), code: .conflict)
        try await world.apply(Self.entry(Self.number(), version: 1), .removeLine(LineID("line-acme.example")))
        try await world.apply(Self.entry(Self.number(heldFor: Self.globex), version: 2))
        await world.refused(.putLine(try Self.line(of: Self.acme)), code: .taken)
        let end = Self.now.advanced(by: .seconds(60))
        try await world.apply(.putLine(try Self.line(of: Self.acme)), at: end)
    }

    @Test(
        "NUM-02 a number is kept for domains that are there, and for one that is gone no longer",
        arguments: TestStore.Kind.allCases
    )
    func domains(_ kind: TestStore.Kind) async throws {
        let world = try await self.world(kind)
        await world.refused(Self.entry(Self.number(heldFor: DomainID("gone.example"))), code: .notFound)
        await world.refused(Self.entry(Self.number(heldFor: Domain.system)), code: .notFound)
        try await world.apply(Self.entry(Self.number(heldFor: Self.globex)), .removeDomain(Self.globex))
        try await world.apply(.putLine(try Self.line(of: Self.acme)))
        // With the domain its lines go, and the number is free.
        try await world.apply(.removeDomain(Self.acme), .removeEntry(Self.number().id))
    }

    @Test("NUM-01 giving a number up is undone as long as nobody else has it", arguments: TestStore.Kind.allCases)
    func undo(_ kind: TestStore.Kind) async throws {
        let world = try await self.world(kind)
        try await world.apply(Self.entry(Self.number()), .putLine(try Self.line(of: Self.acme)))
        let given = try await world.apply(
            .removeLine(LineID("line-acme.example")),
            Self.entry(Self.number(heldFor: Self.acme), version: 1)
        )
        let end = Self.now.advanced(by: .seconds(60))
        try await world.apply(.putLine(try Self.line(of: Self.globex)), at: end)
        let error = await #expect(throws: ModelError.self) {
            try await world.repository.undo(given[0].version, by: Self.author, at: end)
        }
        #expect(error?.code == .taken)
        try await world.apply(.removeLine(LineID("line-globex.example")), at: end)
        _ = try await world.repository.undo(given[0].version, by: Self.author, at: end)
        #expect(try await world.repository.load().lines.values.first?.isAdditional == true)
    }
}
