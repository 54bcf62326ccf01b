/// Where calls go.
extension Migration {
    static let routing = Migration(
        number: 14,
        name: "rules of lines, forwarding, schedules, private routes",
        sql: """
            ALTER TABLE users ADD COLUMN forwarding TEXT;
            ALTER TABLE domains ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'Europe/Moscow';
            ALTER TABLE domains ADD COLUMN calendar TEXT;
            ALTER TABLE domains ADD COLUMN menus TEXT;
            ALTER TABLE trunks ADD COLUMN route TEXT;
            CREATE TABLE lines_with_rules (
                id TEXT NOT NULL PRIMARY KEY,
                domain TEXT NOT NULL REFERENCES domains (id),
                number TEXT NOT NULL,
                number_key TEXT NOT NULL UNIQUE,
                trunk TEXT REFERENCES trunks (id),
                shown_name TEXT NOT NULL,
                is_active INTEGER NOT NULL,
                version INTEGER NOT NULL,
                rules TEXT NOT NULL,
                filter TEXT NOT NULL
            );
            INSERT INTO lines_with_rules
                SELECT id, domain, number, number_key, trunk, shown_name, is_active, version,
                    '[{"isActive":true,"prefixes":[],"target":{"kind":"user","name":"' || user_id || '"}}]',
                    '{"kind":"off","numbers":[]}'
                FROM lines;
            DROP TABLE lines;
            ALTER TABLE lines_with_rules RENAME TO lines;
            CREATE INDEX lines_by_domain ON lines (domain);
            CREATE INDEX lines_by_trunk ON lines (trunk);
            """
    )

    /// The stock of numbers: its numbers are entries of the installation, lines say how they came to their domain.
    static let numbers = Migration(
        number: 23,
        name: "additional numbers",
        sql: """
            ALTER TABLE lines ADD COLUMN is_additional INTEGER NOT NULL DEFAULT 0;
            """
    )
}
