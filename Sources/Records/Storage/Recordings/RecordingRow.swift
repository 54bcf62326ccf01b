import Kernel
import Model

/// A recording as it lies on disk, without its users.
enum RecordingRow {
    static let columns = """
        recordings.id, call, domain, recordings.user_id, login, direction, peer_user_id, peer_number, peer_name, \
        recordings.started_at, duration_microseconds, byte_count, state, ending, is_encrypted
        """

    static func read(_ row: any SQLRow) -> Recording {
        Recording(
            id: RecordingID(row.text(0)),
            call: CallID(row.text(1)),
            domain: DomainID(row.text(2)),
            user: UserID(row.text(3)),
            login: row.text(4),
            users: [],
            direction: CallDirection(rawValue: row.text(5)) ?? .internal,
            peer: Party(
                user: row.optionalText(6).map { UserID($0) },
                number: row.text(7),
                name: row.text(8)
            ),
            startedAt: Timestamp(microseconds: row.integer(9)),
            duration: .microseconds(row.integer(10)),
            byteCount: row.integer(11),
            // What a later version knows more of is at least a file that can be played.
            state: Recording.State(rawValue: row.text(12)) ?? .kept,
            ending: row.optionalText(13).flatMap { RecordingEnding(rawValue: $0) },
            isEncrypted: row.boolean(14)
        )
    }

    static func store(_ recording: Recording, _ connection: any SQLConnection) throws(SQLError) {
        try connection.execute(
            """
            INSERT INTO recordings (id, call, domain, user_id, login, direction, peer_user_id, peer_number, peer_name,
                started_at, duration_microseconds, byte_count, state, ending, is_encrypted)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (id) DO UPDATE SET
                duration_microseconds = excluded.duration_microseconds, byte_count = excluded.byte_count,
                state = excluded.state, ending = excluded.ending
            """,
            [
                .text(recording.id.text), .text(recording.call.text), .text(recording.domain.text),
                .text(recording.user.text), .text(recording.login), .text(recording.direction.rawValue),
                .optional(recording.peer.user?.text), .text(recording.peer.number), .text(recording.peer.name),
                .integer(recording.startedAt.microseconds), .integer(recording.duration.wholeNanoseconds / 1_000),
                .integer(recording.byteCount), .text(recording.state.rawValue), .optional(recording.ending?.rawValue),
                .boolean(recording.isEncrypted),
            ]
        )
        for user in recording.users {
            let isWithheld = recording.withheld.contains(user)
            try connection.execute(
                """
                INSERT INTO recording_users (user_id, started_at, recording, is_withheld) VALUES ($1, $2, $3, $4)
                ON CONFLICT (user_id, started_at, recording) \(isWithheld ? "DO UPDATE SET is_withheld = 1" : "DO NOTHING")
                """,
                [
                    .text(user.text), .integer(recording.startedAt.microseconds), .text(recording.id.text),
                    .boolean(isWithheld),
                ]
            )
        }
    }
}
