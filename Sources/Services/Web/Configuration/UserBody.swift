import Kernel
import Model

/// A user on the wire. No form of the password ever is in an answer.
enum UserBody {
    private static let role = Schema.choice(Role.ofDomains.map(\.rawValue))

    private static let settings: [SchemaField] = [
        .maybe("extension", .optional(Common.extension), note: "Unique in the domain (TEN-02)."),
        .maybe("shownName", Common.line(0...100)),
        .maybe("position", Common.line(0...100), note: "What the person is in the company (USR-01)."),
        .maybe("email", .optional(Common.email)),
        .maybe("role", Self.role, note: "`system-administrator` in the domain `system` and nowhere else."),
        .maybe("isBlocked", .boolean), .maybe("doNotDisturb", .boolean),
        .maybe("ringTimeSeconds", Common.ringTime, note: "Default 40 (FWD-01)."),
        .maybe(
            "callerID",
            .optional(Common.number),
            note: "A number of the domain; null: as the domain says. A stored one that is none is not shown outside."
        ),
        .maybe(
            "outgoing",
            .optional(CallingBody.limit),
            note: "Where the user may call; null: as the domain says (CAL-02)."
        ),
        .maybe("takesSecondCall", .boolean, note: "Whether a second call rings who talks (CAL-08)."),
        .maybe("withholdsNumber", .boolean, note: "Calls without saying who (CAL-01)."),
        .maybe("recordsCalls", .boolean, note: "All calls are recorded (REC-01)."),
        .maybe("controlsRecording", .boolean, note: "May start, stop and pause the recording of own calls."),
        .maybe(
            "isOperator",
            .boolean,
            note: "Works in the contact centre (USR-06); at most as many as the domain's `operatorLimit`."
        ),
    ]

    static let requestSchema = Schema.named(
        "NewUser",
        .object(
            [
                SchemaField("login", Common.newLogin), SchemaField("password", Common.newPassword),
                Self.sendCredentials,
                .maybe("groups", .list(Common.id, atMost: 100), note: "Groups that the user comes into (USR-03)."),
                .maybe(
                    "newGroups",
                    .list(Common.line(1...100), atMost: 20),
                    note: "Names of groups that are made with the user, unless there are any of these names."
                ),
            ] + Self.settings
        )
    )

    static let freeExtensionSchema = Schema.named(
        "FreeExtension",
        .object([
            SchemaField(
                "extension",
                .optional(Common.extension),
                note: "Null: all are taken, or nobody has a phone here."
            )
        ])
    )

    static let changeSchema = Schema.named("UserChange", .object(Self.settings))

    static let passwordSchema = Schema.named(
        "NewPassword",
        .object([SchemaField("password", Common.newPassword), Self.sendCredentials])
    )

    private static let sendCredentials = SchemaField.maybe(
        "sendCredentials",
        .boolean,
        note: "Mails them, with the password, to the user's address."
    )

    static let schema = Schema.named(
        "User",
        .object([
            SchemaField("id", Common.id), SchemaField("domain", Common.domain), SchemaField("login", Common.login),
            SchemaField("extension", .optional(Common.extension)), SchemaField("shownName", .text(0...100)),
            SchemaField("position", .text(0...100)), SchemaField("email", .optional(.text(0...254))),
            SchemaField("role", Common.role),
            SchemaField("isBlocked", .boolean), SchemaField("doNotDisturb", .boolean),
            SchemaField("ringTimeSeconds", Common.ringTime), SchemaField("callerID", .optional(Common.number)),
            SchemaField("recordsCalls", .boolean), SchemaField("controlsRecording", .boolean),
            SchemaField("isOperator", .boolean),
            SchemaField("outgoing", .optional(CallingBody.limit)), SchemaField("takesSecondCall", .boolean),
            SchemaField("withholdsNumber", .boolean),
            SchemaField(
                "fmc",
                .optional(.choice(FMC.allCases.map(\.rawValue))),
                note: "How a mobile number stands that is joined with the extension; null: there is none (FWD-04)."
            ),
            SchemaField("registrations", .integer(0...1_000_000), note: "Phones registered at present."),
            SchemaField("version", Common.version),
        ])
    )

    static func json(_ user: User, registrations: Int) -> JSONValue {
        [
            "id": .string(user.id.text), "domain": .string(user.domain.text), "login": .string(user.login),
            "extension": .text(user.extension), "shownName": .string(user.shownName),
            "position": .string(user.position), "email": .text(user.email),
            "role": .string(user.role.rawValue), "isBlocked": .boolean(user.isBlocked),
            "doNotDisturb": .boolean(user.doNotDisturb), "ringTimeSeconds": .whole(user.forwarding.own.seconds),
            "callerID": .text(user.callerID?.text), "recordsCalls": .boolean(user.recordsCalls),
            "controlsRecording": .boolean(user.controlsRecording), "isOperator": .boolean(user.isOperator),
            "outgoing": .text(user.calling.outgoing?.rawValue),
            "takesSecondCall": .boolean(user.calling.takesSecondCall),
            "withholdsNumber": .boolean(user.calling.withholdsNumber), "fmc": .text(user.forwarding.fmc?.rawValue),
            "registrations": .whole(registrations),
            "version": .whole(user.version),
        ]
    }

    /// What the body does not name stays as it is.
    static func apply(_ body: JSONValue, to user: inout User) {
        if let dialled = body["extension"] { user.extension = dialled.text }
        if let name = body["shownName"]?.text { user.shownName = name }
        if let position = body["position"]?.text { user.position = position }
        if let email = body["email"] { user.email = email.text }
        if let role = body["role"]?.text.flatMap({ Role(rawValue: $0) }) { user.role = role }
        if let isBlocked = body["isBlocked"]?.boolean { user.isBlocked = isBlocked }
        if let doNotDisturb = body["doNotDisturb"]?.boolean { user.doNotDisturb = doNotDisturb }
        if let seconds = body["ringTimeSeconds"]?.whole { user.forwarding.own.seconds = seconds }
        if let isOn = body["recordsCalls"]?.boolean { user.recordsCalls = isOn }
        if let isOn = body["controlsRecording"]?.boolean { user.controlsRecording = isOn }
        if let isOperator = body["isOperator"]?.boolean { user.isOperator = isOperator }
        if let limit = body["outgoing"] {
            user.calling.outgoing = limit.text.flatMap { OutgoingLimit(rawValue: $0) }
        }
        if let withholds = body["withholdsNumber"]?.boolean { user.calling.withholdsNumber = withholds }
        if let takes = body["takesSecondCall"]?.boolean { user.calling.takesSecondCall = takes }
        if let number = body["callerID"] { user.callerID = number.text.flatMap { DialString($0) } }
    }
}
