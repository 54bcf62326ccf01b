import Model

/// The sheet in which numbers of the stock come and go (NUM-02).
enum NumberSheet {
    enum Column: SheetColumn {
        case number, city, category, price, trunk

        static var key: Column { .number }

        var field: String {
            switch self {
            case .number: "number"
            case .city: "city"
            case .category: "category"
            case .price: "price"
            case .trunk: "trunk"
            }
        }

        var width: Int {
            switch self {
            case .number, .price, .trunk: 22
            case .city: 24
            case .category: 38
            }
        }

        func title(_ language: SpokenLanguage) -> String {
            switch (self, language) {
            case (.number, .russian): "Номер"
            case (.city, .russian): "Город"
            case (.category, .russian): "Категория"
            case (.price, .russian): "Стоимость подключения, руб. без НДС"
            case (.trunk, .russian): "Транк"
            case (.number, .english): "Number"
            case (.city, .english): "City"
            case (.category, .english): "Category"
            case (.price, .english): "Price of connection, roubles without VAT"
            case (.trunk, .english): "Trunk"
            }
        }
    }

    typealias Cells = Sheet<Column>.Cells

    static func file(_ form: SheetForm, _ language: SpokenLanguage, _ rows: [Cells]) -> [UInt8] {
        Sheet<Column>.file(form, language, rows, name: language == .russian ? "Номера" : "Numbers")
    }

    static func cells(_ number: StockNumber, _ language: SpokenLanguage, trunk: String?) -> Cells {
        [
            .number: "+" + number.digits, .city: number.city,
            .category: Self.title(number.category, language),
            .price: Self.price(number.priceKopecks, language), .trunk: trunk ?? "",
        ]
    }

    /// What to fill in, by the example of two numbers.
    static func template(_ form: SheetForm, _ language: SpokenLanguage) -> [UInt8] {
        let examples = [
            StockNumber(
                digits: "74951234567",
                city: language == .russian ? "Москва" : "Moscow",
                category: .bronze,
                priceKopecks: 150_000
            ),
            StockNumber(digits: "78001234567", category: .gold, priceKopecks: 1_000_050),
        ]
        return Self.file(form, language, examples.map { Self.cells($0, language, trunk: nil) })
    }

    // MARK: - Cells

    static func title(_ category: StockNumber.Category, _ language: SpokenLanguage) -> String {
        switch (category, language) {
        case (.none, .russian): "Без категории"
        case (.bronze, .russian): "Бронзовый"
        case (.silver, .russian): "Серебряный"
        case (.gold, .russian): "Золотой"
        case (.platinum, .russian): "Платиновый"
        case (.smart, .russian): "Интеллектуальный номер (М категория)"
        case (.none, .english): "No category"
        case (.bronze, .english): "Bronze"
        case (.silver, .english): "Silver"
        case (.gold, .english): "Gold"
        case (.platinum, .english): "Platinum"
        case (.smart, .english): "Smart number (category M)"
        }
    }

    /// In either language, or as programs write it; nothing is none.
    static func category(_ cell: String?) -> StockNumber.Category? {
        guard let cell = cell?.lowercased() else { return StockNumber.Category.none }
        return StockNumber.Category.allCases.first { category in
            category.rawValue == cell
                || SpokenLanguage.allCases.contains { Self.title(category, $0).lowercased() == cell }
        }
    }

    static func price(_ kopecks: Int, _ language: SpokenLanguage) -> String {
        let fraction = kopecks % 100
        return "\(kopecks / 100)\(language == .russian ? "," : ".")\(fraction < 10 ? "0" : "")\(fraction)"
    }

    /// `1 500`, `1500,5`, `1500.50`; nothing is nought. `nil` for anything else, or too much.
    static func kopecks(_ cell: String?) -> Int? {
        guard let cell else { return 0 }
        let parts = cell.filter { !$0.isWhitespace }.split(
            maxSplits: 1,
            omittingEmptySubsequences: false
        ) { $0 == "," || $0 == "." }
        func digits(_ text: Substring, _ length: ClosedRange<Int>) -> Int? {
            let isRight = length.contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            return isRight ? Int(text) : nil
        }
        guard let whole = parts.first.flatMap({ digits($0, 1...9) }) else { return nil }
        var kopecks = whole * 100
        if parts.count == 2 {
            guard let fraction = digits(parts[1], 1...2) else { return nil }
            kopecks += parts[1].utf8.count == 1 ? fraction * 10 : fraction
        }
        return kopecks <= StockNumber.mostKopecks ? kopecks : nil
    }
}
