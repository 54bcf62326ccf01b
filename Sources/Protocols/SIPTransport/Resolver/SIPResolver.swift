public import Kernel
public import NIOCore
public import NIOPosix
public import SIP
import Synchronization

/// Why a URI leads nowhere.
public struct SIPResolverError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of fault; may grow.
    public struct Code: Hashable, Sendable {
        let number: UInt8
        /// The URI's scheme, host or transport cannot be resolved at all.
        public static let badName = Code(number: 0)
        /// The host does not exist, or offers no SIP over that transport.
        public static let notFound = Code(number: 1)
        /// No name server answered; later it may.
        public static let noAnswer = Code(number: 2)
    }

    /// The kind of fault.
    public let code: Code
    /// A sentence for logs.
    public let detail: String

    init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// The sentence.
    public var description: String { self.detail }
}

/// How ``SIPResolver`` asks.
public struct SIPResolverSettings: Sendable {
    /// The servers for SRV; `nil` takes those of /etc/resolv.conf.
    public var nameServers: [TransportAddress]?
    /// How long to wait for each server. Default 2 s.
    public var queryTimeout = Duration.seconds(2)
    /// Whether SRV records are asked for.
    public var usesServiceRecords = true
    /// How long addresses are kept, whose own lifetime the system does not tell. Default 60 s.
    public var addressLifetime = Duration.seconds(60)
    /// The longest that anything is kept, whatever its own lifetime. Default 1 h.
    public var longestLifetime = Duration.seconds(3_600)
    /// How long a failure is kept. Default 10 s.
    public var failureLifetime = Duration.seconds(10)
    /// Names kept at once. Default 1024.
    public var cacheLimit = 1_024

    /// The defaults above.
    public init() {}
}

/// From a URI to the places to try, in their order (RFC 3263 §4): numeric addresses, ports, `transport`, `maddr`, SRV with
/// its priorities and weights, and all addresses of each host.
///
/// Nothing blocks an event loop: the system's lookup runs on a thread pool, SRV questions over UDP on a loop.
public final class SIPResolver: Sendable {
    private struct Kept {
        let destinations: Result<[SIPDestination], SIPResolverError>
        let until: NIODeadline
    }

    private let group: any EventLoopGroup
    private let threads: NIOThreadPool
    private let settings: SIPResolverSettings
    private let client: DNSClient
    private let cache = Mutex<[SIPURI: Kept]>([:])
    private let tokens: Mutex<TokenSource>

    /// - Parameters:
    ///   - group: SRV questions are asked on its loops.
    ///   - threads: `getaddrinfo` blocks them.
    ///   - tokens: the numbers of questions, and the draw among weighted records.
    public init(
        group: any EventLoopGroup,
        threads: NIOThreadPool,
        settings: SIPResolverSettings = SIPResolverSettings(),
        tokens: sending TokenSource = .system()
    ) {
        self.tokens = Mutex(tokens)
        self.group = group
        self.threads = threads
        self.settings = settings
        self.client = DNSClient(
            servers: settings.nameServers ?? NameServers.ofThisMachine(),
            timeout: .nanoseconds(settings.queryTimeout.wholeNanoseconds)
        )
    }

    /// Where to send a request for this URI (the topmost Route's, or the Request-URI). At most 8 places.
    ///
    /// - Throws: ``SIPResolverError``.
    public func resolve(_ uri: SIPURI) async throws -> [SIPDestination] {
        try await self.resolve(uri, on: self.group.any()).get()
    }

    /// The same for callers on an event loop.
    public func resolve(_ uri: SIPURI, on eventLoop: any EventLoop) -> EventLoopFuture<[SIPDestination]> {
        let plan: ResolutionPlan
        do {
            plan = try ResolutionPlan(uri, usesServiceRecords: self.settings.usesServiceRecords)
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
        if case .numeric(let destination) = plan { return eventLoop.makeSucceededFuture([destination]) }
        let key = uri.destinationKey
        if let kept = self.cache.withLock({ $0[key] }), eventLoop.now < kept.until {
            return eventLoop.makeCompletedFuture(kept.destinations.mapError { $0 as any Error })
        }
        return self.carryOut(plan, on: eventLoop)
            .map { found in
                self.keep(.success(found.destinations), for: key, found.lifetime, at: eventLoop.now)
                return found.destinations
            }
            .flatMapErrorThrowing { error in
                let failure = error as? SIPResolverError ?? SIPResolverError(.noAnswer, "\(error)")
                self.keep(.failure(failure), for: key, self.settings.failureLifetime, at: eventLoop.now)
                throw failure
            }
    }

    private func keep(
        _ destinations: Result<[SIPDestination], SIPResolverError>,
        for key: SIPURI,
        _ lifetime: Duration,
        at now: NIODeadline
    ) {
        let lifetime = min(lifetime, self.settings.longestLifetime)
        let kept = Kept(destinations: destinations, until: now + .nanoseconds(lifetime.wholeNanoseconds))
        self.cache.withLock { cache in
            if cache.count >= self.settings.cacheLimit { cache = cache.filter { now < $0.value.until } }
            if cache.count >= self.settings.cacheLimit { cache.removeAll() }
            cache[key] = kept
        }
    }

    // MARK: Asking

    private struct Found: Sendable {
        var destinations: [SIPDestination]
        var lifetime: Duration
    }

    private func carryOut(_ plan: ResolutionPlan, on eventLoop: any EventLoop) -> EventLoopFuture<Found> {
        switch plan {
        case .numeric(let destination):
            return eventLoop.makeSucceededFuture(Found(destinations: [destination], lifetime: .zero))
        case .host(let host, let transport, let port):
            return self.addresses(of: host, transport, port, on: eventLoop)
        case .services(let services, let host, let fallback):
            return self.ask(services[...], on: eventLoop).flatMap { found in
                if let found { return eventLoop.makeSucceededFuture(found) }
                return self.addresses(of: host, fallback, fallback.defaultPort, on: eventLoop)
            }
        }
    }

    /// The destinations of the first service that is offered; `nil` when none is.
    private func ask(
        _ services: ArraySlice<ResolutionPlan.Service>,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<Found?> {
        guard let service = services.first else { return eventLoop.makeSucceededFuture(nil) }
        let identifier = UInt16(truncatingIfNeeded: self.tokens.withLock { $0.next() })
        return self.client.services(of: service.name, identifier: identifier, on: eventLoop)
            .map { Optional($0) }
            // A name server that fails is no reason not to try the address records, which a hosts file may hold.
            .flatMapErrorThrowing { _ in nil }
            .flatMap { answer in
                let offered = (answer?.services ?? []).filter { !$0.record.target.isEmpty && $0.record.port != 0 }
                guard !offered.isEmpty else { return self.ask(services.dropFirst(), on: eventLoop) }
                var random = SeededGenerator(seed: self.tokens.withLock { $0.next() })
                let ordered = ServiceRecord.ordered(offered.map(\.record), using: &random).prefix(8)
                let lifetime = Duration.seconds(Int64(offered.map(\.lifetime).min() ?? 0))
                let lookups = ordered.map { record in
                    self.addresses(of: record.target, service.transport, record.port, on: eventLoop)
                        .map { Optional($0) }
                        .flatMapErrorThrowing { _ in nil }
                }
                return EventLoopFuture.whenAllSucceed(lookups, on: eventLoop).flatMapThrowing { found in
                    let destinations = found.compactMap(\.self).flatMap(\.destinations)
                    guard !destinations.isEmpty else {
                        throw SIPResolverError(.notFound, "none of the hosts of \(service.name) has an address")
                    }
                    return Found(destinations: Array(destinations.prefix(8)), lifetime: lifetime)
                }
            }
    }

    private func addresses(
        of host: String,
        _ transport: SIPTransportKind,
        _ port: UInt16,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<Found> {
        let lifetime = self.settings.addressLifetime
        return self.threads.runIfActive(eventLoop: eventLoop) {
            let addresses = HostLookup.addresses(of: host)
            guard !addresses.isEmpty else { throw SIPResolverError(.notFound, "\(host) has no address") }
            let destinations = addresses.prefix(8).map { address in
                SIPDestination(transport, TransportAddress(address, port: port), serverName: host)
            }
            return Found(destinations: destinations, lifetime: lifetime)
        }
    }
}

extension SIPURI {
    /// What resolution looks at, and nothing else, so that all users of a host share one entry.
    fileprivate var destinationKey: SIPURI {
        var key = SIPURI(scheme: self.scheme, host: self.host.lowercased(), port: self.port)
        for name in ["transport", "maddr"] { key.parameters[name] = self.parameters[name] }
        return key
    }
}
