import Kernel
import Model
import ModelTesting
import Testing

/// PKP-01: a user is in at most one pickup group, whoever writes.
@Suite("Pickup groups in the stores")
struct PickupGroupStorageTests {
    private static let author = ChangeAuthor(name: "root@system")
    private static let now = Timestamp(seconds: 1_790_000_000)
    private static let domain = Domain.sample().id

    private static func group(_ id: String, _ members: String..., version: Int = 0) -> ConfigurationChange {
        let group = PickupGroup(name: id, members: members.map { UserID($0) })
        return .putEntry(DomainEntry(id: EntryID(id), domain: Self.domain, .pickupGroup(group), version: version))
    }

    /// Who is in each, in the order of identities.
    private static func told(_ repository: any ConfigurationRepository) async throws -> String {
        try await repository.load().entries(of: Self.domain)
            .map { "\($0.id): \($0.pickupGroup?.members.map(\.text).joined(separator: " ") ?? "")" }
            .joined(separator: "; ")
    }

    private static func store(_ kind: TestStore.Kind) async throws -> any ConfigurationRepository {
        let repository = try await TestStore(kind).configuration
        let changes = [.putDomain(.sample()), Self.group("a", "x", "y"), Self.group("b", "z"), Self.group("c", "v")]
        _ = try await repository.apply(changes, by: Self.author, at: Self.now)
        return repository
    }

    @Test("PKP-01 who comes to a group leaves the others with the same change", arguments: TestStore.Kind.allCases)
    func move(_ kind: TestStore.Kind) async throws {
        let repository = try await Self.store(kind)
        let moved = try await repository.apply(
            [Self.group("c", "v", "x", "z", version: 1)],
            by: Self.author,
            at: Self.now
        )
        #expect(try await Self.told(repository) == "a: y; b: ; c: v x z")
        #expect(moved.map(\.objectName) == ["a", "b", "c"], "each is in the history, the cause last")
        // A new group takes its members, too, and what nobody leaves is not written.
        let made = try await repository.apply([Self.group("d", "y")], by: Self.author, at: Self.now)
        #expect(try await Self.told(repository) == "a: ; b: ; c: v x z; d: y")
        #expect(made.map(\.objectName) == ["a", "d"])
    }

    @Test("PKP-01 the undo of a move brings everybody back where they were", arguments: TestStore.Kind.allCases)
    func undo(_ kind: TestStore.Kind) async throws {
        let repository = try await Self.store(kind)
        let moved = try await repository.apply([Self.group("c", "x", "z", version: 1)], by: Self.author, at: Self.now)
        let version = try #require(moved.last?.version)
        _ = try await repository.undo(version, by: Self.author, at: Self.now)
        #expect(try await Self.told(repository) == "a: x y; b: z; c: v")
    }

    @Test("PKP-01 the undo of a departure takes its member out of the later group", arguments: TestStore.Kind.allCases)
    func undoOfDeparture(_ kind: TestStore.Kind) async throws {
        let repository = try await Self.store(kind)
        let left = try await repository.apply([Self.group("a", "y", version: 1)], by: Self.author, at: Self.now)
        _ = try await repository.apply([Self.group("b", "z", "x", version: 1)], by: Self.author, at: Self.now)
        #expect(try await Self.told(repository) == "a: y; b: z x; c: v")
        let version = try #require(left.last?.version)
        _ = try await repository.undo(version, by: Self.author, at: Self.now)
        #expect(try await Self.told(repository) == "a: x y; b: z; c: v")
    }

    @Test("PKP-01 groups of other domains keep their members", arguments: TestStore.Kind.allCases)
    func otherDomains(_ kind: TestStore.Kind) async throws {
        let repository = try await Self.store(kind)
        let other = PickupGroup(name: "o", members: [UserID("x")])
        let entry = DomainEntry(id: EntryID("o"), domain: DomainID("other.example"), .pickupGroup(other))
        let changes: [ConfigurationChange] = [.putDomain(.sample("other.example")), .putEntry(entry)]
        _ = try await repository.apply(changes, by: Self.author, at: Self.now)
        #expect(try await Self.told(repository) == "a: x y; b: z; c: v")
    }
}
