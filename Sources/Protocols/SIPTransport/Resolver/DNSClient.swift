import NIOCore
import NIOPosix

/// Asks name servers for SRV records, one after the other until one answers.
struct DNSClient: Sendable {
    let servers: [TransportAddress]
    /// How long to wait for each.
    let timeout: TimeAmount

    /// - Parameter identifier: a fresh random number; the source port is random as well (RFC 5452).
    func services(
        of name: String,
        identifier: UInt16,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<DNSMessage.Answer> {
        guard let question = DNSMessage.question(name, identifier: identifier) else {
            return eventLoop.makeFailedFuture(SIPResolverError(.badName, "\(name) is no host name"))
        }
        let query = Query(name: name, identifier: identifier, bytes: question)
        return self.ask(query, self.servers[...], on: eventLoop)
    }

    private struct Query: Sendable {
        let name: String
        let identifier: UInt16
        let bytes: [UInt8]
    }

    private func ask(
        _ query: Query,
        _ servers: ArraySlice<TransportAddress>,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<DNSMessage.Answer> {
        guard let server = servers.first else {
            return eventLoop.makeFailedFuture(SIPResolverError(.noAnswer, "no name server answers for \(query.name)"))
        }
        return self.ask(query, server, on: eventLoop).flatMapError { _ in
            self.ask(query, servers.dropFirst(), on: eventLoop)
        }
    }

    private func ask(
        _ query: Query,
        _ server: TransportAddress,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<DNSMessage.Answer> {
        let promise = eventLoop.makePromise(of: DNSMessage.Answer.self)
        let connected: EventLoopFuture<any Channel>
        do {
            let address = try server.socketAddress()
            connected = DatagramBootstrap(group: eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let reader = Reader(query: query, promise: promise)
                        try channel.pipeline.syncOperations.addHandler(reader)
                    }
                }
                .connect(to: address)
        } catch {
            connected = eventLoop.makeFailedFuture(error)
        }
        connected.whenFailure { promise.fail($0) }
        connected.whenSuccess { channel in
            channel.writeAndFlush(ByteBuffer(bytes: query.bytes)).cascadeFailure(to: promise)
            let patience = eventLoop.scheduleTask(in: self.timeout) {
                promise.fail(SIPResolverError(.noAnswer, "\(server) does not answer"))
            }
            promise.futureResult.whenComplete { _ in
                patience.cancel()
                channel.close(promise: nil)
            }
        }
        return promise.futureResult
    }

    /// Waits for the answer; what does not fit the question may come from a forger and is left lying.
    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        private let query: Query
        private let promise: EventLoopPromise<DNSMessage.Answer>

        init(query: Query, promise: EventLoopPromise<DNSMessage.Answer>) {
            self.query = query
            self.promise = promise
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = Array(self.unwrapInboundIn(data).data.readableBytesView)
            guard
                let answer = DNSMessage.answer(bytes, to: self.query.name, identifier: self.query.identifier)
            else { return }
            guard answer.isConclusive else {
                return self.promise.fail(SIPResolverError(.noAnswer, "the name server fails for \(self.query.name)"))
            }
            self.promise.succeed(answer)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            self.promise.fail(error)
        }
    }
}
