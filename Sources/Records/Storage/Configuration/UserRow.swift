import Kernel
import Model

/// A user as it lies on disk, in its table and in the history of changes.
struct UserRow: Codable {
    var id: String
    var domain: String
    var login: String
    var `extension`: String?
    var shownName: String
    var email: String?
    var role: String
    var isBlocked: Bool
    var doNotDisturb: Bool
    var ringTimeSeconds: Int
    var callerID: String?
    var passwordHash: String
    var digestMD5: String
    var digestSHA256: String
    var version: Int

    static let columns = """
        id, domain, login, extension, shown_name, email, role, is_blocked, do_not_disturb, ring_time_seconds, \
        caller_id, password_hash, digest_md5, digest_sha256, version
        """

    init(_ user: User) {
        self.id = user.id.text
        self.domain = user.domain.text
        self.login = user.login
        self.extension = user.extension
        self.shownName = user.shownName
        self.email = user.email
        self.role = user.role.rawValue
        self.isBlocked = user.isBlocked
        self.doNotDisturb = user.doNotDisturb
        self.ringTimeSeconds = user.ringTimeSeconds
        self.callerID = user.callerID?.text
        self.passwordHash = user.credentials.passwordHash
        self.digestMD5 = user.credentials.digestMD5
        self.digestSHA256 = user.credentials.digestSHA256
        self.version = user.version
    }

    init(_ row: any SQLRow) {
        self.id = row.text(0)
        self.domain = row.text(1)
        self.login = row.text(2)
        self.extension = row.optionalText(3)
        self.shownName = row.text(4)
        self.email = row.optionalText(5)
        self.role = row.text(6)
        self.isBlocked = row.boolean(7)
        self.doNotDisturb = row.boolean(8)
        self.ringTimeSeconds = row.count(9)
        self.callerID = row.optionalText(10)
        self.passwordHash = row.text(11)
        self.digestMD5 = row.text(12)
        self.digestSHA256 = row.text(13)
        self.version = row.count(14)
    }

    var user: User {
        User(
            id: UserID(self.id),
            domain: DomainID(self.domain),
            login: self.login,
            extension: self.extension,
            shownName: self.shownName,
            email: self.email,
            // A role this version does not know may do least.
            role: Role(rawValue: self.role) ?? .user,
            isBlocked: self.isBlocked,
            doNotDisturb: self.doNotDisturb,
            ringTimeSeconds: self.ringTimeSeconds,
            callerID: self.callerID.flatMap { DialString($0) },
            credentials: User.Credentials(
                passwordHash: self.passwordHash,
                digestMD5: self.digestMD5,
                digestSHA256: self.digestSHA256
            ),
            version: self.version
        )
    }

    func store(_ connection: any SQLConnection) throws(SQLError) {
        try connection.execute(
            """
            INSERT INTO users (\(Self.columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (id) DO UPDATE SET
                login = excluded.login, extension = excluded.extension, shown_name = excluded.shown_name,
                email = excluded.email, role = excluded.role, is_blocked = excluded.is_blocked,
                do_not_disturb = excluded.do_not_disturb, ring_time_seconds = excluded.ring_time_seconds,
                caller_id = excluded.caller_id, password_hash = excluded.password_hash,
                digest_md5 = excluded.digest_md5, digest_sha256 = excluded.digest_sha256, version = excluded.version
            """,
            [
                .text(self.id), .text(self.domain), .text(self.login), .optional(self.extension), .text(self.shownName),
                .optional(self.email), .text(self.role), .boolean(self.isBlocked), .boolean(self.doNotDisturb),
                .count(self.ringTimeSeconds), .optional(self.callerID), .text(self.passwordHash),
                .text(self.digestMD5), .text(self.digestSHA256), .count(self.version),
            ]
        )
    }
}
