public import NIOSSL

/// The certificates of an endpoint. Making one reads files and takes milliseconds: do it off the loop, then hand it to
/// ``SIPEndpoint/replace(tls:)``.
public struct SIPTLSContexts: Sendable {
    /// For TLS and secure WebSocket listeners; without it their connections are refused.
    public var server: NIOSSLContext?
    /// For connections to trunks whose certificate is checked.
    public var client: NIOSSLContext?
    /// For connections to trunks that are not checked (``SIPDestination/Verification/none``).
    public var unverifiedClient: NIOSSLContext?

    /// No TLS at all.
    public init() {}

    /// Contexts from configurations; TLS below 1.2 is refused (RFC 8996).
    ///
    /// - Parameters:
    ///   - server: chain and key of the listeners.
    ///   - client: trust roots, and a certificate of our own where trunks ask for one.
    /// - Throws: NIOSSL's error when a certificate or key cannot be read or they do not belong together.
    public init(
        server: TLSConfiguration?,
        client: TLSConfiguration = .makeClientConfiguration()
    ) throws {
        func modern(_ configuration: TLSConfiguration) -> TLSConfiguration {
            var configuration = configuration
            if configuration.minimumTLSVersion != .tlsv13 { configuration.minimumTLSVersion = .tlsv12 }
            return configuration
        }
        self.server = try server.map { try NIOSSLContext(configuration: modern($0)) }
        self.client = try NIOSSLContext(configuration: modern(client))
        var unverified = modern(client)
        unverified.certificateVerification = .none
        self.unverifiedClient = try NIOSSLContext(configuration: unverified)
    }
}
