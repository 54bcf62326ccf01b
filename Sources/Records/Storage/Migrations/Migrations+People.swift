extension Migration {
    /// What somebody is in the company, and the language of their cabinet; no value: none was chosen.
    static let people = Migration(
        number: 20,
        name: "people",
        sql: """
            ALTER TABLE users ADD COLUMN position TEXT NOT NULL DEFAULT '';
            ALTER TABLE users ADD COLUMN language TEXT;
            """
    )

    /// Who works in the contact centre, and whose mailbox begins with the tone.
    static let operators = Migration(
        number: 29,
        name: "operators",
        sql: """
            ALTER TABLE users ADD COLUMN is_operator INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE users ADD COLUMN voicemail_greets INTEGER NOT NULL DEFAULT 1;
            """
    )
}
