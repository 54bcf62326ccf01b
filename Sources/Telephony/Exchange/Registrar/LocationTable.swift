package import Kernel
package import Model
package import SIPTransport

/// One phone of a user, as it registered (RFC 3261 §10).
package struct Binding: Equatable, Sendable {
    /// The contact URI exactly as the phone wrote it: it expects it back so.
    package var contact: String
    /// The q parameter as it was written, kept for the answer; every contact rings at once.
    package var priority: String?
    /// Where the phone is reached: over the flow it registered by, which also passes its NAT.
    package var destination: SIPDestination
    /// Path header values (RFC 3327), topmost first.
    package var path: [String]
    package var source: SIPSource
    package var callID: String
    package var sequence: UInt32
    package var userAgent: String
    package var expires: Moment

    package init(
        contact: String,
        priority: String?,
        destination: SIPDestination,
        path: [String],
        source: SIPSource,
        callID: String,
        sequence: UInt32,
        userAgent: String,
        expires: Moment
    ) {
        self.contact = contact
        self.priority = priority
        self.destination = destination
        self.path = path
        self.source = source
        self.callID = callID
        self.sequence = sequence
        self.userAgent = userAgent
        self.expires = expires
    }
}

/// Who is registered where. Pure: the registrar's shell gives it requests and the time.
package struct LocationTable {
    /// What a REGISTER asks for.
    package enum Wish: Equatable, Sendable {
        /// No Contact: only tell what there is.
        case fetch
        /// `Contact: *` with `Expires: 0`.
        case removeAll
        /// Each contact with its lifetime; zero removes it.
        case update([(binding: Binding, lifetime: Duration)])

        package static func == (left: Wish, right: Wish) -> Bool {
            switch (left, right) {
            case (.fetch, .fetch), (.removeAll, .removeAll): true
            case (.update(let one), .update(let other)):
                one.map(\.binding) == other.map(\.binding) && one.map(\.lifetime) == other.map(\.lifetime)
            case (.fetch, _), (.removeAll, _), (.update, _): false
            }
        }
    }

    package struct Change: Equatable, Sendable {
        package var user: UserID
        package var binding: Binding
        package var reason: RegistrationChange.Reason
    }

    package enum Refusal: Error, Equatable, Sendable {
        /// An older or repeated CSeq of the same Call-ID (§10.3 step 7): a copied request changes nothing.
        case outOfOrder
        /// More contacts than ``contactLimit``.
        case tooManyContacts
    }

    /// Contacts of one user at a time.
    package static let contactLimit = 16

    private var bindings: [UserID: [Entry]] = [:]
    private var expiries: TimerWheel<Expiry>
    package private(set) var count = 0
    /// Bindings by the flow they came over, so that a connection without any costs nothing when it closes.
    private var flows: [SIPFlow: Int] = [:]

    private struct Entry {
        var binding: Binding
        var ticket: TimerWheel<Expiry>.Ticket
        /// The end of the registration as the others were told it last.
        var told: Moment
        var refreshed: Moment

        /// Whether a refresh tells the others something: who it is has changed, the phone asks for less time than they
        /// know of, or the end they know comes near: half of the time is over, or it would be over about when this phone
        /// refreshes next. A phone that registers every half minute for an hour, to keep its NAT open, is no news each time.
        func isNews(_ new: Binding, lifetime: Duration, at now: Moment) -> Bool {
            let left = now.duration(to: self.told)
            let rhythm = self.refreshed.duration(to: now)
            return self.binding.source != new.source || self.binding.userAgent != new.userAgent
                || new.expires < self.told || left * 2 <= lifetime || left * 2 <= rhythm * 3
        }
    }

    private struct Expiry {
        var user: UserID
        var contact: String
    }

    package init(startingAt now: Moment) {
        self.expiries = TimerWheel(granularity: .seconds(1), bucketCount: 4_096, startingAt: now)
    }

    package func bindings(of user: UserID) -> [Binding] {
        (self.bindings[user] ?? []).map(\.binding)
    }

    package func isRegistered(_ user: UserID) -> Bool { self.bindings[user] != nil }

    /// Applies one REGISTER as a whole or not at all (§10.3).
    /// - Returns: what the others are to be told.
    package mutating func register(
        _ wish: Wish,
        of user: UserID,
        callID: String,
        sequence: UInt32,
        at now: Moment
    ) throws(Refusal) -> [Change] {
        let former = self.bindings[user] ?? []
        switch wish {
        case .fetch:
            return []
        case .removeAll:
            guard !former.contains(where: { $0.binding.callID == callID && $0.binding.sequence >= sequence }) else {
                throw .outOfOrder
            }
            return former.map { self.remove($0.binding.contact, of: user, as: .removed) }.compactMap { $0 }
        case .update(let updates):
            for update in updates {
                if let entry = former.first(where: { $0.binding.contact == update.binding.contact }),
                    entry.binding.callID == callID, entry.binding.sequence >= sequence
                {
                    throw .outOfOrder
                }
            }
            let added = updates.filter { update in
                update.lifetime > .zero && !former.contains { $0.binding.contact == update.binding.contact }
            }
            // A phone that restarts often registers anew from the same place with another Call-ID: its old contact goes.
            guard former.count + added.count <= Self.contactLimit else { throw .tooManyContacts }
            return updates.compactMap { self.apply($0.binding, lifetime: $0.lifetime, to: user, at: now) }
        }
    }

    private mutating func apply(_ binding: Binding, lifetime: Duration, to user: UserID, at now: Moment) -> Change? {
        guard lifetime > .zero else { return self.remove(binding.contact, of: user, as: .removed) }
        let ticket = self.expiries.arm(Expiry(user: user, contact: binding.contact), after: lifetime, at: now)
        var entry = Entry(binding: binding, ticket: ticket, told: binding.expires, refreshed: now)
        guard let index = self.bindings[user]?.firstIndex(where: { $0.binding.contact == binding.contact }) else {
            self.bindings[user, default: []].append(entry)
            self.count += 1
            self.flows[binding.source.flow, default: 0] += 1
            return Change(user: user, binding: binding, reason: .registered)
        }
        var isNews = true
        if let former = self.bindings[user]?[index] {
            self.expiries.cancel(former.ticket)
            self.leave(former.binding.source.flow)
            isNews = former.isNews(binding, lifetime: lifetime, at: now)
            if !isNews { entry.told = former.told }
        }
        self.bindings[user]?[index] = entry
        self.flows[binding.source.flow, default: 0] += 1
        return isNews ? Change(user: user, binding: binding, reason: .refreshed) : nil
    }

    /// Takes one contact out: an administrator's wish, or a dead connection.
    package mutating func remove(_ contact: String, of user: UserID, as reason: RegistrationChange.Reason) -> Change? {
        guard let index = self.bindings[user]?.firstIndex(where: { $0.binding.contact == contact }),
            let entry = self.bindings[user]?.remove(at: index)
        else { return nil }
        if self.bindings[user]?.isEmpty == true { self.bindings[user] = nil }
        self.expiries.cancel(entry.ticket)
        self.leave(entry.binding.source.flow)
        self.count -= 1
        return Change(user: user, binding: entry.binding, reason: reason)
    }

    private mutating func leave(_ flow: SIPFlow) {
        guard let count = self.flows[flow] else { return }
        self.flows[flow] = count > 1 ? count - 1 : nil
    }

    /// Everything of a user: blocked, removed, or given a new password.
    package mutating func removeAll(of user: UserID) -> [Change] {
        (self.bindings[user] ?? []).compactMap { self.remove($0.binding.contact, of: user, as: .removed) }
    }

    /// The connection is gone, and with it the only way to these phones.
    package mutating func remove(flow: SIPFlow) -> [Change] {
        guard self.flows[flow] != nil else { return [] }
        let gone = self.bindings.flatMap { user, entries in
            entries.filter { $0.binding.source.flow == flow }.map { (user, $0.binding.contact) }
        }
        return gone.compactMap { self.remove($0.1, of: $0.0, as: .removed) }
    }

    /// Drops what has run out. Called about once a second.
    package mutating func expire(at now: Moment) -> [Change] {
        self.expiries.advance(to: now).compactMap { expiry in
            self.remove(expiry.contact, of: expiry.user, as: .expired)
        }
    }
}
