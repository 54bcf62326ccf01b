import Model

/// What a letter says when a company's recordings take as much room as they may, in the language of the domain (TEN-03).
struct QuotaWords: Equatable {
    let subject: String
    let text: String

    /// - Parameter megabytes: what they may take.
    init(megabytes: Int, company: String, link: String?, _ language: SpokenLanguage) {
        let place = link.map { "\n\($0)\n" } ?? ""
        switch language {
        case .russian:
            self.subject = "Разговоры не записываются: кончилось место для записей: \(company)"
            self.text = """
                Записи разговоров заняли всё отведённое им место: \(megabytes) МБ. Вызовы идут, но не записываются.

                Удалите лишние записи, сократите срок хранения или попросите у провайдера больше места. Когда место появится, \
                запись продолжится сама.
                \(place)
                """
        case .english:
            self.subject = "Talks are not recorded: the room for recordings is used up: \(company)"
            self.text = """
                Recordings take all the room they may: \(megabytes) MB. Calls go on and are not recorded.

                Delete recordings, keep them shorter, or ask your provider for more room. Recording goes on by itself when \
                there is room.
                \(place)
                """
        }
    }
}
