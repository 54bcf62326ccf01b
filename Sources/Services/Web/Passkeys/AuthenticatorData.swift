/// What an authenticator says about an answer of its own (WebAuthn level 3 §6.1). Signed by its key.
struct AuthenticatorData: Equatable, Sendable {
    /// The SHA-256 of the party's id.
    let partyHash: [UInt8]
    /// Somebody touched it.
    let isPresent: Bool
    /// It knows by PIN or finger that it was the owner.
    let isVerified: Bool
    let counter: UInt32
    /// Where a key was made.
    let made: Credential?

    struct Credential: Equatable, Sendable {
        var id: [UInt8]
        /// As COSE_Key, octet for octet.
        var publicKey: [UInt8]
    }

    private enum Flag {
        static let present: UInt8 = 1 << 0
        static let verified: UInt8 = 1 << 2
        static let backupEligible: UInt8 = 1 << 3
        static let backedUp: UInt8 = 1 << 4
        static let attested: UInt8 = 1 << 6
        static let extended: UInt8 = 1 << 7
    }

    /// SHA-256, flags, counter.
    private static let headLength = 37
    /// The model's id and the length of the credential's.
    private static let attestedLength = 18

    /// - Returns: `nil` for anything that ends early, goes on, or contradicts itself.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.headLength else { return nil }
        let flags = bytes[32]
        guard flags & Flag.backedUp == 0 || flags & Flag.backupEligible != 0 else { return nil }
        self.partyHash = Array(bytes[..<32])
        self.isPresent = flags & Flag.present != 0
        self.isVerified = flags & Flag.verified != 0
        self.counter = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        var end = Self.headLength
        if flags & Flag.attested != 0 {
            guard let (credential, next) = Self.credential(bytes, from: end) else { return nil }
            self.made = credential
            end = next
        } else {
            self.made = nil
        }
        if flags & Flag.extended != 0 {
            var reader = CBORReader(bytes, from: end)
            guard case .map = try? reader.value() else { return nil }
            end = reader.index
        }
        guard end == bytes.count else { return nil }
    }

    private static func credential(_ bytes: [UInt8], from start: Int) -> (Credential, next: Int)? {
        let body = start + Self.attestedLength
        guard body <= bytes.count else { return nil }
        let length = Int(bytes[body - 2]) << 8 | Int(bytes[body - 1])
        guard length >= 1, body + length <= bytes.count else { return nil }
        var reader = CBORReader(bytes, from: body + length)
        guard case .map = try? reader.value() else { return nil }
        let id = Array(bytes[body..<body + length])
        return (Credential(id: id, publicKey: Array(bytes[(body + length)..<reader.index])), reader.index)
    }
}
