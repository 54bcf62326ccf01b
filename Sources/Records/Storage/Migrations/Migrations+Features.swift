/// What calls can do beyond ringing.
extension Migration {
    static let callCodes = Migration(
        number: 6,
        name: "codes that are dialled for features",
        sql: "ALTER TABLE domains ADD COLUMN codes TEXT;"
    )

    static let entries = Migration(
        number: 7,
        name: "pickup groups and reminders",
        sql: """
            CREATE TABLE entries (
                id TEXT NOT NULL PRIMARY KEY,
                domain TEXT NOT NULL REFERENCES domains (id),
                kind TEXT NOT NULL,
                content TEXT NOT NULL,
                version INTEGER NOT NULL
            );
            CREATE INDEX entries_by_domain ON entries (domain);
            """
    )

    static let calling = Migration(
        number: 8,
        name: "how users call and are called",
        sql: """
            ALTER TABLE users ADD COLUMN calling TEXT;
            ALTER TABLE domains ADD COLUMN calling TEXT;
            """
    )

    static let messageLamps = Migration(
        number: 10,
        name: "message lamps lit by command, reminders that rang",
        sql: """
            ALTER TABLE users ADD COLUMN message_lamp INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE rung_reminders (
                id TEXT NOT NULL PRIMARY KEY,
                due_at BIGINT NOT NULL
            );
            """
    )

    static let addressBooks = Migration(
        number: 11,
        name: "address books",
        sql: """
            ALTER TABLE entries ADD COLUMN book TEXT;
            ALTER TABLE entries ADD COLUMN short_number TEXT;
            CREATE UNIQUE INDEX entries_by_short_number ON entries (domain, book, short_number);
            """
    )

    static let withheldCallers = Migration(
        number: 12,
        name: "callers who withhold their number",
        sql: "ALTER TABLE calls ADD COLUMN is_caller_withheld INTEGER NOT NULL DEFAULT 0;"
    )

    static let withheldInRecordings = Migration(
        number: 13,
        name: "who withheld the number in a recording",
        sql: "ALTER TABLE recording_users ADD COLUMN is_withheld INTEGER NOT NULL DEFAULT 0;"
    )
}
