/// Mobile numbers that are joined with extensions.
extension Migration {
    static let mobiles = Migration(
        number: 21,
        name: "mobile numbers with FMC",
        sql: """
            ALTER TABLE trunks ADD COLUMN is_mobile_operators INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE mobile_numbers (
                number TEXT NOT NULL PRIMARY KEY,
                user_id TEXT NOT NULL REFERENCES users (id)
            );
            CREATE INDEX mobile_numbers_by_user ON mobile_numbers (user_id);
            """
    )
}
