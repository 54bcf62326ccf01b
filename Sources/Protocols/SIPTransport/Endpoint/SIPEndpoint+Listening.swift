import Glibc
import Kernel
public import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import SIP

extension SIPEndpoint {
    /// Connections the kernel keeps until they are accepted.
    private static let backlog: Int32 = 1_024
    /// The longest a peer may leave sent bytes unacknowledged before the kernel gives its connection up.
    private static let acknowledgementTimeoutMilliseconds = 30_000

    /// Starts listening.
    ///
    /// - Returns: the address that was bound, with its port; fails with ``SIPTransportError/Code-swift.struct/cannotListen``.
    public func listen(_ listener: SIPListener) -> EventLoopFuture<TransportAddress> {
        self.eventLoop.preconditionInEventLoop()
        if listener.transport == .udp { return self.listenForDatagrams(listener) }
        guard !listener.transport.isSecure || self.tls.server != nil else {
            return self.eventLoop.makeFailedFuture(
                SIPTransportError(.notConfigured, "\(listener.transport) \(listener.address): there is no certificate")
            )
        }
        return self.listenForConnections(listener)
    }

    private func listenForDatagrams(_ listener: SIPListener) -> EventLoopFuture<TransportAddress> {
        // Known before the first datagram: the socket is bound on this loop, which reads only later.
        let number = self.newLink()
        return UDPSocket.bind(listener, on: self.eventLoop) { [weak self] bytes, remote in
            self?.receive(bytes, from: remote, over: number)
        }
        .assumeIsolated()
        .map { socket in
            self.datagramLinks.append((number, socket.value))
            self.advertisedCache = AdvertisedCache()
            return socket.value.local
        }
        .nonisolated()
    }

    private func listenForConnections(_ listener: SIPListener) -> EventLoopFuture<TransportAddress> {
        let transport = listener.transport
        let bound = NIOLoopBound(self, eventLoop: self.eventLoop)
        let bootstrap = ServerBootstrap(group: self.eventLoop, childGroup: self.eventLoop)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(
                .socketOption(NIOBSDSocket.Option(rawValue: SO_REUSEPORT)),
                value: listener.sharesPort ? 1 : 0
            )
            .serverChannelInitializer { channel in
                guard listener.address.ip.isIPv6 else { return channel.eventLoop.makeSucceededVoidFuture() }
                let onlyIPv6 = ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only)
                return channel.setOption(onlyIPv6, value: 1)
            }
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(
                .tcpOption(NIOBSDSocket.Option(rawValue: TCP_USER_TIMEOUT)),
                value: SocketOptionValue(Self.acknowledgementTimeoutMilliseconds)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try bound.value.setUp(channel, over: transport)
                }
            }
        let binding: EventLoopFuture<any Channel>
        do {
            binding = bootstrap.bind(to: try listener.address.socketAddress())
        } catch {
            binding = self.eventLoop.makeFailedFuture(error)
        }
        return
            binding
            .flatMapErrorThrowing { error in
                throw SIPTransportError(.cannotListen, "\(transport) \(listener.address): \(error)")
            }
            .map { channel in
                let local = TransportAddress(channel.localAddress) ?? listener.address
                var bindings = listener
                bindings.address = local
                bound.value.listening.append((bindings, channel))
                bound.value.advertisedCache = AdvertisedCache()
                return local
            }
    }

    /// Builds the pipeline of an accepted connection. An error closes it.
    private func setUp(_ channel: any Channel, over transport: SIPTransportKind) throws {
        guard let connection = self.accept(channel, over: transport) else {
            throw SIPTransportError(.limitReached, "the connection is not wanted")
        }
        do {
            if transport.isSecure {
                guard let context = self.tls.server else {
                    throw SIPTransportError(.notConfigured, "there is no certificate")
                }
                try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
            }
            if transport.isWebSocket {
                connection.accepted(channel)
                try self.addWebSocketHandlers(to: channel, connection)
            } else {
                try channel.pipeline.syncOperations.addHandler(StreamHandler(connection))
            }
        } catch {
            connection.close()
            throw error
        }
    }

    /// The HTTP upgrade to a WebSocket with subprotocol `sip` (RFC 7118 §4).
    private func addWebSocketHandlers(to channel: any Channel, _ connection: Connection) throws {
        let bound = NIOLoopBound(connection, eventLoop: self.eventLoop)
        let refusing = NIOLoopBound(RefusingHTTPHandler(connection), eventLoop: self.eventLoop)
        let limit = self.settings.messageLimit
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: limit,
            automaticErrorHandling: true,
            shouldUpgrade: { channel, head in
                let offered = head.headers[canonicalForm: "sec-websocket-protocol"]
                guard offered.contains(where: { $0.lowercased() == "sip" }) else {
                    return channel.eventLoop.makeSucceededFuture(nil)
                }
                return channel.eventLoop.makeSucceededFuture(HTTPHeaders([("Sec-WebSocket-Protocol", "sip")]))
            },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    pipeline.removeHandler(refusing.value, promise: nil)
                    // Before the aggregator, which takes the masks off.
                    try pipeline.addHandler(MaskedFramesHandler(bound.value))
                    try pipeline.addHandler(
                        NIOWebSocketFrameAggregator(
                            minNonFinalFragmentSize: 1,
                            maxAccumulatedFrameCount: 256,
                            maxAccumulatedFrameSize: limit
                        )
                    )
                    try pipeline.addHandler(WebSocketHandler(bound.value))
                }
            }
        )
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }),
            withErrorHandling: true
        )
        try channel.pipeline.syncOperations.addHandler(refusing.value)
    }
}
