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
    /// What the person is in the company, at most 100 characters (USR-01).
    package var position: String
    /// Of the cabinet; `nil`: nothing was chosen yet (AUTH-08).
    package var language: SpokenLanguage?
    package var email: String?
    package var role: Role
    /// Cannot sign in, register or call; is called as if absent.
    package var isBlocked: Bool
    /// Calls are refused as busy (CAL-08).
    package var doNotDisturb: Bool
    /// Where calls to the user ring (FWD-01).
    package var forwarding: Forwarding
    /// Shown outside instead of the domain's number (CAL-01).
    package var callerID: DialString?
    /// All calls of the user are recorded (REC-01).
    package var recordsCalls: Bool
    /// May start, stop and pause the recording of calls of their own (BYD-08).
    package var controlsRecording: Bool
    /// Of the contact centre (USR-06); a domain has so many at most (TEN-03).
    package var isOperator: Bool
    package var voicemail: VoicemailRules
    package var calling: CallingRules
    package var credentials: Credentials
    /// Of a pool's administrators (TEN-10).
    package var administration: PoolRights?
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
        position: String = "",
        language: SpokenLanguage? = nil,
        email: String? = nil,
        role: Role = .user,
        isBlocked: Bool = false,
        doNotDisturb: Bool = false,
        forwarding: Forwarding = Forwarding(),
        callerID: DialString? = nil,
        recordsCalls: Bool = false,
        controlsRecording: Bool = false,
        isOperator: Bool = false,
        voicemail: VoicemailRules = VoicemailRules(),
        calling: CallingRules = CallingRules(),
        credentials: Credentials = Credentials(),
        administration: PoolRights? = nil,
        version: Int = 0
    ) {
        self.id = id
        self.domain = domain
        self.login = login
        self.extension = `extension`
        self.shownName = shownName
        self.position = position
        self.language = language
        self.email = email
        self.role = role
        self.isBlocked = isBlocked
        self.doNotDisturb = doNotDisturb
        self.forwarding = forwarding
        self.callerID = callerID
        self.recordsCalls = recordsCalls
        self.controlsRecording = controlsRecording
        self.isOperator = isOperator
        self.voicemail = voicemail
        self.calling = calling
        self.credentials = credentials
        self.administration = administration
        self.version = version
    }

    /// How long the user's own phones ring.
    package var ringTime: Duration { .seconds(self.forwarding.own.seconds) }
}
