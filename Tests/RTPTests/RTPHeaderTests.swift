import Kernel
import RTP
import Testing

@Suite("RTP packets")
struct RTPHeaderTests {
    /// One packet and what must be read from it.
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        var contributors: UInt8 = 0
        var padding: UInt8 = 0
        var profile: UInt16 = 0
        var extensionRange: Range<Int>?
        let payload: Range<Int>
    }

    static let fixed: [UInt8] = [0x80, 0x88, 0x12, 0x34, 0, 0, 0x56, 0x78, 0xca, 0xfe, 0xba, 0xbe]

    static func packet(flags: UInt8, _ rest: [UInt8]) -> [UInt8] {
        [0x80 | flags] + fixed.dropFirst() + rest
    }

    static let samples: [Sample] = [
        Sample(testDescription: "empty payload", bytes: fixed, payload: 12..<12),
        Sample(testDescription: "payload", bytes: fixed + [1, 2, 3], payload: 12..<15),
        Sample(
            testDescription: "two contributors",
            bytes: packet(flags: 2, [0, 0, 0, 1, 0, 0, 0, 2, 9]),
            contributors: 2,
            payload: 20..<21
        ),
        Sample(
            testDescription: "padding",
            bytes: packet(flags: 0x20, [7, 7, 0, 0, 3]),
            padding: 3,
            payload: 12..<14
        ),
        Sample(
            testDescription: "nothing but padding",
            bytes: packet(flags: 0x20, [0, 0, 0, 4]),
            padding: 4,
            payload: 12..<12
        ),
        Sample(
            testDescription: "extension, contributor and padding",
            bytes: packet(flags: 0x31, [0, 0, 0, 5, 0xbe, 0xde, 0, 1, 0x10, 0xaa, 0, 0, 1, 2, 3, 1]),
            contributors: 1,
            padding: 1,
            profile: 0xbede,
            extensionRange: 20..<24,
            payload: 24..<27
        ),
        Sample(
            testDescription: "empty extension",
            bytes: packet(flags: 0x10, [0x12, 0x34, 0, 0, 1]),
            profile: 0x1234,
            extensionRange: 16..<16,
            payload: 16..<17
        ),
    ]

    @Test("RFC 3550 §5.1: each part is found", arguments: Self.samples)
    func reads(_ sample: Sample) throws {
        let header = try RTPHeader(parsing: sample.bytes)
        #expect(header.hasMarker)
        #expect(header.payloadType == 8)
        #expect(header.sequenceNumber == 0x1234)
        #expect(header.timestamp == 0x5678)
        #expect(header.ssrc == 0xcafe_babe)
        #expect(header.contributorCount == sample.contributors)
        #expect(header.paddingLength == sample.padding)
        #expect(header.extensionProfile == sample.profile)
        #expect(header.payloadRange == sample.payload)
        #expect(header.extensionRange == sample.extensionRange ?? sample.payload.lowerBound..<sample.payload.lowerBound)
    }

    static let broken: [(bytes: [UInt8], error: RTPParseError)] = [
        ([], .tooShort),
        (Array(fixed.dropLast()), .tooShort),
        ([0x40] + fixed.dropFirst(), .wrongVersion),
        (packet(flags: 1, [0, 0, 0]), .tooShort),
        (packet(flags: 0x10, [0xbe, 0xde, 0]), .badExtension),
        (packet(flags: 0x10, [0xbe, 0xde, 0, 2, 0, 0, 0, 0]), .badExtension),
        (packet(flags: 0x10, [0xbe, 0xde, 0xff, 0xff]), .badExtension),
        (packet(flags: 0x20, [0]), .badPadding),
        (packet(flags: 0x20, [0, 3]), .badPadding),
    ]

    @Test("what is no packet is refused with its reason", arguments: Self.broken)
    func refuses(bytes: [UInt8], error: RTPParseError) {
        #expect(throws: error) { try RTPHeader(parsing: bytes) }
    }

    @Test("more than a datagram carries is refused")
    func tooLong() {
        let bytes = Self.fixed + Array(repeating: 0, count: 65_524)
        #expect(throws: RTPParseError.tooLong) { try RTPHeader(parsing: bytes) }
        #expect(throws: Never.self) { try RTPHeader(parsing: Array(bytes.dropLast())) }
    }

    @Test("contributors are read, and nothing past the last")
    func contributors() throws {
        let bytes = Self.packet(flags: 2, [0, 0, 0, 1, 0, 0, 0, 2])
        let header = try RTPHeader(parsing: bytes)
        let read = bytes.withUnsafeBytes { buffer in (-1...2).map { header.contributor($0, in: buffer) } }
        #expect(read == [nil, 1, 2, nil])
    }

    @Test("a packet that was written reads the same", arguments: UInt64(0)..<50)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let header = RTPHeader(
            payloadType: .random(in: 0...127, using: &random),
            sequenceNumber: .random(in: 0...(.max), using: &random),
            timestamp: .random(in: 0...(.max), using: &random),
            ssrc: .random(in: 0...(.max), using: &random),
            hasMarker: .random(using: &random)
        )
        let payload = (0..<Int(seed)).map { _ in UInt8.random(in: 0...255, using: &random) }
        let packet = header.packet(payload: payload)
        let again = try RTPHeader(parsing: packet)
        #expect(again.hasMarker == header.hasMarker)
        #expect(again.payloadType == header.payloadType)
        #expect(again.sequenceNumber == header.sequenceNumber)
        #expect(again.timestamp == header.timestamp)
        #expect(again.ssrc == header.ssrc)
        #expect(Array(packet[again.payloadRange]) == payload)
        var small = [UInt8](repeating: 0, count: 11)
        let written = small.withUnsafeMutableBytes { header.write(into: $0) }
        #expect(written == 0)
    }

    @Test("the editor changes its field and nothing else")
    func editor() throws {
        var packet = Self.packet(flags: 1, [0, 0, 0, 5, 1, 2, 3])
        packet.withUnsafeMutableBytes { buffer in
            guard let editor = RTPPacketEditor(buffer) else { return }
            editor.payloadType = 101
            editor.sequenceNumber &+= 1
            editor.timestamp = 0xffff_ffff
            editor.ssrc = 1
            editor.hasMarker = false
        }
        let expected: [UInt8] = [0x81, 101, 0x12, 0x35, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 5, 1, 2, 3]
        #expect(packet == expected)
        var short: [UInt8] = [0x80, 0]
        let hasNone = short.withUnsafeMutableBytes { RTPPacketEditor($0) == nil }
        #expect(hasNone)
    }

    /// An extension's profile and data, and the elements in it by identifier and length.
    static let extensions: [(profile: UInt16, data: [UInt8], elements: [[Int]])] = [
        (0xbede, [0x10, 0xaa, 0x00, 0x21, 0xbb, 0xcc, 0, 0], [[1, 1], [2, 2]]),
        // Identifier 15 ends the list (RFC 8285 §4.2).
        (0xbede, [0x10, 0xaa, 0xf0, 0, 0x10, 0xaa, 0, 0], [[1, 1]]),
        // The element is longer than the extension.
        (0xbede, [0x1f, 0, 0, 0], []),
        (0x1000, [1, 0, 2, 3, 1, 2, 3, 0], [[1, 0], [2, 3]]),
        (0x100f, [200, 1, 9, 7], [[200, 1]]),
        (0x1000, [1, 255, 0, 0], []),
        (0x4242, [0x10, 0xaa, 0, 0], []),
    ]

    @Test("RFC 8285: extension elements in both forms", arguments: Self.extensions)
    func extensionElements(profile: UInt16, data: [UInt8], elements: [[Int]]) throws {
        let head = [UInt8(profile >> 8), UInt8(profile & 0xff), 0, UInt8(data.count / 4)]
        let bytes = Self.packet(flags: 0x10, head + data + [1, 2, 3])
        let header = try RTPHeader(parsing: bytes)
        let found = bytes.withUnsafeBytes { buffer in
            RTPExtensionElements(of: header, in: buffer).map { [Int($0.identifier), $0.range.count] }
        }
        #expect(found == elements)
    }

    static let kinds: [(bytes: [UInt8], kind: DatagramKind)] = [
        ([], .unknown), ([0x80], .unknown), ([0, 1], .stun), ([3, 1], .stun), ([4, 0], .unknown), ([16, 0], .zrtp),
        ([20, 0], .dtls), ([22, 254], .dtls), ([63, 0], .dtls), ([64, 0], .turnChannel), ([79, 0], .turnChannel),
        ([80, 0], .unknown), ([0x80, 0], .rtp), ([0x80, 0x80], .rtp), ([0x80, 191], .rtp), ([0x80, 192], .rtcp),
        ([0x80, 200], .rtcp), ([0xbf, 223], .rtcp), ([0x80, 224], .rtp), ([0xc0, 200], .unknown), ([13, 10], .unknown),
    ]

    @Test("RFC 7983 §7, RFC 5761 §4: datagrams are told apart by their first bytes", arguments: Self.kinds)
    func classifies(bytes: [UInt8], kind: DatagramKind) {
        #expect(DatagramKind(of: bytes) == kind)
    }
}
