import Foundation
import Kernel
import STUN
import Testing

@Suite("STUN messages")
struct STUNMessageTests {
    static let vectors: [(name: String, bytes: [UInt8])] = [
        ("request", STUNRFCVectors.request),
        ("response, IPv4", STUNRFCVectors.responseIPv4),
        ("response, IPv6", STUNRFCVectors.responseIPv6),
    ]

    @Test("RFC 5769 §2.1: the sample request reads as the RFC says")
    func sampleRequest() throws {
        let message = try STUNMessage(parsing: STUNRFCVectors.request)
        #expect(message.class == .request)
        #expect(message.method == .binding)
        #expect(message.transactionID == .init(high: 0xb7e7_a701, low: 0xbc34_d686_fa87_dfae))
        #expect(message.software == "STUN test client")
        #expect(message.username == STUNRFCVectors.username)
        #expect(message.priority == 0x6e00_01ff)
        #expect(message.iceControlled == 0x932f_f9b1_5126_3b36)
        #expect(message.hasFingerprint)
        #expect(message.notUnderstood.isEmpty)
    }

    @Test("RFC 5769 §2.2, §2.3: the sample responses carry their addresses")
    func sampleResponses() throws {
        let ipv4 = try STUNMessage(parsing: STUNRFCVectors.responseIPv4)
        #expect(ipv4.class == .success)
        #expect(ipv4.xorMappedAddress == STUNAddress(bytes: [192, 0, 2, 1], port: 32_853))
        #expect(ipv4.xorMappedAddress?.description == "192.0.2.1:32853")
        let ipv6 = try STUNMessage(parsing: STUNRFCVectors.responseIPv6)
        #expect(ipv6.xorMappedAddress?.description == "[2001:db8:1234:5678:11:2233:4455:6677]:32853")
    }

    @Test("RFC 8489 §14.5: the signed bytes are those that the RFC's HMAC covers", arguments: Self.vectors)
    func integrity(vector: (name: String, bytes: [UInt8])) throws {
        let integrity = try #require(STUNIntegrity(.sha1, in: vector.bytes))
        let signed = integrity.signedBytes(of: vector.bytes)
        let key = Array(STUNRFCVectors.password.utf8)
        #expect(SHA1Reference.authenticationCode(of: signed, key: key) == integrity.signature)
        #expect(STUNIntegrity(.sha256, in: vector.bytes) == nil)
    }

    @Test("a single wrong bit before the fingerprint is found", arguments: Self.vectors)
    func fingerprint(vector: (name: String, bytes: [UInt8])) {
        for index in 20..<(vector.bytes.count - 8) {
            var bytes = vector.bytes
            bytes[index] ^= 1
            #expect(throws: STUNParseError.self) { try STUNMessage(parsing: bytes) }
        }
    }

    static let broken: [(bytes: [UInt8], error: STUNParseError)] = [
        ([], .tooShort),
        (Array(STUNRFCVectors.request.prefix(19)), .tooShort),
        (Array(STUNRFCVectors.request.dropLast()), .badLength),
        (STUNRFCVectors.request + [0], .badLength),
        ([0x40] + STUNRFCVectors.request.dropFirst(), .notSTUN),
        (STUNRFCVectors.request.prefix(4) + [0x21, 0x12, 0xa4, 0x43] + STUNRFCVectors.request.dropFirst(8), .notSTUN),
        (header(length: 4) + [0x80, 0x22, 0, 1], .badAttribute),
        (header(length: 8) + [0x80, 0x28, 0, 4, 0, 0, 0, 0], .badFingerprint),
        (header(length: 65 * 4) + Array(repeating: [0x80, 0x30, 0, 0], count: 65).joined(), .tooManyAttributes),
    ]

    static func header(length: UInt16, type: UInt16 = 1) -> [UInt8] {
        [UInt8(type >> 8), UInt8(type & 0xff), UInt8(length >> 8), UInt8(length & 0xff), 0x21, 0x12, 0xa4, 0x42]
            + Array(1...12)
    }

    @Test("what is no message is refused with its reason", arguments: Self.broken)
    func refuses(bytes: [UInt8], error: STUNParseError) {
        #expect(throws: error) { try STUNMessage(parsing: bytes) }
    }

    @Test("RFC 5626 §4.4.2: a keep-alive is answered with the address it came from")
    func keepAlive() throws {
        let source = try #require(STUNAddress(bytes: [203, 0, 113, 7], port: 5_061))
        let request = Self.header(length: 0)
        let answer = request.withUnsafeBytes { STUNMessage.keepAliveResponse(to: $0, from: source) }
        let response = try STUNMessage(parsing: #require(answer))
        #expect(response.class == .success)
        #expect(response.xorMappedAddress == source)
        #expect(response.transactionID == (try STUNMessage(parsing: request)).transactionID)
        #expect(!response.hasFingerprint)
        let noRequest = Self.header(length: 0, type: 0x0011)
        #expect(noRequest.withUnsafeBytes { STUNMessage.keepAliveResponse(to: $0, from: source) } == nil)
        #expect(request.withUnsafeBytes { STUNMessage.isSTUN($0) })
        #expect(!Array("OPTIONS sip:a SIP/2.0\r\n".utf8).withUnsafeBytes { STUNMessage.isSTUN($0) })
    }

    @Test("RFC 8489 §6.3.1: an unknown attribute that must be understood gets 420 and is named")
    func unknownAttribute() throws {
        let source = try #require(STUNAddress(bytes: Array(0..<16), port: 1))
        let request = try STUNMessage(parsing: Self.header(length: 8) + [0x00, 0x03, 0, 4, 0, 0, 0, 6])
        let response = try STUNMessage(parsing: #require(request.bindingResponse(to: source, software: "x")).bytes)
        #expect(response.class == .failure)
        #expect(response.errorCode?.status == 420)
        #expect(response.unknownAttributes.map(\.rawValue) == [3])
        #expect(response.xorMappedAddress == nil)
        #expect(response.software == "x")
    }

    @Test("a request with a fingerprint is answered with one")
    func fingerprintedAnswer() throws {
        let source = try #require(STUNAddress(bytes: [203, 0, 113, 7], port: 5_061))
        let request = try STUNMessage(parsing: STUNRFCVectors.request)
        let response = try #require(request.bindingResponse(to: source))
        #expect(try STUNMessage(parsing: response.bytes).hasFingerprint)
    }

    @Test("RFC 8489 §14.5: what follows the signature does not count")
    func afterSignature() throws {
        let signed = STUNMessage(
            class: .request,
            transactionID: .init(high: 1, low: 2),
            attributes: [
                STUNAttribute(.messageIntegrity, Array(repeating: 0, count: 20)), STUNAttribute(.username, text: "eve"),
                STUNAttribute(.messageIntegritySHA256, Array(repeating: 0, count: 32)),
            ]
        )
        let message = try STUNMessage(parsing: signed.bytes)
        #expect(message.attributes.map(\.kind) == [.messageIntegrity, .messageIntegritySHA256])
        #expect(STUNIntegrity(.sha256, in: signed.bytes)?.signature.count == 32)
    }

    @Test("messages survive writing and reading", arguments: UInt64(0)..<50)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let classes: [STUNMessage.Class] = [.request, .indication, .success, .failure]
        var message = STUNMessage(
            class: classes[Int(seed % 4)],
            method: .init(rawValue: UInt16.random(in: 0...0x0fff, using: &random)),
            transactionID: .init(high: .random(in: 0...(.max), using: &random), low: random.next()),
            hasFingerprint: Bool.random(using: &random)
        )
        let address = STUNAddress(bytes: (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }, port: 9)
        message.attributes = [
            .xorMappedAddress(try #require(address), in: message), .mappedAddress(try #require(address)),
            .priority(.random(in: 0...(.max), using: &random)), .iceControlling(random.next()),
            STUNAttribute(.init(rawValue: 0xc000), (0..<Int(seed)).map { UInt8($0) }),
            STUNAttribute(.realm, text: "реестр"), STUNAttribute(.useCandidate),
        ]
        let again = try STUNMessage(parsing: message.bytes)
        #expect(again == message)
        #expect(again.xorMappedAddress == address)
        #expect(again.mappedAddress == address)
        #expect(again.usesCandidate)
        #expect(again.realm == "реестр")
    }

    @Test("mutated messages never trap", arguments: UInt64(0)..<20)
    func mutation(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var bytes = Self.vectors.randomElement(using: &random)?.bytes ?? []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0...8, using: &random))
            guard let message = try? STUNMessage(parsing: bytes) else { continue }
            _ = message.bytes
            _ = (message.errorCode, message.unknownAttributes, message.notUnderstood, message.xorMappedAddress)
            _ = STUNIntegrity(.sha1, in: bytes)?.signedBytes(of: bytes)
        }
    }

    @Test("the fuzzing corpus is read or refused, and what is read writes and reads the same")
    func corpus() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fuzz/Corpus/stun").standardized
        guard let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        else { return }
        for file in files {
            guard let message = try? STUNMessage(parsing: Array(try Data(contentsOf: file))) else { continue }
            #expect(try STUNMessage(parsing: message.bytes) == message)
        }
    }
}
