import Glibc
import Kernel

/// Which of the machine's addresses the kernel would send from, per peer.
///
/// A UDP socket is connected, which sends nothing, and asked for its own name. Answers are kept for a minute, so that a
/// changed route is noticed and a busy peer costs nothing.
struct RouteTable {
    private static let lifetime = Duration.seconds(60)
    private static let limit = 4_096

    private struct Entry {
        let local: IPAddress?
        let until: Moment
    }

    private var entries: [IPAddress: Entry] = [:]

    /// The address packets to `peer` leave from; `nil` when there is no route.
    mutating func local(toward peer: IPAddress, at now: Moment) -> IPAddress? {
        if let entry = self.entries[peer], now < entry.until { return entry.local }
        let local = Self.ask(peer)
        if self.entries.count >= Self.limit { self.entries.removeAll(keepingCapacity: true) }
        self.entries[peer] = Entry(local: local, until: now.advanced(by: Self.lifetime))
        return local
    }

    /// From any thread.
    static func ask(_ peer: IPAddress) -> IPAddress? {
        let descriptor = socket(peer.isIPv4 ? AF_INET : AF_INET6, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // Any port does: nothing is sent.
        let connected = TransportAddress(peer, port: 9).withSocketAddress { connect(descriptor, $0, $1) }
        guard connected == 0, let local = TransportAddress(localNameOf: descriptor), !local.ip.isWildcard else {
            return nil
        }
        return local.ip
    }
}

extension TransportAddress {
    /// The address a socket is bound to.
    init?(localNameOf descriptor: Int32) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard result == 0 else { return nil }
        self.init(storage)
    }
}
