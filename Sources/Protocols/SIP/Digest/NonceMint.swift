import Crypto
import Kernel

/// Makes nonces that carry their own proof, so that none has to be remembered until it is used (RFC 7616 §5.4).
///
/// A nonce is the moment it was made in milliseconds, a serial number, and a keyed hash of both with the realm and the
/// peer it was given to. All challengers and verifiers of one realm share the key; verifiers that do not share their
/// memory of used nonces must not share a key, or a captured answer could be used once with each.
public struct NonceMint: Sendable {
    /// Names a nonce among those of one key; later ones are greater.
    typealias Serial = UInt64

    /// What a nonce turns out to be.
    enum Judgement: Equatable {
        case fresh(Serial)
        /// Ours, but too old.
        case expired
        /// Made with another key, for another realm or peer, or never made.
        case foreign
    }

    /// Has taken in the key and nothing else; each authenticator goes on from a copy.
    private let keyed: HMAC<SHA256>
    /// How long a nonce may be used.
    public let lifetime: Duration
    private static let authenticatorLength = 12
    /// 16 digits of serial and 24 of the authenticator.
    private static let length = 40

    /// - Parameters:
    ///   - key: at least 16 secret octets; a new one at each start makes the nonces of the last run stale.
    ///   - lifetime: at least a second; default 5 minutes.
    public init(key: [UInt8], lifetime: Duration = .seconds(300)) {
        precondition(key.count >= 16, "a nonce key has at least 16 octets")
        self.keyed = HMAC<SHA256>(key: SymmetricKey(data: key))
        self.lifetime = lifetime
    }

    /// - Parameter count: a number that differs for nonces made in the same millisecond; its lowest 22 bits count.
    func nonce(realm: String, peer: String, count: UInt64, at now: Moment) -> String {
        // 42 bits of milliseconds are 139 years of uptime.
        let serial = UInt64(bitPattern: now.nanoseconds / 1_000_000) << 22 | count & 0x3f_ffff
        var output: [UInt8] = []
        output.reserveCapacity(Self.length)
        output.append(hex: UInt32(truncatingIfNeeded: serial >> 32))
        output.append(hex: UInt32(truncatingIfNeeded: serial))
        self.appendAuthenticator(of: serial, realm: realm, peer: peer, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    func judge(_ nonce: String, realm: String, peer: String, at now: Moment) -> Judgement {
        nonce.withOctets { octets in
            guard octets.count == Self.length else { return .foreign }
            var serial: UInt64 = 0
            for index in 0..<16 {
                guard let digit = octets[index].hexValue else { return .foreign }
                serial = serial << 4 | UInt64(digit)
            }
            var expected: [UInt8] = []
            expected.reserveCapacity(Self.authenticatorLength * 2)
            self.appendAuthenticator(of: serial, realm: realm, peer: peer, to: &expected)
            var difference: UInt8 = 0
            for index in 0..<expected.count { difference |= expected[index] ^ octets[16 + index] }
            guard difference == 0 else { return .foreign }
            let made = Moment(sinceStart: .milliseconds(Int64(serial >> 22)))
            let age = made.duration(to: now)
            return age >= .zero - .seconds(1) && age <= self.lifetime ? .fresh(serial) : .expired
        }
    }

    private func appendAuthenticator(of serial: Serial, realm: String, peer: String, to output: inout [UInt8]) {
        var hash = self.keyed
        var text: [UInt8] = []
        text.reserveCapacity(9 + realm.utf8.count + peer.utf8.count)
        withUnsafeBytes(of: serial.bigEndian) { text.append(contentsOf: $0) }
        text.append(text: realm)
        // No realm holds a zero octet, so that realm and peer cannot be shifted against one another.
        text.append(0)
        text.append(text: peer)
        text.withUnsafeBytes { hash.update(data: $0) }
        for byte in hash.finalize().prefix(Self.authenticatorLength) {
            output.append(.hexDigit(byte >> 4))
            output.append(.hexDigit(byte & 15))
        }
    }
}
