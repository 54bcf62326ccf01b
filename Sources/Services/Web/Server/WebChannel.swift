import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOSSL
import NIOWebSocket
import Synchronization

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
            let admission = Admission()
            let upgrade = NIOTypedHTTPServerUpgradeConfiguration<Negotiated>(
                upgraders: [self.upgrader(admission)],
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

    /// Lets in who may come in. Others are not upgraded: their request goes on to the API, which says why.
    private func upgrader(_ admission: Admission) -> NIOTypedWebSocketServerUpgrader<Negotiated> {
        NIOTypedWebSocketServerUpgrader<Negotiated>(
            maxFrameSize: EventSocket.frameLimit,
            shouldUpgrade: { channel, head in
                let parts = head.uri.split(separator: "?", maxSplits: 1)
                guard parts.first.map(String.init) == EventSocketDoor.path else {
                    return channel.eventLoop.makeSucceededFuture(nil)
                }
                return channel.eventLoop.makeFutureWithTask {
                    let query = parts.count > 1 ? String(parts[1]) : nil
                    let headers = HTTPFields(head.headers, splitCookie: false)
                    let host = head.headers.first(name: "host")
                    guard let ticket = try? await self.door.admit(query: query, headers: headers, host: host) else {
                        return nil
                    }
                    admission.set(ticket)
                    return HTTPHeaders()
                }
            },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    guard let ticket = admission.ticket else { return .nothing }
                    let operations = channel.pipeline.syncOperations
                    operations.removeHandler(name: SilenceHandler.name, promise: nil)
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

/// Carries the ticket from the decision to upgrade to the upgrade, within one connection.
private final class Admission: Sendable {
    private let state = Mutex<EventSocketDoor.Ticket?>(nil)

    var ticket: EventSocketDoor.Ticket? { self.state.withLock { $0 } }
    func set(_ ticket: EventSocketDoor.Ticket) { self.state.withLock { $0 = ticket } }
}
