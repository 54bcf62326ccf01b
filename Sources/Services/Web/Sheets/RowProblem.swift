import Model

/// Why a row of a sheet is not ready; closed, the page has a sentence for each.
enum RowProblem: String, CaseIterable, Sendable {
    case required
    case badForm = "bad-form"
    case tooShort = "too-short"
    case tooLong = "too-long"
    /// Characters of less than three kinds.
    case tooWeak = "too-weak"
    case taken
    /// Twice in this file.
    case repeated
    /// The group takes no more members, or there are no more numbers.
    case full
    /// Nobody of the domain has this number: the usual one is shown. The row is ready all the same.
    case unknownNumber = "unknown-number"

    var isFatal: Bool { self != .unknownNumber }

    /// What is wrong with a text of one line; `nil`: nothing.
    static func ofLine(_ text: String) -> RowProblem? {
        if text.unicodeScalars.count > 100 { return .tooLong }
        return Self.fits(text, Common.line(1...100)) ? nil : .badForm
    }

    static func fits(_ text: String, _ schema: Schema) -> Bool { schema.breach(in: .string(text)) == nil }

    /// Rows that share a value with another one: none of them is ready, as nobody knows which was meant.
    static func repeated(_ values: [String?]) -> [Int] {
        let counts = values.compactMap { $0 }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return values.indices.filter { index in values[index].map { counts[$0] ?? 0 > 1 } ?? false }
    }
}

/// A problem and its column.
struct FoundProblem<Column: SheetColumn>: Equatable, Sendable {
    var column: Column
    var problem: RowProblem

    /// - Parameter name: in the API's document.
    static func schema(_ name: String) -> Schema {
        .named(
            name,
            .object([
                SchemaField("field", .choice(Column.allCases.map(\.field))),
                SchemaField("code", .choice(RowProblem.allCases.map(\.rawValue)), note: "For programs."),
            ])
        )
    }

    var json: JSONValue { ["field": .string(self.column.field), "code": .string(self.problem.rawValue)] }
}
