import Kernel
import Model

/// Groups, scenarios and what else a domain keeps.
extension FilePart {
    func group(_ entry: inout DomainEntry, withSecrets: Bool) {
        var group = entry.group ?? CallGroup(name: "")
        self.required("name", &group.name, .text)
        self.identity(&entry.id, "groups", name: group.name, in: self.names.groups)
        self.optional("extension", &group.extension, .text)
        self.users("members", &group.members)
        self.value("ringSeconds", &group.ringSeconds, usual: 40, .number)
        self.voicemail(&group.voicemail, withSecrets: withSecrets)
        self.settle(&entry, .group(group))
    }

    func pickupGroup(_ entry: inout DomainEntry) {
        var group = PickupGroup(name: "", members: [])
        if case .pickupGroup(let present) = entry.content { group = present }
        self.required("name", &group.name, .text)
        self.users("members", &group.members)
        self.settle(&entry, .pickupGroup(group))
    }

    func scenario(_ entry: inout DomainEntry) {
        var scenario = entry.scenario ?? Scenario(name: "", menus: [])
        self.required("name", &scenario.name, .text)
        self.identity(&entry.id, "scenarios", name: scenario.name, in: self.names.scenarios)
        self.optional("comment", &scenario.comment, .text)
        self.menus("menus", &scenario.menus, isDraft: false)
        var draft = scenario.draft ?? []
        self.menus("draft", &draft, isDraft: true)
        scenario.draft = draft.isEmpty ? nil : draft
        self.settle(&entry, .scenario(scenario))
    }

    private func menus(_ name: String, _ menus: inout [Scenario.Menu], isDraft: Bool) {
        self.parts(name, &menus, blank: Scenario.Menu(id: "", name: "")) { menu, part in
            part.required("id", &menu.id, .text)
            part.required("name", &menu.name, .text)
            part.menuPrompt("prompt", &menu.prompt, isDraft: isDraft)
            part.parts("keys", &menu.keys, blank: Scenario.Key("", .hangUp)) { key, part in
                part.required("key", &key.key, .text)
                part.action("do", &key.action, usual: nil, isDraft: isDraft)
            }
            part.action("otherKeys", &menu.otherKeys, usual: .dialExtension, isDraft: isDraft)
            part.action("timeout", &menu.timeout, usual: .repeatMenu, isDraft: isDraft)
        }
    }

    func reminder(_ entry: inout DomainEntry) {
        var reminder = Reminder(user: UserID(""), at: .epoch)
        if case .reminder(let present) = entry.content { reminder = present }
        self.required("user", &reminder.user, self.user)
        self.required("at", &reminder.at, .time)
        self.value("label", &reminder.label, usual: "", .text)
        self.value("repetition", &reminder.repetition, usual: .once, .choice)
        self.value("offsetMinutes", &reminder.offsetMinutes, usual: 0, .number)
        self.value("isActive", &reminder.isActive, usual: true, .flag)
        self.settle(&entry, .reminder(reminder))
    }

    func contact(_ entry: inout DomainEntry) {
        var contact = entry.contact ?? Contact(name: "", shortNumber: "", numbers: [])
        self.required("name", &contact.name, .text)
        self.optional("owner", &contact.owner, self.user)
        self.required("shortNumber", &contact.shortNumber, .text)
        self.contactNumbers(&contact.numbers)
        self.optional("email", &contact.email, .text)
        self.value("position", &contact.position, usual: "", .text)
        self.value("group", &contact.group, usual: "", .text)
        self.settle(&entry, .contact(contact))
    }

    func contactGroup(_ entry: inout DomainEntry) {
        var group = entry.contactGroup ?? ContactGroup(name: "")
        self.required("name", &group.name, .text)
        self.optional("owner", &group.owner, self.user)
        self.settle(&entry, .contactGroup(group))
    }

    /// On one line each, as in `work +74951234567`.
    private func contactNumbers(_ numbers: inout [Contact.Number]) {
        self.texts(
            "numbers",
            &numbers,
            FileForm(
                write: { "\($0.kind.rawValue) \($0.number.text)" },
                read: { text in
                    let words = text.split(separator: " ", maxSplits: 1)
                    guard words.count == 2, let kind = Contact.NumberKind(rawValue: String(words[0])),
                        let number = DialString(words[1])
                    else { return nil }
                    return Contact.Number(kind, number)
                },
                expected: "a kind and a number such as work +74951234567; kinds are "
                    + Contact.NumberKind.allCases.map(\.rawValue).joined(separator: ", ")
            )
        )
    }

    func prompt(_ prompt: inout Prompt) {
        self.required("name", &prompt.name, .text)
        self.identity(&prompt.id, "prompts", name: prompt.name, in: self.names.prompts)
        self.required("purpose", &prompt.purpose, .choice)
        self.optional("owner", &prompt.owner, self.user)
        self.spoken(&prompt.spoken)
        guard self.isReading, !(1...100).contains(prompt.name.count) else { return }
        self.problem("The name of a prompt has 1 to 100 characters.", line: self.line(of: "name"))
    }

    /// What is said in it.
    private func spoken(_ spoken: inout SpokenText?) {
        let nothing = SpokenText("", .russianMale)
        var text = spoken ?? nothing
        self.part("spoken", &text, usual: nothing) { text, part in
            part.required("text", &text.text, .text)
            part.required("voice", &text.voice, .choice)
            part.value("wordsPerMinute", &text.wordsPerMinute, usual: SpokenText.usualSpeed, .number)
            let read = text
            part.check { () throws(ModelError) in try read.validate() }
        }
        spoken = text == nothing ? nil : text
    }

    /// The name of a file in the folder beside, and nothing that leads out of there.
    func sound(_ name: inout String?) {
        self.optional("sound", &name, .text)
        guard self.isReading, let named = name else { return }
        let isPlain = named.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "._- ".unicodeScalars.contains(scalar)
        }
        guard isPlain, !named.hasPrefix("."), (1...200).contains(named.utf8.count) else {
            let message = "This must be the name of a file: letters, digits, dots, hyphens and spaces."
            return self.problem(message, at: self.path("sound"), line: self.line(of: "sound"))
        }
    }

    /// Members of groups; who is gone is a member no more.
    private func users(_ name: String, _ users: inout [UserID]) {
        if !self.isReading { users = users.filter { self.names.users.key($0) != nil } }
        self.texts(name, &users, self.user)
    }

    private func settle(_ entry: inout DomainEntry, _ content: DomainEntry.Content) {
        entry.content = content
        let read = entry
        self.check { () throws(ModelError) in try read.validate() }
    }
}
