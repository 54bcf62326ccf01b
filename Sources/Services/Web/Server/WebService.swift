import Hummingbird
import Kernel
package import Logging
import Model
package import NIOCore
import ServiceLifecycle
import Synchronization

/// The web server as a service: REST API, event socket, web app, metrics. Listens when ``run()`` is called and ends with a
/// graceful shutdown: requests in work are answered, event sockets are told to come back.
package struct WebService: Service, CustomStringConvertible {
    /// How often expired sessions are forgotten.
    private static let sweepInterval = Duration.seconds(3_600)

    private let web: WebApplication
    private let eventLoopGroup: any EventLoopGroup
    private let certificates: TLSCertificates?
    private let logger: Logger
    private let onListening: @Sendable (SocketAddress) -> Void

    /// - Parameters:
    ///   - certificates: with them it speaks TLS and nothing else.
    ///   - onListening: called once, with the address that it listens at.
    /// - Throws: ``WebError`` when the static files cannot be read.
    package init(
        _ parts: WebParts,
        settings: WebSettings,
        certificates: TLSCertificates? = nil,
        eventLoopGroup: any EventLoopGroup,
        logger: Logger,
        onListening: @escaping @Sendable (SocketAddress) -> Void = { _ in }
    ) throws {
        self.init(
            try WebApplication(parts, settings: settings, logger: logger),
            certificates: certificates,
            eventLoopGroup: eventLoopGroup,
            logger: logger,
            onListening: onListening
        )
    }

    init(
        _ web: WebApplication,
        certificates: TLSCertificates?,
        eventLoopGroup: any EventLoopGroup,
        logger: Logger,
        onListening: @escaping @Sendable (SocketAddress) -> Void
    ) {
        self.web = web
        self.eventLoopGroup = eventLoopGroup
        self.certificates = certificates
        self.logger = logger
        self.onListening = onListening
    }

    /// Short, as logs name services by it, and without the settings' secrets.
    package var description: String { "web server" }

    package func run() async throws {
        let application = self.web.application(
            eventLoopGroup: self.eventLoopGroup,
            certificates: self.certificates,
            logger: self.logger
        ) { channel in
            guard let address = channel.localAddress else { return }
            self.onListening(address)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.web.live.run() }
            group.addTask { await self.sweep() }
            // The others go on for as long as the server does.
            defer { group.cancelAll() }
            try await application.run()
        }
    }

    private func sweep() async {
        while !Task.isCancelled {
            do {
                try await self.web.parts.sessions.sweep(at: self.web.parts.time.timestamp)
            } catch {
                self.logger.warning("sessions cannot be swept", metadata: [LogKey.error: "\(error)"])
            }
            // A cancelled sleep is a short one.
            try? await Task.sleep(for: Self.sweepInterval)
        }
    }
}
