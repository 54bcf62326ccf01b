/// Makes sentences of recorded words (MED-02): "you have 21 new messages", "third message, at 14:05".
///
/// Pure. Numbers outside of what can be said are taken as the nearest that can.
package struct PhraseBook: Hashable, Sendable {
    /// When something was, as it is said to somebody who hears of it now.
    package enum Day: Hashable, Sendable {
        case today, yesterday
        /// 1 to 31, 1 to 12.
        case date(day: Int, month: Int)
    }

    package let language: PhraseLanguage

    package init(_ language: PhraseLanguage) {
        self.language = language
    }

    private var grammar: any Grammar.Type {
        switch self.language {
        case .russian: RussianGrammar.self
        case .english: EnglishGrammar.self
        }
    }

    /// A number by itself, 0 to 999 999.
    package func number(_ number: Int, _ gender: Gender = .masculine) -> [Phrase] {
        self.grammar.cardinal(min(max(0, number), 999_999), gender)
    }

    /// Digits one by one, as telephone numbers are read; what is no digit, `+`, `*` or `#` is left out.
    package func digits(_ text: String) -> [Phrase] {
        text.compactMap { character in
            switch character {
            case "+": Phrase("plus")
            case "*": Phrase("star")
            case "#": Phrase("hash")
            default: self.digit(character)
            }
        }
    }

    private func digit(_ character: Character) -> Phrase? {
        guard character.isASCII, let digit = character.wholeNumberValue else { return nil }
        return self.grammar.cardinal(digit, .masculine).first
    }

    /// "You have one new message and three old messages."
    package func messages(new: Int, old: Int) -> [Phrase] {
        let (new, old) = (min(max(0, new), 999_999), min(max(0, old), 999_999))
        switch (new, old) {
        case (0, 0): return [Phrase("no-messages")]
        case (0, _): return [Phrase("no-new-messages"), Phrase("you-have")] + self.grammar.counted(old, .old)
        case (_, 0): return [Phrase("you-have")] + self.grammar.counted(new, .new)
        default:
            return [Phrase("you-have")] + self.grammar.counted(new, .new) + [Phrase("and")]
                + self.grammar.counted(old, .old)
        }
    }

    /// "Third message, from 2 0 3, today at 14:05." A number above 199 is left out.
    package func message(_ number: Int, from caller: String, on day: Day, hour: Int, minute: Int) -> [Phrase] {
        let digits = self.digits(caller)
        return ((1...199).contains(number) ? self.grammar.message(number) : [Phrase("message")])
            + (digits.isEmpty ? [Phrase("from-unknown")] : [Phrase("from-number")] + digits)
            + self.day(day) + [Phrase("at")] + self.time(hour: hour, minute: minute)
    }

    /// A time of day, 0:00 to 23:59.
    package func time(hour: Int, minute: Int) -> [Phrase] {
        self.grammar.timeOfDay(hour: min(max(0, hour), 23), minute: min(max(0, minute), 59))
    }

    package func day(_ day: Day) -> [Phrase] {
        switch day {
        case .today: [Phrase("today")]
        case .yesterday: [Phrase("yesterday")]
        case .date(let day, let month):
            self.grammar.date(day: min(max(1, day), 31), month: min(max(1, month), 12))
        }
    }

    /// "Your place in the queue is third." The first is told that it is next.
    package func queuePlace(_ place: Int) -> [Phrase] {
        place <= 1
            ? [Phrase("queue-next")] : [Phrase("queue-place")] + self.grammar.ordinal(min(place, 199))
    }

    /// "Your waiting time is about two minutes." Rounded up to whole minutes.
    package func waitingTime(_ time: Duration) -> [Phrase] {
        let minutes = (time.components.seconds + 59) / 60
        if minutes <= 1 { return [Phrase("queue-wait-short")] }
        let (hours, rest) = (Int(min(minutes, 99 * 60)) / 60, Int(min(minutes, 99 * 60)) % 60)
        return [Phrase("queue-wait")] + (hours > 0 ? self.grammar.counted(hours, .hour) : [])
            + (rest > 0 ? self.grammar.counted(rest, .minute) : [])
    }

    /// "Please stay on the line."
    package var stay: [Phrase] { [Phrase("queue-stay")] }

    /// How long something lasts: "1 minute 12 seconds".
    package func duration(_ time: Duration) -> [Phrase] {
        let seconds = Int(min(max(0, time.components.seconds), 99 * 3_600))
        let parts = [(seconds / 3_600, CountedThing.hour), (seconds / 60 % 60, .minute), (seconds % 60, .second)]
        let said = parts.filter { $0.0 > 0 }
        return said.isEmpty
            ? self.grammar.counted(0, .second) : said.flatMap { self.grammar.counted($0.0, $0.1) }
    }
}
