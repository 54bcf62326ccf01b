import Hummingbird
import Kernel
import Model

/// Decides who may open an event socket, before the connection is upgraded.
struct EventSocketDoor: Sendable {
    static let path = APIResponder.root + "/events"

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

    /// - Parameter query: of the request's target, percent-encoded.
    /// - Throws: ``APIError`` as it is answered instead of the upgrade.
    func admit(query: String?, headers: HTTPFields, host: String?) async throws -> Ticket {
        guard let caller = try await self.authenticator.caller(of: headers) else {
            throw APIError(.notSignedIn, "Please sign in.", headers: [.wwwAuthenticate: "Bearer realm=\"martlet\""])
        }
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
            let now = try await self.authenticator.caller(secretHash: caller.session.secretHash, proof: caller.proof)
            return now?.role == caller.role && now?.user.domain == caller.user.domain
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
    func refuseSocket(_ request: Request, _ context: WebContext) async -> Response {
        do {
            _ = try await self.door.admit(
                query: request.uri.query,
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
