import HTTPTypes
import Journal
import Kernel
import Model
import Recordings

/// What a company looks at first: how much there is of everything, how this month went, what wants attention (ADM-05).
struct DomainSummaryRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let history: any CallHistoryRepository
    let library: RecordingLibrary
    let live: LiveState
    let time: any TimeSource

    /// Users who are named as those who talked most.
    private static let talkers = 8

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/domains/{domain}/summary",
                "getDomainSummary",
                "Counts, the calls of this month by day, who talked most, and what wants attention",
                tag: "Domains",
                access: .role(.domainAdministrator),
                success: .json(.ok, DomainSummaryBody.schema),
                handle: self.summary
            )
        ]
    }

    @Sendable
    private func summary(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let tenant = try request.managedTenant(in: configuration)
        let id = tenant.domain.id
        let clock = configuration.workingTime(of: id)
        let today = clock.today(at: self.time.timestamp)
        let dates = today.date.monthSoFar
        let ends = CivilDate(dayNumber: today.date.dayNumber + 1)
        let calls = try await self.history.summary(
            of: id,
            days: (dates + [ends]).map { clock.start(of: $0) },
            talkers: Self.talkers
        )
        let body = DomainSummaryBody(
            tenant: tenant,
            configuration: configuration,
            today: today,
            days: Array(zip(dates, calls.days)),
            talkers: calls.talkers.compactMap { talker in tenant.users[talker.user].map { ($0, talker) } },
            isRecordingStopped: self.library.isFull,
            isRecordingQuotaReached: self.library.usage.isFull(id),
            isReachable: { self.live.state(of: $0).availability != .unavailable }
        )
        return APIAnswer(body.json(at: self.time.timestamp))
    }
}

extension CivilDate {
    /// The days of its month up to this one.
    fileprivate var monthSoFar: [CivilDate] {
        (self.dayNumber - self.day + 1...self.dayNumber).map { CivilDate(dayNumber: $0) }
    }
}
