import CLinux
import Glibc
import Testing

@testable import MediaServer

extension OverSockets {
    @Suite("The packet path allocates nothing")
    struct AllocationTests {
        /// Shows that the heap does not grow with packets. That nothing is allocated and freed again per packet either is
        /// what `Benchmarks/Relay` counts, with a preloaded malloc.
        @Test("20 000 relayed and converted packets leave the heap as it was")
        func relay() throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server, one: [.pcma, .events], other: [.pcmu, .events])
            let payload = [UInt8](repeating: 0x55, count: 160)
            func exchange(_ count: Int) -> Int {
                var arrived = 0
                for _ in 0..<count {
                    call.one.send(payload, as: 8, to: call.oneStream)
                    if call.other.receiveBytes() != nil { arrived += 1 }
                }
                return arrived
            }
            #expect(exchange(1_000) == 1_000)
            let before = mallinfo2()
            #expect(exchange(20_000) == 20_000)
            let after = mallinfo2()
            // Other tests of the process and the runtime may hold a little more or less meanwhile.
            #expect(Int(after.uordblks) - Int(before.uordblks) < 65_536)
            #expect(call.server.counts.droppedPackets == 0)
        }
    }
}
