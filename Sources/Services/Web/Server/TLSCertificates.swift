import NIOSSL
import Synchronization

/// The certificate that new connections are offered; replaced while the others live on with theirs (BYD-03).
package final class TLSCertificates: Sendable {
    private let context: Mutex<NIOSSLContext>

    /// Reads a chain (the server's certificate first) and its key from PEM files.
    /// - Throws: ``WebError`` with ``WebError/Code/badCertificate``.
    package init(chainFile: String, keyFile: String) throws(WebError) {
        self.context = Mutex(try Self.load(chainFile, keyFile))
    }

    /// Reads the files again. Connections made from now on get the new certificate; on an error the former one stays.
    /// - Throws: ``WebError`` with ``WebError/Code/badCertificate``.
    package func reload(chainFile: String, keyFile: String) throws(WebError) {
        let fresh = try Self.load(chainFile, keyFile)
        self.context.withLock { $0 = fresh }
    }

    var current: NIOSSLContext { self.context.withLock { $0 } }

    private static func load(_ chainFile: String, _ keyFile: String) throws(WebError) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(chainFile)
            let key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(key)
            )
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw WebError(.badCertificate, "the certificate \(chainFile) with \(keyFile) cannot be used", cause: error)
        }
    }
}
