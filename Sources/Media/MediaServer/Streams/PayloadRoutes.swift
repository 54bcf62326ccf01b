import Audio
import Codecs

/// What becomes of a packet of one payload type, in 16 bits.
struct PayloadRoute: Hashable, Sendable {
    private var bits: UInt16

    /// Not in our description: refused.
    static let unexpected = PayloadRoute(bits: 0)

    private static let expectedBit: UInt16 = 1 << 8
    private static let forwardedBit: UInt16 = 1 << 9
    private static let convertedBit: UInt16 = 1 << 10
    private static let eventBit: UInt16 = 1 << 11
    private static let muLawBit: UInt16 = 1 << 12
    private static let aLawBit: UInt16 = 1 << 13
    private static let transcodedBit: UInt16 = 1 << 14
    private static let noiseBit: UInt16 = 1 << 15

    private init(bits: UInt16) {
        self.bits = bits
    }

    init(receiving encoding: AudioEncoding) {
        self.bits = Self.expectedBit
        if encoding.isTelephoneEvent { self.bits |= Self.eventBit }
        if encoding.isComfortNoise { self.bits |= Self.noiseBit }
        switch encoding.law {
        case .muLaw: self.bits |= Self.muLawBit
        case .aLaw: self.bits |= Self.aLawBit
        case nil: break
        }
    }

    mutating func forward(as payloadType: UInt8, converted: Bool) {
        self.bits = self.bits & 0xff00 | UInt16(payloadType) | Self.forwardedBit
        if converted { self.bits |= Self.convertedBit }
    }

    /// The bridged side takes another codec, into which ours make it.
    mutating func transcode() {
        self.bits |= Self.transcodedBit
    }

    /// The peer was told that it may send this payload type.
    var isExpected: Bool { self.bits & Self.expectedBit != 0 }
    /// The bridged side takes it.
    var isForwarded: Bool { self.bits & Self.forwardedBit != 0 }
    /// G.711 in the other law than the bridged side takes.
    var isConverted: Bool { self.bits & Self.convertedBit != 0 }
    /// Speech in a codec that the bridged side does not take, and that can be made into one that it does.
    var isTranscoded: Bool { self.bits & Self.transcodedBit != 0 }
    var isTelephoneEvent: Bool { self.bits & Self.eventBit != 0 }
    var isComfortNoise: Bool { self.bits & Self.noiseBit != 0 }
    /// The payload type on the bridged side.
    var payloadType: UInt8 { UInt8(truncatingIfNeeded: self.bits & 0x7f) }

    var law: G711Law? {
        if self.bits & Self.muLawBit != 0 { return .muLaw }
        return self.bits & Self.aLawBit != 0 ? .aLaw : nil
    }
}

/// The routes of all 128 payload types that may arrive on a stream: one look-up decides about a packet.
struct PayloadRoutes: Sendable {
    private var routes = InlineArray<128, PayloadRoute>(repeating: .unexpected)

    init() {}

    /// - Parameters:
    ///   - received: what may arrive.
    ///   - taken: what the bridged side takes; empty when nobody listens.
    init(received: [PayloadFormat], taken: [PayloadFormat]) {
        for format in received {
            var route = PayloadRoute(receiving: format.encoding)
            if let same = taken.first(where: { $0.encoding == format.encoding }) {
                route.forward(as: same.payloadType, converted: false)
            } else if let law = format.encoding.law, let other = taken.first(where: { $0.encoding.law == law.other }) {
                route.forward(as: other.payloadType, converted: true)
            } else if format.encoding.speechCodec != nil, taken.contains(where: { $0.encoding.speechCodec != nil }) {
                route.transcode()
            }
            self.routes[Int(format.payloadType)] = route
        }
    }

    @inline(__always)
    subscript(payloadType: UInt8) -> PayloadRoute { self.routes[Int(payloadType & 0x7f)] }

    /// Whether any speech of one side can be given to the other.
    static func exists(from received: [PayloadFormat], to taken: [PayloadFormat]) -> Bool {
        received.contains { format in
            format.encoding.isSpeech
                && taken.contains {
                    $0.encoding == format.encoding
                        || ($0.encoding.speechCodec != nil && format.encoding.speechCodec != nil)
                }
        }
    }
}
