import Hummingbird
import Kernel
import Model

/// The stock of numbers, kept by system administrators: what it holds, what it costs, for whom it is kept (NUM-02).
struct NumberRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let time: any TimeSource

    static let tag = "Numbers"
    private static let access = Endpoint.Access.role(.systemAdministrator)
    private static let booking: PathPattern = "/numbers/{number}/booking"

    var endpoints: [Endpoint] { self.keeping + self.changing }

    private var keeping: [Endpoint] {
        [
            Endpoint(
                .get,
                "/numbers",
                "listNumbers",
                "The numbers of the stock",
                tag: Self.tag,
                access: Self.access,
                query: [Common.domainParameter] + NumberFilter.parameters + [
                    Parameter(
                        "state",
                        .choice(NumberBody.State.allCases.map(\.rawValue)),
                        note: "What has become of it."
                    )
                ] + Paging.parameters,
                success: .json(.ok, Paging.schema(NumberBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .post,
                "/numbers",
                "addNumber",
                "Puts a number into the stock",
                tag: Self.tag,
                access: Self.access,
                guarding: .repeats,
                body: NumberBody.requestSchema,
                success: .json(.created, NumberBody.schema),
                refusals: [.taken, .badNumber, .conflict, .notFound, .limitReached],
                handle: self.add
            ),
            Endpoint(
                .get,
                "/numbers/{number}",
                "getNumber",
                "One number of the stock",
                tag: Self.tag,
                access: Self.access,
                success: .json(.ok, NumberBody.schema)
            ) { self.stored(try self.find($0).number.digits) },
            Endpoint(
                .patch,
                "/numbers/{number}",
                "changeNumber",
                "Changes what is named in the body",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                body: NumberBody.changeSchema,
                success: .json(.ok, NumberBody.schema),
                handle: self.change
            ),
            Endpoint(
                .delete,
                "/numbers/{number}",
                "removeNumber",
                "Takes a free number out of the stock",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                success: .noContent
            ) { request in
                let (entry, number) = try self.find(request)
                try request.requireVersion(of: entry)
                let state = self.configuration.current.state(of: number, at: self.time.timestamp)
                guard state == .free else {
                    throw APIError(.conflict, "Only free numbers leave the stock: this one is somebody's.")
                }
                try await self.apply(.removeEntry(number.id), request)
                return .nothing
            },
        ]
    }

    private var changing: [Endpoint] {
        [
            Endpoint(
                .post,
                "/numbers/bulk",
                "changeNumbers",
                "Gives many numbers a price or a category: all of them or none",
                tag: Self.tag,
                access: Self.access,
                guarding: .repeats,
                body: NumberBody.bulkSchema,
                success: .json(.ok, NumberBody.bulkResultSchema),
                refusals: [.notFound, .conflict],
                handle: self.changeMany
            ),
            Endpoint(
                .put,
                Self.booking,
                "bookNumber",
                "Keeps a number for a domain, whose administrator may connect it, until an end",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                body: NumberBody.bookingSchema,
                success: .json(.ok, NumberBody.schema),
                refusals: [.conflict],
                handle: self.book
            ),
            Endpoint(
                .delete,
                Self.booking,
                "releaseNumber",
                "Keeps a number for nobody any more",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                success: .noContent
            ) { request in
                let (entry, number) = try self.find(request)
                try request.requireVersion(of: entry)
                if number.hold != nil { try await self.put(entry, request) { $0.hold = nil } }
                return .nothing
            },
        ]
    }

    private func find(_ request: APIRequest) throws -> (entry: DomainEntry, number: StockNumber) {
        guard let entry = self.configuration.current.stock.entry(request.id("number")), let number = entry.number
        else { throw APIError.notFound("number") }
        return (entry, number)
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let domain = try request.listedDomain(in: configuration)
        let wanted = request.query["state"]?.text.flatMap { NumberBody.State(rawValue: $0) }
        let (filter, now) = (NumberFilter(request), self.time.timestamp)
        let rows = configuration.stock.all.compactMap { entry -> Row? in
            guard let number = entry.number, filter.takes(number) else { return nil }
            let state = configuration.state(of: number, at: now)
            guard domain == nil || state.domain == domain, (wanted ?? .init(state)) == .init(state) else { return nil }
            return Row(entry: entry, number: number, state: state)
        }
        return try Paging.answer(request, rows: rows, key: \.number.digits) {
            NumberBody.json($0.entry, $0.number, $0.state)
        }
    }

    private struct Row {
        var entry: DomainEntry
        var number: StockNumber
        var state: Configuration.NumberState
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        guard let dialled = request.body["number"]?.text.flatMap({ DialString($0) }),
            let digits = StockNumber.digits(of: dialled)
        else { throw APIError(.badNumber, "This is no number of the public network.", field: "number") }
        guard configuration.stock.entry(digits) == nil else {
            throw APIError(.taken, "This number is in the stock already.", field: "number")
        }
        guard configuration.stock.count < StockNumber.limit else {
            throw APIError(.limitReached, "The stock has at most \(StockNumber.limit) numbers.")
        }
        var number = StockNumber(digits: digits)
        try NumberBody.apply(request.body, to: &number, in: configuration)
        let entry = DomainEntry(id: number.id, domain: Domain.system, .number(number))
        do throws(ModelError) {
            try entry.validate()
        } catch {
            throw APIError(.badNumber, error.detail, field: "number")
        }
        try await self.apply(.putEntry(entry), request)
        return self.stored(digits)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let (entry, former) = try self.find(request)
        try request.requireVersion(of: entry)
        var number = former
        try NumberBody.apply(request.body, to: &number, in: self.configuration.current)
        if number != former { try await self.put(entry, request) { $0 = number } }
        return self.stored(number.digits)
    }

    @Sendable
    private func changeMany(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let named = (request.body["numbers"]?.elements ?? []).compactMap(\.text).withoutRepeats
        let changes = try named.compactMap { digits -> ConfigurationChange? in
            guard var entry = configuration.stock.entry(digits), let former = entry.number else {
                throw APIError.notFound("number", field: "numbers")
            }
            var number = former
            try NumberBody.apply(request.body, to: &number, in: configuration)
            entry.content = .number(number)
            return number == former ? nil : .putEntry(entry)
        }
        if !changes.isEmpty {
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply(changes, by: author)
        }
        return APIAnswer(["changed": .whole(changes.count)])
    }

    @Sendable
    private func book(_ request: APIRequest) async throws -> APIAnswer {
        let (entry, number) = try self.find(request)
        try request.requireVersion(of: entry)
        let (configuration, now) = (self.configuration.current, self.time.timestamp)
        let domain = DomainID(request.body["domain"]?.text ?? "")
        guard configuration.tenants[domain] != nil, !domain.isReserved else {
            throw APIError.notFound("domain", field: "domain")
        }
        let last = now.advanced(by: .seconds(StockNumber.Hold.mostDays * 86_400))
        guard let until = request.body["until"]?.text.flatMap({ Timestamp($0) }), now < until, until <= last else {
            let sentence = "A number is kept until a day to come, at most \(StockNumber.Hold.mostDays) days from now."
            throw APIError(.conflict, sentence, field: "until")
        }
        switch configuration.state(of: number, at: now) {
        case .free: break
        case .held(let hold):
            guard hold.domain == domain else {
                throw APIError(.conflict, "The number is kept for \(hold.domain): release it first.", field: "domain")
            }
        case .connected(let line):
            throw APIError(.conflict, "The number is connected to \(line.domain).")
        }
        try await self.put(entry, request) { $0.hold = StockNumber.Hold(for: domain, .booked, until: until) }
        return self.stored(number.digits)
    }

    private func put(
        _ entry: DomainEntry,
        _ request: APIRequest,
        _ change: (inout StockNumber) -> Void
    ) async throws {
        guard var number = entry.number else { return }
        change(&number)
        var entry = entry
        entry.content = .number(number)
        try await self.apply(.putEntry(entry), request)
    }

    private func apply(_ change: ConfigurationChange, _ request: APIRequest) async throws {
        _ = try await self.configuration.apply([change], by: request.requireCaller().author(from: request.source))
    }

    private func stored(_ digits: String) -> APIAnswer {
        let configuration = self.configuration.current
        guard let entry = configuration.stock.entry(digits), let number = entry.number else { return .nothing }
        let state = configuration.state(of: number, at: self.time.timestamp)
        return .versioned(NumberBody.json(entry, number, state), entry.version)
    }
}
