import Kernel
import Model
import ModelTesting
import Storage
import Testing

/// What every ``SecondFactorRepository`` promises.
@Suite("SecondFactorRepository contract")
struct SecondFactorRepositoryTests {
    private let alice = UserID("alice")
    private let now = Timestamp(seconds: 100)

    @Test("AUTH-07 a factor counts from its confirmation on, once", arguments: TestStore.Kind.allCases)
    func confirmation(_ kind: TestStore.Kind) async throws {
        let factors = try await TestStore(kind).secondFactors
        #expect(try await factors.find(self.alice) == nil)
        #expect(try await !factors.confirm(self.alice, at: self.now, step: 7, recoveryCodes: []))
        var factor = SecondFactor(user: self.alice, secret: [0, 1, 0xab, 0xff])
        try await factors.put(factor)
        #expect(try await factors.find(self.alice) == factor)
        #expect(try await !factors.take(step: 8, of: self.alice))

        #expect(try await factors.confirm(self.alice, at: self.now, step: 7, recoveryCodes: ["aa", "bb"]))
        (factor.confirmedAt, factor.lastStep) = (self.now, 7)
        #expect(try await factors.find(self.alice) == factor)
        #expect(try await factors.recoveryCodes(of: self.alice) == 2)
        #expect(try await !factors.confirm(self.alice, at: self.now, step: 9, recoveryCodes: ["cc"]))
        #expect(try await factors.find(UserID("bob")) == nil)
    }

    @Test("AUTH-07 a code and a recovery code are taken once", arguments: TestStore.Kind.allCases)
    func once(_ kind: TestStore.Kind) async throws {
        let factors = try await TestStore(kind).secondFactors
        try await factors.put(SecondFactor(user: self.alice, secret: [1]))
        _ = try await factors.confirm(self.alice, at: self.now, step: 7, recoveryCodes: ["aa", "bb"])
        for (step, isTaken) in [(7, false), (9, true), (9, false), (8, false), (10, true)] as [(Int64, Bool)] {
            #expect(try await factors.take(step: step, of: self.alice) == isTaken, "\(step)")
        }
        #expect(try await !factors.take(recoveryCode: "aa", of: UserID("bob")))
        #expect(try await factors.take(recoveryCode: "aa", of: self.alice))
        #expect(try await !factors.take(recoveryCode: "aa", of: self.alice))
        #expect(try await factors.recoveryCodes(of: self.alice) == 1)

        try await factors.put(SecondFactor(user: self.alice, secret: [2]))
        #expect(try await factors.find(self.alice)?.confirmedAt == nil)
        #expect(try await factors.recoveryCodes(of: self.alice) == 0)
        try await factors.remove(self.alice)
        #expect(try await factors.find(self.alice) == nil)
    }

    @Test(
        "AUTH-07 ACT-01 the history says who switched a factor on and off, changes nothing, and cannot be undone",
        arguments: TestStore.Kind.allCases
    )
    func history(_ kind: TestStore.Kind) async throws {
        let repository = try await TestStore(kind).configuration
        let user = User.sample()
        let author = ChangeAuthor(name: "boss@acme.example", address: "192.0.2.1")
        _ = try await repository.apply([.putDomain(.sample()), .putUser(user)], by: author, at: self.now)
        let before = try await repository.load()
        for change in [ConfigurationChange.putSecondFactor(user.id), .removeSecondFactor(user.id)] {
            _ = try await repository.apply([change], by: author, at: self.now)
        }
        let entries = try await repository.history(of: user.domain, before: nil, limit: 2)
        #expect(entries.map(\.after) == [.removeSecondFactor(user.id), .putSecondFactor(user.id)])
        #expect(entries.map(\.before) == [.putSecondFactor(user.id), nil])
        #expect(entries.map(\.objectKind) == ["second-factor", "second-factor"])
        #expect(Set(entries.map(\.objectName)) == ["\(user.login)@\(user.domain)"])
        #expect(entries.allSatisfy { $0.author == author })
        #expect(try await repository.load().tenants == before.tenants)
        for entry in entries {
            let error = await #expect(throws: ModelError.self) {
                try await repository.undo(entry.version, by: author, at: self.now)
            }
            #expect(error?.code == .conflict)
        }
        let unknown = await #expect(throws: ModelError.self) {
            try await repository.apply([.removeSecondFactor(UserID("none"))], by: author, at: self.now)
        }
        #expect(unknown?.code == .notFound)
    }

    @Test("removing a user removes how they proved who they are", arguments: TestStore.Kind.databases)
    func removedUser(_ kind: TestStore.Kind) async throws {
        let store = try await TestStore(kind)
        let user = User.sample()
        let author = ChangeAuthor(name: "test")
        _ = try await store.configuration.apply([.putDomain(.sample()), .putUser(user)], by: author, at: self.now)
        try await store.secondFactors.put(SecondFactor(user: user.id, secret: [1]))
        _ = try await store.secondFactors.confirm(user.id, at: self.now, step: 1, recoveryCodes: ["aa"])
        let link = PasswordRecovery(secretHash: "0a", user: user.id, expiresAt: Timestamp(seconds: 200))
        try await store.recoveries.add(link, at: self.now)
        _ = try await store.configuration.apply([.removeUser(user.id)], by: author, at: self.now)
        #expect(try await store.secondFactors.find(user.id) == nil)
        #expect(try await store.secondFactors.recoveryCodes(of: user.id) == 0)
        #expect(try await store.recoveries.find(secretHash: "0a", at: self.now) == nil)
    }
}

/// What every ``PasswordRecoveryRepository`` promises.
@Suite("PasswordRecoveryRepository contract")
struct PasswordRecoveryRepositoryTests {
    private let now = Timestamp(seconds: 100)

    private static func link(_ hash: String, of user: String, until seconds: Int64 = 200) -> PasswordRecovery {
        PasswordRecovery(secretHash: hash, user: UserID(user), expiresAt: Timestamp(seconds: seconds))
    }

    @Test("AUTH-02 a link is good until it expires, and for once", arguments: TestStore.Kind.allCases)
    func once(_ kind: TestStore.Kind) async throws {
        let recoveries = try await TestStore(kind).recoveries
        for link in [Self.link("a", of: "alice"), Self.link("b", of: "alice"), Self.link("c", of: "bob")] {
            try await recoveries.add(link, at: self.now)
        }
        #expect(try await recoveries.find(secretHash: "a", at: self.now) == Self.link("a", of: "alice"))
        #expect(try await recoveries.find(secretHash: "a", at: Timestamp(seconds: 200)) == nil)
        #expect(try await recoveries.take(secretHash: "a", at: Timestamp(seconds: 200)) == nil)
        #expect(try await recoveries.take(secretHash: "none", at: self.now) == nil)

        #expect(try await recoveries.take(secretHash: "a", at: self.now)?.user == UserID("alice"))
        #expect(try await recoveries.take(secretHash: "a", at: self.now) == nil)
        // The other letter of the same person is worth nothing any more.
        #expect(try await recoveries.find(secretHash: "b", at: self.now) == nil)
        #expect(try await recoveries.find(secretHash: "c", at: self.now) != nil)
        try await recoveries.removeAll(of: UserID("bob"))
        #expect(try await recoveries.find(secretHash: "c", at: self.now) == nil)
    }

    @Test("AUTH-02 what has expired is forgotten with the next link", arguments: TestStore.Kind.allCases)
    func sweep(_ kind: TestStore.Kind) async throws {
        let recoveries = try await TestStore(kind).recoveries
        try await recoveries.add(Self.link("a", of: "alice", until: 100), at: .epoch)
        try await recoveries.add(Self.link("b", of: "alice"), at: self.now)
        #expect(try await recoveries.find(secretHash: "a", at: .epoch) == nil)
        #expect(try await recoveries.find(secretHash: "b", at: .epoch) != nil)
    }
}

@Suite("Sign-in of an older schema")
struct SignInMigrationTests {
    @Test(
        "AUTH-03 AUTH-05 sessions and tokens made before scopes live on, and may all they could",
        arguments: TestDatabase.Engine.allCases
    )
    func sessions(_ engine: TestDatabase.Engine) async throws {
        let database = try await TestDatabase(engine, isEmpty: true)
        let old = try database.open()
        try await old.write { connection in
            try connection.script(
                "CREATE TABLE schema_migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)"
            )
            for step in Migration.all where step.number < 15 {
                try connection.script(step.sql)
                try connection.execute(
                    "INSERT INTO schema_migrations (number, name) VALUES ($1, $2)",
                    [.count(step.number), .text(step.name)]
                )
            }
            try connection.execute(
                """
                INSERT INTO sessions (secret_hash, kind, user_id, label, created_at, expires_at)
                VALUES ('0a', 'token', 'alice', 'backup', 0, 200000000)
                """,
                []
            )
        }
        try old.close()
        let store = try await database.store()
        let token = try #require(try await store.sessions.find(secretHash: "0a", at: Timestamp(seconds: 100)))
        #expect(token.kind == .token && token.label == "backup")
        #expect(token.scopes == Set(TokenScope.allCases) && token.lastUsedAt == nil)
    }
}
