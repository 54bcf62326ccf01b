import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOSSL
import NIOWebSocket

/// A connection of the web server: perhaps TLS, then HTTP/1.1, whose first request may turn it into an event socket.
struct WebChannel: ServerChildChannel, HTTPChannelHandler {
    /// What a connection becomes when its first request is known.
    enum Negotiated: Sendable {
        case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
        case eventSocket(EventSocket.Connection, EventSocketDoor.Ticket)
        /// The upgrade was promised and then failed.
        case nothing
    }

    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let negotiated: EventLoopFuture<Negotiated>
    }

    let responder: HTTPChannelHandler.Responder
    let certificates: TLSCertificates?
    let idleTimeout: Duration
    let door: EventSocketDoor
    /// Makes the conversation of a socket that was let in.
    let socket: @Sendable (EventSocketDoor.Ticket) -> EventSocket

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let operations = channel.pipeline.syncOperations
            if let certificates = self.certificates {
                try operations.addHandler(NIOSSLServerHandler(context: certificates.current))
            }
            try operations.addHandler(SilenceHandler(limit: self.idleTimeout), name: SilenceHandler.name)
            let upgrade = NIOTypedHTTPServerUpgradeConfiguration<Negotiated>(
                upgraders: [Self.upgrader()],
                notUpgradingCompletionHandler: { self.makeHTTP(on: $0, logger) }
            )
            var configuration = NIOUpgradableHTTPServerPipelineConfiguration(upgradeConfiguration: upgrade)
            configuration.enablePipelining = false
            configuration.enableErrorHandling = false
            configuration.enableResponseHeaderValidation = false
            configuration.decoderConfiguration.maxHeaderFieldSize = WebSettings.headerLimit
            configuration.decoderConfiguration.maxHeaderListSize = WebSettings.headerLimit
            configuration.decoderConfiguration.maxHeaderFieldCount = WebSettings.headerCountLimit
            let negotiated = try operations.configureUpgradableHTTPServerPipeline(configuration: configuration)
            try operations.addHandler(
                UpgradeHandler(door: self.door),
                name: UpgradeHandler.name,
                position: .before(try operations.handler(type: NIOTypedHTTPServerUpgradeHandler<Negotiated>.self))
            )
            return Value(channel: channel, negotiated: negotiated)
        }
    }

    func handle(value: Value, logger: Logger) async {
        let negotiated: Negotiated
        do {
            negotiated = try await value.negotiated.get()
        } catch {
            // Closed before the first request was complete, or that was no HTTP.
            logger.debug("connection ended early", metadata: [LogKey.error: "\(error)"])
            return
        }
        switch negotiated {
        case .http(let connection): await self.handleHTTP(asyncChannel: connection, logger: logger)
        case .eventSocket(let connection, let ticket): await self.socket(ticket).run(connection, logger: logger)
        case .nothing: value.channel.close(promise: nil)
        }
    }

    private func makeHTTP(on channel: any Channel, _ logger: Logger) -> EventLoopFuture<Negotiated> {
        channel.eventLoop.makeCompletedFuture {
            let operations = channel.pipeline.syncOperations
            operations.removeHandler(name: SilenceHandler.name, promise: nil)
            try operations.addHandler(HTTP1ToHTTPServerCodec(secure: self.certificates != nil))
            try operations.addHandler(HTTPConnectionStateHandler(idleTimeout: self.idleTimeout, logger: logger))
            let configuration = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
                .Configuration(isOutboundHalfClosureEnabled: true)
            return .http(try NIOAsyncChannel(wrappingChannelSynchronously: channel, configuration: configuration))
        }
    }

    /// Upgrades what ``UpgradeHandler`` has let through, which is all that it sees.
    private static func upgrader() -> NIOTypedWebSocketServerUpgrader<Negotiated> {
        NIOTypedWebSocketServerUpgrader<Negotiated>(
            maxFrameSize: EventSocket.frameLimit,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    let operations = channel.pipeline.syncOperations
                    guard let ticket = try operations.handler(type: UpgradeHandler.self).ticket else { return .nothing }
                    operations.removeHandler(name: SilenceHandler.name, promise: nil)
                    operations.removeHandler(name: UpgradeHandler.name, promise: nil)
                    try operations.addHandler(FarewellHandler())
                    let configuration = EventSocket.Connection.Configuration(isOutboundHalfClosureEnabled: true)
                    let connection = try EventSocket.Connection(
                        wrappingChannelSynchronously: channel,
                        configuration: configuration
                    )
                    return .eventSocket(connection, ticket)
                }
            }
        )
    }
}
