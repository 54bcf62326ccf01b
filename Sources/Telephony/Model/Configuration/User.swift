/// A person of a domain: signs in to the cabinet and, with an extension, has phones (USR-01).
package struct User: Equatable, Sendable, Codable {
    package var id: UserID
    package var domain: DomainID
    /// 1 to 64 of `a–z 0–9 . _ -`, unique in the domain (TEN-02).
    package var login: String
    /// 1 to 5 digits, unique in the domain; `nil` for an administrator without a phone.
    package var `extension`: String?
    /// What people read, at most 100 characters.
    package var shownName: String
    package var email: String?
    package var role: Role
    /// Cannot sign in, register or call; is called as if absent.
    package var isBlocked: Bool
    /// Calls are refused as busy (CAL-08).
    package var doNotDisturb: Bool
    /// How long the user's own phones ring. Default 40 s, 5 to 120 s (FWD-01).
    package var ringTimeSeconds: Int
    /// Shown outside instead of the domain's number (CAL-01).
    package var callerID: DialString?
    package var credentials: Credentials
    /// Grows with each change; a later writer with an old version is told (409).
    package var version: Int

    /// What is kept of a password (AUTH-04): never the password.
    package struct Credentials: Equatable, Sendable, Codable {
        /// A memory-hard hash for the cabinet, in the modular `$scrypt$…` form. Empty: cannot sign in.
        package var passwordHash: String
        /// Lower-case hex of MD5(login:domain:password) for digest over SIP. Empty: cannot register.
        package var digestMD5: String
        /// Lower-case hex of SHA-256(login:domain:password).
        package var digestSHA256: String

        package init(passwordHash: String = "", digestMD5: String = "", digestSHA256: String = "") {
            self.passwordHash = passwordHash
            self.digestMD5 = digestMD5
            self.digestSHA256 = digestSHA256
        }
    }

    package init(
        id: UserID,
        domain: DomainID,
        login: String,
        extension: String?,
        shownName: String,
        email: String? = nil,
        role: Role = .user,
        isBlocked: Bool = false,
        doNotDisturb: Bool = false,
        ringTimeSeconds: Int = 40,
        callerID: DialString? = nil,
        credentials: Credentials = Credentials(),
        version: Int = 0
    ) {
        self.id = id
        self.domain = domain
        self.login = login
        self.extension = `extension`
        self.shownName = shownName
        self.email = email
        self.role = role
        self.isBlocked = isBlocked
        self.doNotDisturb = doNotDisturb
        self.ringTimeSeconds = ringTimeSeconds
        self.callerID = callerID
        self.credentials = credentials
        self.version = version
    }

    package var ringTime: Duration { .seconds(self.ringTimeSeconds) }
}
