import Exchange
import Kernel
import Logging
import MediaServer
import Model
import NIOCore
import NIOPosix
import NIOSSL
import SIP
import SIPTransport
import Traces

/// SIP and the exchange on their event loop: starts the listeners, hands out the way in, stops calls in an orderly way.
final class SignallingService: Sendable {
    /// What was bound, with the ports that 0 became.
    struct Listening: Sendable {
        var udp: TransportAddress
        var tcp: TransportAddress
        var tls: TransportAddress?
        var webSocket: TransportAddress?
    }

    let handle: ExchangeHandle
    let listening: Listening
    private let endpoint: NIOLoopBound<SIPEndpoint>
    private let group: MultiThreadedEventLoopGroup
    private let eventLoop: any EventLoop

    /// How long calls may take to say goodbye at the end.
    static let farewell = Duration.seconds(2)

    private init(
        handle: ExchangeHandle,
        listening: Listening,
        endpoint: NIOLoopBound<SIPEndpoint>,
        group: MultiThreadedEventLoopGroup,
        eventLoop: any EventLoop
    ) {
        self.handle = handle
        self.listening = listening
        self.endpoint = endpoint
        self.group = group
        self.eventLoop = eventLoop
    }

    /// What the exchange is made of, apart from its loop.
    struct Parts: Sendable {
        var configuration: Configuration
        var media: MediaServer
        var recorder: any CallRecorder
        var voice: VoiceDesk
        var reminderLog: ReminderLog
        /// `nil`: no traces.
        var tracing: TraceQueue?
        var guardian: any SignInGuardian
        var events: any EventSink
        /// Told what the brake against toll fraud noticed.
        var tollNotice: @Sendable (TollNotice) -> Void
        var time: any TimeSource
        var logger: Logger
    }

    static func start(_ settings: ServerSettings, _ parts: Parts, tls: TLSConfiguration?) async throws
        -> SignallingService
    {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        let contexts = try SIPTLSContexts(server: tls)
        let resolver = SIPResolver(group: group, threads: .singleton)
        let made = try await eventLoop.submit { () -> (ExchangeHandle, NIOLoopBound<SIPEndpoint>) in
            let endpoint = SIPEndpoint(
                on: eventLoop,
                settings: self.endpointSettings(settings),
                tls: contexts,
                logger: parts.logger
            )
            let exchange = Exchange(
                on: eventLoop,
                settings: self.exchangeSettings(settings, parts),
                configuration: parts.configuration,
                endpoint: endpoint,
                resolver: resolver,
                mediaServer: parts.media,
                recorder: parts.recorder,
                voice: parts.voice,
                reminderLog: parts.reminderLog,
                tracing: parts.tracing,
                guarding: parts.guardian,
                events: parts.events,
                time: parts.time,
                tokens: .system(),
                logger: parts.logger
            )
            // The handle keeps the exchange alive: the endpoint knows its delegate weakly.
            return (ExchangeHandle(exchange), NIOLoopBound(endpoint, eventLoop: eventLoop))
        }.get()
        let listening = try await self.listen(settings, made.1, eventLoop, hasTLS: tls != nil)
        return SignallingService(
            handle: made.0,
            listening: listening,
            endpoint: made.1,
            group: group,
            eventLoop: eventLoop
        )
    }

    private static func endpointSettings(_ settings: ServerSettings) -> SIPEndpointSettings {
        var endpoint = SIPEndpointSettings()
        endpoint.serverName = "Martlet"
        endpoint.addressRules = settings.networks.compactMap { network in
            IPNetwork(network.peers).map { AddressRule(network: $0, advertisedHost: network.address) }
        }
        return endpoint
    }

    private static func exchangeSettings(_ settings: ServerSettings, _ parts: Parts) -> ExchangeSettings {
        var exchange = ExchangeSettings()
        exchange.tollNotice = parts.tollNotice
        // The demo company has a branch in a domain of its own, and phones that know one server only are the company's.
        exchange.defaultDomain = settings.defaultDomain ?? (settings.demo ? DemoCompany.domain : nil)
        exchange.callRateLimit = settings.callRateLimit
        exchange.mediaNetwork = { $0.isIPv6 ? MediaService.ipv6 : MediaService.ipv4 }
        return exchange
    }

    // MARK: - Listening

    private static func listen(
        _ settings: ServerSettings,
        _ endpoint: NIOLoopBound<SIPEndpoint>,
        _ eventLoop: any EventLoop,
        hasTLS: Bool
    ) async throws -> Listening {
        func open(_ transport: SIPTransportKind, _ place: ServerSettings.HostPort) async throws -> TransportAddress {
            guard let ip = IPAddress(place.host) else {
                throw ServerError(.cannotListen, "\(place.host) is no IP address")
            }
            let address = TransportAddress(ip, port: UInt16(clamping: place.port))
            do {
                let bound = try await eventLoop.flatSubmit {
                    endpoint.value.listen(SIPListener(transport, address))
                }.get()
                // A socket is of one family (SIP-01): "every address" of IPv6 means those of IPv4, too.
                guard ip.isIPv6, ip.bytes.allSatisfy({ $0 == 0 }) else { return bound }
                let others = ServerSettings.HostPort(host: "0.0.0.0", port: Int(bound.port))
                _ = try await open(transport, others)
                return bound
            } catch let error as ServerError {
                throw error
            } catch {
                throw self.explained(error, transport, place)
            }
        }
        let udp = try await open(.udp, settings.sip)
        let tcp = try await open(.tcp, ServerSettings.HostPort(host: settings.sip.host, port: Int(udp.port)))
        var listening = Listening(udp: udp, tcp: tcp)
        if hasTLS {
            let place = settings.sipTLS ?? ServerSettings.HostPort(host: settings.sip.host, port: Int(udp.port) + 1)
            listening.tls = try await open(.tls, place)
        }
        if let place = settings.sipWebSocket {
            listening.webSocket = try await open(hasTLS ? .wss : .ws, place)
        }
        return listening
    }

    private static func explained(
        _ error: any Error,
        _ transport: SIPTransportKind,
        _ place: ServerSettings.HostPort
    ) -> ServerError {
        if let error = error as? IOError, error.errnoCode == EADDRINUSE {
            return ServerError(
                .addressTaken,
                "\(place) (\(transport.viaName)) is taken by another program; choose another with --sip ADDRESS:PORT"
            )
        }
        return ServerError(.cannotListen, "cannot listen at \(place) (\(transport.viaName)): \(error)", cause: nil)
    }

    // MARK: - Running

    func replace(tls: TLSConfiguration) async throws {
        let contexts = try SIPTLSContexts(server: tls)
        let endpoint = self.endpoint
        try await self.eventLoop.submit { endpoint.value.replace(tls: contexts) }.get()
    }

    func stop() async throws {
        try await self.handle.stopCalls(patience: Self.farewell)
        let endpoint = self.endpoint
        try await self.eventLoop.flatSubmit { endpoint.value.shutDown() }.get()
        try await self.group.shutdownGracefully()
    }
}
