import Kernel
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import SIP

extension SIPEndpoint {
    /// The connection of a flow; `nil` when it is closed, another endpoint's, or the flow is UDP.
    func connection(_ flow: SIPFlow) -> Connection? {
        guard flow.transport != .udp, flow.endpoint == self.settings.identifier else { return nil }
        return self.connections[flow.link]
    }

    /// Whether messages can still be sent over a flow. A UDP flow is open as long as there is a socket for it.
    public func isOpen(_ flow: SIPFlow) -> Bool {
        self.eventLoop.preconditionInEventLoop()
        return flow.transport == .udp ? self.datagramLink(for: flow) != nil : self.connection(flow) != nil
    }

    /// Closes the connection of a flow. Nothing happens to UDP flows.
    public func close(_ flow: SIPFlow) {
        self.eventLoop.preconditionInEventLoop()
        self.connection(flow)?.close()
    }

    // MARK: Accepting

    /// A connection for a channel that a listener accepted; `nil` when it is not wanted.
    func accept(_ channel: any Channel, over transport: SIPTransportKind) -> Connection? {
        guard let remote = TransportAddress(channel.remoteAddress) else { return nil }
        guard self.delegate?.endpoint(self, admits: remote, over: transport) ?? true else {
            self.counters.countDropped(.notAdmitted)
            return nil
        }
        guard self.connections.count < self.settings.connectionLimit,
            self.connectionsPerSource[remote.ip, default: 0] < self.settings.connectionLimitPerSource
        else {
            self.counters.countDropped(.connectionLimit)
            return nil
        }
        let local = TransportAddress(channel.localAddress) ?? TransportAddress(.anyIPv4, port: 0)
        return self.insert(transport, remote: remote, local: local, origin: .accepted, peer: nil)
    }

    private func insert(
        _ transport: SIPTransportKind,
        remote: TransportAddress,
        local: TransportAddress,
        origin: Connection.Origin,
        peer: PeerKey?
    ) -> Connection {
        let connection = Connection(
            flow: SIPFlow(
                endpoint: self.settings.identifier,
                transport: transport,
                link: self.newLink(),
                remote: remote
            ),
            origin: origin,
            peer: peer,
            local: local,
            endpoint: self
        )
        self.connections[connection.flow.link] = connection
        self.connectionsPerSource[remote.ip, default: 0] += 1
        if let peer { self.connectionsByPeer[peer] = connection.flow.link }
        self.counters.liveConnections = self.connections.count
        connection.begin()
        return connection
    }

    /// The connection is gone: nobody finds it any more, and what waited for an answer over it hears of it.
    func closed(_ connection: Connection, _ error: SIPTransportError) {
        guard self.connections.removeValue(forKey: connection.flow.link) != nil else { return }
        let source = connection.flow.remote.ip
        let others = self.connectionsPerSource[source, default: 1] - 1
        self.connectionsPerSource[source] = others > 0 ? others : nil
        if let peer = connection.peer, self.connectionsByPeer[peer] == connection.flow.link {
            self.connectionsByPeer[peer] = nil
        }
        self.counters.liveConnections = self.connections.count
        self.logger.debug(
            "connection closed",
            metadata: [LogKey.peer: "\(connection.flow)", LogKey.cause: "\(error)"]
        )
        let waiting = connection.transactions
        self.later {
            for slot in waiting { (self.table[slot] as? ClientShell)?.connectionFailed() }
            self.delegate?.endpoint(self, connectionClosed: connection.flow)
        }
    }

    // MARK: Opening

    /// Starts a connection; what is sent meanwhile waits in it.
    func open(_ destination: SIPDestination) -> Connection? {
        guard destination.address.port != 0, self.connections.count < self.settings.connectionLimit else { return nil }
        let context: NIOSSLContext?
        if destination.transport.isSecure {
            context = destination.verification == .full ? self.tls.client : self.tls.unverifiedClient
            guard context != nil else { return nil }
        } else {
            context = nil
        }
        let connection = self.insert(
            destination.transport,
            remote: destination.address,
            local: TransportAddress(.anyIPv4, port: 0),
            origin: .opened,
            peer: PeerKey(destination)
        )
        let bound = NIOLoopBound(connection, eventLoop: self.eventLoop)
        let serverName = destination.tlsServerName
        var bootstrap = ClientBootstrap(group: self.eventLoop)
            .connectTimeout(.nanoseconds(self.settings.connectTimeout.wholeNanoseconds))
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        let handler = try NIOSSLClientHandler(context: context, serverHostname: serverName)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.syncOperations.addHandler(StreamHandler(bound.value))
                }
            }
        if let local = self.addressRules.rule(for: destination.address.ip)?.local,
            local.isIPv4 == destination.address.ip.isIPv4
        {
            do {
                bootstrap = bootstrap.bind(to: try TransportAddress(local, port: 0).socketAddress())
            } catch {
                self.logger.debug("address not bound", metadata: [LogKey.cause: "\(error)"])
            }
        }
        let connecting: EventLoopFuture<any Channel>
        do {
            connecting = bootstrap.connect(to: try destination.address.socketAddress())
        } catch {
            connecting = self.eventLoop.makeFailedFuture(error)
        }
        connecting.assumeIsolated().whenFailure { error in
            bound.value.close(SIPTransportError(.cannotConnect, "\(destination): \(error)"))
        }
        return connection
    }
}

extension SIPDestination {
    /// What goes into the TLS handshake: a host name, never an address (RFC 6066 §3).
    fileprivate var tlsServerName: String? {
        guard let serverName = self.serverName, IPAddress(serverName) == nil else { return nil }
        return serverName
    }
}

/// The metadata keys of this module.
enum LogKey {
    static let peer = "net.peer"
    static let cause = "cause"
}
