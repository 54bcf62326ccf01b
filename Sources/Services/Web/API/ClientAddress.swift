/// The network address that a request comes from.
struct ClientAddress: Hashable, Sendable {
    /// As text without port; IPv4 within IPv6 as IPv4. Empty when it is unknown (tests without sockets).
    let text: String
    /// Whether the request was made on this machine and came through no proxy.
    let isLocal: Bool

    init(_ address: String, throughProxy: Bool = false) {
        let lower = address.lowercased()
        let plain = lower.hasPrefix("::ffff:") && lower.contains(".") ? String(lower.dropFirst(7)) : lower
        self.text = plain
        self.isLocal = !throughProxy && (plain == "::1" || plain.hasPrefix("127."))
    }

    /// What failures are counted against: an IPv4 address, or the /64 that one IPv6 customer has, as `2001:db8:0:1::/64`.
    var network: String {
        guard self.text.contains(":") else { return self.text }
        let halves = self.text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        let head = (halves.first ?? "").split(separator: ":")
        let tail = halves.count > 1 ? halves[1].split(separator: ":") : []
        let zeros = halves.count > 1 ? max(0, 8 - head.count - tail.count) : 0
        let groups = head.map(String.init) + Array(repeating: "0", count: zeros) + tail.map(String.init)
        return groups.prefix(4).map { $0.drop { $0 == "0" }.isEmpty ? "0" : String($0.drop { $0 == "0" }) }
            .joined(separator: ":") + "::/64"
    }

    /// Who asks: the peer itself, or what the last trusted proxy in front says about its peer.
    ///
    /// - Parameter forwarded: the `X-Forwarded-For` header. From peers that are not trusted it is ignored, except that a
    ///   request bearing one never counts as local.
    static func find(peer: String, forwarded: String?, trustedProxies: Set<String>) -> ClientAddress {
        let direct = ClientAddress(peer, throughProxy: forwarded != nil)
        guard let forwarded, trustedProxies.contains(direct.text),
            let last = forwarded.split(separator: ",").last?.trimmingPrefix(" "), !last.isEmpty, last.utf8.count <= 45
        else { return direct }
        return ClientAddress(String(last), throughProxy: true)
    }
}
