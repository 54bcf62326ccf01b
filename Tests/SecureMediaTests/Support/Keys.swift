import Kernel
import Testing

@testable import SecureMedia

func randomTokens(_ seed: UInt64 = 1) -> TokenSource { TokenSource(SeededGenerator(seed: seed)) }

func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

extension SeededGenerator {
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: self.next() >> 13) }
    }
}

/// One end of a call: a session in a class, as `#expect` cannot take what cannot be copied.
final class SecureEnd {
    var session: SRTPSession

    init(_ keys: SRTPKeys) throws {
        self.session = try SRTPSession(keys)
    }

    func protected(_ packet: [UInt8]) -> [UInt8]? {
        self.run(packet, room: SRTPSession.overheadLimit) { self.session.protect($0, length: packet.count) }.bytes
    }

    func protectedControl(_ packet: [UInt8]) -> [UInt8]? {
        self.run(packet, room: SRTPSession.overheadLimit) { self.session.protectControl($0, length: packet.count) }
            .bytes
    }

    func opened(_ packet: [UInt8]) -> Opened { self.run(packet) { self.session.unprotect($0) } }

    func openedControl(_ packet: [UInt8]) -> Opened { self.run(packet) { self.session.unprotectControl($0) } }

    private func run(
        _ packet: [UInt8],
        room: Int = 0,
        _ operation: (UnsafeMutableRawBufferPointer) -> SRTPOutcome
    ) -> Opened {
        var buffer = packet + [UInt8](repeating: 0, count: room)
        switch buffer.withUnsafeMutableBytes(operation) {
        case .packet(let length): return .success(Array(buffer.prefix(length)))
        case .refused(let refusal): return .failure(refusal)
        }
    }
}

enum Opened: Equatable {
    case success([UInt8])
    case failure(SRTPRefusal)

    var bytes: [UInt8]? {
        if case .success(let bytes) = self { bytes } else { nil }
    }
}

/// Both ends of a call: what one sends the other takes.
struct SessionPair {
    let one: SecureEnd
    let other: SecureEnd

    init(_ suite: SRTPSuite, seed: UInt64 = 1) throws {
        var random = randomTokens(seed)
        let keys = (SRTPMasterKey(suite, random: &random), SRTPMasterKey(suite, random: &random))
        self.one = try SecureEnd(#require(SRTPKeys(sending: keys.0, receiving: keys.1)))
        self.other = try SecureEnd(#require(SRTPKeys(sending: keys.1, receiving: keys.0)))
    }
}

/// A packet of 20 ms of G.711.
func mediaPacket(_ sequence: UInt16, ssrc: UInt32 = 0x1122_3344, payload: Int = 160) -> [UInt8] {
    let timestamp = UInt32(sequence) &* 160
    return [0x80, 8, UInt8(sequence >> 8), UInt8(sequence & 255)]
        + [timestamp, ssrc].flatMap { number in withUnsafeBytes(of: number.bigEndian) { Array($0) } }
        + (0..<payload).map { UInt8(truncatingIfNeeded: $0 &+ Int(sequence)) }
}

/// An empty sender report.
func controlPacket(ssrc: UInt32 = 0x1122_3344) -> [UInt8] {
    [0x80, 200, 0, 6] + withUnsafeBytes(of: ssrc.bigEndian) { Array($0) } + [UInt8](repeating: 7, count: 20)
}
