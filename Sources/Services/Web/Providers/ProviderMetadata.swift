/// What an identity provider says of itself (OpenID Connect Discovery §4).
struct ProviderMetadata: Equatable, Sendable {
    /// Where people sign in.
    let authorization: String
    /// Where codes become tokens.
    let token: String
    let keys: String
    /// Whether the secret goes in a header; else in the form.
    let takesBasic: Bool
    /// Whether answers name who gives them (RFC 9207).
    let namesItself: Bool

    static func address(of issuer: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
    }

    /// - Returns: `nil` when it is of another issuer, or leads where no secret may go.
    init?(_ json: JSONValue, issuer: String) {
        let scheme = issuer.hasPrefix("https://") ? "https://" : "http://"
        func address(_ name: String) -> String? {
            json[name]?.text.flatMap { $0.hasPrefix(scheme) && $0.utf8.count <= 2_000 ? $0 : nil }
        }
        guard json["issuer"]?.text == issuer, let authorization = address("authorization_endpoint"),
            let token = address("token_endpoint"), let keys = address("jwks_uri")
        else { return nil }
        self.authorization = authorization
        self.token = token
        self.keys = keys
        let methods = json["token_endpoint_auth_methods_supported"]?.elements?.compactMap(\.text)
        self.takesBasic =
            methods.map { $0.contains("client_secret_basic") || !$0.contains("client_secret_post") } ?? true
        self.namesItself = json["authorization_response_iss_parameter_supported"]?.boolean ?? false
    }
}
