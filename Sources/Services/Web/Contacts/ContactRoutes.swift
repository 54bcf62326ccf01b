import Hummingbird
import Kernel
import Model

/// An address book: the company's, which its administrators keep and everybody reads (ADR-01), or one's own (ME-05).
struct ContactRoutes: EndpointGroup {
    enum Book: Sendable {
        case company, own
    }

    enum Order: String, CaseIterable, Sendable {
        case name, group
    }

    let configuration: any LiveConfiguration
    let signIn: SignIn
    let book: Book

    var endpoints: [Endpoint] {
        let isOwn = self.book == .own
        let path = isOwn ? "/me/contacts" : "/domains/{domain}/contacts"
        let all = PathPattern(stringLiteral: path)
        let one = PathPattern(stringLiteral: "\(path)/{contact}")
        let (name, noun) = isOwn ? ("OwnContact", "one's own address book") : ("Contact", "the company's address book")
        let tag = "Address books"
        let keeper = Endpoint.Access.role(isOwn ? .user : .domainAdministrator)
        return [
            Endpoint(
                .get,
                all,
                "list\(name)s",
                "The contacts of \(noun) by name",
                tag: tag,
                access: .role(.user),
                query: [
                    Common.search("Part of the name, of a number or of the short number."),
                    Parameter(
                        "order",
                        .choice(Order.allCases.map(\.rawValue)),
                        note: "`group`: the groups by name with their contacts by name, then those in none."
                    ),
                ] + Paging.parameters,
                success: .json(.ok, Paging.schema(ContactBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .post,
                all,
                "add\(name)",
                "Adds a contact to \(noun)",
                tag: tag,
                access: keeper,
                guarding: .repeats,
                body: ContactBody.requestSchema,
                success: .json(.created, ContactBody.schema),
                refusals: [.taken, .conflict],
                handle: self.add
            ),
            Endpoint(
                .get,
                one,
                "get\(name)",
                "One contact of \(noun)",
                tag: tag,
                access: .role(.user),
                success: .json(.ok, ContactBody.schema)
            ) { self.stored(try self.find($0)) },
            Endpoint(
                .patch,
                one,
                "change\(name)",
                "Changes what is named in the body",
                tag: tag,
                access: keeper,
                guarding: .version,
                body: ContactBody.changeSchema,
                success: .json(.ok, ContactBody.schema),
                refusals: [.taken, .conflict],
                handle: self.change
            ),
            Endpoint(
                .delete,
                one,
                "remove\(name)",
                "Removes a contact from \(noun)",
                tag: tag,
                access: keeper,
                guarding: .version,
                success: .noContent,
                handle: self.remove
            ),
        ]
    }

    private func place(_ request: APIRequest) throws -> (tenant: Configuration.Tenant, owner: UserID?) {
        try self.book.place(of: request, in: self.configuration.current)
    }

    private func find(_ request: APIRequest) throws -> DomainEntry {
        let (tenant, owner) = try self.place(request)
        let books = self.configuration.current.books(of: tenant.domain.id)
        guard let entry = books.entries[EntryID(request.id("contact"))], entry.contact?.owner == owner else {
            throw APIError.notFound("contact")
        }
        return entry
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let (tenant, owner) = try self.place(request)
        let words = request.search?.lowercased()
        // `*15` is how the list shows a short number and how it is dialled, 8 495 how people write +7 495.
        let short = words.map { $0.hasPrefix("*") ? String($0.dropFirst()) : $0 } ?? ""
        let isShort = words?.hasPrefix("*") ?? false
        let digits = isShort ? "" : words?.filter { $0.isNumber } ?? ""
        let abroad = digits.count > 1 && digits.hasPrefix("8") ? "+7" + digits.dropFirst() : nil
        let contacts = self.configuration.current.books(of: tenant.domain.id).contacts(of: owner).filter { entry in
            guard let words, let contact = entry.contact else { return true }
            if contact.name.lowercased().contains(words) { return true }
            if isShort ? contact.shortNumber.hasPrefix(short) : contact.shortNumber.contains(short) { return true }
            guard !digits.isEmpty else { return false }
            return contact.numbers.contains { number in
                number.number.text.contains(digits) || abroad.map { number.number.text.hasPrefix($0) } ?? false
            }
        }
        return try Paging.answer(
            request,
            rows: contacts,
            key: request.query["order"]?.text == Order.group.rawValue ? \.keyByGroup : \.keyByName,
            json: ContactBody.json
        )
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let (tenant, owner) = try self.place(request)
        let books = self.configuration.current.books(of: tenant.domain.id)
        var contact = Contact(owner: owner, name: "", shortNumber: "", numbers: [])
        ContactBody.apply(request.body, to: &contact)
        if contact.shortNumber.isEmpty {
            guard let free = books.freeShortNumber(in: owner, besides: tenant.domain.codes) else {
                throw APIError(.conflict, "All short numbers are taken; remove a contact first.", field: "shortNumber")
            }
            contact.shortNumber = free
        }
        let entry = DomainEntry(id: EntryID(self.signIn.newID()), domain: tenant.domain.id, .contact(contact))
        try self.check(contact, of: entry, in: tenant)
        guard books.count(of: owner) < contact.limitOfBook else {
            throw APIError(.conflict, "The book has at most \(contact.limitOfBook) contacts; remove one first.")
        }
        return try await self.put(entry, request)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        var entry = try self.find(request)
        try request.requireVersion(of: entry)
        guard var contact = entry.contact else { throw APIError.notFound("contact") }
        let former = contact
        ContactBody.apply(request.body, to: &contact)
        guard contact != former else { return self.stored(entry) }
        entry.content = .contact(contact)
        try self.check(contact, of: entry, in: try self.place(request).tenant)
        return try await self.put(entry, request)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let entry = try self.find(request)
        try request.requireVersion(of: entry)
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.removeEntry(entry.id)], by: author)
        return .nothing
    }

    private func check(_ contact: Contact, of entry: DomainEntry, in tenant: Configuration.Tenant) throws {
        let books = self.configuration.current.books(of: entry.domain)
        if tenant.domain.codes.isDialled(byShortNumber: contact.shortNumber) {
            let sentence = "*\(contact.shortNumber) is a code of the domain: choose another short number."
            throw APIError(.taken, sentence, field: "shortNumber")
        }
        guard contact.shortNumber != NumberPlan.help else {
            throw APIError(.taken, "\(NumberPlan.help) calls the emergency services.", field: "shortNumber")
        }
        if books.isTaken(contact.shortNumber, in: contact.owner, besides: entry.id) {
            let sentence = "Another contact of this address book has the short number \(contact.shortNumber)."
            throw APIError(.taken, sentence, field: "shortNumber")
        }
        do {
            try entry.validate()
        } catch {
            throw APIError(.conflict, error.detail)
        }
    }

    private func put(_ entry: DomainEntry, _ request: APIRequest) async throws -> APIAnswer {
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putEntry(entry)], by: author)
        return self.stored(entry)
    }

    private func stored(_ entry: DomainEntry) -> APIAnswer {
        let stored = self.configuration.current.books(of: entry.domain).entries[entry.id] ?? entry
        return .versioned(ContactBody.json(stored), stored.version)
    }
}

extension DomainEntry {
    fileprivate var keyByName: String { "\(self.name.lowercased())\u{1}\(self.id)" }

    /// Contacts in no group come last.
    fileprivate var keyByGroup: String {
        let group = self.contact?.group ?? ""
        return "\(group.isEmpty ? "2" : "1" + ContactGroup.order(group))\u{1}\(self.keyByName)"
    }
}

extension ContactRoutes.Book {
    /// The domain, and whose book it is there.
    func place(
        of request: APIRequest,
        in configuration: Configuration
    ) throws -> (tenant: Configuration.Tenant, owner: UserID?) {
        let caller = try request.requireCaller()
        let id = self == .own ? caller.user.domain : DomainID(request.id("domain"))
        guard id == caller.user.domain || caller.mayManage(id), id != Domain.system || self == .own,
            let tenant = configuration.tenants[id]
        else { throw APIError.notFound("domain") }
        return (tenant, self == .own ? caller.user.id : nil)
    }
}

/// A contact on the wire.
enum ContactBody {
    static let shortNumber = Schema.text(
        1...5,
        pattern: TextPattern("[0-9]{1,5}"),
        complaint: "A short number is 1 to 5 digits.",
        example: "15"
    )
    static let dialled = Schema.text(
        1...30,
        pattern: TextPattern("\\+?[0-9]{1,29}"),
        complaint: "A number of a contact is digits, with + in front when it has its country code.",
        example: "+74951234567"
    )
    private static let numbers = Schema.list(
        .named(
            "ContactNumber",
            .object([
                SchemaField("kind", .choice(Contact.NumberKind.allCases.map(\.rawValue))),
                SchemaField("number", Self.dialled),
            ])
        ),
        atMost: Contact.numberLimit
    )

    private static let rest: [SchemaField] = [
        .maybe("shortNumber", Self.shortNumber, note: "Dialled behind a star; default: a free one (CAL-01)."),
        .maybe("email", .optional(Common.email)), .maybe("position", Common.line(0...100)),
        .maybe("group", Common.line(0...100)),
    ]

    static let requestSchema = Schema.named(
        "NewContact",
        .object(
            [
                SchemaField("name", Common.line(1...100)),
                SchemaField("numbers", Self.numbers, note: "At least one; the short number dials the first."),
            ] + Self.rest
        )
    )

    static let changeSchema = Schema.named(
        "ContactChange",
        .object([.maybe("name", Common.line(1...100)), .maybe("numbers", Self.numbers)] + Self.rest)
    )

    static let schema = Schema.named(
        "Contact",
        .object([
            SchemaField("id", Common.id), SchemaField("domain", Common.domain), SchemaField("name", .text(0...100)),
            SchemaField("shortNumber", Self.shortNumber), SchemaField("numbers", Self.numbers),
            SchemaField("email", .optional(.text(0...254))), SchemaField("position", .text(0...100)),
            SchemaField("group", .text(0...100)), SchemaField("version", Common.version),
        ])
    )

    static func json(_ entry: DomainEntry) -> JSONValue {
        guard let contact = entry.contact else { return .null }
        let numbers = contact.numbers.map { number -> JSONValue in
            ["kind": .string(number.kind.rawValue), "number": .string(number.number.text)]
        }
        return [
            "id": .string(entry.id.text), "domain": .string(entry.domain.text), "name": .string(contact.name),
            "shortNumber": .string(contact.shortNumber), "numbers": .array(numbers), "email": .text(contact.email),
            "position": .string(contact.position), "group": .string(contact.group), "version": .whole(entry.version),
        ]
    }

    /// What the body does not name stays as it is.
    static func apply(_ body: JSONValue, to contact: inout Contact) {
        if let name = body["name"]?.text { contact.name = name }
        if let short = body["shortNumber"]?.text { contact.shortNumber = short }
        if let numbers = body["numbers"]?.elements {
            contact.numbers = numbers.compactMap { number in
                guard let kind = number["kind"]?.text.flatMap({ Contact.NumberKind(rawValue: $0) }),
                    let dialled = number["number"]?.text.flatMap({ DialString($0) })
                else { return nil }
                return Contact.Number(kind, dialled)
            }
        }
        if let email = body["email"] { contact.email = email.text }
        if let position = body["position"]?.text { contact.position = position }
        // Spaces around it would make it another group.
        if let group = body["group"]?.text { contact.group = group.split(separator: " ").joined(separator: " ") }
    }
}
