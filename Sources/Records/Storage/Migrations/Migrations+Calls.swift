extension Migration {
    /// The journal and the call history made from it.
    ///
    /// - Events lie in chunks: those of one call (or of none) of one transaction, as one JSON text.
    /// - A call is written once, when it ends, with the number of its first event as its key: keys grow, so rows and
    ///   their events are added at the end. `open_calls` knows the others, for the next start.
    /// - Parties are kept once, and a search looks at parties, not at calls: `party_entries` has each number from each
    ///   of its characters on and each name from each of its words on, so that a search is a range of its index.
    /// - `kind` is direction and result in one number, see ``CallKind``: each filter is a few ranges of one index.
    /// - Domains have small numbers, 0 stands for none; the history of a removed domain stays.
    static let calls = Migration(
        number: 3,
        name: "calls",
        sql: """
            CREATE TABLE journal_domains (
                key INTEGER NOT NULL PRIMARY KEY,
                domain TEXT NOT NULL UNIQUE
            );
            CREATE TABLE journal_events (
                first_sequence INTEGER NOT NULL PRIMARY KEY,
                last_sequence INTEGER NOT NULL,
                started_at INTEGER NOT NULL,
                domain INTEGER NOT NULL,
                call TEXT,
                call_number INTEGER,
                events TEXT NOT NULL
            );
            CREATE INDEX journal_events_by_call ON journal_events (call_number) WHERE call_number IS NOT NULL;
            CREATE TABLE open_calls (
                number INTEGER NOT NULL PRIMARY KEY,
                id TEXT NOT NULL
            );
            CREATE TABLE parties (
                key INTEGER NOT NULL PRIMARY KEY,
                domain INTEGER NOT NULL,
                user_id TEXT NOT NULL,
                number TEXT NOT NULL,
                name TEXT NOT NULL,
                folded_number TEXT NOT NULL,
                folded_name TEXT NOT NULL
            );
            CREATE UNIQUE INDEX parties_by_name ON parties (domain, number, name, user_id);
            CREATE INDEX parties_by_user ON parties (user_id) WHERE user_id <> '';
            CREATE TABLE party_entries (
                domain INTEGER NOT NULL,
                entry TEXT NOT NULL,
                party INTEGER NOT NULL
            );
            CREATE INDEX party_entries_by_entry ON party_entries (domain, entry, party);
            CREATE TABLE calls (
                number INTEGER NOT NULL PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                domain INTEGER NOT NULL,
                kind INTEGER NOT NULL,
                started_at INTEGER NOT NULL,
                answered_at INTEGER,
                ended_at INTEGER NOT NULL,
                caller INTEGER NOT NULL,
                callee INTEGER NOT NULL,
                dialled TEXT NOT NULL,
                line TEXT,
                trunk TEXT,
                cause TEXT NOT NULL,
                ended_by TEXT NOT NULL,
                mos DOUBLE PRECISION
            );
            CREATE INDEX calls_by_time ON calls (domain, started_at);
            CREATE INDEX calls_by_kind ON calls (domain, kind, started_at);
            CREATE INDEX calls_by_caller ON calls (caller, started_at, kind);
            CREATE INDEX calls_by_callee ON calls (callee, started_at, kind);
            """
    )
}

extension Migration {
    /// Which trunk a call came by, beside the one that it went out by.
    static let callOrigins = Migration(
        number: 24,
        name: "trunks that calls came by",
        sql: """
            ALTER TABLE calls ADD COLUMN origin TEXT;
            CREATE INDEX calls_by_trunk ON calls (trunk, started_at) WHERE trunk IS NOT NULL;
            CREATE INDEX calls_by_origin ON calls (origin, started_at) WHERE origin IS NOT NULL;
            """
    )
}

extension Migration {
    /// What happened in a call beside its direction and result, see `CallTraits`. Calls from before tell none.
    static let callTraits = Migration(
        number: 26,
        name: "what happened in calls",
        sql: """
            ALTER TABLE calls ADD COLUMN traits INTEGER;
            CREATE INDEX calls_by_traits ON calls (domain, traits, started_at) WHERE traits IS NOT NULL;
            """
    )
}
