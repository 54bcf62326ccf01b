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
    /// Everything that can be subscribed to.
    static let packages = "\(LampKeeper.package), \(MessageLamps.package)"
    /// Lamps of one user: several phones with the largest key panels there are.
    static let limitOfWatcher = 512
    /// Lamps of all. Some 2 KiB each.
    static let limit = 200_000

    /// What a lamp shows.
    enum Subject: Hashable {
        case user(UserID)
        /// Whether somebody waits in a parking slot (BYD-11).
        case slot(String, of: DomainID)
    }

    private struct Lamp {
        let watched: Subject
        /// The URI the phone asked for, which it expects back.
        let entity: String
        /// Of the last document (RFC 4235 §4.1.1).
        var version = 0
    }

    private(set) var board = LampBoard()
    private var slots = SlotBoard()
    private(set) var pickups = PickupNames()
    private lazy var subscriptions = LampSubscriptions<Lamp>(
        contentType: DialogInfo.contentType,
        write: { [unowned self] in self.write($0, for: $1, in: $2) },
        ended: { [unowned self] in self.forget($0, $1) }
    )
    private var watchesOfWatched: [Subject: Set<SessionKey>] = [:]
    private var countsOfWatchers: [UserID: Int] = [:]

    /// Subscriptions that exist, for metrics and leak checks.
    var count: Int { self.subscriptions.watches.count }

    func has(_ key: SessionKey) -> Bool { self.subscriptions.watches[key] != nil }

    // MARK: - What happens in calls

    /// Takes in an event of a call and tells whom it concerns.
    func take(_ kind: Model.Event.Kind, of call: CallID, in exchange: Exchange) {
        self.pickups.take(kind, of: call)
        for user in self.board.take(kind, of: call, at: exchange.time.now) { self.changed(.user(user), in: exchange) }
        guard let slot = self.slots.take(kind, of: call), let domain = exchange.calls[call]?.domain else { return }
        self.changed(.slot(slot, of: domain), in: exchange)
    }

    private func changed(_ subject: Subject, in exchange: Exchange) {
        guard let keys = self.watchesOfWatched[subject] else { return }
        self.subscriptions.notify(keys, in: exchange)
    }

    private func write(
        _ request: SIPMessage,
        for watch: LampSubscriptions<Lamp>.Watch,
        in exchange: Exchange
    ) -> SIPMessage {
        watch.detail.version += 1
        let dialogs =
            switch watch.detail.watched {
            case .user(let user): self.dialogs(of: user, in: exchange)
            case .slot(let slot, let domain): exchange.dialogs(in: slot, of: domain)
            }
        let document = DialogInfo(entity: watch.detail.entity, dialogs: dialogs)
        var written = request
        written.body = document.bytes(version: watch.detail.version)
        return written
    }

    private func dialogs(of user: UserID, in exchange: Exchange) -> [DialogInfo.Dialog] {
        let domain = exchange.configuration.user(user)?.domain
        return self.board.activities(of: user).map { activity in
            // Only what rings may be picked up (RFC 3891), and by a name that means nothing any more once it has answered:
            // whoever knew the dialog's own tags could do more than pick up.
            let canBePickedUp = activity.state == .early && !activity.isCaller
            let name =
                canBePickedUp
                ? self.pickups.name(of: activity.leg, in: activity.call, &exchange.signalling.tokens) : nil
            return DialogInfo.Dialog(
                id: activity.leg.text,
                callID: name?.callID,
                localTag: name?.localTag,
                remoteTag: name?.remoteTag,
                isCaller: activity.isCaller,
                state: activity.state.rawValue,
                peerURI: DialogInfo.peerURI(activity.peerNumber, in: domain),
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
            exchange.refuse(request, in: transaction, 489, headers: [(.allowEvents, Self.packages)])
            return
        }
        guard let tenant = exchange.configuration.tenants[watcher.domain],
            let dialled = request.requestURI.flatMap({ exchange.dialledUser($0, in: watcher.domain) }),
            let watched = Self.subject(dialled, of: tenant)
        else {
            exchange.refuse(request, in: transaction, 404)
            return
        }
        guard self.subscriptions.watches.count < Self.limit,
            self.countsOfWatchers[watcher.id, default: 0] < Self.limitOfWatcher
        else {
            exchange.refuse(request, in: transaction, 503, headers: [(.retryAfter, "600")])
            return
        }
        let entity = SIPURI(user: dialled, host: watcher.domain.text).description
        self.subscriptions.open(
            request,
            of: watcher.id,
            Lamp(watched: watched, entity: entity),
            in: transaction,
            from: source,
            in: exchange
        ) { key in
            self.watchesOfWatched[watched, default: []].insert(key)
            self.countsOfWatchers[watcher.id, default: 0] += 1
        }
    }

    private func forget(_ key: SessionKey, _ watch: LampSubscriptions<Lamp>.Watch) {
        let watched = watch.detail.watched
        self.watchesOfWatched[watched]?.remove(key)
        if self.watchesOfWatched[watched]?.isEmpty == true { self.watchesOfWatched[watched] = nil }
        let count = self.countsOfWatchers[watch.subscriber, default: 1] - 1
        self.countsOfWatchers[watch.subscriber] = count > 0 ? count : nil
    }

    /// Whom or what somebody of the domain may watch: a colleague, or a parking slot by its code.
    private static func subject(_ dialled: String, of tenant: Configuration.Tenant) -> Subject? {
        if let user = tenant.user(extension: dialled) ?? tenant.user(login: dialled.lowercased()) {
            return .user(user.id)
        }
        guard let (command, slot) = tenant.domain.codes.command(dialled: dialled), command == .park else { return nil }
        return .slot(slot, of: tenant.domain.id)
    }

    private func exists(_ subject: Subject, in exchange: Exchange) -> Bool {
        switch subject {
        case .user(let user): exchange.configuration.user(user) != nil
        case .slot(_, let domain): exchange.configuration.tenants[domain] != nil
        }
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
        self.subscriptions.received(request, key, of: watcher, in: transaction, from: source, in: exchange)
    }

    /// Lamps of people who are gone go out, and those for people who may not watch any more.
    /// - Parameter changed: users who are blocked, gone, or have a new password: who has the old one sees nothing more.
    func configurationChanged(_ changed: Set<UserID>, in exchange: Exchange) {
        self.subscriptions.end(in: exchange) { watch in
            let watcher = exchange.configuration.user(watch.subscriber)
            let domain = watcher.flatMap { exchange.configuration.tenants[$0.domain]?.domain }
            if !self.exists(watch.detail.watched, in: exchange) { return "noresource" }
            return changed.contains(watch.subscriber) || domain?.isBlocked ?? true ? "rejected" : nil
        }
    }
}
