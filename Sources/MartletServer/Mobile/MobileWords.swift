import Model

/// What a letter says when the owner of a SIM switched FMC off, in the language of the domain (FWD-04).
struct MobileWords: Equatable {
    let subject: String
    let text: String

    init(_ number: DialString, of user: String, company: String, link: String?, _ language: SpokenLanguage) {
        let place = link.map { "\n\($0)\n" } ?? ""
        switch language {
        case .russian:
            self.subject = "FMC отключена на номере \(number): \(company)"
            self.text = """
                Владелец номера \(number) (пользователь \(user)) отключил опцию FMC командой *444#.

                Вызовы на этот номер переадресуются как на обычный мобильный. Вызовы с него через * больше не проходят.
                \(place)
                """
        case .english:
            self.subject = "FMC is off for \(number): \(company)"
            self.text = """
                The owner of \(number) (user \(user)) has switched FMC off by *444#.

                Calls are forwarded to the number as to any mobile number. It cannot call by * any more.
                \(place)
                """
        }
    }
}
