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
    // Missing in what was written before there were recordings.
    var recordsCalls: Bool?
    var controlsRecording: Bool?
    // Missing in what was written before there were mailboxes.
    var hasVoicemail: Bool?
    var voicemailGreeting: String?
    var voicemailNotice: String?
    var voicemailPINHash: String?
    /// JSON; missing in what was written before there were rules.
    var calling: CallingRules?
    /// Missing in what was written before lamps were lit by command.
    var isLampLit: Bool?
    /// JSON; missing in what was written when users had a ring time only.
    var forwarding: Forwarding?
    /// JSON; missing in what was written before there were pools, and of everybody but their administrators.
    var administration: PoolRights?
    // Missing in what was written before people had positions and chose languages.
    var position: String?
    var language: String?
    // Missing in what was written before there were operators, and greetings that can be switched off.
    var isOperator: Bool?
    var voicemailGreets: Bool?

    static let columns = """
        id, domain, login, extension, shown_name, email, role, is_blocked, do_not_disturb, ring_time_seconds, \
        caller_id, password_hash, digest_md5, digest_sha256, version, records_calls, controls_recording, \
        has_voicemail, voicemail_greeting, voicemail_notice, voicemail_pin_hash, calling, \
        message_lamp, forwarding, administration, position, language, is_operator, \
        voicemail_greets
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
        self.ringTimeSeconds = user.forwarding.own.seconds
        self.callerID = user.callerID?.text
        self.passwordHash = user.credentials.passwordHash
        self.digestMD5 = user.credentials.digestMD5
        self.digestSHA256 = user.credentials.digestSHA256
        self.version = user.version
        self.recordsCalls = user.recordsCalls
        self.controlsRecording = user.controlsRecording
        self.hasVoicemail = user.voicemail.isOn
        self.voicemailGreeting = user.voicemail.greeting?.text
        self.voicemailNotice = user.voicemail.notice.rawValue
        self.voicemailPINHash = user.voicemail.pinHash
        self.calling = user.calling
        self.isLampLit = user.voicemail.isLampLit
        self.forwarding = user.forwarding
        self.administration = user.administration
        self.position = user.position
        self.language = user.language?.rawValue
        self.isOperator = user.isOperator
        self.voicemailGreets = user.voicemail.greets
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
        self.recordsCalls = row.boolean(15)
        self.controlsRecording = row.boolean(16)
        self.hasVoicemail = row.boolean(17)
        self.voicemailGreeting = row.optionalText(18)
        self.voicemailNotice = row.text(19)
        self.voicemailPINHash = row.text(20)
        self.calling = JSONColumn.read(row.optionalText(21))
        self.isLampLit = row.boolean(22)
        self.forwarding = JSONColumn.read(row.optionalText(23))
        self.administration = JSONColumn.read(row.optionalText(24))
        self.position = row.text(25)
        self.language = row.optionalText(26)
        self.isOperator = row.boolean(27)
        self.voicemailGreets = row.boolean(28)
    }

    var user: User {
        User(
            id: UserID(self.id),
            domain: DomainID(self.domain),
            login: self.login,
            extension: self.extension,
            shownName: self.shownName,
            position: self.position ?? "",
            language: self.language.flatMap { SpokenLanguage(rawValue: $0) },
            email: self.email,
            // A role this version does not know may do least.
            role: Role(rawValue: self.role) ?? .user,
            isBlocked: self.isBlocked,
            doNotDisturb: self.doNotDisturb,
            forwarding: self.forwarding ?? Forwarding(own: Forwarding.Terms(seconds: self.ringTimeSeconds)),
            callerID: self.callerID.flatMap { DialString($0) },
            recordsCalls: self.recordsCalls ?? false,
            controlsRecording: self.controlsRecording ?? false,
            isOperator: self.isOperator ?? false,
            voicemail: VoicemailRules(
                isOn: self.hasVoicemail ?? false,
                greets: self.voicemailGreets ?? true,
                greeting: self.voicemailGreeting.map { PromptID($0) },
                notice: self.voicemailNotice.flatMap { VoicemailRules.Notice(rawValue: $0) } ?? .none,
                pinHash: self.voicemailPINHash ?? "",
                isLampLit: self.isLampLit ?? false
            ),
            calling: self.calling ?? CallingRules(),
            credentials: User.Credentials(
                passwordHash: self.passwordHash,
                digestMD5: self.digestMD5,
                digestSHA256: self.digestSHA256
            ),
            administration: self.administration,
            version: self.version
        )
    }

    func store(_ connection: any SQLConnection) throws(SQLError) {
        try connection.execute(
            """
            INSERT INTO users (\(Self.columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, \
                $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)
            ON CONFLICT (id) DO UPDATE SET
                login = excluded.login, extension = excluded.extension, shown_name = excluded.shown_name,
                email = excluded.email, role = excluded.role, is_blocked = excluded.is_blocked,
                do_not_disturb = excluded.do_not_disturb, ring_time_seconds = excluded.ring_time_seconds,
                caller_id = excluded.caller_id, password_hash = excluded.password_hash,
                digest_md5 = excluded.digest_md5, digest_sha256 = excluded.digest_sha256, version = excluded.version,
                records_calls = excluded.records_calls, controls_recording = excluded.controls_recording,
                has_voicemail = excluded.has_voicemail, voicemail_greeting = excluded.voicemail_greeting,
                voicemail_notice = excluded.voicemail_notice, voicemail_pin_hash = excluded.voicemail_pin_hash,
                calling = excluded.calling, message_lamp = excluded.message_lamp, forwarding = excluded.forwarding,
                administration = excluded.administration, position = excluded.position, language = excluded.language,
                is_operator = excluded.is_operator, voicemail_greets = excluded.voicemail_greets
            """,
            [
                .text(self.id), .text(self.domain), .text(self.login), .optional(self.extension), .text(self.shownName),
                .optional(self.email), .text(self.role), .boolean(self.isBlocked), .boolean(self.doNotDisturb),
                .count(self.ringTimeSeconds), .optional(self.callerID), .text(self.passwordHash),
                .text(self.digestMD5), .text(self.digestSHA256), .count(self.version),
                .boolean(self.recordsCalls ?? false), .boolean(self.controlsRecording ?? false),
                .boolean(self.hasVoicemail ?? false), .optional(self.voicemailGreeting),
                .text(self.voicemailNotice ?? "none"), .text(self.voicemailPINHash ?? ""),
                try JSONColumn.write(self.calling ?? CallingRules()), .boolean(self.isLampLit ?? false),
                try JSONColumn.write(self.forwarding ?? Forwarding()),
                try self.administration.map(JSONColumn.write) ?? .null, .text(self.position ?? ""),
                .optional(self.language), .boolean(self.isOperator ?? false), .boolean(self.voicemailGreets ?? true),
            ]
        )
    }
}
