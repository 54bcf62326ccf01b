import Kernel
import Model
import ModelTesting

@testable import DomainFiles

/// A company as it could be: everything that a file holds, in odd forms, with names that YAML would rather not see.
struct RandomDomain {
    private var random: SeededGenerator
    private var number = 0

    static let texts = [
        "Anna", "Отдел продаж", "true", "null", "~", "12", "0x1F", "1e3", "- dash", "a: b", "a #b", "\"quoted\"",
        "it's",
        "R&D", "Q & A", " , &anchor", "*alias", "&x", "{map}", "[list]", "!tag", "%directive", "@at", "`tick`",
        "\\back",
        "tab\u{9}", "line\u{2028}", "é\u{301}", "👩‍👩‍👧", "trailing ", " leading", "---", "...", "a  b", "?", ":", "yes",
        "b\u{feff}om", "\u{85}nel", "ключ: значение", "2026-05-09", "=1+1", "'apostrophe", "|", ">", "a\u{a0}b",
    ]

    init(seed: UInt64) {
        self.random = SeededGenerator(seed: seed)
    }

    static func make(_ seed: UInt64, name: String = "acme.example") -> DomainContents {
        var maker = RandomDomain(seed: seed)
        return maker.contents(name)
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self.random) }
    private mutating func flag() -> Bool { Bool.random(using: &self.random) }
    private mutating func one<Value>(_ values: [Value]) -> Value { values[self.below(values.count)] }

    private mutating func text() -> String {
        // What has a control in it is no shown name.
        let text = self.one(
            Self.texts.filter { text in !text.unicodeScalars.contains { $0.properties.generalCategory == .control } }
        )
        return text.unicodeScalars.contains("\u{2028}") ? "line" : text
    }

    /// Different from all before.
    private mutating func name() -> String {
        self.number += 1
        return "\(self.text()) \(self.number)"
    }

    private mutating func dialled() -> DialString {
        self.number += 1
        return DialString("+7495\(1_000_000 + self.number)") ?? .zero
    }

    private mutating func schedule() -> WeeklySchedule? {
        guard self.flag() else { return nil }
        let days = Weekday.allCases.filter { _ in self.flag() }
        let from = self.below(1_000)
        return WeeklySchedule([
            self.flag()
                ? WeeklySchedule.Period(days.isEmpty ? [.sunday] : days)
                : WeeklySchedule.Period([.monday, .friday], from: from, to: from + 1 + self.below(400))
        ])
    }

    private mutating func toll() -> TollRules {
        let caps = (0..<self.below(3)).map { number in
            let reach = self.one(TollCap.Reach.allCases)
            return TollCap(
                reach,
                reach == .prefixes ? ["44", "7900"] : [],
                of: self.one(TollCap.Counted.allCases),
                hourlyCalls: 1 + number,
                dailyMinutes: self.flag() ? 1 + self.below(100) : nil,
                measure: self.one(TollCap.Measure.allCases)
            )
        }
        return TollRules(isOn: self.flag(), caps: caps, stopHours: 1 + self.below(100))
    }

    private mutating func contents(_ name: String) -> DomainContents {
        var contents = DomainContents(domain: Domain(id: DomainID(name), shownName: self.text()))
        contents.domain.callLimit = 1 + self.below(1_000)
        contents.domain.isBlocked = self.flag()
        contents.domain.language = self.one(SpokenLanguage.allCases)
        contents.domain.recording.storageTime = self.one(RecordingStorageTime.allCases)
        contents.domain.codes[.pickup] = self.one(["*81", "*8", ""])
        contents.domain.menus.errors = 1 + self.below(9)
        if self.flag() { contents.domain.toll = self.toll() }
        if self.flag(), let date = CivilDate(year: 2026, month: 5, day: 9) {
            contents.domain.calendar.days = [
                WorkCalendar.Day(date, self.flag() ? .closed : .like(.friday), note: self.text())
            ]
            contents.domain.calendar.closedUntil = Timestamp(seconds: 1_800_000_000)
        }
        contents.trunks = ["alpha": TrunkID("trunk-alpha")]
        let domain = contents.domain.id
        contents.users = (0..<4).map { self.user($0, domain) }
        let logins = contents.users.map(\.id)
        contents.prompts = (0..<3).map { index in
            Prompt(
                id: PromptID("prompt-\(index)"),
                domain: domain,
                owner: index == 2 ? logins[0] : nil,
                purpose: self.one(Prompt.Purpose.allCases),
                name: self.name(),
                changedAt: .epoch,
                spoken: index == 1
                    ? SpokenText("Нажмите 1.\n\n# " + self.name(), .russianFemale, wordsPerMinute: 80 + self.below(200))
                    : nil
            )
        }
        contents.sounds = [PromptID("prompt-0"): "Welcome-2.wav"]
        contents.domain.calling.sounds = CallSounds(
            hold: .melody(self.one(BuiltInMelody.allCases)),
            greeting: .prompt(PromptID("prompt-0")),
            ringBack: SoundChoice.none
        )
        contents.entries = self.entries(domain, logins)
        let targets: [RouteTarget] = [
            .user(logins[0]), .group(EntryID("group-0")), .scenario(EntryID("scenario-0")), .end,
            .voicemail(.user(logins[1])), .voicemail(.group(EntryID("group-1"))), .number(self.dialled()),
        ]
        contents.lines = (0..<3).map { index in
            Line(
                id: LineID("line-\(index)"),
                domain: domain,
                number: self.dialled(),
                trunk: index == 0 ? TrunkID("trunk-alpha") : nil,
                shownName: self.text(),
                isActive: self.flag(),
                rules: (0..<self.below(4)).map { _ in
                    LineRule(
                        isActive: self.flag(),
                        schedule: self.schedule(),
                        prefixes: self.flag() ? ["495", "0"] : [],
                        to: self.one(targets)
                    )
                },
                filter: self.one([.off, .black([self.dialled()]), .white([])]),
                isAdditional: self.flag()
            )
        }
        contents.routes = [self.route(domain, contents.lines[0].number)]
        return contents
    }

    private mutating func user(_ index: Int, _ domain: DomainID) -> User {
        var user = User.sample("user\(index)", in: domain, extension: self.flag() ? "10\(index)" : nil)
        user.shownName = self.text()
        user.email = self.flag() ? "u\(index)@acme.example" : nil
        user.role = self.flag() ? .user : .domainAdministrator
        user.callerID = self.flag() ? self.dialled() : nil
        user.doNotDisturb = self.flag()
        user.isOperator = self.flag()
        user.calling = CallingRules(outgoing: self.one(OutgoingLimit.allCases + [nil]), takesSecondCall: self.flag())
        user.voicemail = VoicemailRules(isOn: self.flag(), greeting: PromptID("prompt-1"), notice: .sound)
        user.voicemail.greets = self.flag()
        user.forwarding.own = Forwarding.Terms(priority: 1 + self.below(9), seconds: 30, schedule: self.schedule())
        if self.flag() {
            user.forwarding.others = [
                Forwarding.Number(
                    .mobile,
                    "8916123456\(index)",
                    Forwarding.Terms(isActive: self.flag()),
                    // Anything else is what the operator says of it, and read as a wish.
                    fmc: self.one([.pending, .switchedOff, nil])
                )
            ]
        }
        user.credentials = User.Credentials(
            passwordHash: "$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA",
            digestMD5: String(repeating: "a", count: 32),
            digestSHA256: String(repeating: "b", count: 64)
        )
        return user
    }

    private mutating func entries(_ domain: DomainID, _ users: [UserID]) -> [DomainEntry] {
        var entries = (0..<2).map { index in
            DomainEntry(
                id: EntryID("group-\(index)"),
                domain: domain,
                .group(
                    CallGroup(name: self.name(), extension: "20\(index)", members: users.filter { _ in self.flag() })
                )
            )
        }
        let actions: [Scenario.Action] = [
            .back, .hangUp, .repeatMenu, .dialExtension, .menu("main"), .message(PromptID("prompt-0")),
            .forward(.group(EntryID("group-0"))), .forward(.end), .forward(.user(users[0])),
        ]
        var menu = Scenario.Menu(id: "main", name: self.text(), prompt: PromptID("prompt-1"))
        menu.keys = Scenario.keys.prefix(self.below(12)).map { Scenario.Key($0, self.one(actions)) }
        menu.timeout = self.one(actions)
        entries.append(
            DomainEntry(
                id: EntryID("scenario-0"),
                domain: domain,
                .scenario(
                    Scenario(
                        name: self.name(),
                        menus: [menu],
                        draft: self.flag() ? [menu, Scenario.Menu(id: "more", name: "More")] : nil,
                        comment: self.flag() ? self.text() : nil
                    )
                )
            )
        )
        let pickup = PickupGroup(name: self.name(), members: [users[1], users[0]])
        entries.append(DomainEntry(id: EntryID("pickup-0"), domain: domain, .pickupGroup(pickup)))
        for index in 0..<3 {
            let contact = Contact(
                owner: index == 0 ? users[0] : nil,
                name: self.name(),
                shortNumber: "\(60 + index)",
                numbers: [Contact.Number(.work, self.dialled()), Contact.Number(.fax, self.dialled())],
                position: self.text(),
                group: self.text()
            )
            entries.append(DomainEntry(id: EntryID("contact-\(index)"), domain: domain, .contact(contact)))
        }
        for (index, owner) in [nil, users[1]].enumerated() {
            let group = ContactGroup(owner: owner, name: self.name())
            entries.append(DomainEntry(id: EntryID("contact-group-\(index)"), domain: domain, .contactGroup(group)))
        }
        let reminder = Reminder(
            user: users[2],
            label: self.text(),
            at: Timestamp(seconds: 1_790_000_000),
            repetition: .weekly
        )
        entries.append(DomainEntry(id: EntryID("reminder-0"), domain: domain, .reminder(reminder)))
        return entries
    }

    private mutating func route(_ domain: DomainID, _ number: DialString) -> Trunk {
        var trunk = Trunk(id: TrunkID("route"), name: "office", host: "pbx.acme.example", port: 5080)
        trunk.authentication = .both(Trunk.Account(username: "office", password: "secret: &1"))
        trunk.sources = ["192.0.2.0/24"]
        trunk.isActive = self.flag()
        var route = PrivateRoute(
            domain: domain,
            shownName: self.text(),
            called: self.one([nil, PrivateRoute.usualExpression])
        )
        route.group = EntryID("group-1")
        route.outgoingNumbers = [number]
        route.transit = self.one(OutgoingLimit.allCases)
        trunk.route = route
        return trunk
    }
}
