/// The brake against toll fraud.
extension Migration {
    static let toll = Migration(
        number: 19,
        name: "caps on calls outside",
        sql: """
            ALTER TABLE domains ADD COLUMN toll TEXT;
            """
    )
}
