import Model
import Tables

/// What a sheet is saved as.
enum SheetForm: String, CaseIterable, Sendable {
    case csv, xlsx

    var type: String {
        switch self {
        case .csv: "text/csv"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }

    static let types = Self.allCases.map(\.type)

    /// Of endpoints that answer a sheet.
    static let parameters = [
        Parameter("format", .choice(Self.allCases.map(\.rawValue)), note: "Default `xlsx`."),
        Parameter(
            "language",
            .choice(SpokenLanguage.allCases.map(\.rawValue)),
            note: "Of the head; default: the domain's."
        ),
    ]

    /// - Parameter rows: the head first.
    func file(_ rows: [[String]], sheet: String, widths: [Int]) -> [UInt8] {
        switch self {
        case .csv: CSVWriter.write(rows)
        case .xlsx: WorkbookWriter.write(rows, sheet: sheet, widths: widths)
        }
    }

    /// - Parameter name: without its ending.
    func answer(_ bytes: [UInt8], _ name: String) -> APIAnswer {
        APIAnswer(
            FileAnswer(type: self.type, byteCount: bytes.count, downloadName: "\(name).\(self.rawValue)") {
                Array(bytes.dropFirst($0).prefix($1))
            }
        )
    }
}

extension APIRequest {
    /// The form and the language that are asked for.
    /// - Parameter domain: whose language is usual.
    func sheet(of domain: Domain?) -> (form: SheetForm, language: SpokenLanguage) {
        let form = self.query["format"]?.text.flatMap { SheetForm(rawValue: $0) } ?? .xlsx
        let asked = self.query["language"]?.text.flatMap { SpokenLanguage(rawValue: $0) }
        return (form, asked ?? domain?.language ?? .russian)
    }

    /// The rows of the sheet that comes, without its head.
    /// - Parameter rowLimit: rows of one file.
    /// - Throws: ``APIError/Code/conflict`` for what is no table, or a larger one.
    func readSheet<Column>(_ sheet: Sheet<Column>.Type, rowLimit: Int) async throws -> [Sheet<Column>.Row] {
        guard let upload = self.upload else { throw APIError(.malformedRequest, "There is no file.") }
        let bytes = try await upload.read()
        do throws(TableError) {
            // A head, and as many rows as one file may have.
            let rows = sheet.read(try Table(bytes, limits: TableLimits(rows: rowLimit + 1, partLength: 16 << 20)))
            guard rows.count <= rowLimit else { throw TableError(.tooManyRows, "no head") }
            return rows
        } catch {
            throw APIError(error, rowLimit: rowLimit)
        }
    }
}

extension APIError {
    /// What a file that gives no table means to a client of the API.
    init(_ error: TableError, rowLimit: Int) {
        let sentence =
            switch error.code {
            case .unreadable: "This file cannot be read. Save it as csv or xlsx."
            case .tooManyRows: "A file has at most \(rowLimit) rows."
            case .tooManyColumns: "The file has too many columns. Use the template."
            case .cellTooLong: "A cell of the file is too long."
            case .tooLarge: "The file is too large when it is unpacked."
            }
        self.init(.conflict, sentence)
    }
}
