import Kernel
import Model

/// The settings of the domain itself.
extension FilePart {
    func walk(_ domain: inout Domain) {
        let usual = Domain(id: domain.id, shownName: "")
        var name = domain.id.text
        self.required("name", &name, .text)
        domain.id = DomainID(name)
        self.value("shownName", &domain.shownName, usual: name, .text)
        self.value("isBlocked", &domain.isBlocked, usual: usual.isBlocked, .flag)
        self.value("callLimit", &domain.callLimit, usual: usual.callLimit, .number)
        self.part("limits", &domain.limits, usual: usual.limits) { limits, part in
            part.value("users", &limits.users, usual: usual.limits.users, .number)
            part.value("operators", &limits.operators, usual: usual.limits.operators, .number)
            part.value("lines", &limits.lines, usual: usual.limits.lines, .number)
            part.value("channelsIn", &limits.channelsIn, usual: usual.limits.channelsIn, .number)
            part.value("channelsOut", &limits.channelsOut, usual: usual.limits.channelsOut, .number)
            part.value("recordingMegabytes", &limits.recordings, usual: usual.limits.recordings, .number)
        }
        self.optional("callerID", &domain.callerID, .dialled)
        self.optional("noticeEmail", &domain.noticeEmail, .text)
        self.value("language", &domain.language, usual: usual.language, .choice)
        self.value("timeZone", &domain.timeZone, usual: usual.timeZone, .text)
        self.part("recording", &domain.recording, usual: usual.recording) { rules, part in
            part.value("storageTime", &rules.storageTime, usual: usual.recording.storageTime, .choice)
            part.value("areEncrypted", &rules.areEncrypted, usual: usual.recording.areEncrypted, .flag)
        }
        self.part("menus", &domain.menus, usual: usual.menus) { menus, part in
            part.value("errors", &menus.errors, usual: usual.menus.errors, .number)
            part.value("timeoutSeconds", &menus.timeoutSeconds, usual: usual.menus.timeoutSeconds, .number)
        }
        self.part("calling", &domain.calling, usual: usual.calling) { $1.walk(&$0) }
        self.part("codes", &domain.codes, usual: usual.codes) { codes, part in
            for command in CallCodes.Command.allCases {
                // An empty text switches the command off.
                var code = codes[command] ?? ""
                part.value(command.rawValue, &code, usual: command.usualCode, .text)
                codes[command] = code
            }
        }
        self.part("calendar", &domain.calendar, usual: usual.calendar) { $1.walk(&$0) }
        self.part("toll", &domain.toll, usual: usual.toll) { $1.walk(&$0) }
    }

    private func walk(_ rules: inout TollRules) {
        let usual = TollRules()
        self.value("isOn", &rules.isOn, usual: usual.isOn, .flag)
        self.value("stopHours", &rules.stopHours, usual: usual.stopHours, .number)
        self.parts("caps", &rules.caps, blank: TollCap(.outside, of: .domain)) { cap, part in
            part.required("reach", &cap.reach, .choice)
            part.texts("prefixes", &cap.prefixes, .text)
            part.required("counted", &cap.counted, .choice)
            part.optional("hourlyCalls", &cap.hourlyCalls, .number)
            part.optional("dailyCalls", &cap.dailyCalls, .number)
            part.optional("dailyMinutes", &cap.dailyMinutes, .number)
            part.optional("simultaneousCalls", &cap.simultaneousCalls, .number)
            part.value("measure", &cap.measure, usual: .stop, .choice)
        }
    }

    func walk(_ rules: inout CallingRules) {
        let usual = CallingRules()
        self.optional("outgoing", &rules.outgoing, .choice)
        self.value("takesSecondCall", &rules.takesSecondCall, usual: usual.takesSecondCall, .flag)
        self.value("withholdsNumber", &rules.withholdsNumber, usual: usual.withholdsNumber, .flag)
        self.part("sounds", &rules.sounds, usual: usual.sounds) { sounds, part in
            part.sound("hold", &sounds.hold)
            part.sound("greeting", &sounds.greeting)
            part.sound("ringBack", &sounds.ringBack)
        }
    }

    /// `none`, `{melody: calm}` or `{prompt: NAME}`.
    private func sound(_ name: String, _ sound: inout SoundChoice?) {
        let prompts = self.prompt
        self.member(name) {
            switch sound {
            case nil: nil
            case .some(.none): .text("none")
            case .melody(let melody): .one("melody", melody.rawValue)
            // The usual one is heard where a sound is gone.
            case .prompt(let id): self.names.prompts.key(id).map { .one("prompt", $0) }
            }
        } read: { node, path in
            sound = nil
            guard let node else { return }
            let only = node.members.flatMap { $0.count == 1 ? $0.first : nil }
            if node.scalar == "none" {
                sound = SoundChoice.none
            } else if let only, only.name == "melody",
                let melody = only.value.scalar.flatMap({ BuiltInMelody(rawValue: $0) })
            {
                sound = .melody(melody)
            } else if let only, only.name == "prompt", let id = only.value.scalar.flatMap(prompts.read) {
                sound = .prompt(id)
            } else {
                self.problem("This must be none, a melody or a prompt of this file.", at: path, line: node.line)
            }
        }
    }

    private func walk(_ calendar: inout WorkCalendar) {
        self.optional("closedUntil", &calendar.closedUntil, .time)
        guard let blank = CivilDate(year: 1970, month: 1, day: 1) else { return }
        self.parts("days", &calendar.days, blank: WorkCalendar.Day(blank, .closed), isInline: true) { day, part in
            part.required("date", &day.date, .date)
            part.required("as", &day.kind, .dayKind)
            part.value("note", &day.note, usual: "", .text)
        }
    }
}

extension FileForm where Value == CivilDate {
    fileprivate static var date: FileForm {
        FileForm(write: \.description, read: { CivilDate($0) }, expected: "a date such as 2026-05-09")
    }
}

extension FileForm where Value == WorkCalendar.Kind {
    fileprivate static var dayKind: FileForm {
        FileForm(
            write: { kind in
                if case .like(let weekday) = kind { WeekdayNames.name(weekday) } else { "closed" }
            },
            read: { $0 == "closed" ? .closed : WeekdayNames.weekday($0).map { .like($0) } },
            expected: "closed or a day of the week such as mon"
        )
    }
}
