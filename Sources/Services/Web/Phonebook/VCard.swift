import Model

/// A card of vCard 3.0 (RFC 2426), which every reader of address books takes.
struct VCard: Equatable, Sendable {
    /// Names and values of its lines, between BEGIN and END.
    let properties: [(name: String, parameters: String, value: String)]

    init(_ entry: Phonebook.Entry) {
        var lines: [(String, String, String)] = [
            ("VERSION", "", "3.0"), ("UID", "", Self.escaped(entry.id)), ("FN", "", Self.escaped(entry.name)),
            ("N", "", Self.escaped(entry.name) + ";;;;"),
        ]
        func add(_ name: String, _ value: String) {
            if !value.isEmpty { lines.append((name, "", Self.escaped(value))) }
        }
        add("ORG", entry.company)
        add("TITLE", entry.position)
        add("CATEGORIES", entry.group)
        for number in entry.numbers { lines.append(("TEL", Self.type(of: number.kind), Self.escaped(number.text))) }
        if let email = entry.email { lines.append(("EMAIL", ";TYPE=INTERNET", Self.escaped(email))) }
        add("NOTE", entry.shortNumber ?? "")
        self.properties = lines
    }

    var text: String {
        let lines = self.properties.map { Self.folded("\($0.name)\($0.parameters):\($0.value)") }
        return (["BEGIN:VCARD"] + lines + ["END:VCARD", ""]).joined(separator: "\r\n")
    }

    /// Whether one of the card's properties of that name is such (RFC 6352 §10.5).
    /// - Parameters:
    ///   - name: in capital letters.
    ///   - holds: asked about a value in small letters.
    func has(in name: String, _ holds: (String) -> Bool) -> Bool {
        self.properties.contains { $0.name == name && holds($0.value.lowercased()) }
    }

    static func == (one: VCard, other: VCard) -> Bool { one.text == other.text }

    private static func type(of kind: Contact.NumberKind) -> String {
        switch kind {
        case .work: ";TYPE=WORK,VOICE"
        case .mobile: ";TYPE=CELL"
        case .home: ";TYPE=HOME,VOICE"
        case .fax: ";TYPE=FAX"
        case .sip: ";TYPE=WORK,PREF"
        case .other: ";TYPE=VOICE"
        }
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ",", ";":
                result += "\\"
                result.unicodeScalars.append(scalar)
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f: break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// At most 75 octets of a line, the rest on further ones behind a space; no character is torn apart (RFC 2425 §5.8.1).
    private static func folded(_ line: String) -> String {
        var lines = [""]
        var count = 0
        for scalar in line.unicodeScalars {
            let width = scalar.utf8.count
            if count + width > 75 {
                lines.append(" ")
                count = 1
            }
            lines[lines.count - 1].unicodeScalars.append(scalar)
            count += width
        }
        return lines.joined(separator: "\r\n")
    }
}
