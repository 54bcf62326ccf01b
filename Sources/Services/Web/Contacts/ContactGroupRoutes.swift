import Crypto
import Hummingbird
import Kernel
import Model

/// The groups of an address book: the company's (ADR-01), or one's own (ME-05). A group is the text that its contacts name
/// it by: giving it another name, or removing it, changes all of them at once.
struct ContactGroupRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn
    let book: ContactRoutes.Book

    var endpoints: [Endpoint] {
        let isOwn = self.book == .own
        let path = isOwn ? "/me/contact-groups" : "/domains/{domain}/contact-groups"
        let all = PathPattern(stringLiteral: path)
        let one = PathPattern(stringLiteral: "\(path)/{group}")
        let (name, noun) =
            isOwn ? ("OwnContactGroup", "one's own address book") : ("ContactGroup", "the company's address book")
        let tag = "Address books"
        let keeper = Endpoint.Access.role(isOwn ? .user : .domainAdministrator)
        return [
            Endpoint(
                .get,
                all,
                "list\(name)s",
                "The groups of \(noun) by name, empty ones among them",
                tag: tag,
                access: .role(.user),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(ContactGroupBody.schema))
            ) { request in
                let (tenant, owner) = try self.place(request)
                let groups = self.configuration.current.contactGroups(of: owner, in: tenant.domain.id)
                return try ShortList.answer(request, groups.map { ContactGroupBody.json($0.name, $0.contacts) })
            },
            Endpoint(
                .post,
                all,
                "add\(name)",
                "Makes an empty group in \(noun)",
                tag: tag,
                access: keeper,
                guarding: .repeats,
                body: ContactGroupBody.requestSchema,
                success: .json(.created, ContactGroupBody.schema),
                refusals: [.taken, .conflict],
                handle: self.add
            ),
            Endpoint(
                .patch,
                one,
                "rename\(name)",
                "Gives a group another name, and its contacts with it; its id is another one then",
                tag: tag,
                access: keeper,
                body: ContactGroupBody.requestSchema,
                success: .json(.ok, ContactGroupBody.schema),
                refusals: [.taken, .conflict],
                handle: self.rename
            ),
            Endpoint(
                .delete,
                one,
                "remove\(name)",
                "Removes a group; its contacts are in none then",
                tag: tag,
                access: keeper,
                success: .noContent,
                refusals: [.conflict],
                handle: self.remove
            ),
        ]
    }

    private func place(_ request: APIRequest) throws -> (tenant: Configuration.Tenant, owner: UserID?) {
        try self.book.place(of: request, in: self.configuration.current)
    }

    private func find(_ request: APIRequest) throws -> (name: String, contacts: Int) {
        let (tenant, owner) = try self.place(request)
        let groups = self.configuration.current.contactGroups(of: owner, in: tenant.domain.id)
        let id = request.id("group")
        guard let group = groups.first(where: { ContactGroupBody.id(of: $0.name) == id }) else {
            throw APIError.notFound("group")
        }
        return group
    }

    /// - Returns: the name that the body asks for, without space around it.
    /// - Throws: ``APIError/Code/taken`` when the book has another group of that name.
    private func freeName(_ request: APIRequest, besides former: String? = nil) throws -> String {
        let (tenant, owner) = try self.place(request)
        let name = (request.body["name"]?.text ?? "").split(separator: " ").joined(separator: " ")
        guard !name.isEmpty else { throw APIError(.conflict, "A group needs a name.", field: "name") }
        let groups = self.configuration.current.contactGroups(of: owner, in: tenant.domain.id)
        guard !groups.contains(where: { $0.name != former && $0.name.lowercased() == name.lowercased() }) else {
            throw APIError(.taken, "There is a group of this name.", field: "name")
        }
        return name
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let (tenant, owner) = try self.place(request)
        let name = try self.freeName(request)
        let kept = self.configuration.current.entries(of: tenant.domain.id).count { entry in
            entry.contactGroup.map { $0.owner == owner } ?? false
        }
        guard kept < ContactGroup.limit else {
            throw APIError(.conflict, "The book has at most \(ContactGroup.limit) groups; remove one first.")
        }
        let id = EntryID(self.signIn.newID())
        let group = ContactGroup(owner: owner, name: name)
        try await self.apply([.putEntry(DomainEntry(id: id, domain: tenant.domain.id, .contactGroup(group)))], request)
        return APIAnswer(ContactGroupBody.json(name, 0), status: .created)
    }

    @Sendable
    private func rename(_ request: APIRequest) async throws -> APIAnswer {
        let (tenant, owner) = try self.place(request)
        let group = try self.find(request)
        let name = try self.freeName(request, besides: group.name)
        if name != group.name {
            let changes = self.configuration.current
                .changes(ofContactGroup: group.name, to: name, in: owner, of: tenant.domain.id)
            try await self.apply(changes, request)
        }
        return APIAnswer(ContactGroupBody.json(name, group.contacts))
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let (tenant, owner) = try self.place(request)
        let group = try self.find(request)
        let changes = self.configuration.current
            .changes(ofContactGroup: group.name, to: nil, in: owner, of: tenant.domain.id)
        try await self.apply(changes, request)
        return .nothing
    }

    /// Contacts that change with their group at once: more would keep other writers waiting.
    private static let changeLimit = 5_000

    private func apply(_ changes: [ConfigurationChange], _ request: APIRequest) async throws {
        guard changes.count <= Self.changeLimit else {
            let sentence = "The group has more than \(Self.changeLimit) contacts: please move them in parts."
            throw APIError(.conflict, sentence)
        }
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply(changes, by: author)
    }
}

/// A group of an address book on the wire.
enum ContactGroupBody {
    static let requestSchema = Schema.named(
        "NewContactGroup",
        .object([SchemaField("name", Common.line(1...100))])
    )

    static let schema = Schema.named(
        "ContactGroup",
        .object([
            SchemaField("id", Common.id, note: "Of the name: another name is another id."),
            SchemaField("name", .text(1...100)), SchemaField("contacts", .integer(0...Contact.limit)),
        ])
    )

    static func json(_ name: String, _ contacts: Int) -> JSONValue {
        ["id": .string(Self.id(of: name)), "name": .string(name), "contacts": .whole(contacts)]
    }

    /// Whoever renames what somebody else renamed meanwhile is told that it is gone.
    static func id(of name: String) -> String {
        Hexadecimal.encode(SHA256.hash(data: Array(name.utf8)).prefix(16))
    }
}
