import DomainFiles
import Kernel
import Model

/// What a domain's file would make, or has made, on the wire.
enum DomainTransferBody {
    private static let limit = 100_000
    private static let line = Schema.text(0...1_000)

    private static let problem = Schema.named(
        "DomainFileProblem",
        .object([
            SchemaField("path", Self.line, note: "For instance `users.3.extension`, counted from 1."),
            SchemaField("line", .optional(.integer(1...100_000_000))), SchemaField("message", Self.line),
        ])
    )

    private static let counts = Schema.named(
        "DomainFileCounts",
        .object(Self.names.map { SchemaField($0, .integer(0...Self.limit)) })
    )

    private static let names = DomainImport.counts(DomainContents(domain: Domain(id: Domain.system, shownName: "")))
        .map(\.name)

    private static let common: [SchemaField] = [
        SchemaField("counts", Self.counts),
        SchemaField(
            "routesWithoutPassword",
            .list(Self.line, atMost: Self.limit),
            note: "Private routes that are off until the password of their account is entered."
        ),
    ]

    static let previewSchema = Schema.named(
        "DomainImportPreview",
        .object(
            [
                SchemaField("domain", .optional(Common.domain), note: "The name that it would have; null: none."),
                SchemaField("isReady", .boolean), SchemaField("problems", .list(Self.problem, atMost: 100)),
                SchemaField("newPasswords", .integer(0...Self.limit), note: "Users who get a new one."),
            ] + Self.common
        )
    )

    private static let password = Schema.named(
        "ImportedPassword",
        .object([SchemaField("login", Self.line), SchemaField("password", Self.line)])
    )

    static let resultSchema = Schema.named(
        "DomainImportResult",
        .object(
            [SchemaField("domain", Common.domain)] + Self.common + [
                SchemaField(
                    "passwords",
                    .list(Self.password, atMost: DomainImport.passwordLimit),
                    note: "Of users whose password the file has not: told now, and never again."
                )
            ]
        )
    )

    static func preview(_ plan: DomainImport) -> JSONValue {
        JSONValue.object([
            JSONMember(name: "isReady", value: true), JSONMember(name: "problems", value: []),
            JSONMember(name: "newPasswords", value: .whole(plan.usersWithoutPassword.count)),
        ]).merging(Self.json(plan))
    }

    static func preview(_ error: DomainFileError) -> JSONValue {
        [
            "isReady": false,
            "problems": .array(
                error.problems.map { problem in
                    [
                        "path": .string(problem.path), "line": .whole(problem.line),
                        "message": .string(String(problem.message.prefix(1_000))),
                    ]
                }
            ),
            "newPasswords": 0, "domain": nil,
            "counts": .object(Self.names.map { JSONMember(name: $0, value: 0) }), "routesWithoutPassword": [],
        ]
    }

    static func result(_ plan: DomainImport, passwords: [(login: String, password: String)]) -> JSONValue {
        let told = passwords.map { each -> JSONValue in
            ["login": .string(each.login), "password": .string(each.password)]
        }
        return Self.json(plan).merging(["passwords": .array(told)])
    }

    private static func json(_ plan: DomainImport) -> JSONValue {
        let counts = DomainImport.counts(plan.contents)
        return [
            "domain": .string(plan.contents.domain.id.text),
            "counts": .object(counts.map { JSONMember(name: $0.name, value: .whole($0.count)) }),
            "routesWithoutPassword": .array(plan.routesWithoutPassword.map { .string($0) }),
        ]
    }
}
