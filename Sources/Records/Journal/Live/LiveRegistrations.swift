package import Kernel
package import Model

/// A phone that is registered now.
package struct LiveRegistration: Equatable, Sendable {
    package var user: UserID
    package var domain: DomainID?
    /// The contact URI the phone gave.
    package var contact: String
    /// Where it really came from, `udp 192.0.2.7:5060`.
    package var source: String
    package var userAgent: String
    /// Of its first registration; refreshing does not change it.
    package var registeredAt: Timestamp
    package var expiresAt: Timestamp
}

/// The registered phones, made from `registered` and `unregistered` events; known by user and contact URI.
package struct LiveRegistrations: Equatable, Sendable {
    private var contacts: [UserID: [String: LiveRegistration]] = [:]
    /// How many phones are registered.
    package private(set) var count = 0

    package init() {}

    /// - Returns: whether the event changed something.
    @discardableResult
    package mutating func apply(_ event: Event) -> Bool {
        switch event.kind {
        case .registered(let change):
            let former = self.contacts[change.user]?[change.contact]
            if former == nil { self.count += 1 }
            self.contacts[change.user, default: [:]][change.contact] = LiveRegistration(
                user: change.user,
                domain: event.domain,
                contact: change.contact,
                source: change.source,
                userAgent: change.userAgent,
                registeredAt: former?.registeredAt ?? event.at,
                expiresAt: change.expires
            )
            return true
        case .unregistered(let change):
            guard self.contacts[change.user]?.removeValue(forKey: change.contact) != nil else { return false }
            self.count -= 1
            if self.contacts[change.user]?.isEmpty == true { self.contacts[change.user] = nil }
            return true
        case .callStarted, .routed, .legStarted, .legRinging, .legProgressed, .legAnswered, .legEnded, .legsConnected,
            .held, .resumed, .transferRequested, .transferCompleted, .transferFailed, .redirected, .digit, .feature,
            .menu, .voicemail,
            .oneWayAudio,
            .quality, .recording, .callEnded, .sourceBlocked, .trunkStateChanged, .conference:
            return false
        }
    }

    /// The user's phones, ordered by contact.
    package func contacts(of user: UserID) -> [LiveRegistration] {
        self.contacts[user].map { $0.values.sorted { $0.contact < $1.contact } } ?? []
    }

    /// All, ordered by user and contact; of one domain when given.
    package func snapshot(in domain: DomainID? = nil) -> [LiveRegistration] {
        self.contacts.values
            .flatMap(\.values)
            .filter { domain == nil || $0.domain == domain }
            .sorted { ($0.user.text, $0.contact) < ($1.user.text, $1.contact) }
    }
}
