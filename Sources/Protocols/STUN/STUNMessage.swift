/// A STUN message (RFC 8489, and RFC 5389 before it) with its attributes in order.
///
/// Pure: signatures are neither made nor checked here. ``STUNIntegrity`` says which bytes a signature covers.
public struct STUNMessage: Equatable, Sendable {
    /// Bytes before the attributes.
    public static let headerLength = 20
    /// In the fifth to eighth byte of each message.
    public static let magicCookie: UInt32 = 0x2112_a442
    /// How many attributes a message may have.
    public static let attributeLimit = 64

    /// What kind of message it is.
    public enum Class: UInt8, Hashable, Sendable {
        case request = 0b00
        case indication = 0b01
        case success = 0b10
        case failure = 0b11
    }

    /// What the message is for. 12 bits.
    public struct Method: RawRepresentable, Hashable, Sendable {
        /// The number on the wire.
        public let rawValue: UInt16

        /// A method by its number; the upper four bits are dropped.
        public init(rawValue: UInt16) {
            self.rawValue = rawValue & 0x0fff
        }

        /// Asks for one's address as the server sees it.
        public static let binding = Method(rawValue: 1)
    }

    /// 96 bits that pair a response with its request.
    public struct TransactionID: Hashable, Sendable {
        /// The first 32 bits.
        public let high: UInt32
        /// The last 64 bits.
        public let low: UInt64

        /// An identifier, drawn at random by a client.
        public init(high: UInt32, low: UInt64) {
            self.high = high
            self.low = low
        }
    }

    /// Whether it asks, tells or answers.
    public var `class`: Class
    /// What it is for.
    public var method: Method
    /// What pairs it with its answer or request.
    public var transactionID: TransactionID
    /// FINGERPRINT is not among them: it is checked when read and added when written.
    public var attributes: [STUNAttribute]
    /// Whether the message had a FINGERPRINT, and is to be written with one.
    public var hasFingerprint: Bool

    /// A message of these parts.
    public init(
        class: Class,
        method: Method = .binding,
        transactionID: TransactionID,
        attributes: [STUNAttribute] = [],
        hasFingerprint: Bool = false
    ) {
        self.class = `class`
        self.method = method
        self.transactionID = transactionID
        self.attributes = attributes
        self.hasFingerprint = hasFingerprint
    }

    /// The first attribute of a kind; later ones do not count (RFC 8489 §14).
    public func first(_ kind: STUNAttribute.Kind) -> STUNAttribute? {
        self.attributes.first { $0.kind == kind }
    }

    /// With what XOR-MAPPED-ADDRESS hides its address: magic cookie and transaction identifier.
    var addressMask: [UInt8] {
        withUnsafeBytes(of: Self.magicCookie.bigEndian) { Array($0) }
            + withUnsafeBytes(of: self.transactionID.high.bigEndian) { Array($0) }
            + withUnsafeBytes(of: self.transactionID.low.bigEndian) { Array($0) }
    }
}
