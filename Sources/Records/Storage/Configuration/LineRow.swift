import Kernel
import Model

/// A line as it lies on disk, in its table and in the history of changes.
struct LineRow: Codable {
    var id: String
    var domain: String
    var number: String
    var trunk: String?
    /// Written before there were rules: whom the line rang.
    var user: String?
    var shownName: String
    var isActive: Bool
    // JSON; missing in what was written before there were rules.
    var rules: [LineRule]?
    var filter: CallerFilter?
    // Missing in what was written before there was a stock of numbers.
    var isAdditional: Bool?
    var version: Int

    static let columns = "id, domain, number, trunk, shown_name, is_active, version, rules, filter, is_additional"

    init(_ line: Line) {
        self.id = line.id.text
        self.domain = line.domain.text
        self.number = line.number.text
        self.trunk = line.trunk?.text
        self.shownName = line.shownName
        self.isActive = line.isActive
        self.version = line.version
        self.rules = line.rules
        self.filter = line.filter
        self.isAdditional = line.isAdditional
    }

    init(_ row: any SQLRow) {
        self.id = row.text(0)
        self.domain = row.text(1)
        self.number = row.text(2)
        self.trunk = row.optionalText(3)
        self.shownName = row.text(4)
        self.isActive = row.boolean(5)
        self.version = row.count(6)
        self.rules = JSONColumn.read(row.optionalText(7))
        self.filter = JSONColumn.read(row.optionalText(8))
        self.isAdditional = row.boolean(9)
    }

    /// `nil` when the number is no number, which the rules prevent.
    var line: Line? {
        DialString(self.number).map { number in
            Line(
                id: LineID(self.id),
                domain: DomainID(self.domain),
                number: number,
                trunk: self.trunk.map { TrunkID($0) },
                shownName: self.shownName,
                isActive: self.isActive,
                rules: self.rules ?? self.user.map { [LineRule(to: .user(UserID($0)))] } ?? [],
                filter: self.filter ?? .off,
                isAdditional: self.isAdditional ?? false,
                version: self.version
            )
        }
    }

    func store(_ connection: any SQLConnection, numberKey: String) throws(SQLError) {
        try connection.execute(
            """
            INSERT INTO lines (\(Self.columns), number_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (id) DO UPDATE SET
                number = excluded.number, number_key = excluded.number_key, trunk = excluded.trunk,
                shown_name = excluded.shown_name, is_active = excluded.is_active, version = excluded.version,
                rules = excluded.rules, filter = excluded.filter, is_additional = excluded.is_additional
            """,
            [
                .text(self.id), .text(self.domain), .text(self.number), .optional(self.trunk),
                .text(self.shownName), .boolean(self.isActive), .count(self.version),
                try JSONColumn.write(self.rules ?? []), try JSONColumn.write(self.filter ?? .off),
                .boolean(self.isAdditional ?? false), .text(numberKey),
            ]
        )
    }
}
