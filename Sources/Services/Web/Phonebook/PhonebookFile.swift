import Model

/// A phonebook as the files that desk phones fetch.
enum PhonebookFile: String, CaseIterable {
    /// Yealink, and Fanvil, Htek and others that read the same form.
    case yealink
    case grandstream
    case snom

    /// - Parameter path: as in `yealink.xml`; Grandstream's phones add `/phonebook.xml` to what they are given.
    init?(path: some StringProtocol) {
        let name = path.hasSuffix("/phonebook.xml") ? path.dropLast("/phonebook.xml".count) : path.dropLast(0)
        let plain = name.hasSuffix(".xml") ? name.dropLast(4) : name
        self.init(rawValue: String(plain))
    }

    func text(_ entries: [Phonebook.Entry]) -> String {
        let shown = entries.filter { !$0.voiceNumbers.isEmpty }
        let lines: [String] =
            switch self {
            case .yealink:
                ["<YealinkIPPhoneDirectory>"] + shown.map(Self.yealinkEntry) + ["</YealinkIPPhoneDirectory>"]
            case .grandstream:
                ["<AddressBook>", "<version>1</version>"] + shown.map(Self.grandstreamEntry) + ["</AddressBook>"]
            case .snom:
                [#"<tbook e="2" version="2.0" complete="true">"#] + shown.map(Self.snomEntry) + ["</tbook>"]
            }
        return ([XMLText.declaration] + lines).joined(separator: "\n") + "\n"
    }

    private static func yealinkEntry(_ entry: Phonebook.Entry) -> String {
        let numbers = entry.voiceNumbers.map { XMLText.element("Telephone", $0.text) }.joined()
        return "<DirectoryEntry>\(XMLText.element("Name", entry.name))\(numbers)</DirectoryEntry>"
    }

    private static func grandstreamEntry(_ entry: Phonebook.Entry) -> String {
        let numbers = entry.voiceNumbers.map { number in
            let type =
                switch number.kind {
                case .mobile: "Cell"
                case .home: "Home"
                case .work, .sip, .fax, .other: "Work"
                }
            return "<Phone type=\"\(type)\">\(XMLText.element("phonenumber", number.text))"
                + "<accountindex>0</accountindex></Phone>"
        }
        let name = XMLText.element("FirstName", entry.name) + XMLText.element("LastName", "")
        return "<Contact>\(name)\(numbers.joined())</Contact>"
    }

    private static func snomEntry(_ entry: Phonebook.Entry) -> String {
        let numbers = entry.voiceNumbers.map { number in
            let type =
                switch number.kind {
                case .mobile: "mobile"
                case .home: "home"
                case .sip: "sip"
                case .work, .fax, .other: "business"
                }
            return #"<number no="\#(XMLText.escaped(number.text))" type="\#(type)" outgoing_id="0"/>"#
        }
        let name = XMLText.element("first_name", entry.name) + XMLText.element("last_name", "")
        return "<contact>\(name)<numbers>\(numbers.joined())</numbers></contact>"
    }
}
