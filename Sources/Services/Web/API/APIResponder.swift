import HTTPTypes
import Hummingbird
import Kernel
import Logging
import Model

/// Takes a request through the checks that its endpoint's description implies, in one order for all: route, sign-in,
/// forgery, role, parameters, body, repeats. An endpoint sees only what has passed them.
struct APIResponder: Sendable {
    /// The path that all endpoints are below.
    static let root = "/api/v1"
    /// What a request with a cookie must carry to change something: a page of another site cannot set it (AUTH-03).
    static let forgeryHeader = HTTPField.Name("X-Martlet-Request")

    let table: RouteTable
    let authenticator: Authenticator
    let configuration: any LiveConfiguration
    let door: EventSocketDoor
    let trustedProxies: Set<String>
    let time: any TimeSource
    let metrics: RequestMetrics
    private let answers = IdempotentAnswers()

    init(
        table: RouteTable,
        authenticator: Authenticator,
        configuration: any LiveConfiguration,
        door: EventSocketDoor,
        trustedProxies: Set<String>,
        time: any TimeSource,
        metrics: RequestMetrics
    ) {
        self.table = table
        self.authenticator = authenticator
        self.configuration = configuration
        self.door = door
        self.trustedProxies = trustedProxies
        self.time = time
        self.metrics = metrics
    }

    /// - Parameters:
    ///   - path: below ``root``, percent-encoded.
    ///   - acting: the domain in whose cabinet the caller is, when it is not their own (TEN-09).
    func respond(
        to request: Request,
        path: some StringProtocol,
        acting: DomainID? = nil,
        context: WebContext
    ) async -> Response {
        let start = self.time.now
        var operation = "none"
        let response: Response
        do {
            switch self.table.match(request.method, path) {
            case .nothing:
                throw APIError(.notFound, "There is nothing at this address.")
            case .otherMethods(let methods):
                response = try Self.answer(toOther: request.method, allowed: methods)
            case .endpoint(let endpoint, let values):
                operation = endpoint.name
                response = try await self.perform(endpoint, values, request, acting: acting, context)
            }
        } catch {
            let refusal = Self.refusal(of: error, operation: operation, logger: context.logger)
            response = Self.response(refusal)
        }
        self.metrics.record(operation: operation, status: response.status.code, took: start.duration(to: self.time.now))
        return response
    }

    private func perform(
        _ endpoint: Endpoint,
        _ values: [String: String],
        _ request: Request,
        acting: DomainID?,
        _ context: WebContext
    ) async throws -> Response {
        let caller = try await self.authenticator.caller(of: request.headers, acting: acting)
        try Self.checkAccess(endpoint, caller, request.headers)
        let query = try RequestReading.query(of: request.uri.query, endpoint.query)
        let body = try await RequestReading.body(of: request, endpoint.body)
        let forwarded = RequestReading.forwardedFor.flatMap { request.headers[$0] }
        let source = ClientAddress.find(peer: context.peer, forwarded: forwarded, trustedProxies: self.trustedProxies)
        var checked = APIRequest(
            caller: caller,
            source: source,
            isSecure: RequestReading.isSecure(request, peer: context.peer, trustedProxies: self.trustedProxies),
            headers: request.headers,
            path: values,
            query: query,
            body: body
        )
        try RequestReading.checkConditions(endpoint, checked)
        checked.upload = try endpoint.upload.map { try Upload($0, request, context: context) }
        let answer: APIAnswer
        do {
            answer = try await self.onlyOnce(endpoint, checked)
        } catch var refusal as APIError {
            if let missed = refusal.missed { refusal.changes = await missed.told(to: caller, from: self.configuration) }
            throw refusal
        }
        if let file = answer.file { return try await file.response(to: request.headers, context: context) }
        return Self.response(answer, endpoint.success)
    }

    private static func checkAccess(_ endpoint: Endpoint, _ caller: Caller?, _ headers: HTTPFields) throws {
        if endpoint.access != .anyone, caller == nil {
            let challenge: HTTPFields = [.wwwAuthenticate: "Bearer realm=\"martlet\""]
            throw APIError(.notSignedIn, "Please sign in.", headers: challenge)
        }
        if endpoint.changesState, caller?.proof == .cookie {
            guard let name = Self.forgeryHeader, headers[name] != nil else {
                throw APIError(.forgeryProtection, "The header X-Martlet-Request is required here.")
            }
        }
        if endpoint.access != .anyone, let caller {
            guard endpoint.admits(caller.role) else {
                throw APIError(.notAllowed, "Your role does not allow this.")
            }
            guard caller.principal == nil || !endpoint.isOfOneself || !endpoint.changesState else {
                throw APIError(.notAllowed, "What is one's own is changed at home, not in another domain.")
            }
            guard caller.session.allows(endpoint.scope) else {
                throw APIError(.notAllowed, "This access token is not good for this.")
            }
            guard !caller.lacksSecondFactor || endpoint.isOfOwnSignIn else { throw APIError.secondFactorMissing }
        }
    }

    /// Gives a repeat of a create the first answer, and performs everything else.
    private func onlyOnce(_ endpoint: Endpoint, _ request: APIRequest) async throws -> APIAnswer {
        guard endpoint.guarding == .repeats, let caller = request.caller, let name = RequestReading.idempotencyKey,
            let text = request.headers[name]
        else { return try await endpoint.handle(request) }
        let key = IdempotentAnswers.Key(
            user: caller.user.id,
            domain: caller.user.domain,
            operation: endpoint.name,
            text: text
        )
        switch self.answers.admit(key, request: request.fingerprint, at: self.time.now) {
        case .answered(let answer):
            return answer
        case .running:
            throw APIError(.conflict, "The first request with this key is still being worked on.")
        case .different:
            throw APIError(.keyReused, "This key was used for another request.", field: "Idempotency-Key")
        case .new:
            do {
                let answer = try await endpoint.handle(request)
                self.answers.finish(key, with: answer)
                return answer
            } catch {
                self.answers.finish(key, with: nil)
                throw error
            }
        }
    }

    private static func answer(toOther method: HTTPRequest.Method, allowed: [HTTPRequest.Method]) throws -> Response {
        let names = (allowed.map(\.rawValue) + ["OPTIONS"]).sorted().joined(separator: ", ")
        guard method == .options else {
            throw APIError(.methodNotAllowed, "This address takes \(names).", headers: [.allow: names])
        }
        return Response(status: .noContent, headers: [.allow: names])
    }

    /// What is said about an error; everything that is not a refusal is our own fault and goes to the log.
    static func refusal(of error: any Error, operation: String, logger: Logger) -> APIError {
        switch error {
        case let refusal as APIError:
            return refusal
        case let error as ModelError:
            if error.code == .storeFailed {
                logger.error(
                    "the store failed",
                    metadata: [LogKey.operation: "\(operation)", LogKey.error: "\(error)"]
                )
            }
            return APIError(error)
        default:
            logger.critical("a request failed", metadata: [LogKey.operation: "\(operation)", LogKey.error: "\(error)"])
            return APIError(.internalFault, "Something went wrong in the server.")
        }
    }

    static func response(_ refusal: APIError) -> Response {
        var headers = refusal.headers
        headers[.contentType] = "application/json"
        headers[.cacheControl] = "no-store"
        let body = ResponseBody(byteBuffer: ByteBuffer(bytes: refusal.body.compact))
        return Response(status: refusal.code.status, headers: headers, body: body)
    }

    private static func response(_ answer: APIAnswer, _ success: Endpoint.Success) -> Response {
        var headers = answer.headers
        headers[.cacheControl] = headers[.cacheControl] ?? "no-store"
        switch success {
        case .noContent, .file:
            assert(answer.json == nil, "an answer without a body has one")
            return Response(status: .noContent, headers: headers)
        case .json(let status, _):
            headers[.contentType] = "application/json"
            let body = ResponseBody(byteBuffer: ByteBuffer(bytes: (answer.json ?? .null).compact))
            return Response(status: answer.status ?? status, headers: headers, body: body)
        }
    }
}
