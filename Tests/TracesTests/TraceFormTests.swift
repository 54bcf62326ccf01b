import Kernel
import Model
import SIPTransport
import Testing

@testable import Traces

/// BYD-06: how traces lie in the store and what a capture file is made of.
@Suite("Forms of traces")
struct TraceFormTests {
    private static let messages: [TracedMessage] = [
        TracedMessage(
            number: 0,
            at: Timestamp(microseconds: 1_790_000_000_123_456),
            direction: .received,
            transport: .udp,
            local: TransportAddress(.v4(192, 0, 2, 1), port: 5_060),
            remote: TransportAddress(.v4(198, 51, 100, 7), port: 49_152),
            leg: LegID("leg-1"),
            octets: Array("OPTIONS sip:a SIP/2.0\r\n\r\n".utf8)
        ),
        TracedMessage(
            number: 5,
            at: Timestamp(microseconds: 1_790_000_001_000_001),
            direction: .sent,
            transport: .wss,
            local: TransportAddress(IPAddress("2001:db8::1") ?? .anyIPv6, port: 443),
            remote: TransportAddress(IPAddress("2001:db8::2") ?? .anyIPv6, port: 50_000),
            leg: nil,
            octets: Array("SIP/2.0 200 OK\r\n\r\nodd".utf8)
        ),
    ]

    @Test("BYD-06 a part comes back as it was, and a damaged one as nothing")
    func packing() {
        let part = TracePacking.pack(Self.messages)
        #expect(TracePacking.unpack(part) == Self.messages)
        for length in 0..<part.count { #expect(TracePacking.unpack(Array(part.prefix(length))).isEmpty) }
        var random = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            var damaged = part
            damaged[Int.random(in: 0..<damaged.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            // Whatever it is, it is read without harm.
            _ = TracePacking.unpack(damaged)
        }
    }

    @Test("BYD-06 messages that repeat one another take little room")
    func small() {
        let line = "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK-0123456789\r\nContact: <sip:anna@192.0.2.1>\r\n"
        let message = Self.messages[0]
        let many = (0..<20).map { number in
            var each = message
            each.octets = Array((line + "CSeq: \(number) INVITE\r\n" + line + line).utf8)
            return each
        }
        #expect(TracePacking.pack(many).count * 8 < many.reduce(0) { $0 + $1.octets.count })
    }

    /// Big-endian, as on the wire.
    private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int = 2) -> Int {
        bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
    }

    /// RFC 1071: with its own checksum in it, everything sums up to all ones.
    private static func isSummed(_ bytes: [UInt8]) -> Bool {
        var sum = stride(from: 0, to: bytes.count, by: 2).reduce(0) { sum, index in
            sum + Int(bytes[index]) << 8 + (index + 1 < bytes.count ? Int(bytes[index + 1]) : 0)
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return sum == 0xffff
    }

    @Test("BYD-06 a capture has the right times, addresses, ports and checksums, for IPv4 and IPv6")
    func capture() {
        let file = PacketCapture.file(Self.messages)
        #expect(Array(file.prefix(8)) == [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0] && file[20] == 1)
        var place = 24
        func little(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(file[at + $1]) << (8 * $1) } }

        #expect(little(place) == 1_790_000_000 && little(place + 4) == 123_456)
        let first = Array(file[place + 16..<place + 16 + little(place + 8)])
        #expect(Self.number(first, 12) == 0x0800)
        #expect(Self.number(first, 16) == first.count - 14)
        #expect(Self.isSummed(Array(first[14..<34])))
        #expect(Array(first[26..<34]) == [198, 51, 100, 7, 192, 0, 2, 1])
        #expect(Self.number(first, 34) == 49_152 && Self.number(first, 36) == 5_060)
        #expect(Array(first[42...]) == Self.messages[0].octets)
        let pseudo = Array(first[26..<34]) + [0, 17] + Array(first[38..<40])
        #expect(Self.isSummed(pseudo + Array(first[34...])))

        place += 16 + first.count
        #expect(little(place) == 1_790_000_001 && little(place + 4) == 1)
        let second = Array(file[place + 16..<place + 16 + little(place + 8)])
        #expect(Self.number(second, 12) == 0x86dd && second[20] == 17)
        #expect(Self.number(second, 18) == second.count - 54)
        #expect(second[37] == 1 && second[53] == 2)
        #expect(Self.number(second, 54) == 443 && Self.number(second, 56) == 50_000)
        let length: [UInt8] = [0, 0] + Array(second[58..<60])
        #expect(Self.isSummed(Array(second[22..<54]) + length + [0, 0, 0, 17] + Array(second[54...])))
        #expect(place + 16 + second.count == file.count)
    }
}
