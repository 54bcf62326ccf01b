import Glibc
import NIOCore

/// The fields of `sockaddr_in` and `sockaddr_in6`, by their place: the structures themselves belong to a C module of NIO
/// that nobody else may import.
private enum SocketAddressLayout {
    static let port = 2
    static let v4Address = 4
    static let v4Size = 16
    static let v6Address = 8
    static let v6Scope = 24
    static let v6Size = 28
}

extension TransportAddress {
    /// Reads what the kernel wrote; `nil` for families other than IP.
    init?(_ storage: borrowing sockaddr_storage) {
        guard let address = withUnsafeBytes(of: storage, { TransportAddress(socketAddress: $0) }) else { return nil }
        self = address
    }

    /// The address of a channel; `nil` for Unix sockets.
    init?(_ address: SocketAddress?) {
        guard
            let known = address?.withSockAddr({ pointer, size in
                TransportAddress(socketAddress: UnsafeRawBufferPointer(start: pointer, count: size))
            })
        else { return nil }
        self = known
    }

    /// Reads a `sockaddr` of any family.
    init?(socketAddress bytes: UnsafeRawBufferPointer) {
        typealias Layout = SocketAddressLayout
        guard bytes.count >= Layout.v4Size else { return nil }
        let family = Int32(bytes.loadUnaligned(as: sa_family_t.self))
        let port = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: Layout.port, as: UInt16.self))
        if family == AF_INET {
            let bits = bytes.loadUnaligned(fromByteOffset: Layout.v4Address, as: UInt32.self)
            self.init(IPAddress(v4: UInt32(bigEndian: bits)), port: port)
        } else if family == AF_INET6, bytes.count >= Layout.v6Size {
            let high = bytes.loadUnaligned(fromByteOffset: Layout.v6Address, as: UInt64.self)
            let low = bytes.loadUnaligned(fromByteOffset: Layout.v6Address + 8, as: UInt64.self)
            self.init(IPAddress(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low)), port: port)
            guard self.ip.isLinkLocalIPv6 else { return }
            self.scope = bytes.loadUnaligned(fromByteOffset: Layout.v6Scope, as: UInt32.self)
        } else {
            return nil
        }
    }

    /// Calls `body` with the address as the socket calls want it.
    func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        typealias Layout = SocketAddressLayout
        var storage = sockaddr_storage()
        storage.ss_family = sa_family_t(self.ip.isIPv4 ? AF_INET : AF_INET6)
        withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.storeBytes(of: self.port.bigEndian, toByteOffset: Layout.port, as: UInt16.self)
            if let v4 = self.ip.v4 {
                bytes.storeBytes(of: v4.bigEndian, toByteOffset: Layout.v4Address, as: UInt32.self)
            } else {
                bytes.storeBytes(of: self.ip.high.bigEndian, toByteOffset: Layout.v6Address, as: UInt64.self)
                bytes.storeBytes(of: self.ip.low.bigEndian, toByteOffset: Layout.v6Address + 8, as: UInt64.self)
                bytes.storeBytes(of: self.scope, toByteOffset: Layout.v6Scope, as: UInt32.self)
            }
        }
        let size = socklen_t(self.ip.isIPv4 ? Layout.v4Size : Layout.v6Size)
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, size) }
        }
    }

    /// The address as NIO's bootstraps want it. The interface of a link-local address is lost.
    func socketAddress() throws -> SocketAddress {
        try SocketAddress(packedIPAddress: ByteBuffer(bytes: self.ip.bytes), port: Int(self.port))
    }
}
