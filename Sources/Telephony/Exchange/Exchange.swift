import Audio
package import Kernel
package import Logging
package import MediaServer
package import Model
package import NIOCore
import SIP
package import SIPTransport

/// The switching centre: takes requests from the endpoint, finds who they belong to, and gives them to the registrar, to
/// calls, or back with a refusal.
///
/// Lives on one event loop, with its endpoint, its calls and its timers; not `Sendable`. Other threads reach it through
/// an ``ExchangeHandle``.
package final class Exchange {
    package let eventLoop: any EventLoop
    package let settings: ExchangeSettings
    package let time: any TimeSource
    package let events: any EventSink
    package let endpoint: SIPEndpoint
    package let mediaServer: MediaServer
    package let recorder: any CallRecorder
    package let voice: VoiceDesk
    /// Told of every message and leg; `nil` where there are no traces.
    package let tracing: (any CallTracing)?
    package internal(set) var configuration: Configuration
    package internal(set) var counters = ExchangeCounters()

    let logger: Logger
    let music: AudioClip
    let timers: ExchangeTimers
    let signalling: Signalling
    let sessionSettings: InviteSessionSettings
    let resolver: SIPResolver
    let gatekeeper: Gatekeeper
    let registrar: Registrar
    let trunks: TrunkKeeper
    let lamps = LampKeeper()
    var parking = ParkingLot()
    var absence = AbsenceTable()
    let callbacks = CallbackKeeper()
    let reminders: ReminderKeeper
    let messageLamps = MessageLamps()
    var lampCodes = LampCodes()
    var calls: [CallID: CallActor] = [:]
    var channels = ChannelCount()
    let toll = TollKeeper()
    /// INVITEs that can still be cancelled, by their transaction.
    var invitations: [ServerTransaction: LegID] = [:]
    var rate = RateLimit()
    /// Those on the way from one domain of a pool into another, by the secret of their INVITE.
    var arrivals = ArrivalTable()

    package init(
        on eventLoop: any EventLoop,
        settings: ExchangeSettings,
        configuration: Configuration,
        endpoint: SIPEndpoint,
        resolver: SIPResolver,
        mediaServer: MediaServer,
        recorder: any CallRecorder,
        voice: VoiceDesk,
        reminderLog: ReminderLog,
        tracing: (any CallTracing)?,
        guarding guardian: any SignInGuardian,
        events: any EventSink,
        time: any TimeSource,
        tokens: TokenSource,
        logger: Logger
    ) {
        self.eventLoop = eventLoop
        self.settings = settings
        self.configuration = configuration
        self.endpoint = endpoint
        self.resolver = resolver
        self.mediaServer = mediaServer
        self.recorder = recorder
        self.voice = voice
        self.tracing = tracing
        self.events = events
        self.time = time
        self.logger = logger
        self.music = HoldMelody.clip
        self.timers = ExchangeTimers(eventLoop: eventLoop)
        self.signalling = Signalling(endpoint: endpoint, timers: self.timers, time: time, tokens: tokens)
        var session = InviteSessionSettings()
        session.agent = settings.agent
        self.sessionSettings = session
        self.gatekeeper = Gatekeeper(
            settings: settings,
            guardian: guardian,
            time: time,
            tokens: &self.signalling.tokens
        )
        self.registrar = Registrar(settings: settings, time: time, events: events)
        self.trunks = TrunkKeeper(resolver: resolver)
        self.reminders = ReminderKeeper(startingAt: time.timestamp, reminderLog)
        endpoint.delegate = self
        if let tracing { self.trace(to: tracing) }
        self.trunks.start(in: self)
        self.registrar.startExpiring(on: eventLoop)
        self.reminders.look(in: self)
    }

    // MARK: - Configuration

    /// Replaces the configuration as a whole; calls in progress go on (BYD-02).
    package func replace(configuration: Configuration) {
        let former = self.configuration
        self.configuration = configuration
        self.toll.configurationChanged(from: former, to: configuration, at: self.time.timestamp)
        var changed: Set<UserID> = []
        var lamps: [UserID] = []
        for (domain, tenant) in former.tenants {
            for user in tenant.users.values {
                let now = configuration.tenants[domain]?.users[user.id]
                let isUnchanged = now.map { $0.credentials == user.credentials && !$0.isBlocked } ?? false
                if let now, now.voicemail.isLampLit != user.voicemail.isLampLit { lamps.append(user.id) }
                if !isUnchanged {
                    self.registrar.removeAll(of: user.id, in: domain)
                    changed.insert(user.id)
                }
            }
        }
        self.gatekeeper.keepOnly(configuration.tenants.keys)
        self.trunks.configurationChanged(in: self)
        self.lamps.configurationChanged(changed, in: self)
        self.reminders.look(in: self)
        self.messageLamps.configurationChanged(changed, in: self)
        for user in lamps { self.messageLamps.changed(user, in: self) }
    }

    // MARK: - Calls

    func makeCall(in domain: DomainID?) -> CallActor {
        let id = CallID(self.signalling.tokens.orderedToken(at: self.time.timestamp))
        let call = CallActor(
            id: id,
            domain: domain,
            exchange: NIOLoopBound(self, eventLoop: self.eventLoop),
            eventLoop: self.eventLoop
        )
        self.calls[id] = call
        if let domain { self.channels.began(id, in: domain) }
        self.counters.callsStarted += 1
        return call
    }

    /// The call is over and leaves nothing behind.
    func forget(_ id: CallID) {
        guard self.calls.removeValue(forKey: id) != nil else { return }
        self.parking.leave(id)
        self.absence.forget(id)
        self.channels.ended(id)
        self.toll.forget(id)
    }

    func note(_ fault: LegFault, of leg: LegID, in call: CallID) {
        self.logger.debug(
            "leg trouble",
            metadata: [LogKey.call: "\(call)", LogKey.leg: "\(leg)", LogKey.reason: "\(fault.detail)"]
        )
    }

    // MARK: - Answers without a call

    func refuse(
        _ request: SIPMessage,
        in transaction: ServerTransaction,
        _ status: Int,
        reason: String? = nil,
        headers: [(SIPHeaderName, String)] = []
    ) {
        var response = SIPMessage(
            response: status,
            reason: reason,
            to: request,
            toTag: self.signalling.tokens.token()
        )
        response.set(.server, self.settings.agent)
        for (name, value) in headers { response.append(name, value) }
        self.endpoint.respond(response, in: transaction)
    }
}

/// Counts since the start, for metrics.
package struct ExchangeCounters: Sendable {
    package var callsStarted: UInt64 = 0
    package var callsRefused: UInt64 = 0
    package var registrations: UInt64 = 0
    package var registrationsRefused: UInt64 = 0
    package var challenges: UInt64 = 0
    package var overloads: UInt64 = 0
}

/// Metadata keys of this target, one spelling each.
enum LogKey {
    static let call = "call.id"
    static let domain = "domain.id"
    static let leg = "leg.id"
    static let user = "user.id"
    static let trunk = "trunk.id"
    static let peer = "net.peer"
    static let method = "sip.method"
    static let status = "sip.status"
    static let reason = "reason"
}

/// New calls per second, counted in whole seconds.
struct RateLimit {
    private var second: Int64 = -1
    private var count = 0

    mutating func admits(_ limit: Int, at now: Moment) -> Bool {
        let second = now.nanoseconds / 1_000_000_000
        if second != self.second {
            self.second = second
            self.count = 0
        }
        self.count += 1
        return self.count <= limit
    }
}
