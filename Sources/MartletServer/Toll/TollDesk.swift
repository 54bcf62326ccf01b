import Kernel
import Logging
import Mail
import Model

/// What the brake against toll fraud noticed, told to people and made to last: a stop becomes an entry of the domain, the
/// domain's administrators get a letter (BYD-18).
struct TollDesk: Sendable {
    let keeper: ConfigurationKeeper
    /// `nil`: there is no mail, and the log and the cabinet tell alone.
    let mailer: Mailer?
    /// Where the cabinet is, as people reach it; `nil`: no link.
    let webAddress: String?
    let time: any TimeSource
    let logger: Logger
    /// Two limits of a cap may be reached at once, and make one stop.
    private let turns = AsyncLock()

    init(
        keeper: ConfigurationKeeper,
        mailer: Mailer?,
        webAddress: String?,
        time: any TimeSource,
        logger: Logger
    ) {
        self.keeper = keeper
        self.mailer = mailer
        self.webAddress = webAddress
        self.time = time
        self.logger = logger
    }

    /// As the history of changes names who stopped the calls.
    private static let author = ChangeAuthor(name: "toll brake")

    /// On the exchange's loop; what it leads to happens elsewhere.
    func take(_ notice: TollNotice) {
        var metadata: Logger.Metadata = [
            "domain.id": "\(notice.domain)", "limit": "\(notice.limit.rawValue)",
            "reach": "\(notice.cap.reach.rawValue)",
        ]
        if let user = notice.user { metadata["user.id"] = "\(user)" }
        metadata["is.reached"] = "\(notice.level == .reached)"
        self.logger.warning("calls outside are many", metadata: metadata)
        Task { await self.handle(notice) }
    }

    private func handle(_ notice: TollNotice) async {
        if notice.stops {
            do {
                try await self.turns.withLock { try await self.stop(notice) }
            } catch {
                self.logger.error(
                    "a stop of calls is not kept: it ends with the server",
                    metadata: ["domain.id": "\(notice.domain)", "reason": "\(error)"]
                )
            }
        }
        self.write(notice)
    }

    /// Stops that have ended go with the first one after them.
    private func stop(_ notice: TollNotice) async throws {
        let configuration = self.keeper.current
        guard let rules = configuration.tenants[notice.domain]?.domain.toll else { return }
        let now = self.time.timestamp
        let stop = TollStop(
            notice.cap,
            reached: notice.limit,
            of: notice.user,
            since: now,
            until: now.advanced(by: .seconds(rules.stopHours * 3_600))
        )
        let present = configuration.tollStops(of: notice.domain)
        let isThere = present.contains { now < $0.stop.until && $0.stop.cap == stop.cap && $0.stop.user == stop.user }
        guard !isThere else { return }
        var tokens = TokenSource.system()
        let entry = DomainEntry(id: EntryID(tokens.token(words: 2)), domain: notice.domain, .tollStop(stop))
        let ended = present.filter { $0.stop.until <= now }.map { ConfigurationChange.removeEntry($0.id) }
        _ = try await self.keeper.apply(ended + [.putEntry(entry)], by: Self.author)
    }

    private func write(_ notice: TollNotice) {
        guard let mailer = self.mailer, let tenant = self.keeper.current.tenants[notice.domain] else { return }
        let name = notice.user.flatMap { tenant.users[$0] }.map { user in
            user.shownName.isEmpty ? user.login : user.shownName
        }
        let words = TollWords(
            notice,
            of: tenant.domain.shownName,
            user: name,
            link: self.webAddress.map { $0 + "/toll" },
            tenant.domain.language
        )
        for address in tenant.noticeAddresses {
            mailer.send(MailMessage(recipient: address, subject: words.subject, text: words.text))
        }
    }
}
