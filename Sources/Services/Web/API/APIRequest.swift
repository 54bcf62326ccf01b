import Hummingbird
import Kernel
import Model

/// A request that has passed every check which the endpoint's description implies.
struct APIRequest: Sendable {
    let caller: Caller?
    let source: ClientAddress
    let isSecure: Bool
    let headers: HTTPFields
    /// The values of the names in the path.
    let path: [String: String]
    /// The parameters that were given, with the types of their schemas.
    let query: [String: JSONValue]
    /// `null` for endpoints without a body.
    let body: JSONValue

    /// Who is signed in; an endpoint for everyone has nobody to name.
    func requireCaller() throws -> Caller {
        guard let caller else { throw APIError(.notSignedIn, "Please sign in.") }
        return caller
    }

    /// A value of the path. A name that the pattern lacks is a mistake in this target; it reads as an id nobody has.
    func id(_ name: String) -> String {
        assert(self.path[name] != nil, "the path has no {\(name)}")
        return self.path[name] ?? ""
    }

    /// Only for objects whose version is still the one that the writer has seen.
    func requireVersion(_ version: Int) throws {
        guard let header = self.headers[.ifMatch], header != "*" else { return }
        guard header.filter({ $0 != "\"" }) == "\(version)" else {
            throw APIError(
                .conflict,
                "Somebody has changed this in between. Please look at it again.",
                field: "If-Match"
            )
        }
    }

    /// The domain that a list is narrowed to; `nil` means all, which only system administrators get (TEN-01).
    func listedDomain(in configuration: Configuration) throws -> DomainID? {
        let caller = try self.requireCaller()
        guard let asked = self.query["domain"]?.text.map({ DomainID($0) }) else {
            return caller.role == .systemAdministrator ? nil : caller.user.domain
        }
        guard caller.mayManage(asked) || caller.user.domain == asked, configuration.tenants[asked] != nil else {
            throw APIError.notFound("domain", field: "domain")
        }
        return asked
    }

    /// The domain that something new belongs to; without `?domain=` the caller's own.
    func targetDomain(in configuration: Configuration) throws -> DomainID {
        let caller = try self.requireCaller()
        return try self.query["domain"] == nil
            ? caller.user.domain
            : self.listedDomain(in: configuration) ?? caller.user.domain
    }
}

/// Who is signed in, and by what.
struct Caller: Sendable {
    enum Proof: Equatable, Sendable {
        case cookie
        case bearer
    }

    let user: User
    let domain: Domain
    let session: SignInSession
    let proof: Proof

    var role: Role { self.user.role }

    /// `login@domain`, as the history of changes names people.
    var name: String { "\(self.user.login)@\(self.user.domain)" }

    /// Whether the caller administers that domain.
    func mayManage(_ domain: DomainID) -> Bool {
        switch self.role {
        case .systemAdministrator: true
        case .domainAdministrator: self.user.domain == domain
        case .user: false
        }
    }

    /// Whether the caller may see what belongs to these users of the domain.
    func maySee(_ domain: DomainID?, users: some Sequence<UserID>) -> Bool {
        if self.role == .systemAdministrator { return true }
        guard domain == self.user.domain else { return false }
        return self.role == .domainAdministrator || users.contains(self.user.id)
    }

    func author(from source: ClientAddress) -> ChangeAuthor {
        ChangeAuthor(name: self.name, address: source.text)
    }
}
