import Kernel
import NIOCore

/// What the endpoint calls itself towards the peers it has dealt with lately.
struct AdvertisedCache {
    struct Key: Hashable {
        let transport: SIPTransportKind
        let link: UInt64
        let peer: IPAddress
    }

    private static let lifetime = Duration.seconds(60)
    private static let limit = 4_096

    private var entries: [Key: (address: AdvertisedAddress, until: Moment)] = [:]

    func find(_ key: Key, at now: Moment) -> AdvertisedAddress? {
        guard let entry = self.entries[key], now < entry.until else { return nil }
        return entry.address
    }

    mutating func keep(_ address: AdvertisedAddress, for key: Key, at now: Moment) {
        if self.entries.count >= Self.limit { self.entries.removeAll(keepingCapacity: true) }
        self.entries[key] = (address, now.advanced(by: Self.lifetime))
    }
}

extension SIPEndpoint {
    /// What a peer is told to reach us at: Via, Contact, and the host for SDP (BYD-04).
    ///
    /// The rule of the peer's network decides; without one, the address that the route to the peer leaves from.
    public func advertised(for destination: SIPDestination) -> AdvertisedAddress {
        self.eventLoop.preconditionInEventLoop()
        if let flow = destination.flow { return self.advertised(for: flow) }
        let link = destination.transport == .udp ? self.datagramFlow(to: destination.address)?.link : nil
        return self.advertised(destination.transport, link: link ?? 0, peer: destination.address.ip)
    }

    /// The same for the peer a message came from.
    public func advertised(for source: SIPSource) -> AdvertisedAddress {
        self.eventLoop.preconditionInEventLoop()
        return self.advertised(for: source.flow)
    }

    /// The address of this machine that packets to the peer leave from; `nil` without a route.
    public func localAddress(toward peer: IPAddress) -> IPAddress? {
        self.eventLoop.preconditionInEventLoop()
        return self.routes.local(toward: peer, at: self.now)
    }

    /// Where this endpoint can send datagrams to itself; `nil` while no UDP socket is bound.
    public var ownAddress: TransportAddress? {
        self.eventLoop.preconditionInEventLoop()
        return self.datagramLinks.first.map { _, link in
            let local = link.local
            guard local.ip.isWildcard else { return local }
            return TransportAddress(
                local.ip.isIPv4 ? .v4(127, 0, 0, 1) : IPAddress(high: 0, low: 1),
                port: local.port
            )
        }
    }

    func advertised(for flow: SIPFlow) -> AdvertisedAddress {
        self.advertised(flow.transport, link: flow.transport == .udp ? flow.link : 0, peer: flow.remote.ip)
    }

    /// - Parameter link: the UDP socket that is used, 0 for other transports.
    private func advertised(_ transport: SIPTransportKind, link: UInt64, peer: IPAddress) -> AdvertisedAddress {
        let key = AdvertisedCache.Key(transport: transport, link: link, peer: peer)
        let now = self.now
        if let known = self.advertisedCache.find(key, at: now) { return known }
        let rule = self.addressRules.rule(for: peer)
        let listener = self.listeningAddress(transport, link: link, peer: peer)
        let bound = listener.flatMap { $0.ip.isWildcard ? nil : $0.ip }
        let host =
            rule?.advertisedHost.map { IPAddress($0)?.hostText ?? $0 }
            ?? (rule?.local ?? bound ?? self.routes.local(toward: peer, at: now) ?? listener?.ip)?.hostText
            ?? "localhost.invalid"
        let port = rule?.advertisedPort ?? listener?.port ?? transport.defaultPort
        let address = AdvertisedAddress(host: host, port: port, transport: transport)
        self.advertisedCache.keep(address, for: key, at: now)
        return address
    }

    private func listeningAddress(
        _ transport: SIPTransportKind,
        link: UInt64,
        peer: IPAddress
    ) -> TransportAddress? {
        if transport == .udp {
            return self.datagramLinks.first { $0.number == link }?.link.local
        }
        let candidates = self.listening.filter { $0.listener.transport == transport }.map(\.listener.address)
        return candidates.first { $0.ip.isIPv4 == peer.isIPv4 } ?? candidates.first
    }

    // MARK: UDP sockets

    /// Adds a network of datagrams and starts using it for its address family. The link is closed with the endpoint.
    ///
    /// - Returns: the number to hand in with ``receive(_:from:over:)``.
    @discardableResult
    public func attach(_ link: any DatagramLink) -> UInt64 {
        self.eventLoop.preconditionInEventLoop()
        let number = self.newLink()
        self.datagramLinks.append((number, link))
        self.advertisedCache = AdvertisedCache()
        return number
    }

    /// The UDP socket of a flow; another of its family when that one is closed, as after a restart, or another
    /// endpoint's.
    func datagramLink(for flow: SIPFlow) -> (any DatagramLink)? {
        if flow.endpoint == self.settings.identifier {
            for (number, link) in self.datagramLinks where number == flow.link { return link }
        }
        return self.datagramFlow(to: flow.remote).flatMap { other in
            self.datagramLinks.first { $0.number == other.link }?.link
        }
    }

    /// The flow a datagram to this peer takes: the socket its rule names, or the first of its family.
    func datagramFlow(to remote: TransportAddress) -> SIPFlow? {
        guard remote.port != 0 else { return nil }
        let candidates = self.datagramLinks.filter { $0.link.local.ip.isIPv4 == remote.ip.isIPv4 }
        let wanted = candidates.count > 1 ? self.addressRules.rule(for: remote.ip)?.local : nil
        guard let (number, _) = candidates.first(where: { $0.link.local.ip == wanted }) ?? candidates.first else {
            return nil
        }
        return SIPFlow(endpoint: self.settings.identifier, transport: .udp, link: number, remote: remote)
    }
}
