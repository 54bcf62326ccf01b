import Kernel

/// Something that is kept apart from the configuration, as it holds secrets or is nobody else's business, and of which the
/// history of changes says that it was made, changed or removed, and no more.
package struct HistoryNote: Equatable, Sendable, Codable {
    package enum Kind: String, Sendable, Codable {
        case passkey
        case signInProvider = "sign-in-provider"
        case providerLink = "provider-link"
        /// Somebody signed in, or out again.
        case session
        case token
        case prompt
        /// Of a mailbox.
        case message
        /// Of a call: its own list says who listened, and this one that it is gone.
        case recording
        /// A source or an account that failed too often was let in again (AUTH-06).
        case block
    }

    package struct Field: Equatable, Sendable, Codable {
        package var name: String
        package var value: String
    }

    package var kind: Kind
    /// Tells apart those of one kind.
    package var id: String
    package var domain: DomainID
    /// Whose, or what, for people.
    package var objectName: String
    /// What may be read of it.
    package var fields: [Field]

    package init(_ kind: Kind, id: String, domain: DomainID, objectName: String, fields: KeyValuePairs<String, String>)
    {
        self.kind = kind
        self.id = id
        self.domain = domain
        self.objectName = objectName
        self.fields = fields.map { Field(name: $0.key, value: $0.value) }
    }
}

extension HistoryNote {
    package init(_ passkey: Passkey, of user: User) {
        self.init(
            .passkey,
            id: passkey.id.text,
            domain: user.domain,
            objectName: "\(user.login)@\(user.domain)",
            fields: ["name": passkey.name]
        )
    }
}
