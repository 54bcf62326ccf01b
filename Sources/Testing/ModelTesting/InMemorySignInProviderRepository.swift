import Kernel
package import Model

/// Identity providers that end with the process.
package actor InMemorySignInProviderRepository: SignInProviderRepository {
    private var providers: [ProviderID: SignInProvider] = [:]
    private var links: [ProviderLink] = []

    package init() {}

    package func all(in domain: DomainID) -> [SignInProvider] {
        self.providers.values.filter { $0.domain == domain }.sorted { ($0.name, $0.id.text) < ($1.name, $1.id.text) }
    }

    package func find(_ id: ProviderID) -> SignInProvider? { self.providers[id] }

    package func put(_ provider: SignInProvider) -> SignInProvider? {
        let stored = self.providers[provider.id]
        guard stored?.version ?? 0 == provider.version else { return nil }
        if stored == nil, self.all(in: provider.domain).count >= SignInProvider.limit { return nil }
        if let stored, stored.issuer != provider.issuer || stored.clientID != provider.clientID {
            self.links.removeAll { $0.provider == provider.id }
        }
        var changed = provider
        changed.version += 1
        self.providers[provider.id] = changed
        return changed
    }

    package func remove(_ id: ProviderID) {
        self.providers[id] = nil
        self.links.removeAll { $0.provider == id }
    }

    package func user(of subject: String, at provider: ProviderID) -> UserID? {
        self.links.first { $0.provider == provider && $0.subject == subject }?.user
    }

    package func add(_ link: ProviderLink) -> Bool {
        let isTaken = self.links.contains {
            $0.provider == link.provider && ($0.subject == link.subject || $0.user == link.user)
        }
        guard !isTaken else { return false }
        self.links.append(link)
        return true
    }

    package func links(of user: UserID) -> [ProviderLink] {
        self.links.filter { $0.user == user }.sorted { $0.provider.text < $1.provider.text }
    }

    package func removeLinks(of user: UserID) { self.links.removeAll { $0.user == user } }
}
