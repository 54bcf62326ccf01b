import Foundation
import Glibc
import SIPTransport
import Testing

/// A TCP or UDP peer that sends exactly the octets it is told to.
final class RawConnection {
    private let descriptor: Int32

    init(_ kind: SIPTransportKind, to address: TransportAddress) throws {
        let isDatagram = kind == .udp
        let type = Int32((isDatagram ? SOCK_DGRAM : SOCK_STREAM).rawValue)
        self.descriptor = socket(AF_INET, type, 0)
        var patience = timeval(tv_sec: 5, tv_usec: 0)
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

    /// What comes until `text` is in it; shorter when the peer closes or five seconds pass.
    func receive(until text: String) -> String {
        var bytes: [UInt8] = []
        while !String(decoding: bytes, as: UTF8.self).contains(text) {
            let piece = self.receive()
            guard !piece.isEmpty else { break }
            bytes += piece
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// One piece; empty when the peer has closed or nothing came.
    func receive() -> [UInt8] {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = recv(self.descriptor, &piece, piece.count, 0)
        return count > 0 ? Array(piece.prefix(count)) : []
    }

    /// Whether the peer closes within five seconds. What it sends before is thrown away.
    var isClosedByPeer: Bool {
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(self.descriptor, &piece, piece.count, 0)
            if count > 0 { continue }
            return count == 0 || errno == ECONNRESET
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate func copyMemory(at offset: Int, from bytes: [UInt8]) {
        for (index, byte) in bytes.enumerated() { self[offset + index] = byte }
    }
}
