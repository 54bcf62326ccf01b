import Crypto
import Hummingbird
import Journal
import Kernel
import Model

/// The phones that are registered.
struct RegistrationRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let live: LiveState
    let control: any CallControl

    private static let tag = "Registrations"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/registrations",
                "listRegistrations",
                "The registered phones",
                tag: Self.tag,
                access: .role(.user),
                query: [Common.domainParameter, Parameter("user", Common.id, note: "Only this user's.")]
                    + Paging.parameters,
                success: .json(.ok, Paging.schema(RegistrationBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .delete,
                "/registrations/{registration}",
                "removeRegistration",
                "Forgets a phone until it registers",
                tag: Self.tag,
                access: .role(.user),
                success: .noContent,
                handle: self.remove
            ),
        ]
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let domain = try request.listedDomain(in: configuration)
        let caller = try request.requireCaller()
        let user = request.query["user"]?.text.map { UserID($0) }
        let rows = (user.map { self.live.registrations(of: $0) } ?? self.live.registrations(in: domain))
            .filter { (domain == nil || $0.domain == domain) && caller.maySee($0.domain, users: [$0.user]) }
        return try Paging.answer(
            request,
            rows: rows,
            key: { "\($0.user)\u{1}\($0.contact)" },
            json: { RegistrationBody.json($0, configuration.user($0.user)) }
        )
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let id = request.id("registration")
        // The id begins with the user's, so that one user's few contacts are looked at and not all of the server's.
        let user = UserID(String(id.prefix { $0 != "~" }))
        guard let found = self.live.registrations(of: user).first(where: { RegistrationBody.id($0) == id }),
            caller.maySee(found.domain, users: [found.user]),
            await self.control.unregister(found.user, contact: found.contact)
        else { throw APIError.notFound("registration") }
        return .nothing
    }
}

/// A registered phone on the wire.
enum RegistrationBody {
    static let schema = Schema.named(
        "Registration",
        .object([
            SchemaField("id", Common.id), SchemaField("domain", .optional(Common.domain)),
            SchemaField("user", Common.id), SchemaField("login", .optional(Common.login)),
            SchemaField("extension", .optional(Common.extension)), SchemaField("contact", .text(0...2_000)),
            SchemaField("source", .text(0...200)), SchemaField("userAgent", .text(0...1_000)),
            SchemaField("registeredAt", .timestamp), SchemaField("expiresAt", .timestamp),
        ])
    )

    static func json(_ registration: LiveRegistration, _ user: User?) -> JSONValue {
        [
            "id": .string(Self.id(registration)), "domain": .text(registration.domain?.text),
            "user": .string(registration.user.text), "login": .text(user?.login),
            "extension": .text(user?.extension), "contact": .string(registration.contact),
            "source": .string(registration.source), "userAgent": .string(registration.userAgent),
            "registeredAt": .string("\(registration.registeredAt)"),
            "expiresAt": .string("\(registration.expiresAt)"),
        ]
    }

    static func id(_ registration: LiveRegistration) -> String {
        Self.id(user: registration.user, contact: registration.contact)
    }

    /// The user's id and a hash of the contact: the same as long as the phone keeps its contact.
    static func id(user: UserID, contact: String) -> String {
        "\(user)~\(Hexadecimal.encode(SHA256.hash(data: Array(contact.utf8)).prefix(8)))"
    }
}
