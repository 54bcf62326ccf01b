/// How a language makes sentences with numbers of recorded words. Pure: a value in, the words in their order out.
protocol Grammar {
    /// A count of something, 0 to 999 999.
    static func cardinal(_ number: Int, _ gender: Gender) -> [Phrase]
    /// The place in a row, 1 to 199.
    static func ordinal(_ number: Int) -> [Phrase]
    /// A count with the thing that is counted: `minute`, `new` (message).
    static func counted(_ number: Int, _ thing: CountedThing) -> [Phrase]
    static func timeOfDay(hour: Int, minute: Int) -> [Phrase]
    /// A day of the year.
    static func date(day: Int, month: Int) -> [Phrase]
    /// "the third message"
    static func message(_ number: Int) -> [Phrase]
}

/// What a number has to agree with in Russian.
package enum Gender: Hashable, Sendable {
    case masculine, feminine, neuter
}

/// What is counted in a sentence.
enum CountedThing: String, CaseIterable {
    case hour, minute, second
    /// A message that was not heard yet.
    case new
    /// A message that was heard.
    case old

    var gender: Gender {
        switch self {
        case .hour: .masculine
        case .minute, .second: .feminine
        case .new, .old: .neuter
        }
    }
}
