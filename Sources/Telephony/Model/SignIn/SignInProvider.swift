package import Kernel

package enum ProviderTag {}
package typealias ProviderID = Identifier<ProviderTag>

/// Somebody else's server that says who the people of a domain are (BYD-22, OpenID Connect): in place of their passwords.
package struct SignInProvider: Equatable, Sendable {
    package var id: ProviderID
    package var domain: DomainID
    /// What stands on its button. 1 to 50 characters.
    package var name: String
    /// Its address, which its tokens name, octet for octet: `https://id.acme.example`.
    package var issuer: String
    /// What it knows this server by.
    package var clientID: String
    /// Kept as it is, because it is shown to the provider; in no answer, history or log. `nil`: it needs none.
    package var clientSecret: String?
    /// Whether somebody who comes for the first time is whose e-mail address the provider has verified. Else an account is
    /// linked by its owner alone: names at a provider are often its people's to choose.
    package var linksByEmail: Bool
    package var isActive: Bool
    /// Grows with each change; a later writer with an old version is told (409).
    package var version: Int

    package init(
        id: ProviderID,
        domain: DomainID,
        name: String,
        issuer: String,
        clientID: String,
        clientSecret: String? = nil,
        linksByEmail: Bool = false,
        isActive: Bool = true,
        version: Int = 0
    ) {
        self.id = id
        self.domain = domain
        self.name = name
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.linksByEmail = linksByEmail
        self.isActive = isActive
        self.version = version
    }

    /// Of one domain.
    package static let limit = 10
}

/// Whom a provider's subject is here: written down once, so that later it does not matter what the provider calls them.
package struct ProviderLink: Equatable, Sendable {
    package var provider: ProviderID
    /// 1 to 255 bytes.
    package var subject: String
    package var user: UserID

    package init(provider: ProviderID, subject: String, user: UserID) {
        self.provider = provider
        self.subject = subject
        self.user = user
    }
}

/// Stores providers and links apart from the configuration, as passkeys are: one holds a secret.
package protocol SignInProviderRepository: Sendable {
    /// Of one domain, by name.
    func all(in domain: DomainID) async throws -> [SignInProvider]
    func find(_ id: ProviderID) async throws -> SignInProvider?
    /// Adds or changes one. With another issuer or client its links are gone: its subjects are other people.
    /// - Returns: with the version that it has now; `nil` when the stored one has another version than the given one, or
    ///   the domain has ``SignInProvider/limit`` of them.
    func put(_ provider: SignInProvider) async throws -> SignInProvider?
    /// With its links.
    func remove(_ id: ProviderID) async throws
    /// Who the subject is here.
    func user(of subject: String, at provider: ProviderID) async throws -> UserID?
    /// - Returns: `false` when the subject is somebody already, or the person is another subject of the provider.
    func add(_ link: ProviderLink) async throws -> Bool
    func links(of user: UserID) async throws -> [ProviderLink]
    func removeLinks(of user: UserID) async throws
}
