import Kernel
import Model
import ModelTesting
import Testing

/// What every ``SignInProviderRepository`` promises.
@Suite("SignInProviderRepository contract")
struct SignInProviderRepositoryTests {
    private let acme = DomainID("acme.example")

    private func provider(_ id: String, name: String = "SSO", secret: String? = "hush") -> SignInProvider {
        SignInProvider(
            id: ProviderID(id),
            domain: self.acme,
            name: name,
            issuer: "https://id.example",
            clientID: "martlet",
            clientSecret: secret,
            linksByEmail: true,
            isActive: false
        )
    }

    @Test("BYD-22 providers are kept, changed by version and removed", arguments: TestStore.Kind.allCases)
    func life(_ kind: TestStore.Kind) async throws {
        let providers = try await TestStore(kind).providers
        var one = try #require(try await providers.put(self.provider("one", name: "B")))
        #expect(one.version == 1)
        let two = try #require(try await providers.put(self.provider("two", name: "A", secret: nil)))
        #expect(try await providers.all(in: self.acme) == [two, one])
        #expect(try await providers.all(in: DomainID("globex.example")).isEmpty)
        #expect(try await providers.find(one.id) == one)
        // A writer with an old copy, and one that makes what is there.
        #expect(try await providers.put(self.provider("one")) == nil)
        one.isActive = true
        #expect(try await providers.put(one)?.version == 2)
        #expect(try await providers.put(one) == nil)
        try await providers.remove(one.id)
        #expect(try await providers.find(one.id) == nil)
        for number in 0..<SignInProvider.limit - 1 {
            #expect(try await providers.put(self.provider("\(number)")) != nil)
        }
        #expect(try await providers.put(self.provider("more")) == nil)
    }

    @Test("BYD-22 a subject is one person, and a person one subject of a provider", arguments: TestStore.Kind.allCases)
    func links(_ kind: TestStore.Kind) async throws {
        let providers = try await TestStore(kind).providers
        var one = try #require(try await providers.put(self.provider("one")))
        _ = try await providers.put(self.provider("two"))
        func link(_ provider: String, _ subject: String, _ user: String) -> ProviderLink {
            ProviderLink(provider: ProviderID(provider), subject: subject, user: UserID(user))
        }
        #expect(try await providers.add(link("one", "s1", "alice")))
        for taken in [link("one", "s1", "bob"), link("one", "s2", "alice"), link("one", "s1", "alice")] {
            #expect(try await !providers.add(taken))
        }
        #expect(try await providers.add(link("two", "s1", "alice")))
        #expect(try await providers.add(link("one", "s2", "bob")))
        #expect(try await providers.user(of: "s2", at: ProviderID("one")) == UserID("bob"))
        #expect(try await providers.user(of: "s2", at: ProviderID("two")) == nil)
        #expect(
            try await providers.links(of: UserID("alice")) == [link("one", "s1", "alice"), link("two", "s1", "alice")]
        )
        // The same people under another name of the button, other people at another issuer.
        one.name = "Other"
        one = try #require(try await providers.put(one))
        #expect(try await providers.links(of: UserID("bob")).count == 1)
        one.issuer = "https://other.example"
        _ = try await providers.put(one)
        #expect(try await providers.links(of: UserID("bob")).isEmpty)
        #expect(try await providers.links(of: UserID("alice")).count == 1)
        try await providers.removeLinks(of: UserID("alice"))
        #expect(try await providers.links(of: UserID("alice")).isEmpty)
        #expect(try await providers.add(link("two", "s1", "alice")))
        try await providers.remove(ProviderID("two"))
        #expect(try await providers.links(of: UserID("alice")).isEmpty)
    }

    @Test("BYD-22 links go with their user, providers with their domain")
    func removal() async throws {
        let store = try await TestStore(.sqlite)
        let user = User.sample()
        let (author, now) = (ChangeAuthor(name: "test"), Timestamp(seconds: 100))
        _ = try await store.configuration.apply([.putDomain(.sample()), .putUser(user)], by: author, at: now)
        var provider = self.provider("one")
        provider.domain = user.domain
        _ = try await store.providers.put(provider)
        let link = ProviderLink(provider: provider.id, subject: "s1", user: user.id)
        #expect(try await store.providers.add(link))
        _ = try await store.configuration.apply([.removeUser(user.id)], by: author, at: now)
        #expect(try await store.providers.user(of: "s1", at: provider.id) == nil)
        _ = try await store.configuration.apply([.removeDomain(user.domain)], by: author, at: now)
        #expect(try await store.providers.find(provider.id) == nil)
    }
}
