import HTTPTypes
import Hummingbird
import Model
import Tables

/// What phones and mail programs ask for address books (ADR-03): files for desk phones, CardDAV for the rest.
///
/// They say who they are by Basic: the name is `login@domain`, the password an access token that may read. The password of
/// the cabinet is none here, so that it lies in no phone; a token is long enough that nobody guesses it, so an office full of
/// phones with an old one is not shut out for guessing.
struct PhonebookResponder: Sendable {
    private static let files = "/phonebook/"
    private static let wellKnown = "/.well-known/carddav"
    private static let bodyLimit = 1 << 20

    let authenticator: Authenticator

    static func isAsked(_ path: String) -> Bool {
        path.hasPrefix(Self.files) || path.hasPrefix(CardDAV.root) || path == CardDAV.root.dropLast()
            || path == Self.wellKnown
    }

    func respond(to request: Request) async -> Response {
        do {
            return try await self.answer(request)
        } catch let refusal as APIError {
            return APIResponder.response(refusal)
        } catch is TableError {
            return APIResponder.response(APIError(.malformedRequest, "The body is not the XML of WebDAV."))
        } catch {
            return APIResponder.response(APIError(.internalFault, "Something went wrong in the server."))
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        let path = PercentEncoding.decode(request.uri.path, plusIsSpace: false) ?? ""
        if path == Self.wellKnown || path == CardDAV.root.dropLast() {
            return Response(status: .movedPermanently, headers: [.location: CardDAV.root])
        }
        let user = try await self.user(request)
        let configuration = self.authenticator.configuration.current
        if path.hasPrefix(Self.files) { return try Self.file(path, request, user, configuration) }
        return try await Self.dav(path, request, CardDAV(user: user, configuration: configuration))
    }

    /// - Throws: ``APIError`` with `not-signed-in`.
    private func user(_ request: Request) async throws -> User {
        let challenge: HTTPFields = [.wwwAuthenticate: #"Basic realm="Martlet address books", charset="UTF-8""#]
        let refusal = APIError(
            .notSignedIn,
            "The name is login@domain, the password an access token that may read.",
            headers: challenge
        )
        guard let (name, secret) = Self.basic(request.headers[.authorization]),
            let caller = try await self.authenticator.caller(
                secretHash: Authenticator.hash(secret),
                proof: .bearer,
                acting: nil
            ), !caller.lacksSecondFactor, caller.session.kind == .token, caller.session.allows(.read),
            caller.name == name.lowercased()
        else { throw refusal }
        return caller.user
    }

    private static func basic(_ header: String?) -> (name: String, secret: String)? {
        guard let header, header.utf8.count <= 1_024, header.prefix(6).lowercased() == "basic ",
            let bytes = Self.base64(header.dropFirst(6)), let text = String(validating: bytes, as: UTF8.self),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    /// In the alphabet of Basic, which differs by two characters and may be padded.
    private static func base64(_ text: Substring) -> [UInt8]? {
        let padding = text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let plain = text.dropLast(padding).replacing("+", with: "-").replacing("/", with: "_")
        return Base64URL.decode(plain)
    }

    private static func file(
        _ path: String,
        _ request: Request,
        _ user: User,
        _ configuration: Configuration
    ) throws -> Response {
        // Some phones of Snom ask by POST.
        guard [.get, .head, .post].contains(request.method) else { throw Self.takes("GET, HEAD, POST") }
        guard let file = PhonebookFile(path: path.dropFirst(Self.files.count)) else {
            throw APIError(.notFound, "There is no phonebook of this kind: yealink.xml, grandstream.xml, snom.xml.")
        }
        let books = Phonebook.Kind.allCases.map { Phonebook($0, of: user, in: configuration) }
        return Self.text(file.text(books.flatMap(\.entries)), "text/xml; charset=utf-8", request)
    }

    private static func dav(_ path: String, _ request: Request, _ dav: CardDAV) async throws -> Response {
        let nothing = APIError(.notFound, "There is nothing at this address.")
        switch request.method.rawValue {
        case "OPTIONS":
            let name = HTTPField.Name("DAV")
            var headers: HTTPFields = [.allow: "OPTIONS, GET, HEAD, PROPFIND, REPORT"]
            if let name { headers[name] = "1, 3, addressbook" }
            return Response(status: .noContent, headers: headers)
        case "GET", "HEAD":
            guard let card = dav.card(at: path) else { throw nothing }
            return Self.text(card.text, "text/vcard; charset=utf-8", request)
        case "PROPFIND":
            let depth = HTTPField.Name("Depth").flatMap { request.headers[$0] }
            let body = try await Self.body(of: request)
            guard let text = try dav.properties(of: path, isDeep: depth != "0", body: body) else { throw nothing }
            return Self.xml(text)
        case "REPORT":
            guard let text = try dav.report(on: path, body: try await Self.body(of: request)) else { throw nothing }
            return Self.xml(text)
        default:
            throw APIError(
                .methodNotAllowed,
                "Address books are changed in the cabinet.",
                headers: [.allow: "OPTIONS, GET, HEAD, PROPFIND, REPORT"]
            )
        }
    }

    private static func takes(_ methods: String) -> APIError {
        APIError(.methodNotAllowed, "This address takes \(methods).", headers: [.allow: methods])
    }

    private static func body(of request: Request) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in request.body {
            guard bytes.count + chunk.readableBytes <= Self.bodyLimit else {
                throw APIError(.tooLarge, "A body is at most 1 MiB.", headers: [.connection: "close"])
            }
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        return bytes
    }

    private static func text(_ text: String, _ type: String, _ request: Request) -> Response {
        let tag = "\"\(ContentTag.of(text))\""
        let headers: HTTPFields = [.contentType: type, .cacheControl: "private, no-cache", .eTag: tag]
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
        let body = request.method == .head ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(string: text))
        return Response(status: .ok, headers: headers, body: body)
    }

    private static func xml(_ text: String) -> Response {
        let headers: HTTPFields = [.contentType: "application/xml; charset=utf-8", .cacheControl: "no-store"]
        let status = HTTPResponse.Status(code: 207, reasonPhrase: "Multi-Status")
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
