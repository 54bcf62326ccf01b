package import Kernel

/// How often links for a new password are sent (AUTH-02): nobody fills another's mailbox, and no source asks through
/// names.
///
/// An account that had its share is passed over in silence, because an answer would tell something; a source that had
/// its share is told to wait. Accounts count whether they exist or not. Memory is bounded: who asked longest ago is
/// forgotten first.
package struct RecoveryRation: Sendable {
    package struct Settings: Equatable, Sendable {
        /// Letters to one account within `window`. Default 3.
        package var lettersOfAccount = 3
        /// Requests of one source within `window`. Default 20.
        package var requestsOfSource = 20
        /// Default 1 h.
        package var window = Duration.seconds(3_600)
        /// Accounts and sources remembered, each. Default 8 192.
        package var capacity = 8_192

        package init() {}
    }

    package enum Verdict: Equatable, Sendable {
        case send
        /// Answer as ever, and send nothing.
        case stayQuiet
        /// The source asks too often; a further request makes sense after this time.
        case refuse(for: Duration)
    }

    private struct Share: Sendable {
        var count = 0
        var since: Moment
    }

    private let settings: Settings
    private var accounts: BoundedTable<String, Share>
    private var sources: BoundedTable<String, Share>

    package init(settings: Settings = Settings()) {
        self.settings = settings
        self.accounts = BoundedTable(capacity: settings.capacity)
        self.sources = BoundedTable(capacity: settings.capacity)
    }

    /// - Parameters:
    ///   - source: the address without port, or the /64 of IPv6.
    ///   - account: `login@domain` as it was asked for, known or not.
    package mutating func admit(source: String, account: String, at now: Moment) -> Verdict {
        var asked = self.share(self.sources[source], at: now)
        guard asked.count < self.settings.requestsOfSource else {
            return .refuse(for: now.duration(to: asked.since.advanced(by: self.settings.window)))
        }
        asked.count += 1
        self.sources.put(asked, for: source)
        var written = self.share(self.accounts[account], at: now)
        guard written.count < self.settings.lettersOfAccount else { return .stayQuiet }
        written.count += 1
        self.accounts.put(written, for: account)
        return .send
    }

    private func share(_ former: Share?, at now: Moment) -> Share {
        guard let former, now < former.since.advanced(by: self.settings.window) else { return Share(since: now) }
        return former
    }
}
