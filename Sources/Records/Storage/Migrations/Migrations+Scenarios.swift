extension Migration {
    /// What is said in prompts that the server speaks (IVR-07).
    static let spokenPrompts = Migration(
        number: 22,
        name: "spoken prompts",
        sql: """
            ALTER TABLE prompts ADD COLUMN spoken_text TEXT;
            ALTER TABLE prompts ADD COLUMN spoken_voice TEXT;
            ALTER TABLE prompts ADD COLUMN spoken_words_per_minute INTEGER NOT NULL DEFAULT 0;
            """
    )

    /// How callers left menus, added up by the quarter of an hour in which they had come (IVR-07).
    static let menuVisits = Migration(
        number: 25,
        name: "menu visits",
        sql: """
            CREATE TABLE menu_visits (
                scenario TEXT NOT NULL,
                quarter BIGINT NOT NULL,
                menu TEXT NOT NULL,
                exit TEXT NOT NULL,
                visits BIGINT NOT NULL,
                milliseconds BIGINT NOT NULL,
                PRIMARY KEY (scenario, quarter, menu, exit)
            );
            """
    )
}
