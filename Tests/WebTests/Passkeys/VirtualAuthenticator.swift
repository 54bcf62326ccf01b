import Crypto
import CryptoExtras
import Foundation

@testable import Web

/// What an authenticator and a browser do together, with every part of it open to a test that spoils it.
struct VirtualAuthenticator {
    enum Key {
        case p256(P256.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
    }

    static let origin = "https://pbx.example"
    static let party = "pbx.example"

    /// Present and verified.
    static let flags: UInt8 = 0b101

    var key: Key
    var credential: [UInt8] = Array(repeating: 7, count: 16)
    var counter: UInt32 = 0
    var origin = Self.origin
    var party = Self.party
    var flags = Self.flags
    /// Members of the client's data besides the three.
    var more: [JSONMember] = []

    init(_ key: Key = .p256(P256.Signing.PrivateKey())) {
        self.key = key
    }

    // MARK: - What it says

    func clientData(_ type: String, _ challenge: [UInt8]) -> [UInt8] {
        let members = [
            JSONMember(name: "type", value: .string(type)),
            JSONMember(name: "challenge", value: .string(Base64URL.encode(challenge))),
            JSONMember(name: "origin", value: .string(self.origin)),
        ]
        return JSONValue.object(members + self.more).compact
    }

    func data(flags: UInt8? = nil, rest: [UInt8] = []) -> [UInt8] {
        let count = withUnsafeBytes(of: self.counter.bigEndian) { Array($0) }
        return Array(SHA256.hash(data: Array(self.party.utf8))) + [flags ?? self.flags] + count + rest
    }

    var publicKey: [UInt8] {
        switch self.key {
        case .p256(let key):
            let point = Array(key.publicKey.rawRepresentation)
            return CBORWriter.write(
                .map([
                    .init(name: .integer(1), value: .integer(2)), .init(name: .integer(3), value: .integer(-7)),
                    .init(name: .integer(-1), value: .integer(1)),
                    .init(name: .integer(-2), value: .bytes(Array(point.prefix(32)))),
                    .init(name: .integer(-3), value: .bytes(Array(point.suffix(32)))),
                ])
            )
        case .ed25519(let key):
            return CBORWriter.write(
                .map([
                    .init(name: .integer(1), value: .integer(1)), .init(name: .integer(3), value: .integer(-8)),
                    .init(name: .integer(-1), value: .integer(6)),
                    .init(name: .integer(-2), value: .bytes(Array(key.publicKey.rawRepresentation))),
                ])
            )
        case .rsa(let key):
            let parts = try? key.publicKey.getKeyPrimitives()
            return CBORWriter.write(
                .map([
                    .init(name: .integer(1), value: .integer(3)), .init(name: .integer(3), value: .integer(-257)),
                    .init(name: .integer(-1), value: .bytes(Array(parts?.modulus ?? Data()))),
                    .init(name: .integer(-2), value: .bytes(Array(parts?.publicExponent ?? Data()))),
                ])
            )
        }
    }

    var attested: [UInt8] {
        let length = [UInt8(self.credential.count >> 8), UInt8(self.credential.count & 255)]
        return Array(repeating: 0, count: 16) + length + self.credential + self.publicKey
    }

    func attestation(data: [UInt8]? = nil) -> [UInt8] {
        CBORWriter.write(
            .map([
                .init(name: .text("fmt"), value: .text("none")), .init(name: .text("attStmt"), value: .map([])),
                .init(
                    name: .text("authData"),
                    value: .bytes(data ?? self.data(flags: self.flags | 0x40, rest: self.attested))
                ),
            ])
        )
    }

    // MARK: - What a page sends

    func made(_ name: String, _ challenge: [UInt8]) -> JSONValue {
        [
            "name": .string(name),
            "clientData": .string(Base64URL.encode(self.clientData("webauthn.create", challenge))),
            "attestation": .string(Base64URL.encode(self.attestation())),
        ]
    }

    func answer(_ challenge: [UInt8], handle: [UInt8]?, type: String = "webauthn.get") throws -> PasskeyAnswer {
        let (client, data) = (self.clientData(type, challenge), self.data())
        return PasskeyAnswer(
            credential: self.credential,
            clientData: client,
            authenticatorData: data,
            signature: try self.sign(data + Array(SHA256.hash(data: client))),
            userHandle: handle
        )
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        switch self.key {
        case .p256(let key): Array(try key.signature(for: message).derRepresentation)
        case .ed25519(let key): Array(try key.signature(for: message))
        case .rsa(let key):
            Array(
                try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5).rawRepresentation
            )
        }
    }

    static func json(_ answer: PasskeyAnswer) -> JSONValue {
        [
            "credential": .string(Base64URL.encode(answer.credential)),
            "clientData": .string(Base64URL.encode(answer.clientData)),
            "authenticatorData": .string(Base64URL.encode(answer.authenticatorData)),
            "signature": .string(Base64URL.encode(answer.signature)),
            "userHandle": .text(answer.userHandle.map { Base64URL.encode($0) }),
        ]
    }
}

/// Writes the CBOR that ``CBORReader`` reads.
enum CBORWriter {
    static func write(_ value: CBORValue) -> [UInt8] {
        switch value {
        case .integer(let number):
            number >= 0 ? Self.head(0, UInt64(number)) : Self.head(1, UInt64(-1 - number))
        case .bytes(let bytes): Self.head(2, UInt64(bytes.count)) + bytes
        case .text(let text): Self.head(3, UInt64(text.utf8.count)) + Array(text.utf8)
        case .array(let elements): Self.head(4, UInt64(elements.count)) + elements.flatMap { Self.write($0) }
        case .map(let pairs):
            Self.head(5, UInt64(pairs.count)) + pairs.flatMap { Self.write($0.name) + Self.write($0.value) }
        case .boolean(let value): [value ? 0xf5 : 0xf4]
        case .null: [0xf6]
        }
    }

    private static func head(_ major: UInt8, _ number: UInt64) -> [UInt8] {
        let first = major << 5
        let bytes = withUnsafeBytes(of: number.bigEndian) { Array($0) }
        return switch number {
        case 0..<24: [first | UInt8(number)]
        case 24..<0x100: [first | 24] + bytes.suffix(1)
        case 0x100..<0x1_0000: [first | 25] + bytes.suffix(2)
        case 0x1_0000..<0x1_0000_0000: [first | 26] + bytes.suffix(4)
        default: [first | 27] + bytes
        }
    }
}
