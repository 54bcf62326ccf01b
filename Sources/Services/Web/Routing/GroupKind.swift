import Kernel
import Model

/// Groups whose members ring together (GRP), as entries of the domain.
extension EntryKind {
    private static let members = Schema.list(Common.id, atMost: CallGroup.memberLimit)
    private static let name = Common.line(1...100)
    private static let ringTime = Schema.integer(5...600)

    private static let settings: [SchemaField] = [
        .maybe("extension", .optional(Common.extension), note: "No user's; null: only rules lead to it."),
        .maybe("members", Self.members), .maybe("ringSeconds", Self.ringTime, note: "Default 40."),
        .maybe("hasVoicemail", .boolean, note: "Who does not reach anybody may leave a message."),
        .maybe("greets", .boolean, note: "Whether they hear a greeting first; default true."),
        .maybe("greeting", .optional(Common.id), note: "The prompt heard before a message is left."),
    ]

    static let group = EntryKind(
        kind: .group,
        path: "/groups",
        noun: "group",
        operation: "Group",
        tag: "Groups",
        access: .domainAdministrator,
        usersField: "members",
        requestSchema: .named("NewGroup", .object([SchemaField("name", Self.name)] + Self.settings)),
        changeSchema: .named("GroupChange", .object([.maybe("name", Self.name)] + Self.settings)),
        schema: .named(
            "Group",
            .object([
                SchemaField("id", Common.id), SchemaField("domain", Common.domain), SchemaField("name", .text(0...100)),
                SchemaField("extension", .optional(Common.extension)), SchemaField("members", Self.members),
                SchemaField("ringSeconds", Self.ringTime), SchemaField("hasVoicemail", .boolean),
                SchemaField("greets", .boolean, note: "Callers hear a greeting before the tone of the mailbox."),
                SchemaField("greeting", .optional(Common.id)), SchemaField("version", Common.version),
            ])
        )
    ) { request in
        let body = request.body
        var group = CallGroup(name: "")
        if case .group(let present) = request.former { group = present }
        if let name = body["name"]?.text { group.name = name }
        if let dialled = body["extension"] {
            group.extension = dialled.text
            try Self.requireFree(dialled.text, request, unlike: request.former)
        }
        if let members = body["members"]?.elements {
            group.members = members.compactMap { $0.text.map { UserID($0) } }.withoutRepeats
        }
        if let seconds = body["ringSeconds"]?.whole { group.ringSeconds = seconds }
        if let isOn = body["hasVoicemail"]?.boolean { group.voicemail.isOn = isOn }
        if let greets = body["greets"]?.boolean { group.voicemail.greets = greets }
        if let greeting = body["greeting"] { group.voicemail.greeting = greeting.text.map { PromptID($0) } }
        return .group(group)
    }

    /// - Throws: ``APIError/Code/taken`` when a user or another group has the extension.
    private static func requireFree(_ dialled: String?, _ request: Request, unlike former: DomainEntry.Content?) throws
    {
        guard let dialled else { return }
        if case .group(let present) = former, present.extension == dialled { return }
        try FreeExtensions.require(dialled, in: request.domain, of: request.configuration)
    }
}

/// A group on the wire.
enum GroupBody {
    static func members(_ group: CallGroup) -> [JSONMember] {
        [
            JSONMember(name: "name", value: .string(group.name)),
            JSONMember(name: "extension", value: .text(group.extension)),
            JSONMember(name: "members", value: .array(group.members.map { .string($0.text) })),
            JSONMember(name: "ringSeconds", value: .whole(group.ringSeconds)),
            JSONMember(name: "hasVoicemail", value: .boolean(group.voicemail.isOn)),
            JSONMember(name: "greets", value: .boolean(group.voicemail.greets)),
            JSONMember(name: "greeting", value: .text(group.voicemail.greeting?.text)),
        ]
    }
}
