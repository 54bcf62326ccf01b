import HTTPTypes
import Kernel
import Model

/// Many contacts at once, from a sheet and back into one (ADR-02): the company's, or one's own.
struct ContactImportRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn
    let book: ContactRoutes.Book

    private static let tag = "Address books"
    private static let file = UploadRule(
        limit: 4 << 20,
        types: SheetForm.types,
        tooLarge: "A file of contacts has at most 4 MB.",
        mayBeEmpty: true
    )

    var endpoints: [Endpoint] {
        let isOwn = self.book == .own
        let root = isOwn ? "/me/contacts" : "/domains/{domain}/contacts"
        let name = isOwn ? "OwnContact" : "Contact"
        let noun = isOwn ? "one's own address book" : "the company's address book"
        let keeper = Endpoint.Access.role(isOwn ? .user : .domainAdministrator)
        return [
            Endpoint(
                .get,
                PathPattern(stringLiteral: "\(root)/import/template"),
                "get\(name)Template",
                "A sheet to fill in with contacts for \(noun)",
                tag: Self.tag,
                access: keeper,
                query: SheetForm.parameters,
                success: .file(SheetForm.types)
            ) { request in
                let (form, language) = request.sheet(of: try self.place(request).tenant.domain)
                return form.answer(ContactSheet.template(form, language), "contacts-template")
            },
            Endpoint(
                .post,
                PathPattern(stringLiteral: "\(root)/import/preview"),
                "preview\(name)Import",
                "What a csv or xlsx file would make in \(noun), and what is wrong with it; nothing is stored",
                tag: Self.tag,
                access: keeper,
                success: .json(.ok, ContactImportBody.previewSchema),
                refusals: [.conflict]
            ) { APIAnswer(ContactImportBody.preview(try await self.plan($0).plan)) }.taking(Self.file),
            Endpoint(
                .post,
                PathPattern(stringLiteral: "\(root)/import"),
                "import\(name)s",
                "Puts the contacts of a csv or xlsx file whose rows are ready into \(noun): all of them or none",
                tag: Self.tag,
                access: keeper,
                guarding: .repeats,
                success: .json(.created, ContactImportBody.resultSchema),
                refusals: [.conflict, .taken],
                handle: self.create
            ).taking(Self.file),
            Endpoint(
                .get,
                PathPattern(stringLiteral: "\(root)/export"),
                "export\(name)s",
                "The contacts of \(noun) as a sheet, which can be imported elsewhere",
                tag: Self.tag,
                access: .role(.user),
                query: SheetForm.parameters,
                success: .file(SheetForm.types)
            ) { request in
                let (tenant, owner) = try self.place(request)
                let (form, language) = request.sheet(of: tenant.domain)
                let contacts = self.configuration.current.books(of: tenant.domain.id).contacts(of: owner)
                    .compactMap(\.contact)
                    .sorted { ($0.name.lowercased(), $0.shortNumber) < ($1.name.lowercased(), $1.shortNumber) }
                let rows = contacts.map { ContactSheet.cells($0) }
                return form.answer(ContactSheet.file(form, language, rows), "contacts-\(tenant.domain.id)")
            },
        ]
    }

    private func place(_ request: APIRequest) throws -> (tenant: Configuration.Tenant, owner: UserID?) {
        try self.book.place(of: request, in: self.configuration.current)
    }

    private func plan(_ request: APIRequest) async throws -> (plan: ContactImport, domain: DomainID) {
        // Whose book it is comes first: strangers' files are not read.
        _ = try self.place(request)
        let rows = try await request.readSheet(Sheet<ContactSheet.Column>.self, rowLimit: ContactImport.rowLimit)
        let (tenant, owner) = try self.place(request)
        let books = self.configuration.current.books(of: tenant.domain.id)
        return (ContactImport(rows, of: owner, in: tenant, books), tenant.domain.id)
    }

    @Sendable
    private func create(_ request: APIRequest) async throws -> APIAnswer {
        let (plan, domain) = try await self.plan(request)
        guard !plan.ready.isEmpty else { throw APIError(.conflict, "No row of the file is ready.") }
        let entries = plan.ready.map { row in
            DomainEntry(id: EntryID(self.signIn.newID()), domain: domain, .contact(row.contact))
        }
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply(entries.map { .putEntry($0) }, by: author)
        return APIAnswer(["created": .whole(entries.count)])
    }
}

/// What a sheet of contacts would make, on the wire.
enum ContactImportBody {
    private static let count = Schema.integer(0...ContactImport.rowLimit)
    private static let text = Schema.text(0...8_000)

    private static let row = Schema.named(
        "ContactImportRow",
        .object([
            SchemaField("row", .integer(1...10_000_000), note: "As the spreadsheet shows it."),
            SchemaField("isReady", .boolean), SchemaField("name", Self.text),
            SchemaField("shortNumber", Self.text, note: "What is written, or what will be given."),
            SchemaField("numbers", .list(Self.text, atMost: 4_000), note: "Of a wrong row as they are written."),
            SchemaField("group", Self.text), SchemaField("position", Self.text),
            SchemaField("email", .optional(Self.text)),
            SchemaField("problems", .list(ContactImport.Found.schema("ContactImportProblem"), atMost: 100)),
        ])
    )

    static let previewSchema = Schema.named(
        "ContactImportPreview",
        .object([
            SchemaField("found", Self.count), SchemaField("ready", Self.count), SchemaField("wrong", Self.count),
            SchemaField("rows", .list(Self.row, atMost: ContactImport.rowLimit)),
        ])
    )

    static let resultSchema = Schema.named("ContactImportResult", .object([SchemaField("created", Self.count)]))

    static func preview(_ plan: ContactImport) -> JSONValue {
        let ready = plan.ready.count
        return [
            "found": .whole(plan.rows.count), "ready": .whole(ready), "wrong": .whole(plan.rows.count - ready),
            "rows": .array(plan.rows.map(Self.json)),
        ]
    }

    private static func json(_ row: ContactImport.Row) -> JSONValue {
        [
            "row": .whole(row.number), "isReady": .boolean(row.isReady), "name": .string(row.contact.name),
            "shortNumber": .string(row.contact.shortNumber),
            "numbers": .array(
                (row.isReady ? row.contact.numbers.map(\.number.text) : row.writtenNumbers).map { .string($0) }
            ),
            "group": .string(row.contact.group), "position": .string(row.contact.position),
            "email": .text(row.contact.email),
            "problems": .array(row.problems.map(\.json)),
        ]
    }
}
