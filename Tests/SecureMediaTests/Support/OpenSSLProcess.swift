import Foundation
import Testing

/// `openssl s_server` or `s_client` as a foreign peer, with a certificate of its own.
final class OpenSSLProcess {
    let folder: URL
    private let process = Process()
    private let output: FileHandle
    private let input = Pipe()

    /// - Parameter arguments: what follows the certificate and the SRTP suite.
    init(
        _ command: String,
        _ arguments: [String],
        version: String = "-dtls1_2",
        profile: String,
        keyLength: Int
    ) throws {
        self.folder = FileManager.default.temporaryDirectory.appending(path: "martlet-dtls-\(UUID())")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let (key, certificate) = (self.folder.appending(path: "key.pem"), self.folder.appending(path: "cert.pem"))
        try Self.run([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=peer", "-days", "30", "-keyout", key.path,
            "-out", certificate.path,
        ])
        // A file, as a pipe that nobody reads would stop the process, and one that is read blocks the test.
        let log = self.folder.appending(path: "output")
        try Data().write(to: log)
        self.output = try FileHandle(forWritingTo: log)
        self.process.executableURL = Self.executable
        self.process.arguments =
            [
                command, version, "-cert", certificate.path, "-key", key.path, "-use_srtp", profile, "-keymatexport",
                "EXTRACTOR-dtls_srtp", "-keymatexportlen", String(keyLength),
            ] + arguments
        self.process.standardInput = self.input
        self.process.standardOutput = self.output
        self.process.standardError = self.output
        try self.process.run()
    }

    deinit {
        // The test's threads block the gentler signals, and children inherit that.
        kill(self.process.processIdentifier, SIGKILL)
        self.process.waitUntilExit()
        try? FileManager.default.removeItem(at: self.folder)
    }

    private static let executable = URL(filePath: "/usr/bin/openssl")

    private static func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    /// SHA-256 of the certificate.
    func fingerprint() throws -> [UInt8] {
        let pem = try String(contentsOf: self.folder.appending(path: "cert.pem"), encoding: .utf8)
        let lines = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        let certificate = try #require(Data(base64Encoded: lines.joined()))
        return CertificateDigest.sha256(Array(certificate))
    }

    var text: String {
        (try? String(contentsOf: self.folder.appending(path: "output"), encoding: .utf8)) ?? ""
    }

    /// What stands behind `label` up to the end of its line, if the process has said so.
    func said(_ label: String) -> String? {
        guard let start = self.text.range(of: label)?.upperBound else { return nil }
        let rest = self.text[start...]
        guard let end = rest.firstIndex(of: "\n") else { return nil }
        return rest[..<end].trimmingCharacters(in: .whitespaces)
    }
}
