import Kernel
import Model
import ModelTesting
import Testing

/// What every ``ConfigurationRepository`` promises about address books.
@Suite("Address books in stores")
struct AddressBookStorageTests {
    private static let author = ChangeAuthor(name: "test")
    private static let now = Timestamp(seconds: 1_790_000_000)

    private static func entry(_ id: String, _ short: String, of owner: UserID? = nil, version: Int = 0) -> DomainEntry {
        let numbers = [Contact.Number(.mobile, DialString("+79161112233") ?? .zero)]
        let contact = Contact(
            owner: owner,
            name: "C \(id)",
            shortNumber: short,
            numbers: numbers,
            email: "c@acme.example",
            position: "P",
            group: "G"
        )
        return DomainEntry(id: EntryID(id), domain: Domain.sample().id, .contact(contact), version: version)
    }

    private func refused(
        _ change: ConfigurationChange,
        _ code: ModelError.Code,
        _ repository: any ConfigurationRepository,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: ModelError.self, sourceLocation: sourceLocation) {
            try await repository.apply([change], by: Self.author, at: Self.now)
        }
        #expect(error?.code == code, "\(String(describing: error))", sourceLocation: sourceLocation)
    }

    @Test(
        "ADR-01 ME-05 contacts: put, changed, removed, undone; a short number is one contact's in its book",
        arguments: TestStore.Kind.allCases
    )
    func contacts(_ kind: TestStore.Kind) async throws {
        let repository = try await TestStore(kind).configuration
        let alice = User.sample("alice", extension: "101")
        let (company, own) = (Self.entry("company", "15"), Self.entry("own", "15", of: alice.id))
        func apply(_ changes: ConfigurationChange...) async throws -> [RecordedChange] {
            try await repository.apply(changes, by: Self.author, at: Self.now)
        }
        let made = try await apply(.putDomain(.sample()), .putUser(alice), .putEntry(company), .putEntry(own))
        #expect(made.map(\.objectKind) == ["domain", "user", "contact", "contact"])
        var books = try await repository.load().books(of: company.domain)
        #expect(books.entries[company.id]?.content == company.content)
        #expect(books.contact(shortNumber: "15", for: alice.id)?.owner == alice.id)
        await self.refused(.putEntry(Self.entry("other", "15")), .taken, repository)
        await self.refused(.putEntry(Self.entry("code", "8")), .taken, repository)
        await self.refused(.putEntry(Self.entry("nobody", "20", of: UserID("nobody"))), .notFound, repository)
        var domain = try #require(try await repository.load().tenants[company.domain]?.domain)
        domain.codes[.redial] = "*15"
        await self.refused(.putDomain(domain), .taken, repository)
        // The number is free once the contact has another one.
        _ = try await apply(.putEntry(Self.entry("company", "16", version: 1)), .putEntry(Self.entry("other", "15")))
        // Who leaves takes their book along, and one undo brings both back.
        let gone = try await apply(.removeUser(alice.id))
        books = try await repository.load().books(of: company.domain)
        #expect(books.entries.keys.sorted() == [EntryID("company"), EntryID("other")])
        _ = try await repository.undo(try #require(gone.last).version, by: Self.author, at: Self.now)
        books = try await repository.load().books(of: company.domain)
        #expect(books.entries[own.id]?.content == own.content)
        _ = try await apply(.removeDomain(company.domain))
        #expect(try await repository.load().books(of: company.domain).entries.isEmpty)
    }

    @Test(
        "ADR-01 ME-05 groups of contacts: there without a contact, limited apart from contacts, gone with their user",
        arguments: TestStore.Kind.allCases
    )
    func groups(_ kind: TestStore.Kind) async throws {
        let repository = try await TestStore(kind).configuration
        let alice = User.sample("alice", extension: "101")
        let domain = Domain.sample().id
        func group(_ name: String, of owner: UserID? = nil) -> DomainEntry {
            DomainEntry(id: EntryID(name), domain: domain, .contactGroup(ContactGroup(owner: owner, name: name)))
        }
        func apply(_ changes: [ConfigurationChange]) async throws -> [RecordedChange] {
            try await repository.apply(changes, by: Self.author, at: Self.now)
        }
        let made = try await apply([
            .putDomain(.sample()), .putUser(alice), .putEntry(group("Clients")), .putEntry(group("Own", of: alice.id)),
            .putEntry(Self.entry("own", "15", of: alice.id)),
        ])
        #expect(made[2].objectKind == "contact-group" && made[2].objectName == "Clients")
        var stored = try await repository.load()
        #expect(stored.contactGroups(of: nil, in: domain).map(\.name) == ["Clients"])
        #expect(stored.contactGroups(of: alice.id, in: domain).map(\.contacts) == [1, 0])
        await self.refused(.putEntry(group("X", of: UserID("nobody"))), .notFound, repository)
        let gone = try await apply([.removeUser(alice.id)])
        #expect(try await repository.load().entries[EntryID("Own")] == nil)
        _ = try await repository.undo(try #require(gone.last).version, by: Self.author, at: Self.now)
        stored = try await repository.load()
        #expect(stored.contactGroups(of: alice.id, in: domain).map(\.name) == ["G", "Own"])
        // One transaction gives the group and its contacts another name.
        _ = try await apply(stored.changes(ofContactGroup: "G", to: "VIP", in: alice.id, of: domain))
        #expect(try await repository.load().contactGroups(of: alice.id, in: domain).map(\.name) == ["Own", "VIP"])
    }
}
