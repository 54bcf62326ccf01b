import Kernel
import Model

/// One kind of entries as the API shows it.
struct EntryKind: Sendable {
    let kind: DomainEntry.Kind
    let path: String
    let noun: String
    /// In names of operations: `listPickupGroups`.
    let operation: String
    let tag: String
    let access: Role
    /// The member that names users.
    let usersField: String
    let requestSchema: Schema
    let changeSchema: Schema
    let schema: Schema
    /// The content that the body asks for; what it does not name stays as it is.
    let content: @Sendable (_ request: Request) throws -> DomainEntry.Content

    /// What is asked for, and where.
    struct Request: Sendable {
        let body: JSONValue
        /// What it was; `nil`: it is new.
        let former: DomainEntry.Content?
        let caller: Caller
        let domain: DomainID
        let configuration: Configuration
        /// Whether it may lead to what is gone.
        var isDraft = false
    }

    // MARK: - Pickup groups (CAL-07)

    private static let members = Schema.list(Common.id, atMost: PickupGroup.memberLimit)
    private static let membersField = SchemaField.maybe(
        "members",
        Self.members,
        note: "Who is in another pickup group leaves that one (PKP-01)."
    )
    private static let groupName = Common.line(1...100)

    static let pickupGroup = EntryKind(
        kind: .pickupGroup,
        path: "/pickup-groups",
        noun: "pickup group",
        operation: "PickupGroup",
        tag: "Pickup groups",
        access: .domainAdministrator,
        usersField: "members",
        requestSchema: .named(
            "NewPickupGroup",
            .object([SchemaField("name", Self.groupName), Self.membersField])
        ),
        changeSchema: .named(
            "PickupGroupChange",
            .object([.maybe("name", Self.groupName), Self.membersField])
        ),
        schema: .named(
            "PickupGroup",
            .object([
                SchemaField("id", Common.id), SchemaField("domain", Common.domain),
                SchemaField("name", .text(0...100)), SchemaField("members", Self.members),
                SchemaField("version", Common.version),
            ])
        )
    ) { request in
        let body = request.body
        var group = PickupGroup(name: "", members: [])
        if case .pickupGroup(let present) = request.former { group = present }
        if let name = body["name"]?.text { group.name = name }
        if let members = body["members"]?.elements { group.members = members.compactMap { $0.text.map { UserID($0) } } }
        return .pickupGroup(group)
    }

    // MARK: - Reminders (CAL-12)

    private static let reminderSettings: [SchemaField] = [
        .maybe("user", Common.id, note: "Whose phones ring; default: one's own."),
        .maybe("label", Common.line(0...100)),
        .maybe("repetition", .choice(Reminder.Repetition.allCases.map(\.rawValue)), note: "Default `once`."),
        .maybe("offsetMinutes", .integer(-720...840), note: "Minutes east of UTC: what day is a Monday. Default 0."),
        .maybe("isActive", .boolean),
    ]

    static let reminder = EntryKind(
        kind: .reminder,
        path: "/reminders",
        noun: "reminder",
        operation: "Reminder",
        tag: "Reminders",
        access: .user,
        usersField: "user",
        requestSchema: .named("NewReminder", .object([SchemaField("at", .timestamp)] + Self.reminderSettings)),
        changeSchema: .named("ReminderChange", .object([.maybe("at", .timestamp)] + Self.reminderSettings)),
        schema: .named(
            "Reminder",
            .object([
                SchemaField("id", Common.id), SchemaField("domain", Common.domain), SchemaField("user", Common.id),
                SchemaField("label", .text(0...100)), SchemaField("at", .timestamp),
                SchemaField("repetition", .choice(Reminder.Repetition.allCases.map(\.rawValue))),
                SchemaField("offsetMinutes", .integer(-720...840)), SchemaField("isActive", .boolean),
                SchemaField("version", Common.version),
            ])
        )
    ) { request in
        let body = request.body
        var reminder = Reminder(user: request.caller.user.id, at: .epoch)
        if case .reminder(let present) = request.former { reminder = present }
        if let user = body["user"]?.text { reminder.user = UserID(user) }
        if let label = body["label"]?.text { reminder.label = label }
        if let at = body["at"]?.text.flatMap({ Timestamp($0) }) { reminder.at = at }
        if let repetition = body["repetition"]?.text.flatMap({ Reminder.Repetition(rawValue: $0) }) {
            reminder.repetition = repetition
        }
        if let offset = body["offsetMinutes"]?.whole { reminder.offsetMinutes = offset }
        if let isActive = body["isActive"]?.boolean { reminder.isActive = isActive }
        return .reminder(reminder)
    }
}

/// An entry on the wire.
enum EntryBody {
    static func json(_ entry: DomainEntry) -> JSONValue {
        var members: [JSONMember] = [
            JSONMember(name: "id", value: .string(entry.id.text)),
            JSONMember(name: "domain", value: .string(entry.domain.text)),
        ]
        switch entry.content {
        case .pickupGroup(let group):
            members.append(JSONMember(name: "name", value: .string(group.name)))
            members.append(JSONMember(name: "members", value: .array(group.members.map { .string($0.text) })))
        case .reminder(let reminder):
            members.append(JSONMember(name: "user", value: .string(reminder.user.text)))
            members.append(JSONMember(name: "label", value: .string(reminder.label)))
            members.append(JSONMember(name: "at", value: .string("\(reminder.at)")))
            members.append(JSONMember(name: "repetition", value: .string(reminder.repetition.rawValue)))
            members.append(JSONMember(name: "offsetMinutes", value: .whole(reminder.offsetMinutes)))
            members.append(JSONMember(name: "isActive", value: .boolean(reminder.isActive)))
        case .group(let group): members += GroupBody.members(group)
        case .scenario(let scenario): members += ScenarioBody.members(scenario)
        case .tollStop(let stop): members += TollBody.members(stop)
        case .contactGroup(let group): members.append(JSONMember(name: "name", value: .string(group.name)))
        case .subgroup(let subgroup): members.append(JSONMember(name: "name", value: .string(subgroup.name)))
        case .number(let number): members += NumberBody.members(number)
        case .contact:
            return ContactBody.json(entry)
        }
        members.append(JSONMember(name: "version", value: .whole(entry.version)))
        return .object(members)
    }
}

extension JSONValue {
    /// The members of both objects; of two with one name the first.
    func merging(_ other: JSONValue) -> JSONValue {
        guard case .object(let mine) = self, case .object(let others) = other else { return self }
        return .object(mine + others.filter { each in !mine.contains { $0.name == each.name } })
    }
}
