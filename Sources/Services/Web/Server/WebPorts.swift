package import Model

/// The configuration that is in force, and the way to change it (BYD-02).
package protocol LiveConfiguration: Sendable {
    /// What calls are routed by at this moment.
    var current: Configuration { get }

    /// Stores the changes in one transaction and puts them in force: when this returns, ``current`` has them.
    /// - Throws: ``ModelError``; nothing has changed then.
    func apply(_ changes: [ConfigurationChange], by author: ChangeAuthor) async throws -> [RecordedChange]

    /// The history, newest first, before `version`.
    func history(_ filter: ChangeFilter, before version: Int64?, limit: Int) async throws -> [RecordedChange]

    /// How many changes of the history there are.
    func count(_ filter: ChangeFilter) async throws -> Int

    /// Undoes one change and puts the former state in force.
    /// - Throws: ``ModelError`` with ``ModelError/Code/conflict`` when the object was changed again since.
    func undo(_ version: Int64, by author: ChangeAuthor) async throws -> [RecordedChange]
}

/// What can be done to calls in progress and to registrations from outside the exchange.
package protocol CallControl: Sendable {
    /// Rings the user's phones and, once one is answered, `number` with the user's rights.
    /// - Throws: ``CallRefusal``.
    func originate(_ user: UserID, to number: String) async throws -> CallID
    /// The user of `leg` leaves; its peer is connected with `target`.
    /// - Throws: ``CallRefusal``.
    func transfer(_ leg: LegID, of call: CallID, to target: String) async throws
    /// Does something to a call in progress.
    /// - Throws: ``CallRefusal``.
    func carryOut(_ wish: CallWish, in call: CallID) async throws
    /// Rings the phones of `user` to take whoever is parked in the slot of the user's domain (BYD-11).
    /// - Throws: ``CallRefusal``.
    func retrieveParked(in slot: String, for user: UserID) async throws
    /// Calls the user when `number` is free (CAL-08).
    /// - Throws: ``CallRefusal``.
    /// - Returns: the wish's identity.
    func callBack(_ user: UserID, to number: String) async throws -> String
    func callbacks(of user: UserID) async -> [(id: String, number: String)]
    /// - Returns: `false` when there is no such wish any more.
    func cancelCallback(_ id: String, of user: UserID) async -> Bool
    /// Ends all legs with the cause ``EndCause/stoppedByOperator``.
    /// - Returns: `false` when there is no such call any more.
    func hangUp(_ call: CallID) async -> Bool
    /// Ends one leg.
    /// - Returns: `false` when there is no such leg any more.
    func hangUp(_ leg: LegID, of call: CallID) async -> Bool
    /// Forgets one contact of a user, as if the phone had unregistered.
    /// - Returns: `false` when it is not registered any more.
    func unregister(_ user: UserID, contact: String) async -> Bool
}

/// Counts failed sign-ins of web, API and SIP together (AUTH-06): ``GuardedSources`` in production.
package protocol SignInGuard: Sendable {
    /// - Parameters:
    ///   - source: the address, or the /64 of IPv6 as `2001:db8:0:1::/64`.
    ///   - account: `login@domain` as it was tried.
    func verdict(for source: String, account: String) -> FailureGuard<String>.Verdict
    func failed(_ source: String, account: String)
    func succeeded(_ source: String, account: String)
    /// The sources blocked at present.
    func blocks() -> [SourceBlocked]
    /// - Returns: `false` when the source is not blocked.
    func lift(_ source: String) -> Bool
}

extension GuardedSources: SignInGuard {}

/// A letter to somebody about their account. It may hold a secret, so it is written down nowhere.
package enum AccountLetter: Equatable, Sendable {
    /// A link that sets a new password (AUTH-02).
    case recovery(login: String, domain: DomainID, secret: String)
    /// What an administrator gave them to sign in and to set up a phone with.
    case credentials(login: String, domain: DomainID, password: String, extension: String?)
    /// The company has connected these numbers, for so much without VAT in all (NUM-01).
    case numbers([DialString], company: String, kopecks: Int)
}

/// Sends letters about accounts; returns at once.
package protocol AccountPost: Sendable {
    /// Whether it knows where people reach the cabinet, so that a link can lead there.
    var canLink: Bool { get }

    func send(_ letter: AccountLetter, to address: String, in language: SpokenLanguage)
}

/// Whether a part of the server does its work.
package struct HealthCheck: Equatable, Sendable {
    /// For instance `journal`, `storage`, `sip`.
    package var name: String
    package var isHealthy: Bool
    /// One sentence for an administrator; empty when there is nothing to say.
    package var detail: String

    package init(_ name: String, isHealthy: Bool, detail: String = "") {
        self.name = name
        self.isHealthy = isHealthy
        self.detail = detail
    }
}

/// One figure of a part of the server, for the metrics page.
package struct Count: Sendable {
    package enum Kind: Sendable {
        /// Only grows, from the start of the server.
        case total
        /// As it is now.
        case level
    }

    /// For instance `sip_messages_received`.
    package var name: String
    package var labels: [(String, String)]
    package var value: Int64
    package var kind: Kind

    package init(_ name: String, _ value: Int64, _ kind: Kind, labels: [(String, String)] = []) {
        self.name = name
        self.labels = labels
        self.value = value
        self.kind = kind
    }
}

package protocol CountSource: Sendable {
    /// What the parts have counted; asked for each look at the metrics. Answers within a moment.
    func counts() async -> [Count]
}

package protocol HealthSource: Sendable {
    /// Answers within a moment; a part that hangs is unhealthy, not awaited.
    func checks() async -> [HealthCheck]
}
