import Kernel
import Model
import ModelTesting
import Testing

/// What every ``SessionRepository`` promises.
@Suite("SessionRepository contract")
struct SessionRepositoryTests {
    private let now = Timestamp(seconds: 100)
    private let alice = UserID("alice")

    @Test("AUTH-03 a session is found by its secret until it expires", arguments: TestStore.Kind.allCases)
    func find(_ kind: TestStore.Kind) async throws {
        let sessions = try await TestStore(kind).sessions
        let session = SignInSession.sample("0a", kind: .token, expiresAt: Timestamp(seconds: 200))
        try await sessions.add(session)
        #expect(try await sessions.find(secretHash: "0a", at: self.now) == session)
        #expect(try await sessions.find(secretHash: "0a", at: Timestamp(seconds: 200)) == nil)
        #expect(try await sessions.find(secretHash: "0b", at: self.now) == nil)
        await #expect(throws: ModelError.self) { try await sessions.add(session) }
    }

    @Test(
        "AUTH-03 an owner's sessions are listed, newest first, and can all be ended",
        arguments: TestStore.Kind.allCases
    )
    func all(_ kind: TestStore.Kind) async throws {
        let sessions = try await TestStore(kind).sessions
        for (hash, created) in [("a", 1), ("b", 3), ("c", 2)] as [(String, Int64)] {
            try await sessions.add(.sample(hash, createdAt: Timestamp(seconds: created)))
        }
        try await sessions.add(.sample("old", expiresAt: self.now))
        try await sessions.add(.sample("other", of: UserID("bob")))
        #expect(try await sessions.all(of: self.alice, at: self.now).map(\.secretHash) == ["b", "c", "a"])
        try await sessions.remove(secretHash: "c")
        try await sessions.remove(secretHash: "unknown")
        #expect(try await sessions.all(of: self.alice, at: self.now).map(\.secretHash) == ["b", "a"])
        try await sessions.removeAll(of: self.alice)
        #expect(try await sessions.all(of: self.alice, at: .epoch).isEmpty)
        #expect(try await sessions.all(of: UserID("bob"), at: self.now).count == 1)
    }

    @Test(
        "AUTH-03 AUTH-05 last use and scopes are kept; other browsers end together",
        arguments: TestStore.Kind.allCases
    )
    func use(_ kind: TestStore.Kind) async throws {
        let sessions = try await TestStore(kind).sessions
        var token = SignInSession.sample("t", kind: .token, expiresAt: Timestamp(seconds: 200))
        token.scopes = [.read, .calls]
        try await sessions.add(token)
        for hash in ["a", "b"] { try await sessions.add(.sample(hash)) }
        try await sessions.add(.sample("other", of: UserID("bob")))
        try await sessions.touch(secretHash: "t", at: self.now)
        try await sessions.touch(secretHash: "unknown", at: self.now)
        token.lastUsedAt = self.now
        #expect(try await sessions.find(secretHash: "t", at: self.now) == token)
        let untouched = try await sessions.find(secretHash: "a", at: .epoch)
        #expect(untouched?.lastUsedAt == nil && untouched?.scopes == Set(TokenScope.allCases))
        try await sessions.removeBrowsers(of: self.alice, except: "a")
        #expect(try await Set(sessions.all(of: self.alice, at: .epoch).map(\.secretHash)) == ["a", "t"])
        #expect(try await sessions.all(of: UserID("bob"), at: .epoch).count == 1)
    }

    @Test("what has expired is forgotten", arguments: TestStore.Kind.allCases)
    func sweep(_ kind: TestStore.Kind) async throws {
        let sessions = try await TestStore(kind).sessions
        try await sessions.add(.sample("old", expiresAt: self.now))
        try await sessions.add(.sample("new", expiresAt: Timestamp(seconds: 101)))
        try await sessions.sweep(at: self.now)
        #expect(try await sessions.all(of: self.alice, at: .epoch).map(\.secretHash) == ["new"])
    }

    @Test("removing a user ends the user's sessions", arguments: TestStore.Kind.databases)
    func removedUser(_ kind: TestStore.Kind) async throws {
        let store = try await TestStore(kind)
        let user = User.sample()
        let author = ChangeAuthor(name: "test")
        _ = try await store.configuration.apply([.putDomain(.sample()), .putUser(user)], by: author, at: self.now)
        try await store.sessions.add(.sample("a", of: user.id))
        _ = try await store.configuration.apply([.removeUser(user.id)], by: author, at: self.now)
        #expect(try await store.sessions.find(secretHash: "a", at: self.now) == nil)
    }
}
