import CLinux
import Kernel
import Testing

@testable import SecureMedia

@Suite("SRTP sessions")
struct SRTPSessionTests {
    @Test("SIP-06 RFC 3711, 6188, 7714: packets look as the RFCs say", arguments: SRTPVectors.all)
    func vectors(vector: SRTPVectors.Vector) throws {
        let key = try #require(SRTPMasterKey(vector.suite, vector.master))
        let keys = try #require(SRTPKeys(sending: key, receiving: key))
        let session = try SecureEnd(keys)
        #expect(session.protected(SRTPVectors.media) == vector.media)
        #expect(session.protectedControl(SRTPVectors.control) == vector.control)
        #expect(session.opened(vector.media) == .success(SRTPVectors.media))
        #expect(session.openedControl(vector.control) == .success(SRTPVectors.control))
        #expect(vector.media.count - SRTPVectors.media.count == vector.suite.mediaOverhead)
        #expect(vector.control.count - SRTPVectors.control.count == vector.suite.controlOverhead)
    }

    @Test("both directions go around the sequence numbers, with loss, reordering and repeats", arguments: 1...8)
    func loop(seed: UInt64) throws {
        for suite in SRTPSuite.allCases {
            let pair = try SessionPair(suite, seed: seed)
            var random = SeededGenerator(seed: seed)
            var flying: [(packet: [UInt8], protected: [UInt8])] = []
            var delivered = 0
            // Over the end of the 16 bits, so that the rollover counter is guessed.
            for step in 0..<400 {
                let packet = mediaPacket(UInt16(truncatingIfNeeded: 65_336 + step))
                let protected = try #require(pair.one.protected(packet))
                if random.next() % 10 != 0 { flying.append((packet, protected)) }
                guard flying.count > 8 else { continue }
                let next = flying.remove(at: Int(random.next() % 8))
                #expect(pair.other.opened(next.protected) == .success(next.packet))
                delivered += 1
                if random.next() % 4 == 0 {
                    #expect(pair.other.opened(next.protected) == .failure(.replayed))
                }
            }
            #expect(delivered > 300)
            let back = try #require(pair.other.protected(mediaPacket(1, ssrc: 9)))
            #expect(pair.one.opened(back) == .success(mediaPacket(1, ssrc: 9)))
            for _ in 0..<3 {
                let report = try #require(pair.one.protectedControl(controlPacket()))
                #expect(pair.other.openedControl(report) == .success(controlPacket()))
                #expect(pair.other.openedControl(report) == .failure(.replayed))
            }
        }
    }

    @Test("what is older than the window is refused, and our own numbers do not repeat")
    func tooOld() throws {
        let pair = try SessionPair(.counterMode128Tag80)
        let old = try #require(pair.one.protected(mediaPacket(1)))
        for sequence in 2...1_200 { #expect(pair.one.protected(mediaPacket(UInt16(sequence))) != nil) }
        let new = try #require(pair.one.protected(mediaPacket(1_201)))
        #expect(pair.other.opened(new) == .success(mediaPacket(1_201)))
        #expect(pair.other.opened(old) == .failure(.tooOld))
        #expect(pair.one.protected(mediaPacket(1_201)) == nil, "a key stream must not be used twice")
    }

    @Test("a wrong bit anywhere is noticed", arguments: SRTPSuite.allCases)
    func tampering(suite: SRTPSuite) throws {
        let pair = try SessionPair(suite)
        let packet = try #require(pair.one.protected(mediaPacket(1, payload: 20)))
        for index in packet.indices {
            var damaged = packet
            damaged[index] ^= 0x10
            let result = pair.other.opened(damaged)
            #expect(result == .failure(.unauthentic) || result == .failure(.malformed), "byte \(index)")
        }
        let report = try #require(pair.one.protectedControl(controlPacket()))
        for index in report.indices {
            var damaged = report
            damaged[index] ^= 0x10
            #expect(pair.other.openedControl(damaged).bytes == nil, "byte \(index)")
        }
        // None of that has spoiled the session.
        #expect(pair.other.opened(packet) == .success(mediaPacket(1, payload: 20)))
        #expect(pair.other.openedControl(report) == .success(controlPacket()))
    }

    @Test("hostile datagrams of any length neither crash nor reach beyond their end", arguments: 1...6)
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let memory = GuardedBuffer()
        for suite in SRTPSuite.allCases {
            let pair = try SessionPair(suite, seed: seed)
            let genuine = try #require(pair.one.protected(mediaPacket(1)))
            let report = try #require(pair.one.protectedControl(controlPacket()))
            for round in 0..<2_000 {
                var datagram: [UInt8]
                switch round % 4 {
                case 0: datagram = random.bytes(Int(random.next() % 300))
                case 1: datagram = Array(genuine.prefix(Int(random.next() % UInt64(genuine.count))))
                case 2: datagram = Array(report.prefix(Int(random.next() % UInt64(report.count))))
                default:
                    // Contributing sources and extensions that reach past the end.
                    datagram = [0x80 | UInt8(random.next() & 0x3f)] + random.bytes(11 + Int(random.next() % 60))
                    if datagram.count > 16 { datagram[14] = UInt8(random.next() & 1) }
                }
                let media = pair.other.session.unprotect(memory.lay(datagram))
                let control = pair.other.session.unprotectControl(memory.lay(datagram))
                guard case .refused = media, case .refused = control else {
                    Issue.record("accepted \(datagram)")
                    return
                }
            }
            #expect(pair.other.opened(genuine) == .success(mediaPacket(1)))
        }
    }

    @Test("a packet is protected when the buffer has just the room, and refused with a byte less")
    func room() throws {
        let memory = GuardedBuffer()
        for suite in SRTPSuite.allCases {
            let pair = try SessionPair(suite)
            let packet = mediaPacket(1)
            let tight = memory.lay(packet, room: suite.mediaOverhead - 1)
            #expect(pair.one.session.protect(tight, length: packet.count) == .refused(.noRoom))
            let enough = memory.lay(packet, room: suite.mediaOverhead)
            #expect(pair.one.session.protect(enough, length: packet.count) == .packet(length: enough.count))
            let report = controlPacket()
            let tightReport = memory.lay(report, room: suite.controlOverhead - 1)
            #expect(pair.one.session.protectControl(tightReport, length: report.count) == .refused(.noRoom))
            let enoughReport = memory.lay(report, room: suite.controlOverhead)
            #expect(
                pair.one.session.protectControl(enoughReport, length: report.count)
                    == .packet(length: enoughReport.count)
            )
            #expect(pair.one.session.protect(memory.lay([]), length: 0) == .refused(.malformed))
            #expect(pair.one.session.protect(memory.lay(packet), length: 10_000) == .refused(.malformed))
            #expect(pair.one.session.protect(memory.lay(packet), length: -1) == .refused(.malformed))
        }
    }

    @Test("any source is taken, up to the limit")
    func sources() throws {
        let pair = try SessionPair(.galois128)
        for ssrc in 0..<UInt32(SRTPSession.sourceLimit) {
            let packet = mediaPacket(7, ssrc: ssrc, payload: 4)
            #expect(pair.other.opened(try #require(pair.one.protected(packet))) == .success(packet))
        }
        #expect(pair.one.protected(mediaPacket(7, ssrc: 99_999)) == nil)
        let stranger = try SessionPair(.galois128)
        let more = try #require(stranger.one.protected(mediaPacket(7, ssrc: 99_999)))
        #expect(pair.other.opened(more) == .failure(.tooManySources))
        let known = mediaPacket(8, ssrc: 3)
        #expect(pair.other.opened(try #require(pair.one.protected(known))) == .success(known))
    }

    @Test("100 000 packets leave the heap as it was", arguments: SRTPSuite.allCases)
    func allocations(suite: SRTPSuite) throws {
        let pair = try SessionPair(suite)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 8)
        defer { buffer.deallocate() }
        let packet = mediaPacket(0)
        func exchange(_ sequences: Range<Int>) -> Int {
            var opened = 0
            for sequence in sequences {
                buffer.copyBytes(from: packet)
                buffer[2] = UInt8(truncatingIfNeeded: sequence >> 8)
                buffer[3] = UInt8(truncatingIfNeeded: sequence)
                guard case .packet(let length) = pair.one.session.protect(buffer, length: packet.count),
                    case .packet = pair.other.session.unprotect(
                        UnsafeMutableRawBufferPointer(rebasing: buffer[..<length])
                    )
                else { return opened }
                opened += 1
            }
            return opened
        }
        #expect(exchange(0..<100) == 100)
        // The smallest block for each packet would be 3.2 MB; other tests of the process hold more or less meanwhile (a
        // password's hash 32 MiB), so that the least of a few counts.
        var growth: [Int] = []
        for round in 0..<5 where growth.allSatisfy({ $0 >= 2_500_000 }) {
            let before = mallinfo2()
            let first = 100 + 100_000 * round
            #expect(exchange(first..<first + 100_000) == 100_000)
            growth.append(Int(mallinfo2().uordblks) - Int(before.uordblks))
        }
        #expect((growth.min() ?? .max) < 2_500_000, "\(growth)")
    }
}
