import CDTLS

/// Where one association's datagrams come from and go to, in memory. OpenSSL sees it as a BIO.
///
/// OpenSSL's own memory BIO is a stream: the datagrams of a flight would come out as one. Each read here is one
/// datagram, and each write.
final class DatagramExchange {
    /// What one flight of ours may be long. A flight of the longest certificate has 14.
    private static let outgoingLimit = 32
    private static let cookieLength = 16
    private static let retryFlags = BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_IO_SPECIAL | BIO_FLAGS_SHOULD_RETRY

    /// What OpenSSL has to send, oldest first.
    private(set) var outgoing: [[UInt8]] = []
    private var incoming: [UInt8]?
    /// What a client must repeat before the server spends work on it.
    private let cookie: [UInt8]

    init?() {
        var cookie = [UInt8](repeating: 0, count: Self.cookieLength)
        guard RAND_bytes(&cookie, Int32(cookie.count)) == 1 else { return nil }
        self.cookie = cookie
    }

    /// Lays down what OpenSSL is to read next.
    func deliver(_ datagram: [UInt8]) {
        self.incoming = datagram
    }

    func takeOutgoing() -> [[UInt8]] {
        defer { self.outgoing = [] }
        return self.outgoing
    }

    /// A BIO that reads and writes here, and keeps the exchange alive until OpenSSL frees it.
    func makeBIO() -> OpaquePointer? {
        guard let method = Self.method, let bio = BIO_new(method) else { return nil }
        BIO_set_data(bio, Unmanaged.passRetained(self).toOpaque())
        BIO_set_init(bio, 1)
        return bio
    }

    // Unchecked: made once, before anybody sees it, and never freed.
    private nonisolated(unsafe) static let method: OpaquePointer? = {
        guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagrams in memory") else {
            return nil
        }
        BIO_meth_set_read(method) { bio, buffer, count in
            DatagramExchange.of(bio)?.read(into: buffer, count, bio) ?? -1
        }
        BIO_meth_set_write(method) { bio, bytes, count in
            DatagramExchange.of(bio)?.write(bytes, count, bio) ?? -1
        }
        BIO_meth_set_ctrl(method) { _, command, _, _ in
            // Everything else a datagram BIO may be asked concerns sockets.
            command == BIO_CTRL_FLUSH ? 1 : 0
        }
        BIO_meth_set_destroy(method) { bio in
            if let data = BIO_get_data(bio) { Unmanaged<DatagramExchange>.fromOpaque(data).release() }
            BIO_set_data(bio, nil)
            return 1
        }
        return method
    }()

    private static func of(_ bio: OpaquePointer?) -> DatagramExchange? {
        BIO_get_data(bio).map { Unmanaged<DatagramExchange>.fromOpaque($0).takeUnretainedValue() }
    }

    private func read(into buffer: UnsafeMutablePointer<CChar>?, _ count: Int32, _ bio: OpaquePointer?) -> Int32 {
        BIO_clear_flags(bio, Self.retryFlags)
        guard let datagram = self.incoming, let buffer, count > 0 else {
            BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            return -1
        }
        self.incoming = nil
        // As with a socket, what does not fit is lost.
        let length = min(datagram.count, Int(count))
        let place = UnsafeMutableRawBufferPointer(start: buffer, count: length)
        datagram.withUnsafeBytes { place.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<length])) }
        return Int32(length)
    }

    private func write(_ bytes: UnsafePointer<CChar>?, _ count: Int32, _ bio: OpaquePointer?) -> Int32 {
        BIO_clear_flags(bio, Self.retryFlags)
        guard let bytes, count >= 0 else { return -1 }
        // A lost datagram is what DTLS is made for; memory without bounds is not.
        if self.outgoing.count < Self.outgoingLimit {
            self.outgoing.append(Array(UnsafeRawBufferPointer(start: bytes, count: Int(count))))
        }
        return count
    }

    static let writeCookie:
        @convention(c) (OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt32>?)
            -> Int32 = { connection, place, length in
                guard let exchange = DatagramExchange.of(SSL_get_rbio(connection)), let place, let length else {
                    return 0
                }
                place.update(from: exchange.cookie, count: exchange.cookie.count)
                length.pointee = UInt32(exchange.cookie.count)
                return 1
            }

    static let checkCookie: @convention(c) (OpaquePointer?, UnsafePointer<UInt8>?, UInt32) -> Int32 = {
        connection,
        bytes,
        length in
        guard let exchange = DatagramExchange.of(SSL_get_rbio(connection)), let bytes,
            Int(length) == exchange.cookie.count
        else { return 0 }
        return CRYPTO_memcmp(bytes, exchange.cookie, Int(length)) == 0 ? 1 : 0
    }
}
