import Model

/// What a letter about calls outside says, in the language of the domain.
struct TollWords: Equatable {
    let subject: String
    let text: String

    /// - Parameter user: whose calls; `nil`: those of the whole company.
    init(_ notice: TollNotice, of company: String, user: String?, link: String?, _ language: SpokenLanguage) {
        let most = notice.cap[notice.limit] ?? 0
        let prefixes = notice.cap.prefixes.map { "+\($0)" }.joined(separator: ", ")
        switch language {
        case .russian:
            let reach =
                switch notice.cap.reach {
                case .outside: "наружу"
                case .abroad: "за границу"
                case .prefixes: "на номера \(prefixes)"
                }
            let limit =
                switch notice.limit {
                case .hourlyCalls: "\(most) вызовов в час"
                case .dailyCalls: "\(most) вызовов в сутки"
                case .dailyMinutes: "\(most) минут в сутки"
                case .simultaneousCalls: "\(most) вызовов одновременно"
                }
            let whose = user.map { "пользователь \($0)" } ?? "вся компания"
            let outcome =
                if notice.stops {
                    "Такие вызовы остановлены. Если звонили свои, снимите остановку в кабинете, в разделе «Защита от мошенничества»."
                } else if notice.level == .near {
                    "Израсходовано четыре пятых. Когда лимит кончится, такие вызовы будут остановлены."
                } else if notice.cap.measure == .stop {
                    "Вызовы сверх этого отклоняются."
                } else {
                    "Вызовы продолжаются: правило только предупреждает."
                }
            self.subject = "\(notice.stops ? "Вызовы остановлены" : "Много вызовов") \(reach): \(company)"
            self.text = """
                Вызовы \(reach): \(notice.level == .near ? "скоро кончится" : "исчерпан") лимит «\(limit)», \(whose).

                \(outcome)
                \(link.map { "\n\($0)\n" } ?? "")
                Если вызовов не делали, смените пароль пользователя: возможно, его узнали посторонние.

                """
        case .english:
            let reach =
                switch notice.cap.reach {
                case .outside: "outside"
                case .abroad: "abroad"
                case .prefixes: "to \(prefixes)"
                }
            let limit =
                switch notice.limit {
                case .hourlyCalls: "\(most) calls an hour"
                case .dailyCalls: "\(most) calls a day"
                case .dailyMinutes: "\(most) minutes a day"
                case .simultaneousCalls: "\(most) calls at once"
                }
            let whose = user.map { "the user \($0)" } ?? "the whole company"
            let outcome =
                if notice.stops {
                    "Such calls have stopped. If they were your own, lift the stop in the cabinet under “Fraud protection”."
                } else if notice.level == .near {
                    "Four fifths are used. When the cap is reached, such calls stop."
                } else if notice.cap.measure == .stop {
                    "Calls beyond it are refused."
                } else {
                    "Calls go on: the cap only tells you."
                }
            self.subject = "\(notice.stops ? "Calls stopped" : "Many calls") \(reach): \(company)"
            self.text = """
                Calls \(reach): the cap of \(limit) is \(notice.level == .near ? "nearly used up" : "reached"), \(whose).

                \(outcome)
                \(link.map { "\n\($0)\n" } ?? "")
                If nobody of yours made these calls, change the user's password: a stranger may know it.

                """
        }
    }
}
