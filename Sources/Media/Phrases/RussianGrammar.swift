/// Russian: numbers agree in gender with what they count, and what is counted takes one of three forms by the number.
enum RussianGrammar: Grammar {
    static func cardinal(_ number: Int, _ gender: Gender) -> [Phrase] {
        guard number > 0 else { return [Phrase("n0")] }
        var words: [Phrase] = []
        let thousands = number / 1_000 % 1_000
        if thousands > 0 {
            // тысяча is feminine; "одна" is not said before a single one.
            if thousands > 1 { words += self.belowThousand(thousands, .feminine) }
            words.append(Phrase("thousand-\(self.form(thousands))"))
        }
        return words + self.belowThousand(number % 1_000, gender)
    }

    private static func belowThousand(_ number: Int, _ gender: Gender) -> [Phrase] {
        var words: [Phrase] = []
        if number >= 100 { words.append(Phrase("n\(number / 100 * 100)")) }
        let rest = number % 100
        if rest >= 20 {
            words.append(Phrase("n\(rest / 10 * 10)"))
            if rest % 10 > 0 { words.append(self.unit(rest % 10, gender)) }
        } else if rest > 0 {
            words.append(self.unit(rest, gender))
        }
        return words
    }

    private static func unit(_ number: Int, _ gender: Gender) -> Phrase {
        switch (number, gender) {
        case (1, .masculine): Phrase("n1m")
        case (1, .feminine): Phrase("n1f")
        case (1, .neuter): Phrase("n1n")
        case (2, .feminine): Phrase("n2f")
        case (2, .masculine), (2, .neuter): Phrase("n2m")
        default: Phrase("n\(number)")
        }
    }

    /// One, few or many: 21 counts like 1, 11 to 14 like 5.
    static func form(_ number: Int) -> String {
        switch (number % 100, number % 10) {
        case (11...14, _): "many"
        case (_, 1): "one"
        case (_, 2...4): "few"
        default: "many"
        }
    }

    static func ordinal(_ number: Int) -> [Phrase] { self.ordinal(number, ending: "") }

    /// Only the last word of an ordinal is one: двадцать первое.
    private static func ordinal(_ number: Int, ending: String) -> [Phrase] {
        let (hundreds, rest) = (number / 100, number % 100)
        var words: [Phrase] = []
        if hundreds > 0, rest > 0 { words.append(Phrase("n\(hundreds * 100)")) }
        switch rest {
        case 0: words.append(Phrase("o\(number)\(ending)"))
        case 1...19: words.append(Phrase("o\(rest)\(ending)"))
        case _ where rest % 10 == 0: words.append(Phrase("o\(rest)\(ending)"))
        default: words += [Phrase("n\(rest / 10 * 10)"), Phrase("o\(rest % 10)\(ending)")]
        }
        return words
    }

    static func counted(_ number: Int, _ thing: CountedThing) -> [Phrase] {
        self.cardinal(number, thing.gender) + [Phrase("\(thing)-\(self.form(number))")]
    }

    static func timeOfDay(hour: Int, minute: Int) -> [Phrase] {
        self.counted(hour, .hour) + (minute == 0 ? [] : self.counted(minute, .minute))
    }

    static func date(day: Int, month: Int) -> [Phrase] {
        self.ordinal(day, ending: "g") + [Phrase("month-\(month)")]
    }

    static func message(_ number: Int) -> [Phrase] { self.ordinal(number) + [Phrase("message")] }
}
