import Model

/// The letter that says which numbers a company has connected, and for how much (NUM-01).
struct NumberWords: Equatable {
    let subject: String
    let text: String

    /// - Parameter kopecks: of all together, without VAT.
    init(_ numbers: [DialString], of company: String, kopecks: Int, link: String?, _ language: SpokenLanguage) {
        let list = numbers.map(\.text).joined(separator: "\n")
        let fraction = kopecks % 100
        let (roubles, cents) = ("\(kopecks / 100)", "\(fraction < 10 ? "0" : "")\(fraction)")
        switch language {
        case .russian:
            self.subject = numbers.count == 1 ? "Подключён номер: \(company)" : "Подключены номера: \(company)"
            self.text = """
                \(numbers.count == 1 ? "Подключён номер" : "Подключены номера"):
                \(list)

                Стоимость подключения: \(roubles),\(cents) руб. без НДС
                \(link.map { "\n\($0)\n" } ?? "")
                Пока у номера нет правил, звонящие слышат «занято»: задайте, куда направлять вызовы.

                """
        case .english:
            self.subject = numbers.count == 1 ? "Number connected: \(company)" : "Numbers connected: \(company)"
            self.text = """
                \(numbers.count == 1 ? "This number is connected" : "These numbers are connected"):
                \(list)

                Price of the connection: \(roubles).\(cents) roubles without VAT
                \(link.map { "\n\($0)\n" } ?? "")
                As long as a number has no rules, callers hear busy: say where its calls go.

                """
        }
    }
}
