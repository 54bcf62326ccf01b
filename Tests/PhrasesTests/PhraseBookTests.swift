import Foundation
import Testing

@testable import Phrases

@Suite("MED-02 Sentences made of recorded words")
struct PhraseBookTests {
    /// The texts of a language, by name, as `Scripts/phrases.sh` reads them.
    private static func texts(_ language: PhraseLanguage) throws -> [String: String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let list = try String(contentsOf: root.appending(path: "Phrases/\(language.rawValue).txt"), encoding: .utf8)
        var texts: [String: String] = [:]
        for line in list.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            #expect(texts.updateValue(parts[1], forKey: parts[0]) == nil, "\(parts[0]) stands twice")
        }
        return texts
    }

    /// What is said, as a person would write it down.
    private static func said(_ phrases: [Phrase], _ language: PhraseLanguage) throws -> String {
        let texts = try Self.texts(language)
        return try phrases.map { try #require(texts[$0.name], "no text for \($0)") }.joined(separator: " ")
    }

    @Test(
        "counts of messages agree with what they count",
        arguments: [
            (PhraseLanguage.russian, 0, 0, "сообщений нет"),
            (.russian, 1, 0, "у вас одно новое сообщение"),
            (.russian, 2, 1, "у вас два новых сообщения и одно прослушанное сообщение"),
            (.russian, 5, 3, "у вас пять новых сообщений и три прослушанных сообщения"),
            (.russian, 11, 0, "у вас одиннадцать новых сообщений"),
            (.russian, 21, 112, "у вас двадцать одно новое сообщение и сто двенадцать прослушанных сообщений"),
            (.russian, 0, 1_001, "новых сообщений нет у вас тысяча одно прослушанное сообщение"),
            (.russian, 22_345, 0, "у вас двадцать две тысячи триста сорок пять новых сообщений"),
            (.english, 0, 0, "there are no messages"),
            (.english, 1, 0, "you have one new message"),
            (.english, 21, 1, "you have twenty one new messages and one old message"),
            (.english, 105, 0, "you have one hundred and five new messages"),
            (.english, 0, 3_004, "there are no new messages you have three thousand and four old messages"),
        ]
    )
    func counts(language: PhraseLanguage, new: Int, old: Int, text: String) throws {
        #expect(try Self.said(PhraseBook(language).messages(new: new, old: old), language) == text)
    }

    @Test(
        "messages are announced by place, caller and time",
        arguments: [
            (
                PhraseLanguage.russian, 3, "+7495", PhraseBook.Day.today, 14, 5,
                "третье сообщение с номера плюс семь четыре девять пять сегодня в четырнадцать часов пять минут"
            ),
            (
                .russian, 21, "101", .yesterday, 1, 21,
                "двадцать первое сообщение с номера один ноль один вчера в один час двадцать одна минута"
            ),
            (
                .russian, 122, "anonymous", .date(day: 31, month: 5), 22, 0,
                "сто двадцать второе сообщение номер не определён тридцать первого мая в двадцать два часа"
            ),
            (
                .english, 3, "203", .today, 14, 5,
                "third message from two zero three today at fourteen oh five"
            ),
            (
                .english, 40, "", .date(day: 22, month: 12), 9, 0,
                "fortieth message from an unknown number the twenty second of December at nine o'clock"
            ),
            (.english, 101, "1", .today, 0, 30, "one hundred and first message from one today at zero thirty"),
        ]
    )
    func announcements(
        language: PhraseLanguage,
        number: Int,
        caller: String,
        day: PhraseBook.Day,
        hour: Int,
        minute: Int,
        text: String
    ) throws {
        let phrases = PhraseBook(language).message(number, from: caller, on: day, hour: hour, minute: minute)
        #expect(try Self.said(phrases, language) == text)
    }

    @Test(
        "queues tell place and time",
        arguments: [
            (PhraseLanguage.russian, 1, 30, "вы следующий в очереди ожидание займёт меньше минуты"),
            (.russian, 3, 61, "ваше место в очереди третье примерное время ожидания две минуты"),
            (.russian, 12, 3_660, "ваше место в очереди двенадцатое примерное время ожидания один час одна минута"),
            (.english, 1, 0, "you are next in the queue your waiting time is less than a minute"),
            (.english, 30, 299, "your place in the queue is thirtieth your waiting time is about five minutes"),
        ]
    )
    func queues(language: PhraseLanguage, place: Int, seconds: Int, text: String) throws {
        let book = PhraseBook(language)
        #expect(try Self.said(book.queuePlace(place) + book.waitingTime(.seconds(seconds)), language) == text)
    }

    @Test("every word that a sentence can hold is in the list of its language", arguments: PhraseLanguage.allCases)
    func completeness(language: PhraseLanguage) throws {
        let texts = try Self.texts(language)
        let book = PhraseBook(language)
        var used = Set(Phrase.fixed + book.stay + book.digits("+*#0123456789x"))
        for number in Array(0...2_345) + [10_000, 21_021, 999_999, 5_000_000, -3] {
            for gender in [Gender.masculine, .feminine, .neuter] { used.formUnion(book.number(number, gender)) }
            used.formUnion(book.messages(new: number, old: number + 1))
            used.formUnion(book.queuePlace(number) + book.waitingTime(.seconds(number * 17)))
            used.formUnion(book.duration(.seconds(number * 13)))
        }
        for number in 0...250 {
            used.formUnion(
                book.message(
                    number,
                    from: number % 2 == 0 ? "" : "12",
                    on: .date(day: number % 31 + 1, month: number % 12 + 1),
                    hour: number % 24,
                    minute: number % 60
                )
            )
        }
        used.formUnion(book.day(.today) + book.day(.yesterday))
        let missing = used.map(\.name).filter { texts[$0] == nil }.sorted()
        #expect(missing.isEmpty, "no text in \(language.rawValue) for \(missing)")
        let unused = Set(texts.keys).subtracting(used.map(\.name)).sorted()
        #expect(unused.isEmpty, "never said in \(language.rawValue): \(unused)")
    }

    @Test("both languages have the same sentences")
    func sentences() throws {
        let (russian, english) = (try Self.texts(.russian), try Self.texts(.english))
        for phrase in Phrase.fixed { #expect(russian[phrase.name] != nil && english[phrase.name] != nil) }
    }
}
