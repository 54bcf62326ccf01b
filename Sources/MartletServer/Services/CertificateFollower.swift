import Kernel
import Logging
import NIOCore
import NIOSSL
import SIPTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads certificate and key again when their files change, and gives them to new connections only: those that talk
/// are left alone (BYD-03).
struct CertificateFollower: Sendable {
    /// How often the files are looked at.
    static let interval = Duration.seconds(2)

    let certificate: String
    let privateKey: String
    let logger: Logger

    /// The server's side of TLS from the files as they are now.
    func configuration() throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile(self.certificate).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(file: self.privateKey, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain,
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }

    /// Calls `replace` after each change until the task is cancelled. A broken file is told once and changes nothing.
    func follow(_ replace: @Sendable (TLSConfiguration) async throws -> Void) async {
        var known = self.stamp()
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: Self.interval)
            } catch {
                return
            }
            let stamp = self.stamp()
            guard stamp != known else { continue }
            known = stamp
            do {
                try await replace(try self.configuration())
                self.logger.notice("certificate replaced", metadata: ["file": "\(self.certificate)"])
            } catch {
                self.logger.error(
                    "the new certificate cannot be used, the old one stays",
                    metadata: ["file": "\(self.certificate)", "error": "\(error)"]
                )
            }
        }
    }

    private struct Stamp: Equatable {
        var certificate: Int64
        var key: Int64
    }

    private func stamp() -> Stamp {
        Stamp(certificate: Self.changed(self.certificate), key: Self.changed(self.privateKey))
    }

    /// When the file was last changed, in microseconds; 0 when it is not there.
    private static func changed(_ path: String) -> Int64 {
        // A file that is being replaced may be missing for a moment: the next look finds it.
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let date = attributes?[.modificationDate] as? Date else { return 0 }
        return Int64(date.timeIntervalSince1970 * 1_000_000)
    }
}
