import Hummingbird
import Model

/// One operation of the API: where it is, who may use it, what goes in and out, and what it does.
///
/// The same value routes requests, checks them, and prints the OpenAPI document, so that none of the three can be wrong
/// about the others.
struct Endpoint: Sendable {
    enum Access: Equatable, Sendable {
        case anyone
        /// Signed in with this role or a wider one.
        case role(Role)
        /// Of a pool with this role or a wider one, or a system administrator.
        case pool(Role)
    }

    /// What it answers when all is well.
    enum Success: Sendable {
        case json(HTTPResponse.Status, Schema)
        case noContent
        /// A file, or a part of it, of one of these media types.
        case file([String])
    }

    /// How writers of the same object and repeated requests are kept apart.
    enum Guarding: Sendable {
        case none
        /// Takes `If-Match` with the version that the writer has seen.
        case version
        /// Takes `Idempotency-Key`: a repeat gets the first answer again (BYD-09).
        case repeats
    }

    let method: HTTPRequest.Method
    let path: PathPattern
    /// The operation's id in the document and the route's label in metrics.
    let name: String
    let summary: String
    let tag: String
    let access: Access
    let query: [Parameter]
    let guarding: Guarding
    let body: Schema?
    let success: Success
    /// Refusals beyond those that follow from the rest.
    let refusals: [APIError.Code]
    let handle: @Sendable (APIRequest) async throws -> APIAnswer
    /// A further status that comes with the body of ``success``.
    private(set) var otherStatus: HTTPResponse.Status?
    /// The body is a file.
    private(set) var upload: UploadRule?

    init(
        _ method: HTTPRequest.Method,
        _ path: PathPattern,
        _ name: String,
        _ summary: String,
        tag: String,
        access: Access,
        query: [Parameter] = [],
        guarding: Guarding = .none,
        body: Schema? = nil,
        success: Success,
        refusals: [APIError.Code] = [],
        handle: @escaping @Sendable (APIRequest) async throws -> APIAnswer
    ) {
        self.method = method
        self.path = path
        self.name = name
        self.summary = summary
        self.tag = tag
        self.access = access
        self.query = query
        self.guarding = guarding
        self.body = body
        self.success = success
        self.refusals = refusals
        self.handle = handle
    }

    /// The same endpoint, which also answers its body under another status.
    func alsoAnswering(_ status: HTTPResponse.Status) -> Endpoint {
        var endpoint = self
        endpoint.otherStatus = status
        return endpoint
    }

    /// The same endpoint, which takes a file as its body.
    func taking(_ upload: UploadRule) -> Endpoint {
        var endpoint = self
        endpoint.upload = upload
        return endpoint
    }

    /// Whether the role permits it. Administrators of a pool have no domain: in one they act as its administrator.
    func admits(_ role: Role) -> Bool {
        switch self.access {
        case .anyone: true
        case .role(let least): role.isOfPool ? self.isOfOwnSignIn : least <= role
        case .pool(let least): (role.isOfPool || role == .systemAdministrator) && least <= role
        }
    }

    /// Whether it may change something, and so needs protection from forgery (AUTH-03).
    var changesState: Bool { self.method != .get }

    /// What an access token must be good for to be used here (AUTH-05); `nil`: no token is, one must have signed in.
    ///
    /// What proves or changes who somebody is stays with them: a token that leaks must not become a password.
    var scope: TokenScope? {
        if self.method == .get { return .read }
        switch self.tag {
        case "Sign-in", "Profile", "Second factor", "Passkeys", "Sign-in providers": return nil
        case "Calls": return .calls
        default: return .administration
        }
    }

    /// Whether it is about the caller's own sign-in: what an administrator without the second factor that is demanded of
    /// them can use.
    var isOfOwnSignIn: Bool {
        self.access == .role(.user) && ["Sign-in", "Profile", "Second factor", "Passkeys"].contains(self.tag)
    }

    /// Whether it is about the caller's own person: what is not changed from the cabinet of another domain (TEN-09).
    var isOfOneself: Bool { self.isOfOwnSignIn || self.path.segments.first == .literal("me") }

    /// Every refusal it can give.
    var allRefusals: Set<APIError.Code> {
        var codes: Set<APIError.Code> = [.malformedRequest, .internalFault, .storeFailed]
        codes.formUnion(self.refusals)
        if self.access != .anyone { codes.formUnion([.notSignedIn, .notAllowed, .secondFactorMissing]) }
        if self.changesState { codes.insert(.forgeryProtection) }
        if !self.path.names.isEmpty { codes.insert(.notFound) }
        if !self.query.isEmpty { codes.formUnion([.invalidParameter, .notFound]) }
        if self.body != nil { codes.formUnion([.malformedJSON, .tooLarge, .unsupportedMediaType, .invalid]) }
        if self.upload != nil { codes.insert(.tooLarge) }
        switch self.guarding {
        case .none: break
        case .version: codes.formUnion([.conflict, .invalidParameter])
        case .repeats: codes.formUnion([.keyReused, .invalidParameter])
        }
        return codes
    }
}

/// A parameter of the query.
struct Parameter: Sendable {
    let name: String
    let schema: Schema
    let note: String

    init(_ name: String, _ schema: Schema, note: String) {
        self.name = name
        self.schema = schema
        self.note = note
    }
}

/// What an endpoint gives back.
struct APIAnswer: Sendable {
    var json: JSONValue?
    var headers: HTTPFields
    /// For ``Endpoint/Success/file(_:)``.
    var file: FileAnswer?
    /// Differs from the documented one only where an endpoint has two (health).
    var status: HTTPResponse.Status?

    init(_ json: JSONValue? = nil, status: HTTPResponse.Status? = nil, headers: HTTPFields = [:]) {
        self.json = json
        self.headers = headers
        self.status = status
    }

    static let nothing = APIAnswer()

    init(_ file: FileAnswer) {
        self.init()
        self.file = file
    }

    /// An object with its version as entity tag.
    static func versioned(_ json: JSONValue, _ version: Int) -> APIAnswer {
        APIAnswer(json, headers: [.eTag: "\"\(version)\""])
    }
}

/// Something that offers endpoints: one per feature.
protocol EndpointGroup: Sendable {
    var endpoints: [Endpoint] { get }
}
