import Crypto
import CryptoExtras
import Foundation
package import Kernel
package import Model

/// A memory-hard hash of a password (scrypt, RFC 7914) in the modular form
/// `$scrypt$ln=15,r=8,p=1$<salt>$<hash>`, both in unpadded base 64 (AUTH-04).
///
/// Making and checking one takes some 50 ms of one core and 32 MiB: never on an event loop.
package struct PasswordHash: Equatable, Sendable {
    /// How dear a guess is; the memory is 1 KiB × 2 to the power of this. 10 to 20, default 15.
    package static let defaultCost = 15

    private static let blockSize = 8
    private static let hashLength = 32

    /// The modular form.
    package let text: String
    private let cost: Int
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Reads the modular form; `nil` when it is none, or dearer than this server ever makes.
    package init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", parts[2].hasPrefix("ln="),
            parts[2].hasSuffix(",r=8,p=1"), let cost = Int(parts[2].dropFirst(3).dropLast(8)), (4...20).contains(cost),
            let salt = Self.decode(parts[3]), let hash = Self.decode(parts[4]), hash.count == Self.hashLength
        else { return nil }
        self.text = text
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// Makes the hash of a password.
    /// - Throws: what the library says when there is no memory.
    package init(of password: String, cost: Int = PasswordHash.defaultCost, tokens: inout TokenSource) throws {
        self.cost = cost
        self.salt = Self.bytes(tokens.next()) + Self.bytes(tokens.next())
        self.hash = try Self.derive(password, self.salt, cost)
        self.text = "$scrypt$ln=\(cost),r=8,p=1$\(Self.encode(self.salt))$\(Self.encode(self.hash))"
    }

    /// A hash that no password has. Checking it costs what checking a real one does, so that an unknown login is answered
    /// like a wrong password (AUTH-01).
    init(decoyOfCost cost: Int) {
        self.cost = cost
        self.salt = Array(repeating: 0, count: 16)
        self.hash = Array(repeating: 0, count: Self.hashLength)
        self.text = ""
    }

    /// Compares in a time that does not depend on where they differ.
    package func matches(_ password: String) throws -> Bool {
        let derived = try Self.derive(password, self.salt, self.cost)
        var difference: UInt8 = 0
        for (left, right) in zip(derived, self.hash) { difference |= left ^ right }
        return difference == 0
    }

    private static func derive(_ password: String, _ salt: [UInt8], _ cost: Int) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8),
            salt: salt,
            outputByteCount: Self.hashLength,
            rounds: 1 << cost,
            blockSize: Self.blockSize,
            parallelism: 1
        )
        return key.withUnsafeBytes { Array($0) }
    }

    private static func bytes(_ word: UInt64) -> [UInt8] { withUnsafeBytes(of: word) { Array($0) } }

    private static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "")
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).map { Array($0) }
    }
}

extension User.Credentials {
    /// Derives everything that is kept of a password (AUTH-04): the hash for the cabinet and both digest secrets for SIP,
    /// whose realm is the domain. As dear as ``PasswordHash``.
    ///
    /// - Parameter login: the digest secrets hold it: a changed login needs the password anew.
    package static func derive(
        login: String,
        domain: DomainID,
        password: String,
        cost: Int = PasswordHash.defaultCost,
        tokens: inout TokenSource
    ) throws -> User.Credentials {
        let secret = Array("\(login):\(domain.text):\(password)".utf8)
        return User.Credentials(
            passwordHash: try PasswordHash(of: password, cost: cost, tokens: &tokens).text,
            digestMD5: Hexadecimal.encode(Insecure.MD5.hash(data: secret)),
            digestSHA256: Hexadecimal.encode(SHA256.hash(data: secret))
        )
    }
}
