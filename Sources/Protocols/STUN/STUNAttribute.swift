/// One attribute as it stands in a message (RFC 8489 §14).
public struct STUNAttribute: Hashable, Sendable {
    /// What an attribute means (RFC 8489 §18.3, RFC 8445 §16.1).
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The number on the wire.
        public let rawValue: UInt16

        /// An attribute by its number.
        public init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        /// The address in the clear, for clients of RFC 3489.
        public static let mappedAddress = Kind(rawValue: 0x0001)
        /// Whose credentials sign the message.
        public static let username = Kind(rawValue: 0x0006)
        /// A signature by HMAC-SHA-1.
        public static let messageIntegrity = Kind(rawValue: 0x0008)
        /// Why a request failed.
        public static let errorCode = Kind(rawValue: 0x0009)
        /// What the server did not understand.
        public static let unknownAttributes = Kind(rawValue: 0x000a)
        /// For long-term credentials.
        public static let realm = Kind(rawValue: 0x0014)
        /// For long-term credentials.
        public static let nonce = Kind(rawValue: 0x0015)
        /// A signature by HMAC-SHA-256.
        public static let messageIntegritySHA256 = Kind(rawValue: 0x001c)
        /// What the client hashed its password with.
        public static let passwordAlgorithm = Kind(rawValue: 0x001d)
        /// The user name hidden in a hash.
        public static let userHash = Kind(rawValue: 0x001e)
        /// The address, hidden from middleboxes that rewrite what they see.
        public static let xorMappedAddress = Kind(rawValue: 0x0020)
        /// ICE: of the candidate (RFC 8445 §7.1.1).
        public static let priority = Kind(rawValue: 0x0024)
        /// ICE: the pair is nominated.
        public static let useCandidate = Kind(rawValue: 0x0025)
        /// What the server can check passwords with.
        public static let passwordAlgorithms = Kind(rawValue: 0x8002)
        /// Where else to ask, by name.
        public static let alternateDomain = Kind(rawValue: 0x8003)
        /// Who speaks.
        public static let software = Kind(rawValue: 0x8022)
        /// Where else to ask.
        public static let alternateServer = Kind(rawValue: 0x8023)
        /// The checksum at the end.
        public static let fingerprint = Kind(rawValue: 0x8028)
        /// ICE: the tie-breaker of the controlled side.
        public static let iceControlled = Kind(rawValue: 0x8029)
        /// ICE: the tie-breaker of the controlling side.
        public static let iceControlling = Kind(rawValue: 0x802a)

        /// Whether a receiver that does not know the attribute must refuse the message (RFC 8489 §14).
        public var mustBeUnderstood: Bool { self.rawValue < 0x8000 }

        /// Whether this library knows the attribute. Of the optional ones that is never asked.
        public var isKnown: Bool {
            switch self {
            case .mappedAddress, .username, .messageIntegrity, .errorCode, .unknownAttributes, .realm, .nonce,
                .messageIntegritySHA256, .passwordAlgorithm, .userHash, .xorMappedAddress, .priority, .useCandidate:
                true
            default:
                false
            }
        }
    }

    /// What it means.
    public let kind: Kind
    /// Without padding. At most 65 532 bytes.
    public let value: [UInt8]

    /// An attribute of this value.
    public init(_ kind: Kind, _ value: [UInt8] = []) {
        self.kind = kind
        self.value = value
    }

    /// An attribute whose value is UTF-8.
    public init(_ kind: Kind, text: String) {
        self.init(kind, Array(text.utf8))
    }

    init(_ kind: Kind, number: some FixedWidthInteger) {
        self.init(kind, withUnsafeBytes(of: number.bigEndian) { Array($0) })
    }

    func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        guard self.value.count == MemoryLayout<Number>.size else { return nil }
        return self.value.reduce(0) { ($0 << 8) | Number($1) }
    }
}
