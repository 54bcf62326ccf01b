/// What a PostgreSQL database is opened with.
package struct PostgreSQLSettings: Equatable, Sendable, CustomStringConvertible {
    /// libpq's connection string, `postgresql://user@host/name`, with TLS and whatever else is to be said there.
    /// May hold a password: ``description`` does not.
    package let url: String
    /// What the server's list of connections calls us.
    package var name = "martlet"
    /// Connections that read at the same time; one more writes. 1 to 100.
    package var readers = 5
    /// How long a writer waits for another one, 1 to 60. Short, because the journal waits behind it.
    package var lockTimeoutSeconds = 5
    /// How long one statement may take. 1 to 3600.
    package var statementTimeoutSeconds = 60
    /// How long the making of a connection may take. 2 to 60.
    package var connectTimeoutSeconds = 5
    /// So many wait for a connection; more are refused.
    package var waitingLimit = 1_000

    /// - Returns: `nil` for what is no connection string of PostgreSQL.
    package init?(url: String) {
        guard Self.schemes.contains(where: { url.hasPrefix($0) }), PostgreSQLHandle.understands(url) else { return nil }
        self.url = url
    }

    private static let schemes = ["postgresql://", "postgres://"]

    /// The connection string without its password and parameters, for people and logs.
    package var description: String {
        let rest = self.url.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "?" }
        guard let at = rest.lastIndex(of: "@") else { return "postgresql://\(rest)" }
        return "postgresql://\(rest[..<at].prefix { $0 != ":" })\(rest[at...])"
    }

    /// A connection that the network has swallowed is noticed within half a minute.
    var parameters: [(keyword: String, value: String)] {
        [
            ("connect_timeout", String(self.connectTimeoutSeconds)),
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "25000"), ("client_encoding", "UTF8"), ("dbname", self.url),
            // Behind it, so that it stays what it is: by its name a lease knows itself.
            ("application_name", self.name),
        ]
    }

    /// Said to the server first. Its own side gives a lost connection up as well, or the locks of a machine that died
    /// would stay.
    var greeting: String {
        """
        SET client_min_messages = warning; SET standard_conforming_strings = on; SET bytea_output = 'hex';
        SET statement_timeout = '\(self.statementTimeoutSeconds)s'; SET lock_timeout = '\(self.lockTimeoutSeconds)s';
        SET idle_in_transaction_session_timeout = '60s';
        SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
        SET tcp_user_timeout = 25000
        """
    }
}
