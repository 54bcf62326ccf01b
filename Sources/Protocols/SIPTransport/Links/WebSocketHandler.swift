import NIOCore
import NIOHTTP1
import NIOWebSocket

/// The last handler of a WebSocket's pipeline: each WebSocket message is one SIP message (RFC 7118 §5).
final class WebSocketHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // The upgrade puts the handler into a channel that is active already.
        self.connection.opened(context.channel)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = self.unwrapInboundIn(data)
        switch frame.opcode {
        case .text, .binary:
            let bytes = [UInt8](frame.unmaskedData.readableBytesView)
            guard frame.opcode == .binary || String(validating: bytes, as: UTF8.self) != nil else {
                let flow = self.connection.flow
                context.writeAndFlush(self.wrapOutboundOut(.closing(.dataInconsistentWithMessage)), promise: nil)
                return self.connection.close(SIPTransportError(.flowClosed, "\(flow): a text that is no UTF-8"))
            }
            // A keep-alive in the older style: two line ends instead of a ping frame.
            guard !bytes.allSatisfy({ $0 == 0x0d || $0 == 0x0a }) else {
                return self.connection.receivedKeepAlive()
            }
            self.connection.receivedWebSocketMessage(bytes)
        case .ping:
            self.connection.receivedKeepAlive()
            let pong = WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)
            context.writeAndFlush(self.wrapOutboundOut(pong), promise: nil)
        case .pong:
            self.connection.receivedKeepAlive()
        case .connectionClose:
            let answer = WebSocketFrame(fin: true, opcode: .connectionClose, data: frame.unmaskedData)
            context.writeAndFlush(self.wrapOutboundOut(answer), promise: nil)
            self.connection.close()
        default:
            self.connection.close(SIPTransportError(.flowClosed, "\(self.connection.flow): unknown WebSocket frame"))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.connection.close()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.connection.close(SIPTransportError(.flowClosed, "\(self.connection.flow): \(error)"))
    }
}

/// Ends a connection whose client does not mask its frames (RFC 6455 §5.1): it is no browser, and no library either.
final class MaskedFramesHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = self.unwrapInboundIn(data)
        guard frame.maskKey != nil else {
            context.writeAndFlush(self.wrapOutboundOut(.closing(.protocolError)), promise: nil)
            let flow = self.connection.flow
            return self.connection.close(SIPTransportError(.flowClosed, "\(flow): an unmasked WebSocket frame"))
        }
        context.fireChannelRead(data)
    }
}

extension WebSocketFrame {
    /// A close frame that says why (RFC 6455 §7.4).
    fileprivate static func closing(_ code: WebSocketErrorCode) -> WebSocketFrame {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        return WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
    }
}

/// Answers what is no WebSocket request, or has no subprotocol `sip`, and closes a connection that never upgrades.
final class RefusingHTTPHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = self.unwrapInboundIn(data) else { return }
        let headers = HTTPHeaders([("upgrade", "websocket"), ("connection", "close"), ("content-length", "0")])
        let head = HTTPResponseHead(version: .http1_1, status: .upgradeRequired, headers: headers)
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        let channel = context.channel
        context.writeAndFlush(self.wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.connection.close()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An upgrade that was refused: its request follows, and gets its answer above.
        guard !(error is NIOWebSocketUpgradeError) else { return }
        self.connection.close(SIPTransportError(.flowClosed, "\(self.connection.flow): \(error)"))
        context.close(promise: nil)
    }
}
