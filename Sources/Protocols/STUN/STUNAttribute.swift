/// One attribute as it stands in a message (RFC 8489 §14).
public struct STUNAttribute: Hashable, Sendable {
    /// What an attribute means (RFC 8489 §18.3, RFC 8445 §16.1).
    public struct Kind: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt16

        public init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        public static let mappedAddress = Kind(rawValue: 0x0001)
        public static let username = Kind(rawValue: 0x0006)
        public static let messageIntegrity = Kind(rawValue: 0x0008)
        public static let errorCode = Kind(rawValue: 0x0009)
        public static let unknownAttributes = Kind(rawValue: 0x000a)
        public static let realm = Kind(rawValue: 0x0014)
        public static let nonce = Kind(rawValue: 0x0015)
        public static let messageIntegritySHA256 = Kind(rawValue: 0x001c)
        public static let passwordAlgorithm = Kind(rawValue: 0x001d)
        public static let userHash = Kind(rawValue: 0x001e)
        public static let xorMappedAddress = Kind(rawValue: 0x0020)
        public static let priority = Kind(rawValue: 0x0024)
        public static let useCandidate = Kind(rawValue: 0x0025)
        public static let passwordAlgorithms = Kind(rawValue: 0x8002)
        public static let alternateDomain = Kind(rawValue: 0x8003)
        public static let software = Kind(rawValue: 0x8022)
        public static let alternateServer = Kind(rawValue: 0x8023)
        public static let fingerprint = Kind(rawValue: 0x8028)
        public static let iceControlled = Kind(rawValue: 0x8029)
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

    public let kind: Kind
    /// Without padding. At most 65 532 bytes.
    public let value: [UInt8]

    public init(_ kind: Kind, _ value: [UInt8] = []) {
        self.kind = kind
        self.value = value
    }

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
