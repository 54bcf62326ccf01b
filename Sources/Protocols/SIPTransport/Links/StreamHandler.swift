import NIOCore

/// The last handler of a TCP or TLS connection's pipeline.
final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func channelActive(context: ChannelHandlerContext) {
        self.connection.opened(context.channel)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.connection.received(self.unwrapInboundIn(data))
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.connection.close()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // TLS and socket errors alike: the stream is not to be trusted any further.
        self.connection.close(SIPTransportError(.flowClosed, "\(self.connection.flow): \(error)"))
    }
}
