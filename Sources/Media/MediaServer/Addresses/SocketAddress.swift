import CLinux
import Glibc

/// A ``MediaAddress`` in the kernel's form, kept ready so that sending converts nothing.
struct SocketAddress: Sendable {
    /// Large enough for both families; an IPv4 address lies at its head as `sockaddr_in`.
    private var storage = sockaddr_in6()
    private(set) var length: socklen_t

    /// Room for an address that a receiving call fills in.
    init() {
        self.length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    }

    init(_ address: MediaAddress) {
        if address.host.isIPv6 {
            self.length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            self.storage.sin6_family = sa_family_t(AF_INET6)
            self.storage.sin6_port = address.port.bigEndian
            withUnsafeMutableBytes(of: &self.storage.sin6_addr) { bytes in
                bytes.storeBytes(of: address.host.high.bigEndian, as: UInt64.self)
                bytes.storeBytes(of: address.host.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
        } else {
            self.length = socklen_t(MemoryLayout<sockaddr_in>.size)
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = address.port.bigEndian
            four.sin_addr.s_addr = UInt32(truncatingIfNeeded: address.host.low).bigEndian
            withUnsafeMutableBytes(of: &self.storage) { $0.storeBytes(of: four, as: sockaddr_in.self) }
        }
    }

    /// The same in the product's form.
    @inline(__always)
    var mediaAddress: MediaAddress {
        withUnsafeBytes(of: self.storage) { bytes in
            let port = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
            if bytes.loadUnaligned(as: sa_family_t.self) == sa_family_t(AF_INET6) {
                let high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                let low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
                return MediaAddress(host: MediaHost(ipv6: high, low), port: port)
            }
            let number = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
            return MediaAddress(host: MediaHost(ipv4: number), port: port)
        }
    }

    /// Lends the kernel's form for reading.
    @inline(__always)
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: self.storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, self.length) }
        }
    }

    /// Lends the kernel's form to be filled in.
    @inline(__always)
    mutating func fill<Result>(_ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result)
        -> Result
    {
        self.length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        return withUnsafeMutablePointer(to: &self.storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                withUnsafeMutablePointer(to: &self.length) { body(address, $0) }
            }
        }
    }
}
