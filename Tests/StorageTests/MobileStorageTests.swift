import Kernel
import Model
import ModelTesting
import Testing

/// What every ``ConfigurationRepository`` promises about mobile numbers.
@Suite("FWD-04 Mobile numbers, in stores")
struct MobileStorageTests {
    private static let author = ChangeAuthor(name: "test")
    private static let now = Timestamp(seconds: 1_790_000_000)
    private static let globex = DomainID("globex.example")

    private static func joined(
        _ login: String,
        in domain: DomainID = Domain.sample().id,
        _ dialled: String = "89161234567",
        _ state: FMC? = .on,
        version: Int = 0
    ) -> User {
        var user = User.sample(login, in: domain, extension: "101", version: version)
        if login == "bob" { user.extension = "102" }
        user.forwarding.others = [.init(.mobile, dialled, fmc: state)]
        return user
    }

    private func filled(_ kind: TestStore.Kind) async throws -> any ConfigurationRepository {
        let repository = try await TestStore(kind).configuration
        _ = try await repository.apply(
            [.putDomain(.sample()), .putDomain(.sample("globex.example")), .putUser(Self.joined("alice"))],
            by: Self.author,
            at: Self.now
        )
        return repository
    }

    private func apply(_ changes: ConfigurationChange..., to repository: any ConfigurationRepository) async throws {
        _ = try await repository.apply(changes, by: Self.author, at: Self.now)
    }

    private func isTaken(_ user: User, _ repository: any ConfigurationRepository) async -> Bool {
        do {
            try await self.apply(.putUser(user), to: repository)
            return false
        } catch {
            return (error as? ModelError)?.code == .taken
        }
    }

    @Test("FWD-04 a mobile number is one user's, in all domains together", arguments: TestStore.Kind.allCases)
    func unique(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        let loaded = try await repository.load()
        #expect(loaded.mobile(try #require(FMC.number("89161234567")))?.user.login == "alice")
        // However it is written, in the same domain and in another one, whatever the SIM's state.
        #expect(await self.isTaken(Self.joined("bob", "+79161234567"), repository))
        #expect(await self.isTaken(Self.joined("carol", in: Self.globex), repository))
        #expect(await self.isTaken(Self.joined("carol", in: Self.globex, "9161234567", .financialBlock), repository))
        // Who only forwards there takes nothing, nor does who was switched off.
        try await self.apply(.putUser(Self.joined("bob", "89161234567", nil)), to: repository)
        let carol = Self.joined("carol", in: Self.globex, "89161234567", .switchedOff)
        try await self.apply(.putUser(carol), to: repository)
        // The owner's own changes do not stand in the way.
        let alice = Self.joined("alice", "+79161234567", .voluntaryBlock, version: 1)
        try await self.apply(.putUser(alice), to: repository)
        #expect(await self.isTaken(Self.joined("bob", version: 1), repository))
        try await self.apply(.putUser(Self.joined("alice", "89161234567", .switchedOff, version: 2)), to: repository)
        try await self.apply(.putUser(Self.joined("bob", version: 1)), to: repository)
        #expect(try await repository.load().mobiles.values.map(\.user) == [UserID("bob-acme.example")])
    }

    @Test("FWD-04 who goes leaves the number; undo does not take it away again", arguments: TestStore.Kind.allCases)
    func left(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        let alice = Self.joined("alice")
        let removal = try await repository.apply([.removeUser(alice.id)], by: Self.author, at: Self.now)
        try await self.apply(.putUser(Self.joined("carol", in: Self.globex)), to: repository)
        let version = try #require(removal.last?.version)
        let error = await #expect(throws: ModelError.self) {
            try await repository.undo(version, by: Self.author, at: Self.now)
        }
        #expect(error?.code == .taken)
        try await self.apply(.removeDomain(Self.globex), to: repository)
        _ = try await repository.undo(version, by: Self.author, at: Self.now)
        #expect(try await repository.load().mobiles.values.map(\.user) == [alice.id])
    }

    @Test("FWD-04 the mark of the operator's trunk is kept", arguments: TestStore.Kind.allCases)
    func trunks(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        var trunk = Trunk.sample()
        trunk.isMobileOperators = true
        try await self.apply(.putTrunk(trunk), .putTrunk(.sample("beta")), to: repository)
        let loaded = try await repository.load()
        #expect(loaded.trunks[trunk.id]?.isMobileOperators == true)
        #expect(loaded.publicTrunks.map(\.name) == ["beta"] && loaded.operatorTrunks.map(\.name) == ["alpha"])
        trunk.route = PrivateRoute(domain: Domain.sample().id, shownName: "Office")
        trunk.version = 1
        let error = await #expect(throws: ModelError.self) { try await self.apply(.putTrunk(trunk), to: repository) }
        #expect(error?.code == .invalid)
    }
}
