import Dispatch
import Glibc
import SIPTransport
import Testing

/// A TCP or UDP peer that sends exactly the octets it is told to. It reads on threads of its own, since blocking those of
/// Swift's tasks would stop other tests.
final class RawConnection: Sendable {
    private let descriptor: Int32

    init(_ kind: SIPTransportKind, to address: TransportAddress) throws {
        let isDatagram = kind == .udp
        let type = Int32((isDatagram ? SOCK_DGRAM : SOCK_STREAM).rawValue)
        self.descriptor = socket(AF_INET, type, 0)
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var storage = sockaddr_storage()
        storage.ss_family = sa_family_t(AF_INET)
        withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.storeBytes(of: address.port.bigEndian, toByteOffset: 2, as: UInt16.self)
            bytes.copyMemory(at: 4, from: address.ip.bytes)
        }
        let result = withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(self.descriptor, $0, 16) }
        }
        try #require(result == 0, "connect: \(String(cString: strerror(errno)))")
    }

    deinit { close(self.descriptor) }

    func send(_ text: String) { self.send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        let sent = Glibc.send(self.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        #expect(sent == bytes.count)
    }

    /// Sends what may fail because the peer has closed.
    func push(_ bytes: [UInt8]) -> Bool {
        Glibc.send(self.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// What comes until `text` is in it; shorter when the peer closes or a minute passes.
    func receive(until text: String) async -> String {
        var bytes: [UInt8] = []
        while !String(decoding: bytes, as: UTF8.self).contains(text) {
            let piece = await self.receive()
            guard !piece.isEmpty else { break }
            bytes += piece
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// One piece; empty when the peer has closed or nothing came.
    func receive() async -> [UInt8] {
        await self.read().bytes
    }

    /// Whether the peer closes within a minute. What it sends before is thrown away.
    var isClosedByPeer: Bool {
        get async {
            while true {
                let piece = await self.read()
                if piece.bytes.isEmpty { return piece.isEnd }
            }
        }
    }

    /// What comes before the peer closes; `nil` when it does not within a minute.
    func receiveToEnd() async -> [UInt8]? {
        var bytes: [UInt8] = []
        while true {
            let piece = await self.read()
            if piece.bytes.isEmpty { return piece.isEnd ? bytes : nil }
            bytes += piece.bytes
        }
    }

    private func read() async -> (bytes: [UInt8], isEnd: Bool) {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var piece = [UInt8](repeating: 0, count: 65_536)
                let count = recv(self.descriptor, &piece, piece.count, 0)
                let isEnd = count == 0 || (count < 0 && errno == ECONNRESET)
                continuation.resume(returning: (Array(piece.prefix(max(count, 0))), isEnd))
            }
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate func copyMemory(at offset: Int, from bytes: [UInt8]) {
        for (index, byte) in bytes.enumerated() { self[offset + index] = byte }
    }
}
