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
    /// The file that comes, for endpoints that take one.
    var upload: Upload?

    /// What tells it from another request with the same `Idempotency-Key`: where it goes and what it carries; of a file, which
    /// is not read before it is wanted, the length.
    var fingerprint: [UInt8] {
        let query = self.query.sorted { $0.key < $1.key }.map { JSONMember(name: $0.key, value: $0.value) }
        let path = self.path.sorted { $0.key < $1.key }.map { JSONMember(name: $0.key, value: .string($0.value)) }
        let length = self.upload == nil ? nil : self.headers[.contentLength]
        return JSONValue.array([.object(path), .object(query), self.body, .text(length)]).compact
    }

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
        guard self.seenVersion(unlike: version) != nil else { return }
        throw APIError.changedMeanwhile
    }

    /// The same for an object of the configuration: who comes too late is told what was changed since.
    func requireVersion(of object: some VersionedObject) throws {
        guard let seen = self.seenVersion(unlike: object.version) else { return }
        var refusal = APIError.changedMeanwhile
        refusal.missed = MissedChanges(objectID: object.historyID, seen: Int(seen))
        throw refusal
    }

    /// The version that the writer has seen, as it is written; `nil`: it is this one, or the writer does not care.
    private func seenVersion(unlike version: Int) -> String? {
        guard let header = self.headers[.ifMatch], header != "*" else { return nil }
        let seen = header.filter { $0 != "\"" }
        return seen == "\(version)" ? nil : seen
    }

    /// The company of the path, for those who manage it; nobody learns of another, of a pool or of the administrators' own
    /// (TEN-01).
    func managedTenant(in configuration: Configuration) throws -> Configuration.Tenant {
        let id = DomainID(self.id("domain"))
        guard !id.isReserved, try self.requireCaller().mayManage(id), let tenant = configuration.tenants[id] else {
            throw APIError.notFound("domain")
        }
        return tenant
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
    /// An administrator who has to switch one on before anything else (AUTH-07).
    var lacksSecondFactor = false
    /// Who really acts, when ``user`` is the administrator of a domain that is not theirs (TEN-09).
    var principal: User?

    var role: Role { self.user.role }

    /// `login@domain`, as the history of changes names people.
    var name: String { "\(self.user.login)@\(self.home)" }

    /// Where the one who really acts signed in.
    var home: DomainID { (self.principal ?? self.user).domain }

    /// Whether the caller administers that domain.
    func mayManage(_ domain: DomainID) -> Bool {
        switch self.role {
        // A pool and its people have endpoints of their own.
        case .systemAdministrator: !domain.isPool
        case .domainAdministrator: self.user.domain == domain
        case .user, .subgroupAdministrator, .poolSupervisor: false
        }
    }

    /// Whether the caller may see what belongs to these users of the domain.
    func maySee(_ domain: DomainID?, users: some Sequence<UserID>) -> Bool {
        self.user.maySee(domain, users: users)
    }

    func author(from source: ClientAddress) -> ChangeAuthor {
        ChangeAuthor(name: self.name, address: source.text, pool: self.home.isPool ? self.home : nil)
    }
}

extension SignInSession {
    /// Whether it may be used where that scope is asked for; `nil` is for those who signed in.
    func allows(_ scope: TokenScope?) -> Bool {
        guard self.kind == .token else { return true }
        return scope.map { self.scopes.contains($0) } ?? false
    }
}

extension User {
    /// Whether the role lets the user see what belongs to these users of the domain.
    func maySee(_ domain: DomainID?, users: some Sequence<UserID>) -> Bool {
        if self.role == .systemAdministrator { return true }
        guard domain == self.domain else { return false }
        return self.role == .domainAdministrator || users.contains(self.id)
    }
}
