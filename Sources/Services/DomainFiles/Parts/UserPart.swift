import Kernel
import Model

/// People of the domain.
extension FilePart {
    /// - Parameter withSecrets: whether what is kept of passwords is written; what the file has is always read.
    func walk(_ user: inout User, withSecrets: Bool) {
        let usual = User(id: user.id, domain: user.domain, login: "", extension: nil, shownName: "")
        self.required("login", &user.login, .text)
        if self.isReading { self.settle(&user) }
        self.optional("extension", &user.extension, .text)
        self.value("shownName", &user.shownName, usual: "", .text)
        self.value("position", &user.position, usual: "", .text)
        self.optional("language", &user.language, .choice)
        self.optional("email", &user.email, .text)
        self.value("role", &user.role, usual: usual.role, .choice)
        self.value("isBlocked", &user.isBlocked, usual: usual.isBlocked, .flag)
        self.value("doNotDisturb", &user.doNotDisturb, usual: usual.doNotDisturb, .flag)
        self.optional("callerID", &user.callerID, .dialled)
        self.value("recordsCalls", &user.recordsCalls, usual: usual.recordsCalls, .flag)
        self.value("controlsRecording", &user.controlsRecording, usual: usual.controlsRecording, .flag)
        self.value("isOperator", &user.isOperator, usual: usual.isOperator, .flag)
        self.part("calling", &user.calling, usual: usual.calling) { $1.walk(&$0) }
        self.part("forwarding", &user.forwarding, usual: usual.forwarding) { $1.walk(&$0) }
        self.voicemail(&user.voicemail, withSecrets: withSecrets)
        let nothing = User.Credentials()
        if !self.isReading, !withSecrets { user.credentials = nothing }
        self.part("secrets", &user.credentials, usual: nothing) { credentials, part in
            part.value("passwordHash", &credentials.passwordHash, usual: "", .text)
            part.value("digestMD5", &credentials.digestMD5, usual: "", .text)
            part.value("digestSHA256", &credentials.digestSHA256, usual: "", .text)
        }
        guard self.isReading else { return }
        if user.role == .systemAdministrator {
            self.problem(
                "System administrators belong to no company.",
                at: self.path("role"),
                line: self.line(of: "role")
            )
        }
        let read = user
        self.check { () throws(ModelError) in try read.validate() }
    }

    private func settle(_ user: inout User) {
        if let id = self.names.users.id(user.login) { user.id = id }
        if self.names.repeated.contains("users \(user.login)") {
            self.problem("Another user has the login \(user.login.prefix(64)).", line: self.line(of: "login"))
        }
    }

    func voicemail(_ rules: inout VoicemailRules, withSecrets: Bool) {
        if !self.isReading {
            if !withSecrets { rules.pinHash = "" }
            // The usual greeting is heard where a sound is gone.
            if let greeting = rules.greeting, self.names.prompts.key(greeting) == nil { rules.greeting = nil }
            // What a lamp shows is no setting.
            rules.isLampLit = false
        }
        self.part("voicemail", &rules, usual: VoicemailRules()) { rules, part in
            part.value("isOn", &rules.isOn, usual: false, .flag)
            part.value("greets", &rules.greets, usual: true, .flag)
            part.optional("greeting", &rules.greeting, part.prompt)
            part.value("notice", &rules.notice, usual: .none, .choice)
            part.value("pinHash", &rules.pinHash, usual: "", .text)
        }
    }

    private func walk(_ forwarding: inout Forwarding) {
        self.part("own", &forwarding.own, usual: Forwarding.Terms()) { $1.terms(&$0) }
        self.parts("others", &forwarding.others, blank: Forwarding.Number(.mobile, "")) { number, part in
            part.required("number", &number.dialled, .text)
            part.required("kind", &number.kind, .choice)
            part.terms(&number.terms)
            part.optional("fmc", &number.fmc, .choice)
            // A file says what is wanted; the operator says what is.
            if part.isReading, number.fmc?.isConnected == true { number.fmc = .pending }
        }
    }

    private func terms(_ terms: inout Forwarding.Terms) {
        let usual = Forwarding.Terms()
        self.value("priority", &terms.priority, usual: usual.priority, .number)
        self.value("seconds", &terms.seconds, usual: usual.seconds, .number)
        self.value("isActive", &terms.isActive, usual: usual.isActive, .flag)
        self.schedule("schedule", &terms.schedule)
    }
}
