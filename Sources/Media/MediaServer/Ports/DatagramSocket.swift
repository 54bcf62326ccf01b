import CLinux
import Glibc

/// Owns one bound UDP socket and closes it when it goes.
struct DatagramSocket: ~Copyable {
    let descriptor: Int32

    /// Nothing: receives and sends nothing.
    static var none: DatagramSocket { DatagramSocket(owning: -1) }

    /// Takes over a descriptor that ``release()`` has given away.
    init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Why a socket was not made, as far as the caller acts on it.
    enum Failure: Error {
        case addressInUse
        case tooManyFiles
        case other(Int32)
    }

    init(binding address: MediaAddress, _ settings: MediaSettings) throws(Failure) {
        let family = address.host.isIPv6 ? AF_INET6 : AF_INET
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        self.descriptor = socket(family, kind, 0)
        guard self.descriptor >= 0 else { throw Self.failure() }
        if address.host.isIPv6 {
            self.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1)
            self.set(Int32(IPPROTO_IPV6), IPV6_TCLASS, Int32(settings.trafficClass))
        } else {
            self.set(Int32(IPPROTO_IP), IP_TOS, Int32(settings.trafficClass))
        }
        self.set(SOL_SOCKET, SO_RCVBUF, settings.socketBuffer)
        self.set(SOL_SOCKET, SO_SNDBUF, settings.socketBuffer)
        // No SO_REUSEADDR: with it another process could bind the same port and take packets away.
        let descriptor = self.descriptor
        guard SocketAddress(address).withPointer({ bind(descriptor, $0, $1) }) == 0 else { throw Self.failure() }
    }

    /// Gives the descriptor away, open.
    consuming func release() -> Int32 {
        let descriptor = self.descriptor
        discard self
        return descriptor
    }

    /// Throws away what has come while nobody listened.
    borrowing func drain() {
        var octet: UInt8 = 0
        // Bounded by the receive buffer, unless somebody floods the port; what is left then is dropped by the latch.
        for _ in 0..<1_024 where recv(self.descriptor, &octet, 1, Int32(MSG_TRUNC)) < 0 { return }
    }

    deinit {
        if self.descriptor >= 0 { close(self.descriptor) }
    }

    /// One waiting datagram.
    ///
    /// - Returns: its length, which exceeds the buffer's when it was cut off, or −1 when there is none.
    @inline(__always)
    borrowing func receive(into buffer: UnsafeMutableRawBufferPointer, from source: inout SocketAddress) -> Int {
        let descriptor = self.descriptor
        return source.fill {
            recvfrom(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_TRUNC), $0, $1)
        }
    }

    /// - Returns: whether the kernel took it.
    @inline(__always)
    borrowing func send(_ datagram: UnsafeRawBufferPointer, to destination: SocketAddress) -> Bool {
        let descriptor = self.descriptor
        return destination.withPointer {
            sendto(descriptor, datagram.baseAddress, datagram.count, 0, $0, $1) == datagram.count
        }
    }

    private borrowing func set(_ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        // An option that a kernel refuses costs quality, not the call.
        setsockopt(self.descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func failure() -> Failure {
        switch errno {
        case EADDRINUSE, EACCES: .addressInUse
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: .tooManyFiles
        default: .other(errno)
        }
    }
}
