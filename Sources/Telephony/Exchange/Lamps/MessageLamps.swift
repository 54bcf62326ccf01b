import Kernel
import Model
import NIOCore
import Routing
import SIP
import SIPTransport
import Voice

/// Tells phones whether messages wait for their owner (CAL-12, VM-02): the subscriptions to `message-summary`.
///
/// Everybody is told of their own mailbox only. Lives on the exchange's event loop.
final class MessageLamps {
    static let package = "message-summary"
    /// Lamps of one user: as many as anybody has phones.
    static let limitOfUser = 64

    private lazy var subscriptions = LampSubscriptions<Void>(
        contentType: MessageSummary.contentType,
        write: { [unowned self] in self.write($0, for: $1.subscriber, in: $2) },
        ended: { [unowned self] in self.forget($0, $1.subscriber) }
    )
    private var watchesOfUsers: [UserID: Set<SessionKey>] = [:]

    /// Subscriptions that exist, for metrics and leak checks.
    var count: Int { self.subscriptions.watches.count }

    func has(_ key: SessionKey) -> Bool { self.subscriptions.watches[key] != nil }

    /// The counts of a mailbox have changed.
    func changed(_ user: UserID, in exchange: Exchange) {
        guard let keys = self.watchesOfUsers[user] else { return }
        self.subscriptions.notify(keys, in: exchange)
    }

    private func write(_ request: SIPMessage, for user: UserID, in exchange: Exchange) -> SIPMessage {
        let owner = exchange.configuration.user(user)
        let summary = MessageSummary(
            account: SIPURI(user: VoiceCode.mailbox, host: owner?.domain.text ?? "").description,
            counts: exchange.voice.archive.mailboxes.counts(of: user),
            isLit: owner?.voicemail.isLampLit ?? false
        )
        var written = request
        written.body = summary.bytes
        return written
    }

    // MARK: - SUBSCRIBE

    /// A new subscription of `user`, who has proved who it is.
    func subscribe(
        _ request: SIPMessage,
        of user: User,
        in transaction: ServerTransaction,
        from source: SIPSource,
        in exchange: Exchange
    ) {
        let dialled = request.requestURI.flatMap { exchange.dialledUser($0, in: user.domain) } ?? ""
        guard [user.extension, user.login, VoiceCode.mailbox].contains(dialled.lowercased()) else {
            exchange.refuse(request, in: transaction, 403)
            return
        }
        guard self.subscriptions.watches.count < LampKeeper.limit,
            self.watchesOfUsers[user.id, default: []].count < Self.limitOfUser
        else {
            exchange.refuse(request, in: transaction, 503, headers: [(.retryAfter, "600")])
            return
        }
        self.subscriptions.open(request, of: user.id, (), in: transaction, from: source, in: exchange) { key in
            self.watchesOfUsers[user.id, default: []].insert(key)
        }
    }

    private func forget(_ key: SessionKey, _ user: UserID) {
        self.watchesOfUsers[user]?.remove(key)
        if self.watchesOfUsers[user]?.isEmpty == true { self.watchesOfUsers[user] = nil }
    }

    /// A request inside of a subscription: a refresh, or the end. Its sender has proved who it is.
    func received(
        _ request: SIPMessage,
        _ key: SessionKey,
        of user: User,
        in transaction: ServerTransaction,
        from source: SIPSource,
        in exchange: Exchange
    ) {
        self.subscriptions.received(request, key, of: user, in: transaction, from: source, in: exchange)
    }

    /// - Parameter changed: users who are blocked, gone, or have a new password: who has the old one sees nothing more.
    func configurationChanged(_ changed: Set<UserID>, in exchange: Exchange) {
        self.subscriptions.end(in: exchange) { watch in
            let owner = exchange.configuration.user(watch.subscriber)
            let domain = owner.flatMap { exchange.configuration.tenants[$0.domain]?.domain }
            return changed.contains(watch.subscriber) || domain?.isBlocked ?? true ? "rejected" : nil
        }
    }
}
