import HTTPTypes
import Kernel
import Model

/// Many numbers at once: from a sheet into the stock, and back into one (NUM-02).
struct NumberImportRoutes: EndpointGroup {
    let configuration: any LiveConfiguration

    private static let access = Endpoint.Access.role(.systemAdministrator)
    private static let file = UploadRule(
        limit: 4 << 20,
        types: SheetForm.types,
        tooLarge: "A file of numbers has at most 4 MB.",
        mayBeEmpty: true
    )

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/numbers/import/template",
                "getNumberTemplate",
                "A sheet to fill in with numbers for the stock",
                tag: NumberRoutes.tag,
                access: Self.access,
                query: SheetForm.parameters,
                success: .file(SheetForm.types)
            ) { request in
                let (form, language) = request.sheet(of: self.system)
                return form.answer(NumberSheet.template(form, language), "numbers-template")
            },
            Endpoint(
                .post,
                "/numbers/import/preview",
                "previewNumberImport",
                "What a csv or xlsx file would bring into the stock, and what is wrong with it; nothing is stored",
                tag: NumberRoutes.tag,
                access: Self.access,
                success: .json(.ok, NumberImportBody.previewSchema),
                refusals: [.conflict]
            ) { APIAnswer(NumberImportBody.preview(try await self.plan($0))) }.taking(Self.file),
            Endpoint(
                .post,
                "/numbers/import",
                "importNumbers",
                "Puts the numbers of a csv or xlsx file whose rows are ready into the stock: all of them or none",
                tag: NumberRoutes.tag,
                access: Self.access,
                guarding: .repeats,
                success: .json(.created, NumberImportBody.resultSchema),
                refusals: [.conflict, .taken],
                handle: self.create
            ).taking(Self.file),
            Endpoint(
                .get,
                "/numbers/export",
                "exportNumbers",
                "The stock as a sheet, which can be imported elsewhere",
                tag: NumberRoutes.tag,
                access: Self.access,
                query: SheetForm.parameters,
                success: .file(SheetForm.types)
            ) { request in
                let configuration = self.configuration.current
                let (form, language) = request.sheet(of: self.system)
                let rows = configuration.stock.all.compactMap(\.number).sorted { $0.digits < $1.digits }.map { number in
                    let trunk = number.trunk.flatMap { configuration.trunks[$0]?.name }
                    return NumberSheet.cells(number, language, trunk: trunk)
                }
                return form.answer(NumberSheet.file(form, language, rows), "numbers")
            },
        ]
    }

    private var system: Domain? { self.configuration.current.tenants[Domain.system]?.domain }

    private func plan(_ request: APIRequest) async throws -> NumberImport {
        let rows = try await request.readSheet(Sheet<NumberSheet.Column>.self, rowLimit: NumberImport.rowLimit)
        return NumberImport(rows, into: self.configuration.current)
    }

    @Sendable
    private func create(_ request: APIRequest) async throws -> APIAnswer {
        let plan = try await self.plan(request)
        guard !plan.ready.isEmpty else { throw APIError(.conflict, "No row of the file is ready.") }
        let changes = plan.ready.map { row in
            ConfigurationChange.putEntry(
                DomainEntry(id: row.stock.id, domain: Domain.system, .number(row.stock))
            )
        }
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply(changes, by: author)
        return APIAnswer(["created": .whole(changes.count)])
    }
}

/// What a sheet of numbers would make, on the wire.
enum NumberImportBody {
    private static let count = Schema.integer(0...NumberImport.rowLimit)
    private static let text = Schema.text(0...8_000)

    private static let row = Schema.named(
        "NumberImportRow",
        .object([
            SchemaField("row", .integer(1...10_000_000), note: "As the spreadsheet shows it."),
            SchemaField("isReady", .boolean), SchemaField("number", Self.text, note: "In E.164 where it is one."),
            SchemaField("city", Self.text), SchemaField("category", NumberBody.category),
            SchemaField("priceKopecks", NumberBody.price),
            SchemaField("problems", .list(NumberImport.Found.schema("NumberImportProblem"), atMost: 100)),
        ])
    )

    static let previewSchema = Schema.named(
        "NumberImportPreview",
        .object([
            SchemaField("found", Self.count), SchemaField("ready", Self.count), SchemaField("wrong", Self.count),
            SchemaField("rows", .list(Self.row, atMost: NumberImport.rowLimit)),
        ])
    )

    static let resultSchema = Schema.named("NumberImportResult", .object([SchemaField("created", Self.count)]))

    static func preview(_ plan: NumberImport) -> JSONValue {
        let ready = plan.ready.count
        return [
            "found": .whole(plan.rows.count), "ready": .whole(ready), "wrong": .whole(plan.rows.count - ready),
            "rows": .array(plan.rows.map(Self.json)),
        ]
    }

    private static func json(_ row: NumberImport.Row) -> JSONValue {
        [
            "row": .whole(row.number), "isReady": .boolean(row.isReady), "number": .string(row.written),
            "city": .string(row.stock.city), "category": .string(row.stock.category.rawValue),
            "priceKopecks": .whole(row.stock.priceKopecks), "problems": .array(row.problems.map(\.json)),
        ]
    }
}
