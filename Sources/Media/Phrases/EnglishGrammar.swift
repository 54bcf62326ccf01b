/// English: one or many, and no genders.
enum EnglishGrammar: Grammar {
    static func cardinal(_ number: Int, _ gender: Gender = .neuter) -> [Phrase] {
        guard number > 0 else { return [Phrase("n0")] }
        var words: [Phrase] = []
        let (thousands, rest) = (number / 1_000 % 1_000, number % 1_000)
        if thousands > 0 { words += self.belowThousand(thousands) + [Phrase("thousand")] }
        if rest > 0 {
            // "one thousand and five"
            if thousands > 0, rest < 100 { words.append(Phrase("and")) }
            words += self.belowThousand(rest)
        }
        return words
    }

    private static func belowThousand(_ number: Int) -> [Phrase] {
        var words: [Phrase] = []
        let rest = number % 100
        if number >= 100 {
            words += [Phrase("n\(number / 100)"), Phrase("hundred")]
            if rest > 0 { words.append(Phrase("and")) }
        }
        if rest >= 20 {
            words.append(Phrase("n\(rest / 10 * 10)"))
            if rest % 10 > 0 { words.append(Phrase("n\(rest % 10)")) }
        } else if rest > 0 {
            words.append(Phrase("n\(rest)"))
        }
        return words
    }

    static func ordinal(_ number: Int) -> [Phrase] {
        let (hundreds, rest) = (number / 100, number % 100)
        if hundreds > 0 {
            let beginning = rest == 0 ? [] : [Phrase("n\(hundreds)"), Phrase("hundred"), Phrase("and")]
            return beginning + (rest == 0 ? [Phrase("o\(number)")] : self.ordinal(rest))
        }
        switch rest {
        case 0...19: return [Phrase("o\(rest)")]
        case _ where rest % 10 == 0: return [Phrase("o\(rest)")]
        default: return [Phrase("n\(rest / 10 * 10)"), Phrase("o\(rest % 10)")]
        }
    }

    static func counted(_ number: Int, _ thing: CountedThing) -> [Phrase] {
        self.cardinal(number) + [Phrase("\(thing)-\(number == 1 ? "one" : "many")")]
    }

    /// Of 24 hours: "fourteen oh five", "nine o'clock".
    static func timeOfDay(hour: Int, minute: Int) -> [Phrase] {
        let hours = self.cardinal(hour)
        switch minute {
        case 0: return hours + [Phrase("o-clock")]
        case 1...9: return hours + [Phrase("oh")] + self.cardinal(minute)
        default: return hours + self.cardinal(minute)
        }
    }

    static func date(day: Int, month: Int) -> [Phrase] {
        [Phrase("the")] + self.ordinal(day) + [Phrase("of"), Phrase("month-\(month)")]
    }

    static func message(_ number: Int) -> [Phrase] { self.ordinal(number) + [Phrase("message")] }
}
