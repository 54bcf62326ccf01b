import Model
import Tables

/// What a sheet of new users would make, on the wire. No password ever is in an answer.
enum UserImportBody {
    private static let problem = UserImport.Found.schema("ImportProblem")

    private static let text = Schema.text(0...TableLimits().cellLength)

    private static let row = Schema.named(
        "ImportRow",
        .object([
            SchemaField("row", .integer(1...10_000_000), note: "As the spreadsheet shows it."),
            SchemaField("isReady", .boolean), SchemaField("login", Self.text), SchemaField("shownName", Self.text),
            SchemaField("extension", .optional(Self.text), note: "What is written, or what will be given."),
            SchemaField("groups", .list(Self.text, atMost: 1_000)),
            SchemaField(
                "callerID",
                .optional(Self.text),
                note: "As it is known here, or as it is written when it is not."
            ),
            SchemaField("email", .optional(Self.text)),
            SchemaField("problems", .list(Self.problem, atMost: 100)),
        ])
    )

    private static let newGroups = SchemaField(
        "newGroups",
        .list(Self.text, atMost: 10_000),
        note: "Groups that are made."
    )

    static let previewSchema = Schema.named(
        "ImportPreview",
        .object([
            SchemaField("found", .integer(0...UserImport.rowLimit)),
            SchemaField("ready", .integer(0...UserImport.rowLimit)),
            SchemaField("wrong", .integer(0...UserImport.rowLimit)), Self.newGroups,
            SchemaField("rows", .list(Self.row, atMost: UserImport.rowLimit)),
        ])
    )

    static let resultSchema = Schema.named(
        "ImportResult",
        .object([
            SchemaField("created", .integer(0...UserImport.rowLimit)), Self.newGroups,
            SchemaField("users", .list(UserBody.schema, atMost: UserImport.rowLimit)),
        ])
    )

    static func preview(_ plan: UserImport) -> JSONValue {
        let ready = plan.ready.count
        return [
            "found": .whole(plan.rows.count), "ready": .whole(ready), "wrong": .whole(plan.rows.count - ready),
            "newGroups": .array(plan.newGroups.map { .string($0) }), "rows": .array(plan.rows.map(Self.json)),
        ]
    }

    private static func json(_ row: UserImport.Row) -> JSONValue {
        [
            "row": .whole(row.number), "isReady": .boolean(row.isReady), "login": .string(row.login),
            "shownName": .string(row.shownName), "extension": .text(row.extension),
            "groups": .array(row.groups.map { .string($0) }),
            "callerID": .text(row.callerID?.text ?? row.writtenCallerID),
            "email": .text(row.email),
            "problems": .array(row.problems.map(\.json)),
        ]
    }

    static func result(_ users: [User], newGroups: [String]) -> JSONValue {
        [
            "created": .whole(users.count), "newGroups": .array(newGroups.map { .string($0) }),
            "users": .array(users.map { UserBody.json($0, registrations: 0) }),
        ]
    }
}
