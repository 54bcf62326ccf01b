/// Domains of one company.
extension Migration {
    static let pools = Migration(
        number: 16,
        name: "pools of domains",
        sql: """
            ALTER TABLE domains ADD COLUMN pool TEXT;
            ALTER TABLE domains ADD COLUMN member_of TEXT;
            ALTER TABLE domains ADD COLUMN routing_number TEXT;
            ALTER TABLE domains ADD COLUMN subgroup TEXT;
            CREATE UNIQUE INDEX domains_by_routing_number ON domains (member_of, routing_number);
            ALTER TABLE users ADD COLUMN administration TEXT;
            ALTER TABLE changes ADD COLUMN pool TEXT;
            CREATE INDEX changes_by_pool ON changes (pool, version);
            """
    )
}
