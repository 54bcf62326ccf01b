import CLinux
import Kernel
import Testing

@testable import SecureMedia

@Suite("DTLS against hostile datagrams")
struct DTLSHostileTests {
    @Test("noise that is no record changes nothing", arguments: 1...4)
    func noise(seed: UInt64) throws {
        let handshake = try DTLSFixtures.handshake()
        var random = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            var datagram = random.bytes(Int(random.next() % 100))
            if datagram.count > 1 { datagram[1] = 0x03 }
            handshake.give(.datagram(datagram), to: .server)
            handshake.give(.datagram(datagram), to: .client)
        }
        handshake.give(.start, to: .client)
        for _ in 0..<60 { handshake.give(.datagram(random.bytes(Int(random.next() % 13))), to: .client) }
        handshake.run()
        #expect(handshake.keys.count == 2)
    }

    @Test("damaged handshakes end in keys that agree, or in a failure", arguments: 1...60)
    func damaged(seed: UInt64) throws {
        let handshake = try DTLSFixtures.handshake(seed: seed)
        var random = SeededGenerator(seed: seed)
        handshake.intercept = { _, datagram in
            guard random.next() % 3 == 0 else { return datagram }
            var changed = datagram
            for _ in 0..<(1 + random.next() % 4) {
                changed[Int(random.next() % UInt64(changed.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            return random.next() % 4 == 0 ? Array(changed.prefix(Int(random.next() % UInt64(changed.count)))) : changed
        }
        handshake.give(.start, to: .client)
        handshake.run()
        if handshake.keys.count == 2 {
            #expect(handshake.keys[.client]?.sending == handshake.keys[.server]?.receiving)
        } else {
            #expect(!handshake.failures.isEmpty || !handshake.closed.isEmpty)
        }
    }

    @Test("well-framed records of random content neither crash nor establish anything", arguments: 1...8)
    func framed(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let handshake = try DTLSFixtures.handshake()
            for _ in 0..<40 {
                let content = random.bytes(Int(random.next() % 80))
                let type = UInt8(20 + random.next() % 6)
                let epoch = UInt8(random.next() % 2)
                let head = [type, 0xfe, 0xfd, 0, epoch] + random.bytes(6) + [0, UInt8(content.count)]
                handshake.give(.datagram(head + content), to: .server)
            }
            #expect(handshake.keys.isEmpty)
        }
    }

    /// A record under keys that are not there yet.
    private static func early(_ number: Int) -> [UInt8] {
        [22, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, UInt8(number >> 8), UInt8(number & 255), 0x04, 0]
            + [UInt8](repeating: 1, count: 1_024)
    }

    @Test("of records that come before their keys only a few are kept, and datagrams are counted")
    func admission() throws {
        var admission = HandshakeAdmission()
        let verdicts = (0..<400).map { admission.judge(Self.early($0)) }
        #expect(verdicts.count { $0 == .admitted } == HandshakeAdmission.earlyRecordLimit)
        #expect(verdicts.last == .dropped)
        let plain: [UInt8] = [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 7]
        #expect(admission.judge(plain) == .admitted)
        #expect(admission.judge(plain.dropLast()) == .dropped)
        #expect(admission.judge([]) == .dropped)
        for _ in 403..<HandshakeAdmission.datagramLimit { _ = admission.judge(plain) }
        #expect(admission.judge(plain) == .flooded)

        var both = HandshakeAdmission()
        #expect(both.judge(plain + Self.early(1)) == .admitted)
        #expect((0..<16).map { both.judge(Self.early($0)) }.last == .dropped, "two to a datagram are two")
    }

    @Test("a flood ends the handshake with its reason, and costs bounded memory")
    func flood() throws {
        // 600 kB for each; other tests of the process hold more or less meanwhile (a password's hash 32 MiB), so that the
        // least of a few counts.
        var growth: [Int] = []
        for _ in 0..<4 where growth.allSatisfy({ $0 >= 12_000_000 }) { growth.append(try Self.growthOfFlood()) }
        #expect((growth.min() ?? .max) < 12_000_000, "\(growth)")
    }

    private static func growthOfFlood() throws -> Int {
        let handshakes = try (0..<20).map { _ in try DTLSFixtures.handshake() }
        for handshake in handshakes {
            handshake.give(.start, to: .client)
            handshake.give(.datagram(try #require(handshake.sent.first?.datagram)), to: .server)
        }
        let before = mallinfo2()
        for number in 0..<400 {
            for handshake in handshakes { handshake.give(.datagram(Self.early(number)), to: .server) }
        }
        let after = mallinfo2()
        for handshake in handshakes {
            #expect(handshake.failures.isEmpty)
            for _ in 0..<200 { handshake.give(.datagram([22]), to: .server) }
            #expect(handshake.failures[.server] == .flooded)
        }
        return Int(after.uordblks) - Int(before.uordblks)
    }

    @Test("an established association takes noise and data without a word", arguments: 1...4)
    func established(seed: UInt64) throws {
        let handshake = try DTLSFixtures.handshake()
        handshake.give(.start, to: .client)
        handshake.run()
        let count = handshake.sent.count
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            var datagram = random.bytes(Int(random.next() % 200))
            if datagram.count > 13, random.next() & 1 == 0 {
                datagram.replaceSubrange(0..<5, with: [UInt8(20 + random.next() % 6), 0xfe, 0xfd, 0, 1])
                datagram.replaceSubrange(11..<13, with: [0, UInt8(datagram.count - 13)])
            }
            handshake.give(.datagram(datagram), to: .server)
            handshake.give(.datagram(datagram), to: .client)
        }
        #expect(handshake.failures.isEmpty)
        #expect(handshake.sent.count == count)
    }
}
