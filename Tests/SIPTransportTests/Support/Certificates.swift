import Foundation
import NIOSSL
import SIPTransport
import Testing

/// A self-signed certificate for `localhost` and one more name, made by openssl for this run.
struct Certificate {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey

    init(name: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let openssl = Process()
        openssl.executableURL = URL(filePath: "/usr/bin/openssl")
        openssl.currentDirectoryURL = folder
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name),DNS:localhost",
            "-keyout", "key.pem", "-out", "cert.pem",
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        try #require(openssl.terminationStatus == 0)
        self.chain = try NIOSSLCertificate.fromPEMFile(folder.appending(path: "cert.pem").path)
        self.key = try NIOSSLPrivateKey(file: folder.appending(path: "key.pem").path, format: .pem)
    }

    /// Contexts that show this certificate and trust `trusted`.
    func contexts(trusting trusted: Certificate? = nil) throws -> SIPTLSContexts {
        let server = TLSConfiguration.makeServerConfiguration(
            certificateChain: self.chain.map { .certificate($0) },
            privateKey: .privateKey(self.key)
        )
        var client = TLSConfiguration.makeClientConfiguration()
        client.trustRoots = .certificates((trusted ?? self).chain)
        return try SIPTLSContexts(server: server, client: client)
    }
}
