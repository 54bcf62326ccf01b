extension Migration {
    /// Prompts of domains and users, mailboxes and their messages, and the language that a domain is spoken to.
    ///
    /// Prompts and messages name users without a reference: their files are to be removed with them, which a sweep does.
    static let voice = Migration(
        number: 5,
        name: "voice",
        sql: """
            ALTER TABLE users ADD COLUMN has_voicemail INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE users ADD COLUMN voicemail_greeting TEXT;
            ALTER TABLE users ADD COLUMN voicemail_notice TEXT NOT NULL DEFAULT 'none';
            ALTER TABLE users ADD COLUMN voicemail_pin_hash TEXT NOT NULL DEFAULT '';
            ALTER TABLE domains ADD COLUMN language TEXT NOT NULL DEFAULT 'ru';
            CREATE TABLE prompts (
                id TEXT NOT NULL PRIMARY KEY,
                domain TEXT NOT NULL,
                owner TEXT,
                purpose TEXT NOT NULL,
                name TEXT NOT NULL,
                state TEXT NOT NULL,
                refusal TEXT,
                container TEXT,
                byte_count INTEGER NOT NULL,
                duration_microseconds INTEGER NOT NULL,
                changed_at INTEGER NOT NULL,
                version INTEGER NOT NULL
            );
            CREATE INDEX prompts_by_domain ON prompts (domain, name, id);
            CREATE INDEX prompts_by_state ON prompts (state);
            CREATE TABLE voice_messages (
                id TEXT NOT NULL PRIMARY KEY,
                user_id TEXT NOT NULL,
                domain TEXT NOT NULL,
                call TEXT NOT NULL,
                caller_user_id TEXT,
                caller_number TEXT NOT NULL,
                caller_name TEXT NOT NULL,
                at INTEGER NOT NULL,
                duration_microseconds INTEGER NOT NULL,
                byte_count INTEGER NOT NULL,
                state TEXT NOT NULL,
                heard_at INTEGER
            );
            CREATE INDEX voice_messages_by_user ON voice_messages (user_id, at, id);
            CREATE INDEX voice_messages_by_state ON voice_messages (state);
            """
    )
}
