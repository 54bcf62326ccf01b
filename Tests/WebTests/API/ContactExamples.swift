import Model

@testable import Web

/// Examples of the permission tests about address books.
extension PermissionTests {
    private static let contact: JSONValue = [
        "name": "A", "numbers": [["kind": "work", "number": "+74951234567"]],
    ]

    static let contacts: [String: Example] = [
        "listContacts": Example("/domains/acme.example/contacts", Self.acme),
        "addContact": Example("/domains/acme.example/contacts", Self.acme, Self.contact),
        "getContact": Example("/domains/acme.example/contacts/contact", Self.acme),
        "changeContact": Example("/domains/acme.example/contacts/contact", Self.acme, ["name": "B"]),
        "removeContact": Example("/domains/acme.example/contacts/contact", Self.acme),
        "changeContacts": Example(
            "/domains/acme.example/contacts/bulk",
            Self.acme,
            ["contacts": ["contact"], "operation": "set-group", "group": "Clients"]
        ),
        "listContactGroups": Example("/domains/acme.example/contact-groups", Self.acme),
        "addContactGroup": Example("/domains/acme.example/contact-groups", Self.acme, ["name": "New"]),
        "renameContactGroup": Example(
            "/domains/acme.example/contact-groups/\(ContactGroupBody.id(of: "Partners"))",
            Self.acme,
            ["name": "New"]
        ),
        "removeContactGroup": Example(
            "/domains/acme.example/contact-groups/\(ContactGroupBody.id(of: "Partners"))",
            Self.acme
        ),
        "changeOwnContacts": Example("/me/contacts/bulk", .anyone, ["contacts": [], "operation": "remove"]),
        "listOwnContactGroups": Example("/me/contact-groups"),
        "addOwnContactGroup": Example("/me/contact-groups", .anyone, ["name": "New"]),
        "renameOwnContactGroup": Example(
            "/me/contact-groups/\(ContactGroupBody.id(of: "Partners"))",
            .anyone,
            ["name": "New"]
        ),
        "removeOwnContactGroup": Example("/me/contact-groups/\(ContactGroupBody.id(of: "Partners"))"),
        "listOwnContacts": Example("/me/contacts"),
        "addOwnContact": Example("/me/contacts", .anyone, Self.contact),
        "getOwnContact": Example("/me/contacts/OWN"),
        "changeOwnContact": Example("/me/contacts/OWN", .anyone, ["name": "B"]),
        "removeOwnContact": Example("/me/contacts/OWN"),
    ]
}
