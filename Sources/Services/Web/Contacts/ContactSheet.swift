import Model

/// The sheet in which contacts come and go (ADR-02, the source's columns in §8.2; fax, position and e-mail are ours).
enum ContactSheet {
    enum Column: SheetColumn {
        case name, group, shortNumber, sip, work, mobile, home, other, fax, position, email

        static var key: Column { .name }

        /// The columns of numbers, in the order in which a contact gets them.
        static let numbers: [(column: Column, kind: Contact.NumberKind)] = [
            (.sip, .sip), (.work, .work), (.mobile, .mobile), (.home, .home), (.other, .other), (.fax, .fax),
        ]

        var field: String {
            switch self {
            case .name: "name"
            case .group: "group"
            case .shortNumber: "shortNumber"
            case .sip: "sip"
            case .work: "work"
            case .mobile: "mobile"
            case .home: "home"
            case .other: "other"
            case .fax: "fax"
            case .position: "position"
            case .email: "email"
            }
        }

        var width: Int {
            switch self {
            case .name, .group, .position, .email: 32
            case .shortNumber: 16
            case .sip, .work, .mobile, .home, .other, .fax: 22
            }
        }

        func title(_ language: SpokenLanguage) -> String {
            switch (self, language) {
            case (.name, .russian): "Имя"
            case (.group, .russian): "Группа"
            case (.shortNumber, .russian): "Быстрый набор"
            case (.sip, .russian): "IP-телефон"
            case (.work, .russian): "Рабочий телефон"
            case (.mobile, .russian): "Мобильный телефон"
            case (.home, .russian): "Домашний телефон"
            case (.other, .russian): "Другой телефон"
            case (.fax, .russian): "Факс"
            case (.position, .russian): "Должность"
            case (.email, _): "Email"
            case (.name, .english): "Name"
            case (.group, .english): "Group"
            case (.shortNumber, .english): "Short number"
            case (.sip, .english): "IP phone"
            case (.work, .english): "Work phone"
            case (.mobile, .english): "Mobile phone"
            case (.home, .english): "Home phone"
            case (.other, .english): "Other phone"
            case (.fax, .english): "Fax"
            case (.position, .english): "Position"
            }
        }
    }

    typealias Cells = Sheet<Column>.Cells

    static func file(_ form: SheetForm, _ language: SpokenLanguage, _ rows: [Cells]) -> [UInt8] {
        Sheet<Column>.file(form, language, rows, name: language == .russian ? "Контакты" : "Contacts")
    }

    /// Several numbers of a kind stand in one cell.
    static func cells(_ contact: Contact) -> Cells {
        var cells: Cells = [
            .name: contact.name, .group: contact.group, .shortNumber: contact.shortNumber,
            .position: contact.position, .email: contact.email ?? "",
        ]
        for (column, kind) in Column.numbers {
            cells[column] = contact.numbers.filter { $0.kind == kind }.map(\.number.text).joined(separator: ", ")
        }
        return cells
    }

    /// What to fill in, by the example of two companies that are nobody's.
    static func template(_ form: SheetForm, _ language: SpokenLanguage) -> [UInt8] {
        let isRussian = language == .russian
        let group = isRussian ? "Важные клиенты" : "Important clients"
        let example: [Cells] = [
            [
                .name: isRussian ? "Клиент 1" : "Client 1", .group: group, .shortNumber: "10", .work: "+74951112233",
                .email: "client@company.example",
            ],
            [
                .name: isRussian ? "Клиент 2" : "Client 2", .group: group, .mobile: "+79991112233, +79991112244",
                .position: isRussian ? "Директор" : "Director",
            ],
        ]
        return Self.file(form, language, example)
    }
}
