import Kernel
import Model

/// What a notice says, in the language of the domain.
struct NoticeWords: Equatable {
    let subject: String
    let text: String

    init(_ message: VoiceMessage, _ language: SpokenLanguage, link: String?) {
        let names = [message.caller.name, message.caller.number].filter { !$0.isEmpty }
        let seconds = max(1, message.duration.wholeMilliseconds / 1_000)
        let moment = "\(message.at)".prefix(16).replacing("T", with: " ") + " UTC"
        switch language {
        case .russian:
            let caller = names.isEmpty ? "неизвестный номер" : names.joined(separator: ", ")
            self.subject = "Голосовое сообщение: \(caller)"
            self.text = """
                Вам оставили голосовое сообщение.

                Кто: \(caller)
                Когда: \(moment)
                Длительность: \(seconds) с
                \(link.map { "\nПрослушать: \($0)\n" } ?? "")
                С телефона: *97

                """
        case .english:
            let caller = names.isEmpty ? "an unknown number" : names.joined(separator: ", ")
            self.subject = "Voice message from \(caller)"
            self.text = """
                Somebody left a voice message for you.

                Who: \(caller)
                When: \(moment)
                Length: \(seconds) s
                \(link.map { "\nListen: \($0)\n" } ?? "")
                By phone: *97

                """
        }
    }
}

/// The letter with a link for a new password (AUTH-02).
struct RecoveryWords: Equatable {
    let subject: String
    let text: String

    /// - Parameter link: good for an hour.
    init(account: String, link: String, _ language: SpokenLanguage) {
        switch language {
        case .russian:
            self.subject = "Новый пароль для \(account)"
            self.text = """
                Кто-то, скорее всего вы, забыл пароль учётной записи \(account).

                Задать новый пароль: \(link)

                Ссылка действует один час и один раз. Если это были не вы, ничего не делайте: пароль остался прежним.

                """
        case .english:
            self.subject = "New password for \(account)"
            self.text = """
                Somebody, most likely you, has forgotten the password of the account \(account).

                Set a new password: \(link)

                The link is good for one hour, and once. If it was not you, do nothing: the password is as it was.

                """
        }
    }
}

/// The letter with what a person needs to sign in and to set up a phone.
struct CredentialWords: Equatable {
    /// What is told, each line where it is known.
    struct Facts: Equatable {
        var login: String
        var domain: String
        var password: String
        /// Of the cabinet.
        var address: String?
        /// `nil` for people without a phone.
        var phone: Phone?

        struct Phone: Equatable {
            var `extension`: String
            /// `pbx.example:5060`
            var server: String
            var secureServer: String?
        }
    }

    let subject: String
    let text: String

    init(_ facts: Facts, _ language: SpokenLanguage) {
        var lines: [String]
        switch language {
        case .russian:
            self.subject = "Данные для входа: \(facts.login)@\(facts.domain)"
            lines = ["Для вас создана учётная запись или задан новый пароль.", ""]
            if let address = facts.address { lines.append("Личный кабинет: \(address)") }
            lines += ["Логин: \(facts.login)", "Домен: \(facts.domain)", "Пароль: \(facts.password)"]
            if let phone = facts.phone {
                lines += [
                    "", "Телефон с внутренним номером \(phone.extension):", "Сервер SIP: \(phone.server) (UDP, TCP)",
                ]
                if let server = phone.secureServer { lines.append("С шифрованием (TLS): \(server)") }
                lines.append("Домен, логин и пароль — те же.")
            }
            lines += ["", "Смените пароль в кабинете, в разделе «Мой профиль», и удалите это письмо."]
        case .english:
            self.subject = "How to sign in: \(facts.login)@\(facts.domain)"
            lines = ["An account was made for you, or its password was set anew.", ""]
            if let address = facts.address { lines.append("Cabinet: \(address)") }
            lines += ["Login: \(facts.login)", "Domain: \(facts.domain)", "Password: \(facts.password)"]
            if let phone = facts.phone {
                lines += ["", "Phone with the extension \(phone.extension):", "SIP server: \(phone.server) (UDP, TCP)"]
                if let server = phone.secureServer { lines.append("Encrypted (TLS): \(server)") }
                lines.append("Domain, login and password are the same.")
            }
            lines += ["", "Change the password in the cabinet under “My profile”, and delete this letter."]
        }
        self.text = lines.joined(separator: "\n") + "\n"
    }
}
