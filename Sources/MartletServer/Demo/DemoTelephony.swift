import Kernel
import Model

/// What makes the demo company worth looking at: groups, lines with rules, a voice scenario, people outside.
struct DemoTelephony {
    let domain: DomainID
    /// Anna, Boris, Clara.
    let people: [User]

    static let sales = EntryID("demo-sales")
    static let support = EntryID("demo-support")
    static let scenario = EntryID("demo-welcome")
    static let welcome = PromptID("demo-welcome")
    static let hours = PromptID("demo-hours")

    /// The outside numbers, the first with the voice scenario in working hours.
    static let numbers = ["+74951001001", "+74991001002", "+78121001003"].compactMap { DialString($0) }

    static func line(_ index: Int) -> LineID { LineID("demo-line-\(index + 1)") }

    /// People outside, in the company's address book.
    static let contacts: [(name: String, short: String, number: String, position: String, group: String)] = [
        ("ООО «Ромашка», секретарь", "8801", "+74957770101", "секретарь", "Клиенты"),
        ("Иван Сидоров", "8802", "+79161112233", "директор, «Вектор»", "Клиенты"),
        ("Мария Кузнецова", "8803", "+79035554433", "бухгалтер, «Альфа»", "Клиенты"),
        ("Склад в Химках", "8804", "+74957770404", "", "Партнёры"),
        ("Курьерская служба", "8805", "+78127770505", "", "Партнёры"),
        ("Техподдержка провайдера", "8806", "+74997770606", "круглосуточно", "Партнёры"),
    ]

    private static let office = WeeklySchedule([
        WeeklySchedule.Period([.monday, .tuesday, .wednesday, .thursday, .friday], from: 10 * 60, to: 19 * 60)
    ])

    var changes: [ConfigurationChange] { self.groups + [self.menus] + self.lines + self.addressBook }

    private func entry(_ id: EntryID, _ content: DomainEntry.Content) -> ConfigurationChange {
        .putEntry(DomainEntry(id: id, domain: self.domain, content))
    }

    private var groups: [ConfigurationChange] {
        let everybody = self.people.map(\.id)
        let voicemail = VoicemailRules(isOn: true)
        return [
            self.entry(
                Self.sales,
                .group(
                    CallGroup(
                        name: "Отдел продаж",
                        extension: "600",
                        members: Array(everybody.prefix(2)),
                        voicemail: voicemail
                    )
                )
            ),
            self.entry(
                Self.support,
                .group(
                    CallGroup(
                        name: "Поддержка",
                        extension: "601",
                        members: Array(everybody.suffix(2)),
                        voicemail: voicemail
                    )
                )
            ),
        ]
    }

    private var menus: ConfigurationChange {
        let main = Scenario.Menu(
            id: "main",
            name: "Основное меню",
            prompt: Self.welcome,
            keys: [
                Scenario.Key("1", .forward(.group(Self.sales))), Scenario.Key("2", .forward(.group(Self.support))),
                Scenario.Key("3", .message(Self.hours)),
            ]
        )
        return self.entry(Self.scenario, .scenario(Scenario(name: "Приветствие", menus: [main])))
    }

    private var lines: [ConfigurationChange] {
        let rules: [[LineRule]] = [
            [
                LineRule(schedule: Self.office, to: .scenario(Self.scenario)),
                LineRule(to: .voicemail(.group(Self.sales))),
            ],
            [
                LineRule(prefixes: ["812"], to: .group(Self.support)),
                LineRule(schedule: Self.office, to: .group(Self.sales)),
                LineRule(to: .voicemail(.group(Self.support))),
            ],
            [LineRule(to: .user(self.people[2].id))],
        ]
        let names = ["Общий номер", "Горячая линия", "Филиал"]
        return Self.numbers.indices.map { index in
            .putLine(
                Line(
                    id: Self.line(index),
                    domain: self.domain,
                    number: Self.numbers[index],
                    shownName: names[index],
                    rules: rules[index]
                )
            )
        }
    }

    private var addressBook: [ConfigurationChange] {
        Self.contacts.enumerated().compactMap { index, person in
            DialString(person.number).map { number in
                let contact = Contact(
                    name: person.name,
                    shortNumber: person.short,
                    numbers: [Contact.Number(index == 1 || index == 2 ? .mobile : .work, number)],
                    position: person.position,
                    group: person.group
                )
                return self.entry(EntryID("demo-contact-\(index + 1)"), .contact(contact))
            }
        }
    }
}
