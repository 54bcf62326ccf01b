import NIOCore
import NIOWebSocket

/// Closes a connection that has not sent a complete first request in time; taken out once it has.
final class SilenceHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    typealias InboundOut = NIOAny

    static let name = "silence"

    private let limit: Duration
    private var deadline: Scheduled<Void>?

    init(limit: Duration) {
        self.limit = limit
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        self.deadline = context.eventLoop.scheduleTask(in: TimeAmount(self.limit)) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.deadline?.cancel()
        self.deadline = nil
    }
}

/// Says goodbye to the client of an event socket when the server stops, so that it comes back at once.
final class FarewellHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        let channel = context.channel
        let frame = self.wrapOutboundOut(EventSocket.close(.goingAway))
        context.writeAndFlush(frame).whenComplete { _ in channel.close(promise: nil) }
    }
}
