import Kernel
import Model
import NIOCore
import SIP
import SIPTransport

/// The registrar (RFC 3261 §10.3): checks what a REGISTER asks, keeps it in the location table, tells what changed.
///
/// Lives on the exchange's event loop.
final class Registrar {
    /// A wish that is refused, with the response that says so.
    struct Refusal: Error {
        let status: Int
        var headers: [(SIPHeaderName, String)] = []
    }

    private let settings: ExchangeSettings
    private let time: any TimeSource
    private let events: any EventSink
    private var table: LocationTable
    private var domains: [UserID: DomainID] = [:]

    init(settings: ExchangeSettings, time: any TimeSource, events: any EventSink) {
        self.settings = settings
        self.time = time
        self.events = events
        self.table = LocationTable(startingAt: time.now)
    }

    var count: Int { self.table.count }

    func bindings(of user: UserID) -> [Binding] { self.table.bindings(of: user) }

    // MARK: - REGISTER

    /// Applies an authenticated REGISTER and returns every contact the user has now, for the 200.
    func register(_ request: SIPMessage, of user: User, from source: SIPSource) throws(Refusal) -> [Binding] {
        let now = self.time.now
        let sequence: UInt32
        let wish: LocationTable.Wish
        do {
            sequence = try request.cseq().number
            wish = try self.wish(of: request, from: source, sequence: sequence, at: now)
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(status: 400)
        }
        do {
            let changes = try self.table.register(
                wish,
                of: user.id,
                callID: request.callID,
                sequence: sequence,
                at: now
            )
            self.domains[user.id] = user.domain
            self.tell(changes)
        } catch {
            switch error {
            case .outOfOrder: throw Refusal(status: 500, headers: [(.retryAfter, "5")])
            case .tooManyContacts: throw Refusal(status: 403)
            }
        }
        return self.table.bindings(of: user.id)
    }

    private func wish(
        of request: SIPMessage,
        from source: SIPSource,
        sequence: UInt32,
        at now: Moment
    ) throws -> LocationTable.Wish {
        let raw = request.all(.contact)
        guard !raw.isEmpty else { return .fetch }
        let general = try request.expires()
        if raw == ["*"] {
            guard general == 0 else { throw Refusal(status: 400) }
            return .removeAll
        }
        guard raw.count <= LocationTable.contactLimit else { throw Refusal(status: 403) }
        let path = request.all(.path)
        let agent = String((request.first(.userAgent) ?? "").prefix(128))
        var updates: [(binding: Binding, lifetime: Duration)] = []
        for contact in try request.contacts() {
            guard [.sip, .sips].contains(contact.uri.scheme), contact.uri.description.utf8.count <= 512 else {
                throw Refusal(status: 400)
            }
            let lifetime = try self.lifetime(contact.expires.map { Int($0) } ?? general)
            let binding = Binding(
                contact: contact.uri.description,
                priority: contact.parameters["q"],
                destination: Self.destination(of: contact.uri, from: source, path: path),
                path: path,
                source: source,
                callID: request.callID,
                sequence: sequence,
                userAgent: agent,
                expires: now.advanced(by: lifetime)
            )
            updates.append((binding, lifetime))
        }
        return .update(updates)
    }

    private func lifetime(_ seconds: Int?) throws(Refusal) -> Duration {
        guard let seconds else { return self.settings.registrationDefault }
        guard seconds > 0 else { return .zero }
        let asked = Duration.seconds(min(seconds, 1_000_000_000))
        guard asked >= self.settings.registrationMinimum else {
            let minimum = String(self.settings.registrationMinimum.components.seconds)
            throw Refusal(status: 423, headers: [(.minExpires, minimum)])
        }
        return min(asked, self.settings.registrationMaximum)
    }

    /// The flow a phone registered over passes its NAT. Only a UDP phone that names the very address it sent from may
    /// name another port there.
    private static func destination(of uri: SIPURI, from source: SIPSource, path: [String]) -> SIPDestination {
        let flow = SIPDestination(source: source)
        guard path.isEmpty, source.transport == .udp, let ip = IPAddress(uri.bareHost), ip == source.remote.ip else {
            return flow
        }
        let port = uri.port ?? SIPTransportKind.udp.defaultPort
        return port == source.remote.port ? flow : SIPDestination(.udp, TransportAddress(ip, port: port))
    }

    // MARK: - Ends

    func removeAll(of user: UserID, in domain: DomainID) {
        self.tell(self.table.removeAll(of: user))
        self.domains[user] = nil
    }

    func remove(_ contact: String, of user: UserID) -> Bool {
        guard let change = self.table.remove(contact, of: user, as: .removed) else { return false }
        self.tell([change])
        return true
    }

    func remove(flow: SIPFlow) { self.tell(self.table.remove(flow: flow)) }

    /// Drops what has run out, once a second.
    func startExpiring(on eventLoop: any EventLoop) {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        _ = eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            bound.value.tell(bound.value.table.expire(at: bound.value.time.now))
        }
    }

    private func tell(_ changes: [LocationTable.Change]) {
        let (now, moment) = (self.time.timestamp, self.time.now)
        for change in changes {
            let binding = change.binding
            let fact = RegistrationChange(
                user: change.user,
                contact: binding.contact,
                source: "\(binding.source.transport.parameter) \(binding.source.remote)",
                userAgent: binding.userAgent,
                expires: now.advanced(by: moment.duration(to: binding.expires)),
                reason: change.reason
            )
            let domain = self.domains[change.user]
            switch change.reason {
            case .registered, .refreshed:
                self.events.publish(.registered(fact), at: now, domain: domain, call: nil)
            case .expired, .removed, .replaced:
                self.events.publish(.unregistered(fact), at: now, domain: domain, call: nil)
            }
        }
    }
}
