import HTTPTypes
import Kernel
import Model
import Tables

/// On which days a company works otherwise than its weeks say (BYD-19).
struct CalendarRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let time: any TimeSource

    private static let tag = "Calendar"
    private static let access = Endpoint.Access.role(.domainAdministrator)
    /// As many days as a calendar takes are a tenth of it.
    private static let file = UploadRule(
        limit: 1 << 20,
        types: ["text/calendar"],
        tooLarge: "A calendar file has at most 1 MB.",
        mayBeEmpty: true
    )

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/domains/{domain}/calendar",
                "getCalendar",
                "Holidays, moved days, and until when it is closed by hand",
                tag: Self.tag,
                access: Self.access,
                success: .json(.ok, CalendarBody.schema)
            ) { self.stored(try self.find($0)) },
            Endpoint(
                .put,
                "/domains/{domain}/calendar",
                "setCalendar",
                "Sets the calendar: schedules of lines and users go by it",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                body: CalendarBody.changeSchema,
                success: .json(.ok, CalendarBody.schema),
                handle: self.set
            ),
            Endpoint(
                .post,
                "/domains/{domain}/calendar/ical",
                "readCalendarFile",
                "Whole days of an iCalendar file, yearly ones for five years; nothing is stored",
                tag: Self.tag,
                access: Self.access,
                success: .json(.ok, CalendarBody.fileSchema),
                refusals: [.conflict],
                handle: self.read
            ).taking(Self.file),
            Endpoint(
                .get,
                "/production-calendars",
                "listProductionCalendars",
                "Holidays and moved days as governments have published them",
                tag: Self.tag,
                access: Self.access,
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(CalendarBody.productionSchema, atMost: 1_000))
            ) { try ShortList.answer($0, ProductionCalendar.all.map { CalendarBody.json($0) }) },
        ]
    }

    private func find(_ request: APIRequest) throws -> Domain {
        try request.managedTenant(in: self.configuration.current).domain
    }

    @Sendable
    private func set(_ request: APIRequest) async throws -> APIAnswer {
        var domain = try self.find(request)
        try request.requireVersion(of: domain)
        let calendar = try CalendarBody.read(request.body)
        do throws(ModelError) {
            try calendar.validate()
        } catch {
            throw APIError(.conflict, error.detail, field: "days")
        }
        if calendar != domain.calendar {
            domain.calendar = calendar
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply([.putDomain(domain)], by: author)
        }
        return self.stored(domain)
    }

    @Sendable
    private func read(_ request: APIRequest) async throws -> APIAnswer {
        let domain = try self.find(request)
        guard let upload = request.upload else { throw APIError(.malformedRequest, "There is no file.") }
        let today = self.configuration.current.workingTime(of: domain.id).civilTime(at: self.time.timestamp).date
        let bytes = try await upload.read()
        guard let file = CalendarFile(bytes, today: today, legacy: { CP1251.decode($0) }) else {
            throw APIError(.conflict, "This is not a calendar file: save it as iCalendar (.ics).")
        }
        return APIAnswer(CalendarBody.json(file))
    }

    private func stored(_ domain: Domain) -> APIAnswer {
        let stored = self.configuration.current.tenants[domain.id]?.domain ?? domain
        return .versioned(CalendarBody.json(stored), stored.version)
    }
}
