import Kernel
import Model

/// A user on the wire. No form of the password ever is in an answer.
enum UserBody {
    private static let settings: [SchemaField] = [
        .maybe("extension", .optional(Common.extension), note: "Unique in the domain (TEN-02)."),
        .maybe("shownName", Common.line(0...100)), .maybe("email", .optional(Common.email)),
        .maybe("role", Common.role, note: "`system-administrator` in the domain `system` and nowhere else."),
        .maybe("isBlocked", .boolean), .maybe("doNotDisturb", .boolean),
        .maybe("ringTimeSeconds", Common.ringTime, note: "Default 40 (FWD-01)."),
        .maybe("callerID", .optional(Common.number)),
    ]

    static let requestSchema = Schema.named(
        "NewUser",
        .object([SchemaField("login", Common.login), SchemaField("password", Common.newPassword)] + Self.settings)
    )

    static let changeSchema = Schema.named("UserChange", .object(Self.settings))

    static let passwordSchema = Schema.named(
        "NewPassword",
        .object([SchemaField("password", Common.newPassword)])
    )

    static let schema = Schema.named(
        "User",
        .object([
            SchemaField("id", Common.id), SchemaField("domain", Common.domain), SchemaField("login", Common.login),
            SchemaField("extension", .optional(Common.extension)), SchemaField("shownName", .text(0...100)),
            SchemaField("email", .optional(.text(0...254))), SchemaField("role", Common.role),
            SchemaField("isBlocked", .boolean), SchemaField("doNotDisturb", .boolean),
            SchemaField("ringTimeSeconds", Common.ringTime), SchemaField("callerID", .optional(Common.number)),
            SchemaField("registrations", .integer(0...1_000_000), note: "Phones registered at present."),
            SchemaField("version", Common.version),
        ])
    )

    static func json(_ user: User, registrations: Int) -> JSONValue {
        [
            "id": .string(user.id.text), "domain": .string(user.domain.text), "login": .string(user.login),
            "extension": .text(user.extension), "shownName": .string(user.shownName), "email": .text(user.email),
            "role": .string(user.role.rawValue), "isBlocked": .boolean(user.isBlocked),
            "doNotDisturb": .boolean(user.doNotDisturb), "ringTimeSeconds": .whole(user.ringTimeSeconds),
            "callerID": .text(user.callerID?.text), "registrations": .whole(registrations),
            "version": .whole(user.version),
        ]
    }

    /// What the body does not name stays as it is.
    static func apply(_ body: JSONValue, to user: inout User) {
        if let dialled = body["extension"] { user.extension = dialled.text }
        if let name = body["shownName"]?.text { user.shownName = name }
        if let email = body["email"] { user.email = email.text }
        if let role = body["role"]?.text.flatMap({ Role(rawValue: $0) }) { user.role = role }
        if let isBlocked = body["isBlocked"]?.boolean { user.isBlocked = isBlocked }
        if let doNotDisturb = body["doNotDisturb"]?.boolean { user.doNotDisturb = doNotDisturb }
        if let seconds = body["ringTimeSeconds"]?.whole { user.ringTimeSeconds = seconds }
        if let number = body["callerID"] { user.callerID = number.text.flatMap { DialString($0) } }
    }
}
