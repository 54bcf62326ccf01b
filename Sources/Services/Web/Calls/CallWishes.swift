/// Who is to be rung for whom.
enum OriginationBody {
    static let schema = Schema.named(
        "Origination",
        .object([
            .maybe(
                "user",
                Common.id,
                note: "Whose phones ring first; default: oneself. Administrators may name others."
            ),
            SchemaField("number", Self.target, note: "An extension, a login or a number, as it would be dialled."),
        ])
    )

    static let answer = Schema.named("OriginatedCall", .object([SchemaField("id", Common.id)]))

    /// What a phone could dial, and nothing that could be mistaken for more.
    static let target = Schema.text(
        1...64,
        pattern: TextPattern("[+]?[A-Za-z0-9._*#-]{1,63}"),
        complaint: "This is nothing that a phone could dial.",
        example: "102"
    )
}

/// Whom the other party is to be connected with.
enum TransferBody {
    static let schema = Schema.named(
        "Transfer",
        .object([SchemaField("target", OriginationBody.target, note: "As the user would dial it.")])
    )
}
