import Journal
import Kernel
import Model

/// An ended call as it lies on disk; its domain and its parties are numbers there.
enum CallRow {
    /// Of `calls` joined with its parties and its domain.
    static let selection = """
        SELECT calls.number, calls.id, journal_domains.domain, kind, started_at, answered_at, ended_at,
            one.user_id, one.number, one.name, other.user_id, other.number, other.name,
            dialled, line, trunk, cause, ended_by, mos, is_caller_withheld, origin, traits
        FROM calls
            JOIN parties AS one ON one.key = caller
            JOIN parties AS other ON other.key = callee
            LEFT JOIN journal_domains ON journal_domains.key = calls.domain
        """

    static func read(_ row: any SQLRow) -> CallRecord {
        CallRecord(
            id: CallID(row.text(1)),
            number: row.integer(0),
            domain: row.optionalText(2).map { DomainID($0) },
            direction: CallKind.direction(of: row.integer(3)),
            startedAt: Timestamp(microseconds: row.integer(4)),
            answeredAt: row.optionalInteger(5).map { Timestamp(microseconds: $0) },
            endedAt: Timestamp(microseconds: row.integer(6)),
            caller: Self.party(row, from: 7, isWithheld: row.boolean(19)),
            callee: Self.party(row, from: 10),
            dialled: row.text(13),
            line: row.optionalText(14).map { LineID($0) },
            trunk: row.optionalText(15).map { TrunkID($0) },
            origin: row.optionalText(20).map { TrunkID($0) },
            result: CallKind.result(of: row.integer(3)),
            cause: EndCause(rawValue: row.text(16)) ?? .failed,
            endedBy: CallEnder(rawValue: row.text(17)) ?? .server,
            qualityMOS: row.optionalReal(18),
            traits: CallTraits(rawValue: row.optionalInteger(21).map { Int($0) } ?? 0)
        )
    }

    private static func party(_ row: any SQLRow, from column: Int, isWithheld: Bool = false) -> Party {
        let user = row.text(column)
        return Party(
            user: user.isEmpty ? nil : UserID(user),
            number: row.text(column + 1),
            name: row.text(column + 2),
            isWithheld: isWithheld
        )
    }

    /// A second call of the same id, which cannot be, must not stop the journal: the first one stands.
    /// - Parameter record: an ended call.
    static func insert(
        _ record: CallRecord,
        domain: Int64,
        caller: Int64,
        callee: Int64,
        _ connection: any SQLConnection
    ) throws(SQLError) {
        let kind = CallKind(record.direction, record.result ?? .failed)
        try connection.execute(
            """
            INSERT INTO calls (number, id, domain, kind, started_at, answered_at, ended_at, caller, callee, dialled,
                line, trunk, cause, ended_by, mos, is_caller_withheld, origin, traits)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            ON CONFLICT (id) DO NOTHING
            """,
            [
                .integer(record.number), .text(record.id.text), .integer(domain), .integer(kind.number),
                .integer(record.startedAt.microseconds), .optional(record.answeredAt?.microseconds),
                .integer((record.endedAt ?? record.startedAt).microseconds), .integer(caller), .integer(callee),
                .text(record.dialled), .optional(record.line?.text), .optional(record.trunk?.text),
                .text((record.cause ?? .failed).rawValue), .text((record.endedBy ?? .server).rawValue),
                .optional(record.qualityMOS), .boolean(record.caller.isWithheld),
                .optional(record.origin?.text),
                .optional(record.traits.isEmpty ? nil : Int64(record.traits.rawValue)),
            ]
        )
    }
}
