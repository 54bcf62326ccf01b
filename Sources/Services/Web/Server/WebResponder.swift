import HTTPTypes
import Hummingbird
import Logging

/// Sends a request to the API, to the address books, to the metrics or to the files, and puts the headers on the answer that keep browsers
/// from mischief.
struct WebResponder: HTTPResponder {
    typealias Context = WebContext

    static let metricsPath = "/metrics"

    let api: APIResponder
    let metrics: MetricsPage
    let files: StaticFiles
    let phonebook: PhonebookResponder
    let trustedProxies: Set<String>

    func respond(to request: Request, context: WebContext) async throws -> Response {
        let path = request.uri.path
        var response: Response
        if path == APIResponder.root || path.hasPrefix(APIResponder.root + "/") {
            let (acting, rest) = ActingPath.split(path.dropFirst(APIResponder.root.count))
            if rest == EventSocketDoor.path, request.method == .get {
                response = await self.api.refuseSocket(request, acting: acting, context)
            } else {
                response = await self.api.respond(to: request, path: rest, acting: acting, context: context)
            }
        } else if PhonebookResponder.isAsked(path) {
            response = await self.phonebook.respond(to: request)
        } else if path == Self.metricsPath {
            response = await self.metricsResponse(request, context)
        } else {
            response = self.files.respond(to: request)
        }
        for (name, value) in Self.headers where response.headers[name] == nil { response.headers[name] = value }
        return response
    }

    private func metricsResponse(_ request: Request, _ context: WebContext) async -> Response {
        guard request.method == .get else {
            return APIResponder.response(
                APIError(.methodNotAllowed, "This address takes GET.", headers: [.allow: "GET"])
            )
        }
        let source = ClientAddress.find(
            peer: context.peer,
            forwarded: RequestReading.forwardedFor.flatMap { request.headers[$0] },
            trustedProxies: self.trustedProxies
        )
        guard self.metrics.isAllowed(source, authorization: request.headers[.authorization]) else {
            let challenge: HTTPFields = [.wwwAuthenticate: "Bearer realm=\"metrics\""]
            return APIResponder.response(APIError(.notSignedIn, "Metrics need the token.", headers: challenge))
        }
        let headers: HTTPFields = [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"]
        let body = ResponseBody(byteBuffer: ByteBuffer(string: await self.metrics.text()))
        return Response(status: .ok, headers: headers, body: body)
    }

    /// No third-party hosts, no script in the page, no frames around it (ui.md).
    private static let contentSecurityPolicy = [
        "default-src 'self'", "img-src 'self' data:", "media-src 'self' blob:", "object-src 'none'",
        "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static let headers: [(HTTPField.Name, String)] = [
        (.contentSecurityPolicy, Self.contentSecurityPolicy), (.xContentTypeOptions, "nosniff"),
        (HTTPField.Name("Referrer-Policy"), "same-origin"), (HTTPField.Name("X-Frame-Options"), "DENY"),
        (HTTPField.Name("Cross-Origin-Opener-Policy"), "same-origin"),
        (HTTPField.Name("Permissions-Policy"), "microphone=(self), camera=(), geolocation=()"),
    ].compactMap { name, value in (name as HTTPField.Name?).map { ($0, value) } }
}
