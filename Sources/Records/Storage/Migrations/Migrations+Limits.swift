extension Migration {
    /// What a domain may have at most, as JSON; no value: the most there is.
    static let limits = Migration(number: 17, name: "limits", sql: "ALTER TABLE domains ADD COLUMN limits TEXT;")
}

extension Migration {
    /// Where letters about a domain go.
    static let noticeAddresses = Migration(
        number: 27,
        name: "addresses for letters about domains",
        sql: "ALTER TABLE domains ADD COLUMN notice_email TEXT"
    )
}
