import Glibc

/// The addresses of a host by the system's own rules: hosts file, then DNS. Blocks: for threads of its own.
enum HostLookup {
    /// More addresses of one host than anybody tries.
    private static let limit = 16

    /// In the order of preference of RFC 6724; empty when there are none.
    static func addresses(of host: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [IPAddress] = []
        var entry = list
        while let current = entry, found.count < Self.limit {
            if let address = current.pointee.ai_addr,
                let known = TransportAddress(
                    socketAddress: UnsafeRawBufferPointer(start: address, count: Int(current.pointee.ai_addrlen))
                ), !found.contains(known.ip)
            {
                found.append(known.ip)
            }
            entry = current.pointee.ai_next
        }
        return found
    }
}
