import Journal
import Kernel
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import ServiceLifecycle
import Testing

@testable import Web

extension TestWorld {
    /// Runs the whole service at a free port of this machine while `body` talks to it.
    func serving<Value: Sendable>(
        certificates: TLSCertificates? = nil,
        _ body: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> Value {
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let service = WebService(
            self.web,
            certificates: certificates,
            eventLoopGroup: MultiThreadedGroup.shared,
            logger: Self.logger
        ) { address in found.yield(address.port ?? 0) }
        let group = ServiceGroup(configuration: .init(services: [service], logger: Self.logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ports.first { _ in true })
            let value = try await body(port)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return value
        }
    }
}

/// A client of the event socket, over a real connection.
struct SocketClient {
    enum Failure: Error {
        case refused(Int)
        case ended
    }

    typealias Connection = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    /// Connects and hands over what it says and hears; the connection is closed afterwards.
    static func connect<Value: Sendable>(
        port: Int,
        path: String,
        headers: [(String, String)],
        _ body: (
            inout NIOAsyncChannelInboundStream<WebSocketFrame>.AsyncIterator,
            NIOAsyncChannelOutboundWriter<WebSocketFrame>
        ) async throws -> Value
    ) async throws -> Value {
        let upgrade: EventLoopFuture<Result<Connection, Failure>> = try await ClientBootstrap(
            group: MultiThreadedGroup.shared
        )
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                let upgrader = NIOTypedWebSocketClientUpgrader<Result<Connection, Failure>>(
                    upgradePipelineHandler: { channel, _ in
                        channel.eventLoop.makeCompletedFuture {
                            .success(try Connection(wrappingChannelSynchronously: channel))
                        }
                    }
                )
                var fields = HTTPHeaders([("Host", "127.0.0.1:\(port)"), ("Content-Length", "0")])
                fields.add(contentsOf: headers)
                let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: fields)
                let configuration = NIOTypedHTTPClientUpgradeConfiguration(
                    upgradeRequestHead: head,
                    upgraders: [upgrader],
                    notUpgradingCompletionHandler: { channel in
                        channel.eventLoop.makeSucceededFuture(.failure(.refused(0)))
                    }
                )
                return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                    configuration: .init(upgradeConfiguration: configuration)
                )
            }
        }
        let connection = try await upgrade.get().get()
        return try await connection.executeThenClose { inbound, outbound in
            var iterator = inbound.makeAsyncIterator()
            return try await body(&iterator, outbound)
        }
    }

    /// The next text.
    static func text(
        _ iterator: inout NIOAsyncChannelInboundStream<WebSocketFrame>.AsyncIterator
    ) async throws -> JSONValue {
        try JSONParser.parse(Array(try await self.frame(.text, &iterator).unmaskedData.readableBytesView))
    }

    /// The next frame of a kind.
    static func frame(
        _ opcode: WebSocketOpcode,
        _ iterator: inout NIOAsyncChannelInboundStream<WebSocketFrame>.AsyncIterator
    ) async throws -> WebSocketFrame {
        while let frame = try await iterator.next() {
            if frame.opcode == opcode { return frame }
        }
        throw Failure.ended
    }

    static func masked(_ opcode: WebSocketOpcode, _ text: String) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: opcode, maskKey: [1, 2, 3, 4], data: ByteBuffer(string: text))
    }
}
