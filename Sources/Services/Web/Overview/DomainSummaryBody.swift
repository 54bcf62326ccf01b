import Journal
import Kernel
import Model

/// A domain at a glance on the wire (ADM-05).
struct DomainSummaryBody {
    var tenant: Configuration.Tenant
    var configuration: Configuration
    var today: (date: CivilDate, kind: WorkCalendar.Kind)
    var days: [(date: CivilDate, calls: CallSummary.Day)]
    var talkers: [(user: User, calls: CallSummary.Talker)]
    var isRecordingStopped: Bool
    var isRecordingQuotaReached: Bool
    var isReachable: (TrunkID) -> Bool

    /// Lines and routes that are named among what wants attention; the counts tell of more.
    private static let named = 5
    private static let count = Schema.integer(0...2_147_483_647)

    private static let counts = [
        "users", "reachableUsers", "blockedUsers", "recordedUsers", "operators", "lines", "activeLines",
        "linesWithoutRules", "groups", "scenarios", "pickupGroups", "reminders", "contacts", "privateRoutes",
        "activePrivateRoutes",
    ]

    private static let day = Schema.object([
        SchemaField("date", .text(10...10)), SchemaField("incoming", Self.count),
        SchemaField("outgoing", Self.count), SchemaField("internal", Self.count),
        SchemaField("missed", Self.count, note: "Of the incoming ones those that nobody answered."),
        SchemaField("talkSeconds", Self.count),
    ])

    private static let talker = Schema.object([
        SchemaField("id", Common.id), SchemaField("login", .text(1...64)), SchemaField("shownName", .text(0...100)),
        SchemaField("extension", .optional(Common.extension)), SchemaField("isBlocked", .boolean),
        SchemaField("doNotDisturb", .boolean), SchemaField("calls", Self.count),
        SchemaField("talkSeconds", Self.count),
    ])

    static let schema = Schema.named(
        "DomainSummary",
        .object([
            SchemaField("today", .text(10...10), note: "On the domain's clock, as in 2026-05-09."),
            SchemaField(
                "countsAs",
                .optional(.text(3...6)),
                note: "`closed` or a weekday, when the calendar takes today for something else."
            ),
            SchemaField("closedUntil", .optional(.timestamp), note: "Closed by hand until then."),
            SchemaField("callLimit", Self.count, note: "Concurrent calls in and out together (CAL-03)."),
            SchemaField("userLimit", Self.count), SchemaField("operatorLimit", Self.count),
            SchemaField("lineLimit", Self.count),
            SchemaField(
                "counts",
                .object(Self.counts.map { SchemaField($0, Self.count) }),
                note: "`reachableUsers` have an extension and are not blocked: their phones should be registered."
            ),
            SchemaField("days", .list(Self.day, atMost: 31), note: "Of this month up to today, by when calls started."),
            SchemaField("talkers", .list(Self.talker, atMost: 8), note: "This month, answered calls made and taken."),
            SchemaField("unruledLines", .list(.text(1...64), atMost: Self.named), note: "Numbers that drop all calls."),
            SchemaField("unreachableRoutes", .list(.text(1...100), atMost: Self.named), note: "Private routes."),
            SchemaField("isRecordingStopped", .boolean, note: "There is no room on the disk."),
            SchemaField("isRecordingQuotaReached", .boolean, note: "Recordings take as much as they may (TEN-03)."),
        ])
    )

    func json(at now: Timestamp) -> JSONValue {
        let lines = self.configuration.lines.values.filter { $0.domain == self.tenant.domain.id }
        let unruled = lines.filter { $0.isActive && !$0.rules.contains(where: \.isActive) }.map(\.number.text).sorted()
        let routes = self.configuration.privateRoutes(of: self.tenant.domain.id)
        let unreachable = routes.filter { !self.isReachable($0.trunk.id) }.map(\.route.shownName)
        let closedUntil = self.tenant.domain.calendar.closedUntil.flatMap { $0 > now ? $0 : nil }
        return [
            "today": .string("\(self.today.date)"), "countsAs": .text(self.countsAs),
            "closedUntil": .text(closedUntil.map { "\($0)" }), "callLimit": .whole(self.tenant.domain.callLimit),
            "userLimit": .whole(self.tenant.domain.limits.users),
            "operatorLimit": .whole(self.tenant.domain.limits.operators),
            "lineLimit": .whole(self.tenant.domain.limits.lines),
            "counts": self.counts(lines, unruled: unruled.count, activeRoutes: routes.count),
            "days": .array(self.days.map { Self.json($0, $1) }),
            "talkers": .array(self.talkers.map { Self.json($0, $1) }),
            "unruledLines": .array(unruled.prefix(Self.named).map { .string($0) }),
            "unreachableRoutes": .array(unreachable.prefix(Self.named).map { .string($0) }),
            "isRecordingStopped": .boolean(self.isRecordingStopped),
            "isRecordingQuotaReached": .boolean(self.isRecordingQuotaReached),
        ]
    }

    /// What a moved day or a holiday is taken for; `nil` on a day like every other.
    private var countsAs: String? {
        switch self.today.kind {
        case .closed: "closed"
        case .like(let weekday): weekday == self.today.date.weekday ? nil : ScheduleBody.name(weekday)
        }
    }

    private func counts(_ lines: [Line], unruled: Int, activeRoutes: Int) -> JSONValue {
        let domain = self.tenant.domain.id
        let users = self.tenant.users.values
        let kinds = Dictionary(grouping: self.configuration.entries(of: domain), by: \.kind).mapValues(\.count)
        let figures: [String: Int] = [
            "users": users.count, "reachableUsers": users.count { $0.extension != nil && !$0.isBlocked },
            "blockedUsers": users.count(where: \.isBlocked), "recordedUsers": users.count(where: \.recordsCalls),
            "operators": users.count(where: \.isOperator),
            "lines": lines.count, "activeLines": lines.count(where: \.isActive), "linesWithoutRules": unruled,
            "groups": kinds[.group] ?? 0, "scenarios": kinds[.scenario] ?? 0,
            "pickupGroups": kinds[.pickupGroup] ?? 0, "reminders": kinds[.reminder] ?? 0,
            "contacts": self.configuration.books(of: domain).count(of: nil),
            "privateRoutes": self.configuration.allPrivateRoutes(of: domain).count,
            "activePrivateRoutes": activeRoutes,
        ]
        return .object(Self.counts.map { JSONMember(name: $0, value: .whole(figures[$0])) })
    }

    private static func json(_ date: CivilDate, _ calls: CallSummary.Day) -> JSONValue {
        [
            "date": .string("\(date)"), "incoming": .whole(calls.incoming), "outgoing": .whole(calls.outgoing),
            "internal": .whole(calls.internal), "missed": .whole(calls.missed),
            "talkSeconds": .whole(calls.talkSeconds),
        ]
    }

    private static func json(_ user: User, _ calls: CallSummary.Talker) -> JSONValue {
        [
            "id": .string(user.id.text), "login": .string(user.login), "shownName": .string(user.shownName),
            "extension": .text(user.extension), "isBlocked": .boolean(user.isBlocked),
            "doNotDisturb": .boolean(user.doNotDisturb), "calls": .whole(calls.calls),
            "talkSeconds": .whole(Int(calls.talkTime.components.seconds)),
        ]
    }
}
