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
}
