import Kernel
import Model
import ModelTesting
import Testing

@Suite("TEN-03 Limits of domains, in stores")
struct DomainLimitTests {
    private static let author = ChangeAuthor(name: "root@system")
    private static let now = Timestamp(seconds: 1_790_000_000)
    private static let acme = DomainID("acme.example")

    private static func user(_ login: String) -> User {
        User(id: UserID(login), domain: Self.acme, login: login, extension: nil, shownName: login)
    }

    @Test(
        "TEN-03 one user beyond the limit is refused, also by an undo; lines alike",
        arguments: TestStore.Kind.allCases
    )
    func room(_ kind: TestStore.Kind) async throws {
        let repository = try await TestStore(kind).configuration
        func apply(_ changes: ConfigurationChange...) async throws -> [RecordedChange] {
            try await repository.apply(changes, by: Self.author, at: Self.now)
        }
        var domain = Domain(id: Self.acme, shownName: "Acme")
        domain.limits = DomainLimits(users: 2, lines: 0)
        _ = try await apply(.putDomain(domain), .putUser(Self.user("anna")), .putUser(Self.user("boris")))
        await #expect(throws: ModelError.self) { _ = try await apply(.putUser(Self.user("clara"))) }
        var changed = Self.user("boris")
        changed.shownName = "B"
        changed.version = 1
        let removal = try await apply(.putUser(changed), .removeUser(UserID("anna")))
        _ = try await apply(.putUser(Self.user("clara")))
        await #expect(throws: ModelError.self) {
            _ = try await repository.undo(removal[1].version, by: Self.author, at: Self.now)
        }
        let number = try #require(DialString("+74951234567"))
        let line = Line(id: LineID("l"), domain: Self.acme, number: number, rules: [])
        await #expect(throws: ModelError.self) { _ = try await apply(.putLine(line)) }
        let configuration = try await repository.load()
        #expect(configuration.tenants[Self.acme]?.users.count == 2 && configuration.lines.isEmpty)
    }

    @Test(
        "TEN-03 one operator beyond the limit is refused, also by an undo; who is one already stays",
        arguments: TestStore.Kind.allCases
    )
    func operators(_ kind: TestStore.Kind) async throws {
        let repository = try await TestStore(kind).configuration
        func apply(_ changes: ConfigurationChange...) async throws -> [RecordedChange] {
            try await repository.apply(changes, by: Self.author, at: Self.now)
        }
        func user(_ login: String, _ version: Int, isOperator: Bool) -> User {
            var user = Self.user(login)
            (user.version, user.isOperator) = (version, isOperator)
            return user
        }
        var domain = Domain(id: Self.acme, shownName: "Acme")
        domain.limits.operators = 1
        let anna = user("anna", 0, isOperator: true)
        _ = try await apply(.putDomain(domain), .putUser(anna), .putUser(user("boris", 0, isOperator: false)))
        let refusal = await #expect(throws: ModelError.self) {
            _ = try await apply(.putUser(user("boris", 1, isOperator: true)))
        }
        #expect(refusal?.code == .limitReached)
        await #expect(throws: ModelError.self) { _ = try await apply(.putUser(user("clara", 0, isOperator: true))) }
        _ = try await apply(.putUser(user("anna", 1, isOperator: true)))
        let left = try await apply(.putUser(user("anna", 2, isOperator: false)))
        _ = try await apply(.putUser(user("boris", 1, isOperator: true)))
        await #expect(throws: ModelError.self) {
            _ = try await repository.undo(left[0].version, by: Self.author, at: Self.now)
        }
        let users = try await repository.load().tenants[Self.acme]?.users
        #expect(users?.values.filter(\.isOperator).map(\.login) == ["boris"])
    }
}
