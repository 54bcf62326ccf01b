import Kernel
import Model

/// A domain as it lies on disk, in its table and in the history of changes.
struct DomainRow: Codable {
    var id: String
    var shownName: String
    var isBlocked: Bool
    var callLimit: Int
    var callerID: String?
    var version: Int

    static let columns = "id, shown_name, is_blocked, call_limit, caller_id, version"

    init(_ domain: Domain) {
        self.id = domain.id.text
        self.shownName = domain.shownName
        self.isBlocked = domain.isBlocked
        self.callLimit = domain.callLimit
        self.callerID = domain.callerID?.text
        self.version = domain.version
    }

    init(_ row: any SQLRow) {
        self.id = row.text(0)
        self.shownName = row.text(1)
        self.isBlocked = row.boolean(2)
        self.callLimit = row.count(3)
        self.callerID = row.optionalText(4)
        self.version = row.count(5)
    }

    var domain: Domain {
        Domain(
            id: DomainID(self.id),
            shownName: self.shownName,
            isBlocked: self.isBlocked,
            callLimit: self.callLimit,
            callerID: self.callerID.flatMap { DialString($0) },
            version: self.version
        )
    }

    func store(_ connection: any SQLConnection) throws(SQLError) {
        try connection.execute(
            """
            INSERT INTO domains (\(Self.columns)) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (id) DO UPDATE SET
                shown_name = excluded.shown_name, is_blocked = excluded.is_blocked, call_limit = excluded.call_limit,
                caller_id = excluded.caller_id, version = excluded.version
            """,
            [
                .text(self.id), .text(self.shownName), .boolean(self.isBlocked), .count(self.callLimit),
                .optional(self.callerID), .count(self.version),
            ]
        )
    }
}
