import Foundation
import NIOSSL
import Testing

@testable import Web

@Suite("TLS", .timeLimit(.minutes(12)))
struct CertificateTests {
    /// A folder with self-signed certificates made by openssl for this run.
    private struct Folder: ~Copyable {
        let url: URL

        init() throws {
            self.url = FileManager.default.temporaryDirectory.appending(path: "martlet-tls-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: self.url, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(at: self.url) }

        func path(_ name: String) -> String { self.url.appending(path: name).path }

        func make(_ name: String) throws {
            let openssl = Process()
            openssl.executableURL = URL(filePath: "/usr/bin/openssl")
            openssl.arguments = [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost", "-keyout", self.path("key.pem"),
                "-out", self.path("chain.pem"),
            ]
            openssl.standardError = FileHandle.nullDevice
            try openssl.run()
            openssl.waitUntilExit()
            try #require(openssl.terminationStatus == 0)
        }

        /// A client that trusts the certificate of this moment and no other.
        func client() throws -> NIOSSLContext {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(self.path("chain.pem")))
            return try NIOSSLContext(configuration: configuration)
        }
    }

    @Test("BYD-03 a renewed certificate is shown to new connections at once; a bad one changes nothing")
    func renewal() async throws {
        let folder = try Folder()
        try folder.make("first")
        let first = try folder.client()
        let (chain, key) = (folder.path("chain.pem"), folder.path("key.pem"))
        let certificates = try TLSCertificates(chainFile: chain, keyFile: key)
        try folder.make("second")
        let second = try folder.client()
        var settings = WebSettings()
        settings.host = "127.0.0.1"
        settings.port = 0
        let world = try await TestWorld(settings: settings)
        try await world.serving(certificates: certificates) { port in
            let ask = "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            #expect(try await HTTPProbe.exchange(port: port, ask, tls: first).hasPrefix("HTTP/1.1 200"))
            await #expect(throws: (any Error).self) { try await HTTPProbe.exchange(port: port, ask, tls: second) }

            try certificates.reload(chainFile: chain, keyFile: key)
            #expect(try await HTTPProbe.exchange(port: port, ask, tls: second).hasPrefix("HTTP/1.1 200"))
            await #expect(throws: (any Error).self) { try await HTTPProbe.exchange(port: port, ask, tls: first) }

            let error = #expect(throws: WebError.self) { try certificates.reload(chainFile: chain, keyFile: "/none") }
            #expect(error?.code == .badCertificate)
            #expect(try await HTTPProbe.exchange(port: port, ask, tls: second).hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test(
        "what is no HTTP is refused without harm",
        arguments: [
            "\u{0}\u{1}\u{2}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\nA b: c\r\n\r\n",
        ]
    )
    func noHTTP(_ text: String) async throws {
        var settings = WebSettings()
        settings.host = "127.0.0.1"
        settings.port = 0
        let world = try await TestWorld(settings: settings)
        try await world.serving { port in
            let answer = try await HTTPProbe.exchange(port: port, text)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4") || answer.hasPrefix("HTTP/1.0 4"))
            let ask = "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            #expect(try await HTTPProbe.exchange(port: port, ask).hasPrefix("HTTP/1.1 200"))
        }
    }
}
