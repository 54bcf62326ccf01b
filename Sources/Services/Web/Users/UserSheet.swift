import Model

/// The sheet in which users come and go: its columns, its head in two languages (USR-04).
enum UserSheet {
    enum Column: SheetColumn {
        case login, password, shownName, `extension`, groups, callerID, email

        static var key: Column { .login }

        var field: String {
            switch self {
            case .login: "login"
            case .password: "password"
            case .shownName: "shownName"
            case .extension: "extension"
            case .groups: "groups"
            case .callerID: "callerID"
            case .email: "email"
            }
        }

        var width: Int {
            switch self {
            case .login: 20
            case .password: 24
            case .shownName, .groups: 36
            case .extension: 18
            case .callerID: 28
            case .email: 32
            }
        }

        func title(_ language: SpokenLanguage) -> String {
            switch (self, language) {
            case (.login, .russian): "Логин"
            case (.password, .russian): "Пароль"
            case (.shownName, .russian): "Отображаемое имя"
            case (.extension, .russian): "Внутренний номер"
            case (.groups, .russian): "Названия групп"
            case (.callerID, .russian): "АОН для исходящих вызовов"
            case (.email, _): "Email"
            case (.login, .english): "Login"
            case (.password, .english): "Password"
            case (.shownName, .english): "Shown name"
            case (.extension, .english): "Extension"
            case (.groups, .english): "Groups"
            case (.callerID, .english): "Number shown outside"
            }
        }
    }

    static func file(_ form: SheetForm, _ language: SpokenLanguage, _ users: [Sheet<Column>.Cells]) -> [UInt8] {
        Sheet<Column>.file(form, language, users, name: language == .russian ? "Пользователи" : "Users")
    }

    /// What to fill in, by the example of two people who are nobody.
    static func template(_ form: SheetForm, _ language: SpokenLanguage) -> [UInt8] {
        let isRussian = language == .russian
        let group = isRussian ? "Операторы" : "Operators"
        let other = isRussian ? "Администрация" : "Office"
        let example: [Sheet<Column>.Cells] = [
            [
                .login: "ivanov.ii", .password: "", .shownName: isRussian ? "Иванов Иван Иванович" : "Ivan Ivanov",
                .extension: "3020", .groups: group, .email: "ivanov@company.example",
            ],
            [
                .login: "petrova.aa", .password: "", .shownName: isRussian ? "Петрова Анна" : "Anna Petrova",
                .groups: "\(group), \(other)", .callerID: "4950001122", .email: "petrova@company.example",
            ],
        ]
        return Self.file(form, language, example)
    }
}
