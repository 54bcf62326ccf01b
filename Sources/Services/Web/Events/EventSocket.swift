import Kernel
import Logging
import NIOCore
import NIOWebSocket
import Synchronization

/// One connected client of the event socket (RFC 6455): sends what its watcher sees, answers pings, and notices when
/// the client is gone, slow, or no longer welcome.
struct EventSocket: Sendable {
    /// How often a silent socket says that it lives, and whether the client may stay is looked at.
    static let heartbeat = Duration.seconds(15)
    /// Without a sign of the client for so long the connection counts as lost.
    static let patience = Duration.seconds(45)
    /// The largest frame of a client, which has nothing to say.
    static let frameLimit = 4_096

    typealias Connection = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    private enum End: Sendable {
        case code(WebSocketErrorCode)
        /// The client said goodbye, or the connection broke.
        case byClient
    }

    let ticket: EventSocketDoor.Ticket
    let door: EventSocketDoor
    let live: LiveState
    let limit: Int
    let time: any TimeSource

    func run(_ connection: Connection, logger: Logger) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                guard
                    let watcher = self.live.watch(
                        self.ticket.caller,
                        domain: self.ticket.domain,
                        since: self.ticket.since,
                        limit: self.limit
                    )
                else { return try await outbound.write(Self.close(.unknown(1013))) }
                defer { self.live.dismiss(watcher) }
                let end = await self.converse(watcher, inbound, outbound)
                if case .code(let code) = end { try await outbound.write(Self.close(code)) }
            }
        } catch {
            // The connection broke while it was written to: what a client does that goes away.
            logger.debug("event socket ended", metadata: [LogKey.error: "\(error)"])
        }
    }

    /// Does all that goes on at the same time until one of it ends the conversation.
    private func converse(
        _ watcher: Watcher,
        _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>,
        _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
    ) async -> End {
        let lastSign = LastSign(self.time.now)
        return await withTaskGroup(of: End.self) { group in
            group.addTask { await self.send(watcher, outbound) }
            group.addTask { await self.listen(inbound, outbound, lastSign) }
            group.addTask { await self.beat(outbound, lastSign) }
            let end = await group.next() ?? .byClient
            group.cancelAll()
            return end
        }
    }

    private func send(_ watcher: Watcher, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>) async -> End {
        do {
            for await text in watcher.texts {
                try await outbound.write(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: text)))
            }
            return .code(watcher.isTooSlow ? .unknown(1013) : .goingAway)
        } catch {
            return .byClient
        }
    }

    private func listen(
        _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>,
        _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>,
        _ lastSign: LastSign
    ) async -> End {
        do {
            for try await frame in inbound {
                lastSign.set(self.time.now)
                switch frame.opcode {
                case .ping:
                    try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
                case .connectionClose:
                    return .code(.normalClosure)
                default:
                    // Pongs are signs of life; of texts nothing is expected, and newer clients may send some.
                    continue
                }
            }
        } catch is NIOWebSocketError {
            return .code(.protocolError)
        } catch {
            return .byClient
        }
        return .byClient
    }

    private func beat(_ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ lastSign: LastSign) async -> End {
        do {
            while true {
                try await Task.sleep(for: Self.heartbeat)
                guard lastSign.get().duration(to: self.time.now) < Self.patience else { return .code(.goingAway) }
                guard await self.door.mayStay(self.ticket) else { return .code(.policyViolation) }
                let text = LiveMessage.heartbeat(sequence: self.live.sequence)
                try await outbound.write(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: text)))
                try await outbound.write(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()))
            }
        } catch {
            return .byClient
        }
    }

    static func close(_ code: WebSocketErrorCode) -> WebSocketFrame {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        return WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
    }
}

/// When the client was heard last; shared by the tasks of one socket.
private final class LastSign: Sendable {
    private let moment: Mutex<Moment>

    init(_ moment: Moment) {
        self.moment = Mutex(moment)
    }

    func get() -> Moment { self.moment.withLock { $0 } }
    func set(_ moment: Moment) { self.moment.withLock { $0 = moment } }
}
