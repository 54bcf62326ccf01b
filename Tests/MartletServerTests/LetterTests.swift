import Kernel
import Model
import Testing

@testable import MartletServer

@Suite("Letters about accounts")
struct LetterTests {
    private static let facts = CredentialWords.Facts(
        login: "anna",
        domain: "acme.example",
        password: "secret42",
        address: "https://pbx.example",
        phone: .init(extension: "101", server: "pbx.example:5060", secureServer: "pbx.example:5061")
    )

    @Test("USR-03 the letter has what it takes to sign in and to set up a phone", arguments: SpokenLanguage.allCases)
    func credentials(_ language: SpokenLanguage) {
        let words = CredentialWords(Self.facts, language)
        for told in ["https://pbx.example", "anna", "acme.example", "secret42", "101", "pbx.example:5060", "5061"] {
            #expect(words.text.contains(told), "\(told)")
        }
        #expect(!words.subject.contains("secret42"))
        #expect(Self.isRussian(words.subject + words.text) == (language == .russian))
    }

    @Test("USR-03 what is not known is not told", arguments: SpokenLanguage.allCases)
    func bare(_ language: SpokenLanguage) {
        var facts = Self.facts
        (facts.address, facts.phone) = (nil, nil)
        let text = CredentialWords(facts, language).text
        #expect(!text.contains("SIP") && !text.contains("http") && !text.contains("nil"))
    }

    @Test("AUTH-02 the letter has the link, and says for how long it is good", arguments: SpokenLanguage.allCases)
    func recovery(_ language: SpokenLanguage) {
        let link = "https://pbx.example/recovery#abc"
        let words = RecoveryWords(account: "anna@acme.example", link: link, language)
        #expect(words.text.contains(link) && words.subject.contains("anna@acme.example"))
        #expect(words.text.contains(language == .russian ? "один час" : "one hour"))
        #expect(Self.isRussian(words.subject + words.text) == (language == .russian))
    }

    @Test("TEN-10 people of a pool are told where they sign in")
    func pool() {
        #expect(AccountLetters.page(of: .pool("acme"), at: "https://pbx.example") == "https://pbx.example/group/")
        #expect(AccountLetters.page(of: DomainID("acme.example"), at: "https://pbx.example") == "https://pbx.example")
    }

    @Test("phones are told the host of the cabinet's address")
    func hosts() {
        let cases: [(String, String?)] = [
            ("https://pbx.example", "pbx.example"), ("http://pbx.example:8080/x", "pbx.example"),
            ("https://[2001:db8::1]:8443", "[2001:db8::1]"), ("https://[2001:db8::1]", "[2001:db8::1]"),
            ("pbx.example", nil), ("https://", nil),
        ]
        for (address, host) in cases { #expect(AccountLetters.host(of: address) == host, "\(address)") }
    }

    @Test(
        "BYD-18 the letter of the brake says whose calls, where to and how many, and where to lift it",
        arguments: SpokenLanguage.allCases
    )
    func brake(_ language: SpokenLanguage) {
        for cap in TollRules.usual {
            let notice = TollNotice(.reached, .hourlyCalls, of: cap, domain: DomainID("acme.example"), user: nil)
            let words = TollWords(notice, of: "Acme", user: "Anna", link: "https://pbx.example/toll", language)
            for told in ["\(cap.hourlyCalls ?? 0)", "Anna", "https://pbx.example/toll"] {
                #expect(words.text.contains(told), "\(told)")
            }
            #expect(
                words.subject.contains("Acme") && Self.isRussian(words.subject + words.text) == (language == .russian)
            )
            var near = notice
            near.level = .near
            #expect(TollWords(near, of: "Acme", user: nil, link: nil, language) != words)
        }
    }

    @Test(
        "TEN-03 the letter about recordings says how much, and where to make room",
        arguments: SpokenLanguage.allCases
    )
    func quota(_ language: SpokenLanguage) {
        let words = QuotaWords(megabytes: 500, company: "Acme", link: "https://pbx.example/recording", language)
        for told in ["500", "https://pbx.example/recording"] { #expect(words.text.contains(told), "\(told)") }
        #expect(words.subject.contains("Acme") && Self.isRussian(words.subject + words.text) == (language == .russian))
        #expect(!QuotaWords(megabytes: 500, company: "Acme", link: nil, language).text.contains("nil"))
    }

    @Test("NUM-01 the letter names the numbers and the price to the kopeck", arguments: SpokenLanguage.allCases)
    func numbers(_ language: SpokenLanguage) {
        let numbers = ["+74951234567", "+78001234567"].compactMap { DialString($0) }
        let link = "https://pbx.example/numbers"
        let words = NumberWords(numbers, of: "Acme", kopecks: 150_005, link: link, language)
        let price = language == .russian ? "1500,05" : "1500.05"
        for told in ["+74951234567", "+78001234567", price, link] { #expect(words.text.contains(told), "\(told)") }
        #expect(words.subject.contains("Acme"))
        #expect(Self.isRussian(words.subject + words.text) == (language == .russian))
        let one = NumberWords([numbers[0]], of: "Acme", kopecks: 0, link: nil, language)
        #expect(one.subject != words.subject && !one.text.contains("nil") && !one.text.contains("http"))
    }

    private static func isRussian(_ text: String) -> Bool { text.contains { ("а"..."я").contains($0) } }
}
