import HTTPTypes
import Kernel
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Stands before NIO's upgrade handler and lets only those upgrades through to it that will come about.
///
/// NIO's handler swallows a request whose upgrade it then refuses (2.101: it waits for its end and keeps neither), so
/// that `curl --http2` or a socket without sign-in would hang. Here a request for the event socket waits until the door has
/// decided; every other request, and one that was turned away, goes on without its `Upgrade` field to the API, which
/// answers it.
final class UpgradeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    static let name = "upgrade door"
    /// Parts of a request that may arrive while the door decides; a request for a socket has two.
    private static let heldLimit = 16

    private enum State {
        /// Nothing has come yet.
        case fresh
        /// Requests go on to Hummingbird.
        case open
        case deciding([HTTPServerRequestPart])
        /// What follows is no HTTP any more.
        case upgraded
    }

    private let door: EventSocketDoor
    private var state = State.fresh
    /// Of the request that was let through.
    private(set) var ticket: EventSocketDoor.Ticket?

    init(door: EventSocketDoor) {
        self.door = door
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.state {
        case .upgraded:
            context.fireChannelRead(data)
        case .deciding(var held):
            held.append(self.unwrapInboundIn(data))
            guard held.count <= Self.heldLimit else { return context.close(promise: nil) }
            self.state = .deciding(held)
        case .fresh, .open:
            self.state = .open
            guard case .head(let head) = self.unwrapInboundIn(data), head.headers.contains(name: "upgrade") else {
                return context.fireChannelRead(data)
            }
            guard Self.isForSocket(head) else { return self.pass(.head(Self.plain(head)), context) }
            self.state = .deciding([.head(head)])
            self.decide(head, context)
        }
    }

    /// Answers what is no HTTP as long as nobody behind this handler would: later Hummingbird does.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard case .fresh = self.state, error is HTTPParserError else { return context.fireErrorCaught(error) }
        let fields = HTTPHeaders([("Connection", "close"), ("Content-Length", "0")])
        let head = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: fields)
        let channel = context.channel
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(self.wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }

    private func decide(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let door = self.door
        let decision = context.eventLoop.makeFutureWithTask {
            let parts = head.uri.split(separator: "?", maxSplits: 1)
            return try await door.admit(
                query: parts.count > 1 ? String(parts[1]) : nil,
                acting: EventSocketDoor.acting(inPath: parts.first ?? ""),
                headers: HTTPFields(head.headers, splitCookie: false),
                host: head.headers.first(name: "host")
            )
        }
        decision.hop(to: context.eventLoop).assumeIsolated().whenComplete { result in
            guard case .deciding(let held) = self.state else { return }
            self.state = .open
            // The reason of a refusal is found again by the API, which tells it.
            if case .success(let ticket) = result {
                self.state = .upgraded
                self.ticket = ticket
            }
            for part in held {
                guard case .head(let head) = part, self.ticket == nil else {
                    self.pass(part, context)
                    continue
                }
                self.pass(.head(Self.plain(head)), context)
            }
            context.fireChannelReadComplete()
        }
    }

    private func pass(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        context.fireChannelRead(self.wrapInboundOut(part))
    }

    /// Whether NIO will upgrade it (RFC 6455 §4.2.1), once it is let through.
    private static func isForSocket(_ head: HTTPRequestHead) -> Bool {
        let path = head.uri.split(separator: "?", maxSplits: 1).first.map(String.init)
        return head.method == .GET && path.map { EventSocketDoor.isSocket(path: $0) } == true
            && head.headers[canonicalForm: "upgrade"].map { $0.lowercased() } == ["websocket"]
            && head.headers["sec-websocket-version"] == ["13"] && head.headers["sec-websocket-key"].count == 1
            && !head.headers.contains(name: "transfer-encoding")
            && head.headers["content-length"].allSatisfy { $0 == "0" }
    }

    private static func plain(_ head: HTTPRequestHead) -> HTTPRequestHead {
        var plain = head
        plain.headers.remove(name: "upgrade")
        return plain
    }
}
