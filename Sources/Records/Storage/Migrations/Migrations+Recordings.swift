extension Migration {
    /// Recordings: whose calls are recorded, how long they are kept, the list of them, and who listened.
    ///
    /// - A user's list is read from `recording_users`, which repeats the start so that a page is a range of one index.
    /// - Accesses are the action history: rows are added and never touched again.
    static let recordings = Migration(
        number: 4,
        name: "recordings",
        sql: """
            ALTER TABLE users ADD COLUMN records_calls INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE users ADD COLUMN controls_recording INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE domains ADD COLUMN recording_storage TEXT NOT NULL DEFAULT 'month';
            ALTER TABLE domains ADD COLUMN are_recordings_encrypted INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE recordings (
                id TEXT NOT NULL PRIMARY KEY,
                call TEXT NOT NULL,
                domain TEXT NOT NULL,
                user_id TEXT NOT NULL,
                login TEXT NOT NULL,
                direction TEXT NOT NULL,
                peer_user_id TEXT,
                peer_number TEXT NOT NULL,
                peer_name TEXT NOT NULL,
                started_at INTEGER NOT NULL,
                duration_microseconds INTEGER NOT NULL,
                byte_count INTEGER NOT NULL,
                state TEXT NOT NULL,
                ending TEXT,
                is_encrypted INTEGER NOT NULL
            );
            CREATE INDEX recordings_by_domain ON recordings (domain, started_at, id);
            CREATE INDEX recordings_by_start ON recordings (started_at, id);
            CREATE INDEX recordings_by_call ON recordings (call);
            CREATE INDEX recordings_by_state ON recordings (state, started_at);
            CREATE TABLE recording_users (
                user_id TEXT NOT NULL,
                started_at INTEGER NOT NULL,
                recording TEXT NOT NULL REFERENCES recordings (id),
                PRIMARY KEY (user_id, started_at, recording)
            );
            CREATE INDEX recording_users_by_recording ON recording_users (recording);
            CREATE TABLE recording_accesses (
                number INTEGER NOT NULL PRIMARY KEY,
                at INTEGER NOT NULL,
                action TEXT NOT NULL,
                recording TEXT NOT NULL,
                call TEXT NOT NULL,
                domain TEXT NOT NULL,
                author TEXT NOT NULL,
                author_address TEXT NOT NULL
            );
            CREATE INDEX recording_accesses_by_recording ON recording_accesses (recording, number);
            """
    )
}
