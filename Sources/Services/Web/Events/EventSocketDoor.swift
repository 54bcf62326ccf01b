import Hummingbird
import Kernel
import Model

/// Decides who may open an event socket, before the connection is upgraded.
struct EventSocketDoor: Sendable {
    /// Below the root of the API.
    static let path = "/events"

    /// Whether the path of a request is that of the socket, in one's own domain or in another.
    static func isSocket(path: some StringProtocol) -> Bool {
        path.hasPrefix(APIResponder.root)
            && ActingPath.split(Substring(path.dropFirst(APIResponder.root.count))).rest == Self.path
    }

    /// The domain in whose cabinet the caller is, when it is not their own.
    static func acting(inPath path: some StringProtocol) -> DomainID? {
        ActingPath.split(Substring(path.dropFirst(APIResponder.root.count))).domain
    }

    static let parameters = [
        Common.domainParameter,
        Parameter("since", .integer(0...Int(CallRecordBody.most)), note: "The last sequence number that was seen."),
    ]

    /// Who comes in, and what they want.
    struct Ticket: Sendable {
        let caller: Caller
        let domain: DomainID?
        let since: Int64?
    }

    let authenticator: Authenticator
    let configuration: any LiveConfiguration

    /// - Parameters:
    ///   - query: of the request's target, percent-encoded.
    ///   - acting: the domain in whose cabinet the caller is, when it is not their own.
    /// - Throws: ``APIError`` as it is answered instead of the upgrade.
    func admit(query: String?, acting: DomainID?, headers: HTTPFields, host: String?) async throws -> Ticket {
        guard let caller = try await self.authenticator.caller(of: headers, acting: acting) else {
            throw APIError(.notSignedIn, "Please sign in.", headers: [.wwwAuthenticate: "Bearer realm=\"martlet\""])
        }
        guard caller.session.allows(.read) else {
            throw APIError(.notAllowed, "This access token is not good for this.")
        }
        guard !caller.lacksSecondFactor else { throw APIError.secondFactorMissing }
        guard !caller.role.isOfPool else { throw APIError(.notAllowed, "Your role does not allow this.") }
        // Browsers send cookies along with sockets that pages of other sites open, but say whose page it is.
        guard caller.proof == .bearer || Self.isOwn(origin: headers[.origin], host: host) else {
            throw APIError(.forgeryProtection, "The event socket is for pages of this server only.", field: "Origin")
        }
        let values = try RequestReading.query(of: query, Self.parameters)
        let domain: DomainID?
        if let asked = values["domain"]?.text.map({ DomainID($0) }) {
            guard caller.user.domain == asked || caller.mayManage(asked),
                self.configuration.current.tenants[asked] != nil
            else { throw APIError.notFound("domain", field: "domain") }
            domain = asked
        } else {
            domain = caller.role == .systemAdministrator ? nil : caller.user.domain
        }
        return Ticket(caller: caller, domain: domain, since: values["since"]?.whole.map { Int64($0) })
    }

    /// Whether the one who came in may stay: the session lives, nobody blocked them, their role is the same.
    func mayStay(_ ticket: Ticket) async -> Bool {
        let caller = ticket.caller
        do {
            let now = try await self.authenticator.caller(
                secretHash: caller.session.secretHash,
                proof: caller.proof,
                acting: caller.principal == nil ? nil : caller.user.domain
            )
            return now?.role == caller.role && now?.user.domain == caller.user.domain
        } catch is APIError {
            // The domain may be entered no more.
            return false
        } catch {
            // A store that cannot answer now is no reason to send everybody away.
            return true
        }
    }

    /// Whether a page's origin is this server, by host and port.
    static func isOwn(origin: String?, host: String?) -> Bool {
        guard let origin, let host, let range = origin.firstRange(of: "://") else { return false }
        return origin[range.upperBound...].lowercased() == host.lowercased()
    }
}

extension APIResponder {
    /// Answers a request for the event socket that was not upgraded: says what is missing.
    func refuseSocket(_ request: Request, acting: DomainID?, _ context: WebContext) async -> Response {
        do {
            _ = try await self.door.admit(
                query: request.uri.query,
                acting: acting,
                headers: request.headers,
                host: request.head.authority
            )
            let headers: HTTPFields = [.upgrade: "websocket", .connection: "upgrade"]
            throw APIError(.upgradeRequired, "This address is a WebSocket.", headers: headers)
        } catch {
            return Self.response(Self.refusal(of: error, operation: "events", logger: context.logger))
        }
    }
}
