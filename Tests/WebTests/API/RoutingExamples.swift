import Kernel
import Model

@testable import Web

/// Examples of the permission tests about where calls go, and about many users at once.
extension PermissionTests {
    private static let ownPhones: JSONValue = ["own": ["priority": 10, "seconds": 30], "others": []]

    private static let sheet = "dave;Secret42!;Dave;;Sales"
    private static let people = "Name;Work phone\nClient;+74951112233"
    private static let company = "format: 1\ndomain: {name: new.example}\n"

    static let routing: [String: Example] = [
        "listLines": Example("/lines?domain=acme.example", Self.acme),
        "addLine": Example("/lines", .anyone, ["number": "+74950000000", "user": .string(Self.alice.text)]),
        "getLine": Example("/lines/line-1", Self.acme),
        "changeLine": Example("/lines/line-1", Self.acme, ["isActive": false]),
        "removeLine": Example("/lines/line-1", Self.acme),
        "listGroups": Example("/groups?domain=acme.example", Self.acme),
        "addGroup": Example("/groups?domain=acme.example", Self.acme, ["name": "Sales"]),
        "getGroup": Example("/groups/sales", Self.acme),
        "changeGroup": Example("/groups/sales", Self.acme, ["name": "S"]),
        "listGroupMessages": Example("/groups/sales/messages", Self.acme),
        "removeGroup": Example("/groups/sales", Self.acme),
        "listScenarios": Example("/scenarios?domain=acme.example", Self.acme),
        "addScenario": Example("/scenarios?domain=acme.example", Self.acme, ["name": "Greeting"]),
        "getScenario": Example("/scenarios/greeting", Self.acme),
        "changeScenario": Example("/scenarios/greeting", Self.acme, ["name": "S"]),
        "saveScenarioDraft": Example("/scenarios/greeting/draft", Self.acme, ["menus": [["id": "main", "name": "M"]]]),
        "discardScenarioDraft": Example("/scenarios/greeting/draft", Self.acme),
        "publishScenario": Example("/scenarios/greeting/publication", Self.acme, ["comment": "New"]),
        "listScenarioVersions": Example("/scenarios/greeting/versions", Self.acme),
        "getScenarioVersion": Example("/scenarios/greeting/versions/SCENARIO", Self.acme),
        "publishScenarioVersion": Example("/scenarios/greeting/versions/SCENARIO/publication", Self.acme, [:]),
        "getScenarioStatistics": Example("/scenarios/greeting/statistics?from=2026-01-01", Self.acme),
        "removeScenario": Example("/scenarios/greeting", Self.acme),
        "getForwarding": Example("/users/\(Self.alice)/forwarding", Self.acme),
        "setForwarding": Example("/users/\(Self.alice)/forwarding", Self.acme, Self.ownPhones),
        "getOwnForwarding": Example("/me/forwarding"),
        "setOwnForwarding": Example("/me/forwarding", .anyone, Self.ownPhones),
        "setDefaultOutgoing": Example("/lines/line-1/default-outgoing", Self.acme),
        "removeDefaultOutgoing": Example("/lines/line-1/default-outgoing", Self.acme),
        "listUsages": Example("/usages?domain=acme.example&kind=group&name=sales", Self.acme),
        "tryRouting": Example("/routing/trial", Self.acme, ["line": "line-1", "caller": "+79161234567", "keys": "1"]),
        "getTollRules": Example("/domains/acme.example/toll", Self.acme),
        "changeTollRules": Example("/domains/acme.example/toll", Self.acme, ["stopHours": 48]),
        "listTollStops": Example("/toll-stops?domain=acme.example", Self.acme),
        "liftTollStop": Example("/toll-stops/stop", Self.acme),
        "getCalendar": Example("/domains/acme.example/calendar", Self.acme),
        "setCalendar": Example("/domains/acme.example/calendar", Self.acme, ["days": []]),
        "readCalendarFile": Example(
            "/domains/acme.example/calendar/ical",
            Self.acme,
            raw: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
        ),
        "listProductionCalendars": Example("/production-calendars"),
        "getInstallationSummary": Example("/summary"),
        "getPrivateRouteReport": Example("/private-routes/report?domain=acme.example", Self.acme),
        "getDomainSummary": Example("/domains/acme.example/summary", Self.acme),
        "exportDomain": Example("/domains/acme.example/export", Self.acme),
        "previewDomainImport": Example("/domains/import/preview", raw: Self.company),
        "importDomain": Example("/domains/import", raw: Self.company),
        "getContactTemplate": Example("/domains/acme.example/contacts/import/template", Self.acme),
        "previewContactImport": Example("/domains/acme.example/contacts/import/preview", Self.acme, raw: Self.people),
        "importContacts": Example("/domains/acme.example/contacts/import", Self.acme, raw: Self.people),
        "exportContacts": Example("/domains/acme.example/contacts/export", Self.acme),
        "getOwnContactTemplate": Example("/me/contacts/import/template"),
        "previewOwnContactImport": Example("/me/contacts/import/preview", raw: Self.people),
        "importOwnContacts": Example("/me/contacts/import", raw: Self.people),
        "exportOwnContacts": Example("/me/contacts/export"),
        "getHistoryTotals": Example("/history/totals?domain=acme.example", .user),
        "exportHistory": Example("/history/export?domain=acme.example", .user),
        "getImportTemplate": Example("/users/import/template?format=csv"),
        "previewImport": Example("/users/import/preview?domain=acme.example", Self.acme, raw: Self.sheet),
        "importUsers": Example("/users/import?domain=acme.example", Self.acme, raw: Self.sheet),
        "exportUsers": Example("/users/export?domain=acme.example", Self.acme),
        "changeUsers": Example(
            "/users/bulk",
            .anyone,
            ["users": [.string(Self.alice.text)], "operation": "set-pickup-group", "group": nil]
        ),
    ]
}
