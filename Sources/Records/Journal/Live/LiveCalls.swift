package import Model

/// The calls in progress, made from events: what pages and CTI clients see live.
package struct LiveCalls: Equatable, Sendable {
    private var calls: [CallID: LiveCall] = [:]

    package init() {}

    package var count: Int { self.calls.count }

    /// - Returns: the call that the event began, changed or ended; `nil` when nobody sees a difference.
    @discardableResult
    package mutating func apply(_ event: Event) -> CallID? {
        guard let id = event.call else { return nil }
        switch event.kind {
        case .callStarted(let start):
            guard self.calls[id] == nil else { return nil }
            self.calls[id] = LiveCall(id, start, event)
            return id
        case .callEnded:
            return self.calls.removeValue(forKey: id).map(\.id)
        case .routed, .legStarted, .legRinging, .legProgressed, .legAnswered, .legEnded, .legsConnected, .held,
            .resumed,
            .transferRequested, .transferCompleted, .transferFailed, .redirected, .digit, .feature, .menu, .voicemail,
            .oneWayAudio,
            .quality,
            .recording, .registered, .unregistered, .sourceBlocked, .trunkStateChanged, .conference:
            return self.calls[id]?.apply(event) == true ? id : nil
        }
    }

    package subscript(_ id: CallID) -> LiveCall? { self.calls[id] }

    /// Oldest first; of one domain when given.
    package func snapshot(in domain: DomainID? = nil) -> [LiveCall] {
        self.calls.values
            .filter { domain == nil || $0.domain == domain }
            .sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
    }
}
