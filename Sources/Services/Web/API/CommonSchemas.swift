import Kernel
import Model

/// Schemas and parameters that several features share.
enum Common {
    /// What breaks a line or a page, is not seen, or turns the direction of what stands around it. The model's rule for
    /// shown names refuses the first only: what was stored before, and files with it, stay good.
    private static let hidden =
        "\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff"
    /// The first two of the row by themselves: Swift's `Regex` takes neither for the end of a range.
    private static let spaces = " \\u00a0\\u1680\\u2000\\u2001\\u2002-\\u200a\\u202f\\u205f\\u3000"

    /// A text of one line for people; one that must not be empty has something to be seen.
    static func line(_ length: ClosedRange<Int>) -> Schema {
        let any = "[^\(Self.hidden)]"
        let pattern =
            length.lowerBound == 0
            ? TextPattern("\(any){0,\(length.upperBound)}")
            : TextPattern(
                "\(any){0,\(length.upperBound)}[^\(Self.hidden)\(Self.spaces)][\(Self.spaces)]{0,\(length.upperBound)}"
            )
        let complaint =
            "This must be one line of \(length.lowerBound) to \(length.upperBound) characters that can be seen."
        return .text(length, pattern: pattern, complaint: complaint)
    }

    /// An id as the server gives it.
    static let id = Schema.text(
        1...128,
        pattern: TextPattern("[A-Za-z0-9._:~-]{1,128}"),
        complaint: "This is not an id that the server gave."
    )

    /// A host name of labels of 1 to 63 characters.
    static func hostPattern(letters: String) -> String {
        let label = "[\(letters)0-9](?:[\(letters)0-9-]{0,61}[\(letters)0-9])?"
        return "\(label)(?:\\.\(label))*"
    }

    static let domain = Schema.text(
        1...253,
        pattern: TextPattern(Self.hostPattern(letters: "a-z")),
        complaint: "A domain's name is a lower-case host name such as acme.example.",
        example: "acme.example"
    )

    /// Where somebody signs in: a domain, or a pool of domains.
    static let home = Schema.text(
        1...253,
        pattern: TextPattern("(?:pool:)?" + Self.hostPattern(letters: "a-z")),
        complaint: "This is neither a domain nor a pool.",
        example: "acme.example"
    )

    static let login = Schema.text(
        1...64,
        pattern: TextPattern("[a-z0-9._-]{1,64}"),
        complaint: "A login is 1 to 64 of a–z 0–9 . _ -",
        example: "ivan"
    )

    /// Of somebody new: with a letter, so that it is nobody's extension.
    static let newLogin = Schema.text(
        1...64,
        pattern: TextPattern("[0-9._-]*[a-z][a-z0-9._-]*"),
        complaint: "A login is 1 to 64 of a–z 0–9 . _ - with at least one letter.",
        example: "ivan"
    )

    static let `extension` = Schema.text(
        1...5,
        pattern: TextPattern("[0-9]{1,5}"),
        complaint: "An extension is 1 to 5 digits.",
        example: "101"
    )

    static let number = Schema.text(
        1...64,
        pattern: TextPattern(#"\+?[*#]{0,20}[0-9][0-9*#]{0,40}"#),
        complaint: "A number is digits, * and #, with + in front when it has its country code.",
        example: "+74951234567"
    )

    static let email = Schema.text(
        3...254,
        pattern: TextPattern("[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,189}"),
        complaint: "This is not an e-mail address.",
        example: "ivan@acme.example"
    )

    /// TEN-11: at least 6 characters with Latin letters and digits.
    static let newPassword = Schema.text(
        6...128,
        // Reads each character once: what comes before the second kind holds none of it.
        pattern: TextPattern("[ -/:-@\\[-`{-~]*(?:[A-Za-z][ -/:-~]*[0-9]|[0-9][ -@\\[-`{-~]*[A-Za-z])[ -~]*"),
        complaint: "A password is 6 to 128 characters with at least one Latin letter and one digit.",
        example: "secret42",
        isSecret: true
    )

    static let ringTime = Schema.integer(5...120)
    static let role = Schema.choice(Role.allCases.map(\.rawValue))
    static let version = Schema.integer(0...2_147_483_647)

    static let domainParameter = Parameter("domain", Self.domain, note: "Narrows the answer to one domain.")
    static let targetDomain = Parameter(
        "domain",
        Self.domain,
        note: "Where it is made; default: the caller's own domain."
    )

    static func search(_ note: String) -> Parameter { Parameter("search", Self.line(0...100), note: note) }
}
