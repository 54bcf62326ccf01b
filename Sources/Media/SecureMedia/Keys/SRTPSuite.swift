/// A cipher and authentication for SRTP and SRTCP.
package enum SRTPSuite: String, CaseIterable, Hashable, Sendable {
    /// RFC 3711's default: counter mode, 80 bits of HMAC-SHA-1.
    case counterMode128Tag80 = "AES_CM_128_HMAC_SHA1_80"
    /// As above with 32 bits on RTP. RTCP keeps its 80 (RFC 4568 §6.2.2, RFC 5764 §4.1.2).
    case counterMode128Tag32 = "AES_CM_128_HMAC_SHA1_32"
    /// RFC 6188. SDES only: DTLS-SRTP has no profile of it.
    case counterMode256Tag80 = "AES_256_CM_HMAC_SHA1_80"
    /// RFC 7714.
    case galois128 = "AEAD_AES_128_GCM"
    /// RFC 7714.
    case galois256 = "AEAD_AES_256_GCM"

    /// The suite of an `a=crypto` (RFC 4568 §6.2, RFC 6188 §6, RFC 7714 §14.2); `nil` when it is not supported.
    package init?(named name: some StringProtocol) {
        self.init(rawValue: String(name))
    }

    /// As `a=crypto` writes it.
    package var name: String { self.rawValue }

    /// Bytes of the master key.
    package var keyLength: Int {
        switch self {
        case .counterMode128Tag80, .counterMode128Tag32, .galois128: 16
        case .counterMode256Tag80, .galois256: 32
        }
    }

    /// Bytes of the master salt.
    package var saltLength: Int { self.isGalois ? 12 : 14 }

    /// Bytes of key and salt together, as SDES sends them.
    package var masterLength: Int { self.keyLength + self.saltLength }

    /// Bytes by which protection lengthens an RTP packet.
    package var mediaOverhead: Int {
        switch self {
        case .counterMode128Tag80, .counterMode256Tag80: 10
        case .counterMode128Tag32: 4
        case .galois128, .galois256: 16
        }
    }

    /// Bytes by which protection lengthens an RTCP packet: its tag and the 4 bytes of its index.
    package var controlOverhead: Int { self.isGalois ? 20 : 14 }

    var isGalois: Bool { self == .galois128 || self == .galois256 }

    /// The number in the `use_srtp` extension (RFC 5764 §4.1.2, RFC 7714 §14.2); `nil` for SDES-only suites.
    var profile: UInt? {
        switch self {
        case .counterMode128Tag80: 0x0001
        case .counterMode128Tag32: 0x0002
        case .counterMode256Tag80: nil
        case .galois128: 0x0007
        case .galois256: 0x0008
        }
    }

    /// As OpenSSL calls the profile.
    var profileName: String? {
        switch self {
        case .counterMode128Tag80: "SRTP_AES128_CM_SHA1_80"
        case .counterMode128Tag32: "SRTP_AES128_CM_SHA1_32"
        case .counterMode256Tag80: nil
        case .galois128: "SRTP_AEAD_AES_128_GCM"
        case .galois256: "SRTP_AEAD_AES_256_GCM"
        }
    }
}
