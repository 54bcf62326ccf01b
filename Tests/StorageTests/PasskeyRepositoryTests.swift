import Kernel
import Model
import ModelTesting
import Testing

/// What every ``PasskeyRepository`` promises.
@Suite("PasskeyRepository contract")
struct PasskeyRepositoryTests {
    private let alice = UserID("alice")
    private let now = Timestamp(seconds: 100)

    private static func passkey(
        _ name: String,
        of user: String = "alice",
        counter: UInt32 = 0,
        at seconds: Int64 = 1
    ) -> Passkey {
        Passkey(
            id: PasskeyID("key-\(name)"),
            user: UserID(user),
            credential: Array(name.utf8),
            publicKey: [0, 1, 0xfe, 0xff],
            name: name,
            counter: counter,
            createdAt: Timestamp(seconds: seconds)
        )
    }

    @Test("BYD-22 passkeys are kept, found, named and removed by their owner", arguments: TestStore.Kind.allCases)
    func life(_ kind: TestStore.Kind) async throws {
        let passkeys = try await TestStore(kind).passkeys
        let (late, early) = (Self.passkey("late", at: 2), Self.passkey("early", counter: .max, at: 1))
        for each in [late, early, Self.passkey("other", of: "bob")] { #expect(try await passkeys.add(each)) }
        #expect(try await passkeys.all(of: self.alice) == [early, late])
        #expect(try await passkeys.find(credential: late.credential) == late)
        #expect(try await passkeys.find(credential: [1]) == nil)
        // Of whomever: a credential is one person's.
        var stolen = Self.passkey("late", of: "bob")
        stolen.id = PasskeyID("another")
        #expect(try await !passkeys.add(stolen))

        #expect(try await !passkeys.rename(late.id, of: UserID("bob"), to: "mine"))
        #expect(try await passkeys.rename(late.id, of: self.alice, to: "Laptop"))
        #expect(try await passkeys.find(credential: late.credential)?.name == "Laptop")
        #expect(try await !passkeys.remove(late.id, of: UserID("bob")))
        #expect(try await passkeys.remove(late.id, of: self.alice))
        #expect(try await !passkeys.remove(late.id, of: self.alice))
        #expect(try await passkeys.all(of: self.alice) == [early])
        try await passkeys.removeAll(of: self.alice)
        #expect(try await passkeys.all(of: self.alice).isEmpty)
        #expect(try await passkeys.all(of: UserID("bob")).count == 1)
    }

    @Test("BYD-22 a counter goes up, or stays 0", arguments: TestStore.Kind.allCases)
    func counters(_ kind: TestStore.Kind) async throws {
        let passkeys = try await TestStore(kind).passkeys
        let counting = Self.passkey("counting", counter: 5)
        let silent = Self.passkey("silent")
        for each in [counting, silent] { #expect(try await passkeys.add(each)) }
        for (counter, isTaken) in [(5, false), (6, true), (6, false), (0, false), (.max, true)] as [(UInt32, Bool)] {
            #expect(try await passkeys.use(credential: counting.credential, counter: counter, at: self.now) == isTaken)
        }
        #expect(try await passkeys.find(credential: counting.credential)?.lastUsedAt == self.now)
        for (counter, isTaken) in [(0, true), (0, true), (1, true), (0, false)] as [(UInt32, Bool)] {
            #expect(try await passkeys.use(credential: silent.credential, counter: counter, at: self.now) == isTaken)
        }
        #expect(try await !passkeys.use(credential: [1], counter: 1, at: self.now))
    }

    @Test("BYD-22 one person has so many and no more", arguments: TestStore.Kind.allCases)
    func limit(_ kind: TestStore.Kind) async throws {
        let passkeys = try await TestStore(kind).passkeys
        for number in 0..<Passkey.limit { #expect(try await passkeys.add(Self.passkey("\(number)"))) }
        #expect(try await !passkeys.add(Self.passkey("more")))
        #expect(try await passkeys.add(Self.passkey("more", of: "bob")))
    }

    @Test(
        "BYD-22 ACT-01 the history says who made, named and removed a passkey, and none of it can be undone",
        arguments: TestStore.Kind.allCases
    )
    func history(_ kind: TestStore.Kind) async throws {
        let store = try await TestStore(kind)
        let user = User.sample()
        let author = ChangeAuthor(name: "boss@acme.example", address: "192.0.2.1")
        _ = try await store.configuration.apply([.putDomain(.sample()), .putUser(user)], by: author, at: self.now)
        var passkey = Self.passkey("one", of: user.id.text)
        let made = HistoryNote(passkey, of: user)
        passkey.name = "two"
        let named = HistoryNote(passkey, of: user)
        for change in [ConfigurationChange.putNote(made), .putNote(named), .removeNote(named)] {
            _ = try await store.configuration.apply([change], by: author, at: self.now)
        }
        let entries = try await store.configuration.history(of: user.domain, before: nil, limit: 3)
        #expect(entries.map(\.after) == [.removeNote(named), .putNote(named), .putNote(made)])
        #expect(entries.map(\.before) == [.putNote(named), .putNote(made), nil])
        #expect(Set(entries.map(\.objectKind)) == ["passkey"])
        #expect(Set(entries.map(\.objectName)) == ["\(user.login)@\(user.domain)"])
        for entry in entries {
            let error = await #expect(throws: ModelError.self) {
                try await store.configuration.undo(entry.version, by: author, at: self.now)
            }
            #expect(error?.code == .conflict)
        }
    }

    @Test("BYD-22 passkeys go with their owner")
    func removedUser() async throws {
        let store = try await TestStore(.sqlite)
        let user = User.sample()
        let author = ChangeAuthor(name: "test")
        _ = try await store.configuration.apply([.putDomain(.sample()), .putUser(user)], by: author, at: self.now)
        #expect(try await store.passkeys.add(Self.passkey("one", of: user.id.text)))
        _ = try await store.configuration.apply([.removeUser(user.id)], by: author, at: self.now)
        #expect(try await store.passkeys.all(of: user.id).isEmpty)
    }
}
