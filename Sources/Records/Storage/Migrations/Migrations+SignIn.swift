/// How people prove who they are, beside their passwords.
extension Migration {
    static let signInSecurity = Migration(
        number: 15,
        name: "second factors, recovery of passwords, scopes of tokens",
        sql: """
            CREATE TABLE second_factors (
                user_id TEXT NOT NULL PRIMARY KEY,
                secret TEXT NOT NULL,
                confirmed_at BIGINT,
                last_step BIGINT NOT NULL
            );
            CREATE TABLE recovery_codes (
                user_id TEXT NOT NULL,
                code_hash TEXT NOT NULL,
                PRIMARY KEY (user_id, code_hash)
            );
            CREATE TABLE password_recoveries (
                secret_hash TEXT NOT NULL PRIMARY KEY,
                user_id TEXT NOT NULL,
                expires_at BIGINT NOT NULL
            );
            CREATE INDEX password_recoveries_by_user ON password_recoveries (user_id);
            CREATE INDEX password_recoveries_by_expiry ON password_recoveries (expires_at);
            ALTER TABLE sessions ADD COLUMN last_used_at BIGINT;
            ALTER TABLE sessions ADD COLUMN scopes TEXT NOT NULL DEFAULT 'read calls administration';
            """
    )

    static let passkeys = Migration(
        number: 18,
        name: "passkeys and identity providers",
        sql: """
            CREATE TABLE passkeys (
                id TEXT NOT NULL PRIMARY KEY,
                user_id TEXT NOT NULL,
                credential TEXT NOT NULL UNIQUE,
                public_key TEXT NOT NULL,
                name TEXT NOT NULL,
                counter BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                last_used_at BIGINT
            );
            CREATE INDEX passkeys_by_user ON passkeys (user_id);
            CREATE TABLE sign_in_providers (
                id TEXT NOT NULL PRIMARY KEY,
                domain TEXT NOT NULL,
                name TEXT NOT NULL,
                issuer TEXT NOT NULL,
                client_id TEXT NOT NULL,
                client_secret TEXT,
                claim TEXT NOT NULL,
                is_active INTEGER NOT NULL,
                version INTEGER NOT NULL
            );
            CREATE INDEX sign_in_providers_by_domain ON sign_in_providers (domain);
            CREATE TABLE provider_links (
                provider TEXT NOT NULL,
                subject TEXT NOT NULL,
                user_id TEXT NOT NULL,
                PRIMARY KEY (provider, subject)
            );
            CREATE UNIQUE INDEX provider_links_by_user ON provider_links (user_id, provider);
            """
    )
}
