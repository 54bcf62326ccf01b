import HTTPTypes
import Kernel
import Model

/// One thing done to many contacts of an address book, with a result for each (ADR-01, ME-05).
struct ContactBulkRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let book: ContactRoutes.Book

    enum Operation: String, CaseIterable, Sendable {
        /// Into the group that the body names, or into none.
        case setGroup = "set-group"
        case remove
    }

    var endpoints: [Endpoint] {
        let isOwn = self.book == .own
        return [
            Endpoint(
                .post,
                PathPattern(stringLiteral: isOwn ? "/me/contacts/bulk" : "/domains/{domain}/contacts/bulk"),
                isOwn ? "changeOwnContacts" : "changeContacts",
                "Moves contacts of \(isOwn ? "one's own" : "the company's") address book to a group or to none, or removes them",
                tag: "Address books",
                access: .role(isOwn ? .user : .domainAdministrator),
                guarding: .repeats,
                body: ContactBulkBody.requestSchema,
                success: .json(.ok, ContactBulkBody.schema),
                refusals: [.conflict],
                handle: self.perform
            )
        ]
    }

    /// All that can be done is done at once; what is in no such book is refused by itself.
    @Sendable
    private func perform(_ request: APIRequest) async throws -> APIAnswer {
        let (tenant, owner) = try self.book.place(of: request, in: self.configuration.current)
        let books = self.configuration.current.books(of: tenant.domain.id)
        let ids = (request.body["contacts"]?.elements ?? []).compactMap(\.text).map { EntryID($0) }.withoutRepeats
        let group = (request.body["group"]?.text ?? "").split(separator: " ").joined(separator: " ")
        guard let operation = request.body["operation"]?.text.flatMap({ Operation(rawValue: $0) }) else {
            throw APIError(.invalid, "There is no such operation.", field: "operation")
        }
        var changes: [ConfigurationChange] = []
        let results = ids.map { id -> UserBulkBody.Result in
            guard let entry = books.entries[id], let contact = entry.contact, contact.owner == owner else {
                return .refused(.notFound("contact"))
            }
            switch operation {
            case .remove: changes.append(.removeEntry(id))
            case .setGroup:
                guard contact.group != group else { return .unchanged }
                changes.append(.putEntry(entry.inContactGroup(group)))
            }
            return .done
        }
        if !changes.isEmpty {
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply(changes, by: author)
        }
        return Paging.whole(zip(ids, results).map { ContactBulkBody.json($0, $1) })
    }
}

/// What is done to many contacts, on the wire.
enum ContactBulkBody {
    static let requestSchema = Schema.named(
        "ContactBulk",
        .object([
            SchemaField("contacts", .list(Common.id, atMost: 1_000)),
            SchemaField("operation", .choice(ContactBulkRoutes.Operation.allCases.map(\.rawValue))),
            .maybe("group", .optional(Common.line(0...100)), note: "Of `set-group`: its name; null or empty is none."),
        ])
    )

    static let schema = Paging.wholeSchema(
        .named("ContactBulkResult", .object([SchemaField("contact", Common.id)] + UserBulkBody.resultFields)),
        atMost: 1_000
    )

    static func json(_ contact: EntryID, _ result: UserBulkBody.Result) -> JSONValue {
        JSONValue.object([JSONMember(name: "contact", value: .string(contact.text))])
            .merging(UserBulkBody.json(result))
    }
}
