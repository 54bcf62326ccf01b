import Kernel
import Model

/// A line as it lies on disk, in its table and in the history of changes.
struct LineRow: Codable {
    var id: String
    var domain: String
    var number: String
    var trunk: String?
    var user: String
    var shownName: String
    var isActive: Bool
    var version: Int

    static let columns = "id, domain, number, trunk, user_id, shown_name, is_active, version"

    init(_ line: Line) {
        self.id = line.id.text
        self.domain = line.domain.text
        self.number = line.number.text
        self.trunk = line.trunk?.text
        self.user = line.user.text
        self.shownName = line.shownName
        self.isActive = line.isActive
        self.version = line.version
    }

    init(_ row: any SQLRow) {
        self.id = row.text(0)
        self.domain = row.text(1)
        self.number = row.text(2)
        self.trunk = row.optionalText(3)
        self.user = row.text(4)
        self.shownName = row.text(5)
        self.isActive = row.boolean(6)
        self.version = row.count(7)
    }

    /// `nil` when the number is no number, which the rules prevent.
    var line: Line? {
        DialString(self.number).map { number in
            Line(
                id: LineID(self.id),
                domain: DomainID(self.domain),
                number: number,
                trunk: self.trunk.map { TrunkID($0) },
                user: UserID(self.user),
                shownName: self.shownName,
                isActive: self.isActive,
                version: self.version
            )
        }
    }

    func store(_ connection: any SQLConnection, numberKey: String) throws(SQLError) {
        try connection.execute(
            """
            INSERT INTO lines (\(Self.columns), number_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (id) DO UPDATE SET
                number = excluded.number, number_key = excluded.number_key, trunk = excluded.trunk,
                user_id = excluded.user_id, shown_name = excluded.shown_name, is_active = excluded.is_active,
                version = excluded.version
            """,
            [
                .text(self.id), .text(self.domain), .text(self.number), .optional(self.trunk), .text(self.user),
                .text(self.shownName), .boolean(self.isActive), .count(self.version), .text(numberKey),
            ]
        )
    }
}
