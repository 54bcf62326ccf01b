import Hummingbird
import Kernel
import Model

/// «Управление номерами»: a domain's administrator connects numbers of the stock, gives them up and keeps them (NUM-01).
struct NumberShopRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn
    let post: (any AccountPost)?
    let time: any TimeSource

    private static let access = Endpoint.Access.role(.domainAdministrator)

    var endpoints: [Endpoint] { self.lists + self.deeds }

    private var lists: [Endpoint] {
        [
            Endpoint(
                .get,
                "/domains/{domain}/numbers",
                "listConnectedNumbers",
                "The numbers of a domain: main ones, and additional ones that it connected itself",
                tag: NumberRoutes.tag,
                access: Self.access,
                query: [Common.search("Part of the number or the shown name.")] + Paging.parameters,
                success: .json(.ok, Paging.schema(ShopBody.connectedSchema)),
                handle: self.listConnected
            ),
            Endpoint(
                .get,
                "/domains/{domain}/offered-numbers",
                "listOfferedNumbers",
                "Free numbers of the stock, which the domain may connect",
                tag: NumberRoutes.tag,
                access: Self.access,
                query: NumberFilter.parameters + Paging.parameters,
                success: .json(.ok, Paging.schema(ShopBody.offeredSchema))
            ) { request in
                _ = try request.managedTenant(in: self.configuration.current)
                let filter = NumberFilter(request)
                let rows = self.free().filter { filter.takes($0) }
                return try Paging.answer(request, rows: rows, key: \.digits, json: ShopBody.offered)
            },
            Endpoint(
                .get,
                "/domains/{domain}/offered-cities",
                "listOfferedCities",
                "Cities that have free numbers, with how many",
                tag: NumberRoutes.tag,
                access: Self.access,
                query: [Common.search("A part of the city.")] + Paging.parameters,
                success: .json(.ok, Paging.schema(ShopBody.citySchema))
            ) { request in
                _ = try request.managedTenant(in: self.configuration.current)
                let search = request.search?.lowercased() ?? ""
                let cities = self.free().filter { $0.kind == .city }.map(\.city)
                    .filter { search.isEmpty || $0.lowercased().contains(search) }
                let counts = cities.reduce(into: [:]) { $0[$1, default: 0] += 1 }
                return try Paging.answer(request, rows: Array(counts), key: \.key) {
                    ["city": .string($0.key), "count": .whole($0.value)]
                }
            },
            Endpoint(
                .get,
                "/domains/{domain}/held-numbers",
                "listHeldNumbers",
                "Numbers that are kept for the domain: booked ones, and those that it gave up",
                tag: NumberRoutes.tag,
                access: Self.access,
                query: NumberFilter.parameters + Paging.parameters,
                success: .json(.ok, Paging.schema(ShopBody.heldSchema))
            ) { request in
                let domain = try request.managedTenant(in: self.configuration.current).domain.id
                let filter = NumberFilter(request)
                let rows = self.held(for: domain).filter { filter.takes($0.number) }
                return try Paging.answer(request, rows: rows, key: \.number.digits) {
                    ShopBody.held($0.number, $0.hold)
                }
            },
        ]
    }

    private var deeds: [Endpoint] {
        [
            Endpoint(
                .post,
                "/domains/{domain}/numbers",
                "connectNumbers",
                "Connects free numbers, or numbers kept for the domain, as additional lines: all of them or none",
                tag: NumberRoutes.tag,
                access: Self.access,
                guarding: .repeats,
                body: ShopBody.connectionSchema,
                success: .json(.created, Paging.wholeSchema(LineBody.schema, atMost: ShopBody.mostAtOnce)),
                refusals: [.taken, .conflict, .limitReached],
                handle: self.connect
            ),
            Endpoint(
                .delete,
                "/domains/{domain}/numbers/{line}",
                "giveUpNumber",
                "Gives an additional number up: it is kept for the domain for \(StockNumber.Hold.usualDays) days",
                tag: NumberRoutes.tag,
                access: Self.access,
                guarding: .version,
                success: .noContent,
                handle: self.giveUp
            ),
            Endpoint(
                .post,
                "/domains/{domain}/held-numbers/{number}/extension",
                "extendHold",
                "Keeps a number that the domain gave up for \(StockNumber.Hold.usualDays) days from now; bookings end as booked",
                tag: NumberRoutes.tag,
                access: Self.access,
                guarding: .repeats,
                success: .json(.ok, ShopBody.heldSchema),
                refusals: [.conflict],
                handle: self.extend
            ),
        ]
    }

    // MARK: - What there is

    private func free() -> [StockNumber] {
        let (configuration, now) = (self.configuration.current, self.time.timestamp)
        return configuration.stock.all.compactMap(\.number).filter { configuration.state(of: $0, at: now) == .free }
    }

    private func held(for domain: DomainID) -> [(number: StockNumber, hold: StockNumber.Hold)] {
        let (configuration, now) = (self.configuration.current, self.time.timestamp)
        return configuration.stock.all.compactMap(\.number).compactMap { number in
            guard case .held(let hold) = configuration.state(of: number, at: now), hold.domain == domain else {
                return nil
            }
            return (number, hold)
        }
    }

    @Sendable
    private func listConnected(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let tenant = try request.managedTenant(in: configuration)
        let outgoing = tenant.users.values.compactMap(\.callerID).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        let search = request.search?.lowercased() ?? ""
        let lines = configuration.lines.values.filter { line in
            guard line.domain == tenant.domain.id else { return false }
            return search.isEmpty || line.number.text.contains(search) || line.shownName.lowercased().contains(search)
        }
        return try Paging.answer(request, rows: lines, key: \.number.text) {
            ShopBody.connected($0, outgoingOf: outgoing[$0.number] ?? 0, in: configuration)
        }
    }

    // MARK: - What is done

    @Sendable
    private func connect(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let tenant = try request.managedTenant(in: configuration)
        let domain = tenant.domain.id
        let named = (request.body["numbers"]?.elements ?? []).compactMap(\.text).withoutRepeats
        guard configuration.roomForLines(in: domain) >= named.count else {
            throw APIError(.limitReached, "The domain may have no more lines.")
        }
        var (changes, lines, kopecks) = ([ConfigurationChange](), [Line](), 0)
        for digits in named {
            guard var entry = configuration.stock.entry(digits), var number = entry.number else {
                throw APIError.notFound("number", field: "numbers")
            }
            guard configuration.mayConnect(number, to: domain, at: self.time.timestamp),
                let line = configuration.line(connecting: number, to: domain, as: LineID(self.signIn.newID()))
            else { throw APIError(.taken, "The number +\(digits) is no longer free.", field: "numbers") }
            kopecks += number.priceKopecks
            lines.append(line)
            // What was kept back has come to whom it was kept for.
            if number.hold != nil {
                number.hold = nil
                entry.content = .number(number)
                changes.append(.putEntry(entry))
            }
            changes.append(.putLine(line))
        }
        if let agreed = request.body["priceKopecks"]?.whole, agreed != kopecks {
            throw APIError(.conflict, "The price is another one now. Please look at it again.", field: "priceKopecks")
        }
        if !changes.isEmpty {
            _ = try await self.configuration.apply(changes, by: request.requireCaller().author(from: request.source))
            self.tell(tenant, lines.map(\.number), kopecks)
        }
        let present = self.configuration.current
        return Paging.whole(lines.map { LineBody.json(present.lines[$0.id] ?? $0, in: present) })
    }

    /// Everybody who gets letters about the domain.
    private func tell(_ tenant: Configuration.Tenant, _ numbers: [DialString], _ kopecks: Int) {
        let letter = AccountLetter.numbers(numbers, company: tenant.domain.shownName, kopecks: kopecks)
        for address in tenant.noticeAddresses {
            self.post?.send(letter, to: address, in: tenant.domain.language)
        }
    }

    @Sendable
    private func giveUp(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let domain = try request.managedTenant(in: configuration).domain
        guard let line = configuration.lines[LineID(request.id("line"))], line.domain == domain.id else {
            throw APIError.notFound("number")
        }
        try request.requireVersion(of: line)
        guard line.isAdditional else {
            throw APIError(.conflict, "A main number is taken away by the system administrator only.")
        }
        var changes = [.removeLine(line.id)] + configuration.withdrawing(line.number, of: domain.id)
        // What is not in the stock any more is kept for nobody.
        if var entry = configuration.stock.entry(line.stockDigits), var number = entry.number {
            let end = StockNumber.Hold.usualEnd(from: self.time.timestamp)
            number.hold = StockNumber.Hold(for: domain.id, .givenUp, until: end)
            entry.content = .number(number)
            changes.append(.putEntry(entry))
        }
        _ = try await self.configuration.apply(changes, by: request.requireCaller().author(from: request.source))
        return .nothing
    }

    @Sendable
    private func extend(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let domain = try request.managedTenant(in: configuration).domain.id
        let now = self.time.timestamp
        guard var entry = configuration.stock.entry(request.id("number")), var number = entry.number,
            case .held(var hold) = configuration.state(of: number, at: now), hold.domain == domain
        else { throw APIError.notFound("number") }
        // A booking is the system administrator's promise: who got it does not make it longer.
        guard hold.reason == .givenUp else {
            throw APIError(.conflict, "A booking is made longer by the system administrator, who made it.")
        }
        let end = StockNumber.Hold.usualEnd(from: now)
        if hold.until < end {
            hold.until = end
            number.hold = hold
            entry.content = .number(number)
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply([.putEntry(entry)], by: author)
        }
        return APIAnswer(ShopBody.held(number, hold))
    }
}
