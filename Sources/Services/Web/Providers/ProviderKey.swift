/// A key that an identity provider signs with (RFC 7517).
struct ProviderKey: Sendable {
    enum Algorithm: String, Sendable {
        case rs256 = "RS256"
        case es256 = "ES256"
    }

    var id: String?
    var algorithm: Algorithm
    var key: SignatureKey

    /// Keys of one provider that are looked at.
    static let limit = 50

    /// Without a name in the token every key of the algorithm is tried.
    func fits(_ head: IDToken.Head) -> Bool {
        self.algorithm == head.algorithm && (head.key == nil || self.id == head.key)
    }

    /// The keys of a set that are good for checking signatures here; others are read past.
    static func all(_ json: JSONValue) -> [ProviderKey]? {
        json["keys"]?.elements?.prefix(Self.limit).compactMap { Self($0) }
    }

    init(id: String?, algorithm: Algorithm, key: SignatureKey) {
        self.id = id
        self.algorithm = algorithm
        self.key = key
    }

    private init?(_ json: JSONValue) {
        guard json["use"] == nil || json["use"]?.text == "sig" else { return nil }
        func bytes(_ name: String) -> [UInt8]? { json[name]?.text.flatMap { Base64URL.decode($0) } }
        self.id = json["kid"]?.text
        switch json["kty"]?.text {
        case "RSA":
            guard let modulus = bytes("n"), let exponent = bytes("e"),
                let key = SignatureKey(modulus: modulus, exponent: exponent)
            else { return nil }
            (self.algorithm, self.key) = (.rs256, key)
        case "EC":
            guard json["crv"]?.text == "P-256", let x = bytes("x"), let y = bytes("y"),
                let key = SignatureKey(x: x, y: y)
            else { return nil }
            (self.algorithm, self.key) = (.es256, key)
        default: return nil
        }
        // A key that says what it is for is for nothing else.
        guard json["alg"] == nil || json["alg"]?.text == self.algorithm.rawValue else { return nil }
    }
}
