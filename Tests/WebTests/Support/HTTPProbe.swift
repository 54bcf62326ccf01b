import NIOCore
import NIOPosix
import NIOSSL

/// Says HTTP over a bare connection: what clients do that no library lets a test do.
enum HTTPProbe {
    /// Asks for an upgrade to WebSocket and returns the status of the answer.
    static func upgrade(port: Int, path: String, headers: [(String, String)]) async throws -> Int {
        let fields = [
            ("Host", "127.0.0.1:\(port)"), ("Connection", "Upgrade"), ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ]
        let lines = (fields + headers).map { "\($0.0): \($0.1)\r\n" }.joined()
        let answer = try await Self.exchange(port: port, "GET \(path) HTTP/1.1\r\n\(lines)\r\n") {
            $0.contains("\r\n\r\n")
        }
        return Int(answer.split(separator: " ").dropFirst().first ?? "") ?? 0
    }

    /// Sends a text and reads until `isEnough`, or to the end.
    static func exchange(
        port: Int,
        _ text: String,
        tls: NIOSSLContext? = nil,
        until isEnough: (String) -> Bool = { _ in false }
    ) async throws -> String {
        let connection = try await ClientBootstrap(group: MultiThreadedGroup.shared)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        let handler = try NIOSSLClientHandler(context: tls, serverHostname: "localhost")
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var answer = ""
            for try await chunk in inbound {
                answer += String(buffer: chunk)
                if isEnough(answer) { break }
            }
            return answer
        }
    }
}
