import Kernel
import Model
import NIOCore
import SIP
import SIPTransport

/// Keeps the provider trunks alive: looks their names up, registers, probes, counts channels (SIP-04).
///
/// Lives on the exchange's event loop.
final class TrunkKeeper {
    /// How often names are looked up again.
    static let lookUpInterval = Duration.seconds(300)

    private struct Entry {
        var trunk: Trunk
        /// Tells the trunk from itself before it was changed: what was asked then is answered to nobody.
        let generation: UInt64
        var state: TrunkState
        var sources: [IPNetwork]
        var registration: TrunkRegistration?
        var tickets: [ExchangeTimers.Ticket] = []
    }

    private let resolver: SIPResolver
    private var entries: [TrunkID: Entry] = [:]
    private var generation: UInt64 = 0
    /// The trunk each leg takes a channel of. Outlives a change of the trunk, as its calls do.
    private var trunksOfLegs: [LegID: (trunk: TrunkID, way: Way)] = [:]
    private var channels: [TrunkID: [Way: Int]] = [:]

    /// Who began a leg.
    enum Way: Hashable {
        case fromThere, toThere
    }

    init(resolver: SIPResolver) {
        self.resolver = resolver
    }

    // MARK: - Configuration

    func start(in exchange: Exchange) { self.configurationChanged(in: exchange) }

    func configurationChanged(in exchange: Exchange) {
        let wanted = exchange.configuration.trunks.filter { $0.value.isActive }
        for (id, entry) in self.entries where wanted[id] != entry.trunk { self.remove(id, in: exchange) }
        for (id, trunk) in wanted where self.entries[id] == nil { self.add(trunk, id, in: exchange) }
    }

    private func add(_ trunk: Trunk, _ id: TrunkID, in exchange: Exchange) {
        let state = TrunkState(needsRegistration: trunk.account != nil)
        self.generation += 1
        self.entries[id] = Entry(
            trunk: trunk,
            generation: self.generation,
            state: state,
            sources: trunk.sources.compactMap { IPNetwork($0) }
        )
        self.lookUp(id, in: exchange)
        self.probe(id, in: exchange)
    }

    private func remove(_ id: TrunkID, in exchange: Exchange) {
        guard let entry = self.entries.removeValue(forKey: id) else { return }
        for ticket in entry.tickets { exchange.timers.cancel(ticket) }
        entry.registration?.stop()
    }

    // MARK: - Addresses

    private func lookUp(_ id: TrunkID, in exchange: Exchange) {
        guard let entry = self.entries[id] else { return }
        self.addresses(of: entry.trunk, on: exchange.eventLoop) { [weak exchange] addresses in
            guard let exchange, self.entries[id]?.generation == entry.generation else { return }
            if !addresses.isEmpty { self.note(.resolved(addresses), of: id, in: exchange) }
            self.register(id, in: exchange)
            self.again(id, after: Self.lookUpInterval, in: exchange) { self.lookUp(id, in: exchange) }
        }
    }

    /// Where the trunk is now, best first; empty when its name cannot be looked up. `deliver` is called on the loop,
    /// at once for numeric hosts.
    func addresses(of trunk: Trunk, on eventLoop: any EventLoop, deliver: @escaping ([SIPDestination]) -> Void) {
        let transport = SIPTransportKind(trunk.transport)
        if let ip = IPAddress(trunk.host) {
            let port = trunk.port.flatMap { UInt16(exactly: $0) } ?? transport.defaultPort
            deliver([SIPDestination(transport, TransportAddress(ip, port: port))])
            return
        }
        var uri = SIPURI(user: nil, host: trunk.host, port: trunk.port.flatMap { UInt16(exactly: $0) })
        uri.parameters["transport"] = transport.parameter
        let bound = NIOLoopBound(deliver, eventLoop: eventLoop)
        self.resolver.resolve(uri, on: eventLoop).whenComplete { result in
            switch result {
            case .success(let addresses): bound.value(addresses)
            case .failure: bound.value([])
            }
        }
    }

    /// The trunk that a request comes from, by the address of its source or by the contact we registered.
    func trunk(of request: SIPMessage, from source: SIPSource, in configuration: Configuration) -> Trunk? {
        guard !self.entries.isEmpty else { return nil }
        // The contact that was registered names one trunk exactly; several may share a provider's address.
        let called = request.requestURI?.user
        if let entry = self.entries.values.first(where: { $0.registration?.contactUser == called && called != nil }) {
            return entry.trunk
        }
        return self.entries.values
            .filter { entry in
                entry.state.isReached(at: source.remote, port: entry.trunk.port)
                    || entry.trunk.acceptsByAddress && entry.sources.contains { $0.contains(source.remote.ip) }
            }
            .min { ($0.trunk.priority, $0.trunk.name) < ($1.trunk.priority, $1.trunk.name) }?
            .trunk
    }

    // MARK: - Channels

    /// Why the trunk cannot take a call now; `nil` when it can.
    func obstacle(to trunk: Trunk) -> String? {
        guard let entry = self.entries[trunk.id] else { return "not active" }
        if let fault = entry.state.fault { return fault }
        return self.isFull(trunk, .toThere) ? "every channel is busy" : nil
    }

    func isFull(_ trunk: Trunk, _ way: Way) -> Bool {
        guard let entry = self.entries[trunk.id] else { return true }
        let taken = self.channels[trunk.id, default: [:]]
        guard taken.values.reduce(0, +) < entry.trunk.channelLimit else { return true }
        guard let route = entry.trunk.route else { return false }
        return taken[way, default: 0] >= (way == .fromThere ? route.channelsIn : route.channelsOut)
    }

    func legStarted(_ leg: LegID, on trunk: TrunkID, _ way: Way) {
        guard self.trunksOfLegs.updateValue((trunk, way), forKey: leg) == nil else { return }
        self.channels[trunk, default: [:]][way, default: 0] += 1
    }

    func legEnded(_ leg: LegID) {
        guard let (trunk, way) = self.trunksOfLegs.removeValue(forKey: leg) else { return }
        let count = self.channels[trunk]?[way, default: 1] ?? 1
        self.channels[trunk]?[way] = count > 1 ? count - 1 : nil
        if self.channels[trunk]?.isEmpty == true { self.channels[trunk] = nil }
    }

    // MARK: - Health

    /// OPTIONS on the usual interval; a trunk that does not answer twice is left out until it does (SIP-04).
    private func probe(_ id: TrunkID, in exchange: Exchange) {
        guard let entry = self.entries[id], entry.trunk.probeSeconds > 0 else { return }
        let interval = Duration.seconds(entry.trunk.probeSeconds)
        guard let address = entry.state.addresses.first else {
            self.again(id, after: .seconds(1), in: exchange) { self.probe(id, in: exchange) }
            return
        }
        exchange.endpoint.send(self.options(entry.trunk, in: exchange), to: address) { [weak exchange] _, event in
            guard let exchange, self.entries[id]?.generation == entry.generation else { return }
            switch event {
            case .response(let response, _) where (response.status ?? 0) >= 200:
                // Any answer shows that somebody is there; 503 and 408 say that it is no use now.
                let isWell = response.status != 503 && response.status != 408
                self.note(isWell ? .probeAnswered : .probeFailed, of: id, in: exchange)
            case .failed:
                self.note(.probeFailed, of: id, in: exchange)
            case .response, .ended:
                break
            }
        }
        self.again(id, after: interval, in: exchange) { self.probe(id, in: exchange) }
    }

    private func options(_ trunk: Trunk, in exchange: Exchange) -> SIPMessage {
        let uri = SIPURI(user: nil, host: trunk.host, port: trunk.port.flatMap { UInt16(exactly: $0) })
        let tokens = exchange.signalling
        var request = SIPMessage(request: .options, uri: uri)
        request.set(.from, "<sip:martlet@\(trunk.host)>;tag=\(tokens.tokens.token())")
        request.set(.to, "<\(uri)>")
        request.set(.callID, tokens.tokens.token(words: 2))
        request.set(.cseq, "1 OPTIONS")
        request.set(.maxForwards, "70")
        request.set(.userAgent, exchange.settings.agent)
        return request
    }

    private func register(_ id: TrunkID, in exchange: Exchange) {
        guard let entry = self.entries[id], entry.registration == nil, let account = entry.trunk.account,
            let address = entry.state.addresses.first
        else { return }
        let registration = TrunkRegistration(entry.trunk, account, at: address, in: exchange) { [weak exchange] input in
            guard let exchange, self.entries[id]?.generation == entry.generation else { return }
            self.note(input, of: id, in: exchange)
        }
        self.entries[id]?.registration = registration
        registration.start()
    }

    private func note(_ input: TrunkState.Input, of id: TrunkID, in exchange: Exchange) {
        guard let effects = self.entries[id]?.state.handle(input) else { return }
        let now = exchange.time.timestamp
        for effect in effects {
            switch effect {
            case .becameAvailable:
                exchange.events.publish(
                    .trunkStateChanged(id, isAvailable: true, reason: ""),
                    at: now,
                    domain: nil,
                    call: nil
                )
            case .becameUnavailable(let reason):
                exchange.events.publish(
                    .trunkStateChanged(id, isAvailable: false, reason: reason),
                    at: now,
                    domain: nil,
                    call: nil
                )
            }
        }
    }

    /// Runs `action` later, unless the trunk has been removed or changed by then.
    private func again(_ id: TrunkID, after delay: Duration, in exchange: Exchange, _ action: @escaping () -> Void) {
        let ticket = exchange.timers.arm(after: delay, action)
        self.entries[id]?.tickets.append(ticket)
        if let count = self.entries[id]?.tickets.count, count > 16 { self.entries[id]?.tickets.removeFirst(8) }
    }

    /// Whether each trunk can be used, for health and metrics.
    var faults: [TrunkID: String?] { self.entries.mapValues(\.state.fault) }
}

extension SIPTransportKind {
    init(_ transport: Trunk.Transport) {
        switch transport {
        case .udp: self = .udp
        case .tcp: self = .tcp
        case .tls: self = .tls
        }
    }
}
