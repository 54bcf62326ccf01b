import Kernel
import Model
import NIOCore
import SIP
import SIPTransport

/// Tells phones what their colleagues' phones do (BLF-01): the subscriptions to the `dialog` event package.
///
/// Lives on the exchange's event loop.
final class LampKeeper {
    static let package = "dialog"
    /// Lamps of one user: several phones with the largest key panels there are.
    static let limitOfWatcher = 512
    /// Lamps of all. Some 2 KiB each.
    static let limit = 200_000

    /// One lamp: a subscription and where its phone is.
    private final class Watch {
        var machine: SubscriptionServer
        let watcher: UserID
        let watched: UserID
        /// The URI the phone asked for, which it expects back.
        let entity: String
        var destination: SIPDestination
        /// The SUBSCRIBE that is being answered.
        var question: ServerTransaction?
        var ticket: ExchangeTimers.Ticket?
        var version = 0

        init(
            _ machine: SubscriptionServer,
            watcher: UserID,
            watched: UserID,
            entity: String,
            destination: SIPDestination
        ) {
            self.machine = machine
            self.watcher = watcher
            self.watched = watched
            self.entity = entity
            self.destination = destination
        }
    }

    private(set) var board = LampBoard()
    private var watches: [SessionKey: Watch] = [:]
    private var watchesOfWatched: [UserID: Set<SessionKey>] = [:]
    private var countsOfWatchers: [UserID: Int] = [:]

    /// Subscriptions that exist, for metrics and leak checks.
    var count: Int { self.watches.count }

    func has(_ key: SessionKey) -> Bool { self.watches[key] != nil }

    // MARK: - What happens in calls

    /// Takes in an event of a call and tells whom it concerns.
    func take(_ kind: Model.Event.Kind, of call: CallID, in exchange: Exchange) {
        for user in self.board.take(kind, of: call, at: exchange.time.now) {
            for key in self.watchesOfWatched[user] ?? [] {
                guard let watch = self.watches[key] else { continue }
                self.post(.notify(Self.unwritten), to: watch, key, in: exchange)
            }
        }
    }

    /// The document is written when its NOTIFY leaves: then it is the newest, and its version is the next (RFC 4235 §4.1.1).
    private static let unwritten = SubscriptionServer.Content(type: DialogInfo.contentType, body: [])

    private func write(_ request: SIPMessage, for watch: Watch, in exchange: Exchange) -> SIPMessage {
        watch.version += 1
        let document = DialogInfo(entity: watch.entity, dialogs: self.dialogs(of: watch.watched, in: exchange))
        var written = request
        written.body = document.bytes(version: watch.version)
        return written
    }

    private func dialogs(of user: UserID, in exchange: Exchange) -> [DialogInfo.Dialog] {
        let domain = exchange.configuration.user(user)?.domain
        return self.board.activities(of: user).map { activity in
            let leg = exchange.calls[activity.call]?.leg(activity.leg)?.value
            // Who has the tags of a talk could take it over (RFC 3891): only what rings may be picked up.
            let canBePickedUp = activity.state == .early && !activity.isCaller
            let key = canBePickedUp ? leg?.key : nil
            let peer = SIPURI(user: activity.peerNumber, host: domain?.text ?? "")
            return DialogInfo.Dialog(
                id: activity.leg.text,
                callID: key?.callID,
                localTag: key?.localTag,
                remoteTag: canBePickedUp ? leg?.session.remoteTag : nil,
                isCaller: activity.isCaller,
                state: activity.state.rawValue,
                peerURI: peer.description,
                peerName: activity.peerName
            )
        }
    }

    // MARK: - SUBSCRIBE

    /// A new subscription of `watcher`, who has proved who it is.
    func subscribe(
        _ request: SIPMessage,
        of watcher: User,
        in transaction: ServerTransaction,
        from source: SIPSource,
        in exchange: Exchange
    ) {
        guard (try? request.event())??.package == Self.package else {
            exchange.refuse(request, in: transaction, 489, headers: [(.allowEvents, Self.package)])
            return
        }
        guard let tenant = exchange.configuration.tenants[watcher.domain],
            let dialled = request.requestURI.flatMap({ exchange.dialledUser($0, in: watcher.domain) }),
            let watched = tenant.user(extension: dialled) ?? tenant.user(login: dialled.lowercased())
        else {
            exchange.refuse(request, in: transaction, 404)
            return
        }
        guard self.watches.count < Self.limit, self.countsOfWatchers[watcher.id, default: 0] < Self.limitOfWatcher
        else {
            exchange.refuse(request, in: transaction, 503, headers: [(.retryAfter, "600")])
            return
        }
        let destination = SIPDestination(source: source)
        var settings = SubscriptionServer.Settings()
        settings.agent = exchange.settings.agent
        let machine = SubscriptionServer(
            subscribe: request,
            localTag: exchange.signalling.tokens.token(),
            contact: exchange.contact(for: destination),
            settings: settings
        )
        let watch = Watch(
            machine,
            watcher: watcher.id,
            watched: watched.id,
            entity: SIPURI(user: dialled, host: watcher.domain.text).description,
            destination: destination
        )
        watch.question = transaction
        let key = machine.key
        self.watches[key] = watch
        self.watchesOfWatched[watched.id, default: []].insert(key)
        self.countsOfWatchers[watcher.id, default: 0] += 1
        self.post(.start, to: watch, key, in: exchange)
    }

    /// A request inside of a subscription: a refresh, or the end. Its sender has proved who it is.
    func received(
        _ request: SIPMessage,
        _ key: SessionKey,
        of watcher: User,
        in transaction: ServerTransaction,
        from source: SIPSource,
        in exchange: Exchange
    ) {
        guard let watch = self.watches[key], watch.watcher == watcher.id else {
            exchange.refuse(request, in: transaction, 481)
            return
        }
        watch.destination = SIPDestination(source: source)
        watch.question = transaction
        self.post(.received(request), to: watch, key, in: exchange)
    }

    /// Lamps of people who are gone go out, and those for people who may not watch any more.
    /// - Parameter changed: users who are blocked, gone, or have a new password: who has the old one sees nothing more.
    func configurationChanged(_ changed: Set<UserID>, in exchange: Exchange) {
        for (key, watch) in self.watches {
            let watcher = exchange.configuration.user(watch.watcher)
            let domain = watcher.flatMap { exchange.configuration.tenants[$0.domain]?.domain }
            if exchange.configuration.user(watch.watched) == nil {
                self.post(.end(reason: "noresource"), to: watch, key, in: exchange)
            } else if changed.contains(watch.watcher) || domain?.isBlocked ?? true {
                self.post(.end(reason: "rejected"), to: watch, key, in: exchange)
            }
        }
    }

    // MARK: - The machine's effects

    private func post(_ input: SubscriptionServer.Input, to watch: Watch, _ key: SessionKey, in exchange: Exchange) {
        for effect in watch.machine.handle(input, at: exchange.time.now) {
            self.perform(effect, watch, key, in: exchange)
        }
    }

    private func perform(
        _ effect: SubscriptionServer.Effect,
        _ watch: Watch,
        _ key: SessionKey,
        in exchange: Exchange
    ) {
        switch effect {
        case .requested:
            self.post(.accept(Self.unwritten), to: watch, key, in: exchange)
        case .send(let unwritten):
            let request = self.write(unwritten, for: watch, in: exchange)
            exchange.endpoint.send(request, to: watch.destination) { [weak self, weak exchange] _, event in
                guard let self, let exchange, let watch = self.watches[key] else { return }
                switch event {
                case .response(let response, _): self.post(.received(response), to: watch, key, in: exchange)
                case .failed(let failure):
                    self.post(.transactionFailed(request: request, failure), to: watch, key, in: exchange)
                case .ended: break
                }
            }
        case .respond(let response, _):
            guard let transaction = watch.question else { return }
            watch.question = nil
            exchange.endpoint.respond(response, in: transaction)
        case .arm(let delay):
            self.disarm(watch, in: exchange)
            watch.ticket = exchange.timers.arm(after: delay) { [weak self, weak exchange] in
                guard let self, let exchange, let watch = self.watches[key] else { return }
                self.post(.fired, to: watch, key, in: exchange)
            }
        case .cancelTimer:
            self.disarm(watch, in: exchange)
        case .ended:
            self.watchesOfWatched[watch.watched]?.remove(key)
            if self.watchesOfWatched[watch.watched]?.isEmpty == true { self.watchesOfWatched[watch.watched] = nil }
            let count = self.countsOfWatchers[watch.watcher, default: 1] - 1
            self.countsOfWatchers[watch.watcher] = count > 0 ? count : nil
        case .finished:
            self.disarm(watch, in: exchange)
            self.watches[key] = nil
        }
    }

    private func disarm(_ watch: Watch, in exchange: Exchange) {
        if let ticket = watch.ticket { exchange.timers.cancel(ticket) }
        watch.ticket = nil
    }
}
