import Kernel
import Model

/// A domain as it lies on disk, in its table and in the history of changes.
struct DomainRow: Codable {
    var id: String
    var shownName: String
    var isBlocked: Bool
    var callLimit: Int
    var callerID: String?
    /// JSON; rows from before have none.
    var codes: CallCodes?
    var calling: CallingRules?
    var version: Int
    // Missing in what was written before there were recordings.
    var recordingStorage: String?
    var areRecordingsEncrypted: Bool?
    /// Missing in what was written before there were phrases.
    var language: String?
    // Missing in what was written before there were schedules; two of them JSON.
    var timeZone: String?
    var calendar: WorkCalendar?
    var menus: MenuLimits?
    /// Missing in what was written before there was a brake.
    var toll: TollRules?
    // Missing in what was written before there were pools; the first is JSON.
    var pool: PoolRules?
    var memberOf: String?
    var routingNumber: String?
    var subgroup: String?
    /// JSON; missing in what was written before there were limits.
    var limits: DomainLimits?
    var noticeEmail: String?

    static let columns = """
        id, shown_name, is_blocked, call_limit, caller_id, version, recording_storage, are_recordings_encrypted, \
        language, codes, calling, time_zone, calendar, menus, toll, pool, member_of, \
        routing_number, subgroup, limits, notice_email
        """

    init(_ domain: Domain) {
        self.id = domain.id.text
        self.shownName = domain.shownName
        self.isBlocked = domain.isBlocked
        self.callLimit = domain.callLimit
        self.callerID = domain.callerID?.text
        self.codes = domain.codes
        self.calling = domain.calling
        self.version = domain.version
        self.recordingStorage = domain.recording.storageTime.rawValue
        self.areRecordingsEncrypted = domain.recording.areEncrypted
        self.language = domain.language.rawValue
        self.timeZone = domain.timeZone
        self.calendar = domain.calendar
        self.menus = domain.menus
        self.toll = domain.toll
        self.pool = domain.pool
        self.memberOf = domain.membership?.pool.text
        self.routingNumber = domain.membership?.routingNumber
        self.subgroup = domain.membership?.subgroup?.text
        self.limits = domain.limits
        self.noticeEmail = domain.noticeEmail
    }

    init(_ row: any SQLRow) {
        self.id = row.text(0)
        self.shownName = row.text(1)
        self.isBlocked = row.boolean(2)
        self.callLimit = row.count(3)
        self.callerID = row.optionalText(4)
        self.version = row.count(5)
        self.recordingStorage = row.text(6)
        self.areRecordingsEncrypted = row.boolean(7)
        self.language = row.text(8)
        self.codes = JSONColumn.read(row.optionalText(9))
        self.calling = JSONColumn.read(row.optionalText(10))
        self.timeZone = row.text(11)
        self.calendar = JSONColumn.read(row.optionalText(12))
        self.menus = JSONColumn.read(row.optionalText(13))
        self.toll = JSONColumn.read(row.optionalText(14))
        self.pool = JSONColumn.read(row.optionalText(15))
        self.memberOf = row.optionalText(16)
        self.routingNumber = row.optionalText(17)
        self.subgroup = row.optionalText(18)
        self.limits = JSONColumn.read(row.optionalText(19))
        self.noticeEmail = row.optionalText(20)
    }

    var domain: Domain {
        Domain(
            id: DomainID(self.id),
            shownName: self.shownName,
            isBlocked: self.isBlocked,
            callLimit: self.callLimit,
            limits: self.limits ?? DomainLimits(),
            callerID: self.callerID.flatMap { DialString($0) },
            noticeEmail: self.noticeEmail,
            recording: RecordingRules(
                // Of a time this version does not know the longest is kept: nothing is deleted by mistake.
                storageTime: self.recordingStorage.map { RecordingStorageTime(rawValue: $0) ?? .year } ?? .month,
                areEncrypted: self.areRecordingsEncrypted ?? false
            ),
            language: self.language.flatMap { SpokenLanguage(rawValue: $0) } ?? .russian,
            codes: self.codes ?? CallCodes(),
            calling: self.calling ?? CallingRules(),
            timeZone: self.timeZone ?? Domain.moscow,
            calendar: self.calendar ?? WorkCalendar(),
            menus: self.menus ?? MenuLimits(),
            toll: self.toll ?? TollRules(),
            pool: self.pool,
            membership: self.membership,
            version: self.version
        )
    }

    private var membership: PoolMembership? {
        guard let pool = self.memberOf, let number = self.routingNumber else { return nil }
        return PoolMembership(
            pool: DomainID(pool),
            routingNumber: number,
            subgroup: self.subgroup.map { EntryID($0) }
        )
    }

    func store(_ connection: any SQLConnection) throws(SQLError) {
        try connection.execute(
            """
            INSERT INTO domains (\(Self.columns)) VALUES
                ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            ON CONFLICT (id) DO UPDATE SET
                shown_name = excluded.shown_name, is_blocked = excluded.is_blocked, call_limit = excluded.call_limit,
                caller_id = excluded.caller_id, version = excluded.version,
                recording_storage = excluded.recording_storage,
                are_recordings_encrypted = excluded.are_recordings_encrypted, language = excluded.language,
                codes = excluded.codes, calling = excluded.calling, time_zone = excluded.time_zone,
                calendar = excluded.calendar, menus = excluded.menus, toll = excluded.toll, pool = excluded.pool,
                member_of = excluded.member_of, routing_number = excluded.routing_number,
                subgroup = excluded.subgroup, limits = excluded.limits,
                notice_email = excluded.notice_email
            """,
            [
                .text(self.id), .text(self.shownName), .boolean(self.isBlocked), .count(self.callLimit),
                .optional(self.callerID), .count(self.version),
                .text(self.recordingStorage ?? RecordingStorageTime.month.rawValue),
                .boolean(self.areRecordingsEncrypted ?? false), .text(self.language ?? "ru"),
                try JSONColumn.write(self.codes ?? CallCodes()), try JSONColumn.write(self.calling ?? CallingRules()),
                .text(self.timeZone ?? Domain.moscow), try JSONColumn.write(self.calendar ?? WorkCalendar()),
                try JSONColumn.write(self.menus ?? MenuLimits()), try JSONColumn.write(self.toll ?? TollRules()),
                try self.pool.map(JSONColumn.write) ?? .null, .optional(self.memberOf), .optional(self.routingNumber),
                .optional(self.subgroup), try JSONColumn.write(self.limits ?? DomainLimits()),
                .optional(self.noticeEmail),
            ]
        )
    }
}
