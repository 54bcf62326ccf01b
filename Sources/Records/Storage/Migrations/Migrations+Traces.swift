extension Migration {
    /// What was said by SIP, packed, and who looked at it.
    static let traces = Migration(
        number: 9,
        name: "traces",
        sql: """
            CREATE TABLE trace_parts (
                trace TEXT NOT NULL,
                number INTEGER NOT NULL,
                domain TEXT,
                at INTEGER NOT NULL,
                byte_count INTEGER NOT NULL,
                content BLOB NOT NULL,
                PRIMARY KEY (trace, number)
            );
            CREATE INDEX trace_parts_by_time ON trace_parts (at, byte_count);
            CREATE TABLE refused_requests (
                id TEXT NOT NULL PRIMARY KEY,
                domain TEXT,
                at INTEGER NOT NULL,
                caller TEXT NOT NULL,
                dialled TEXT NOT NULL,
                status INTEGER NOT NULL,
                source TEXT NOT NULL
            );
            CREATE INDEX refused_requests_by_time ON refused_requests (at, id);
            CREATE INDEX refused_requests_by_domain ON refused_requests (domain, at, id);
            CREATE TABLE trace_accesses (
                number INTEGER NOT NULL PRIMARY KEY,
                at INTEGER NOT NULL,
                action TEXT NOT NULL,
                trace TEXT NOT NULL,
                author TEXT NOT NULL,
                author_address TEXT NOT NULL
            );
            CREATE INDEX trace_accesses_by_trace ON trace_accesses (trace, number);
            """
    )
}
