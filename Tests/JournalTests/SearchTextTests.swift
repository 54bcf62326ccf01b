import Journal
import Testing

@Suite("SearchText")
struct SearchTextTests {
    @Test(
        "HIS-02 a party is found by any part of its number and by the beginnings of its name's words",
        arguments: [
            ("+79161234567", "", "1234", true), ("+79161234567", "", "+7916", true), ("+79161234567", "", "67", true),
            ("+79161234567", "", "(916) 123-45", true), ("+79161234567", "", "8916", false),
            ("101", "Пётр Семёнов", "петр", true), ("101", "Пётр Семёнов", "СЕМЕ", true),
            ("101", "Пётр  Семёнов", "петр сем", true), ("101", "Пётр Семёнов", "етр", false),
            ("101", "Ann O'Hara", "o'h", true), ("101", "", "102", false), ("alice", "", "lic", true),
        ]
    )
    func finds(number: String, name: String, text: String, isFound: Bool) throws {
        let wanted = try #require(SearchText.wanted(text))
        #expect(SearchText.matches(wanted, number: number, name: name) == isFound)
    }

    @Test("nothing is looked for when only separators were typed", arguments: ["", "  ", "\t\n"])
    func nothing(text: String) {
        #expect(SearchText.wanted(text) == nil)
    }

    @Test("a hostile number or name makes few entries")
    func bounded() {
        let long = String(repeating: "a b ", count: 10_000)
        #expect(SearchText.entries(number: long, name: long).count <= 32)
        #expect(SearchText.entries(number: long, name: long).allSatisfy { $0.count <= SearchText.maximumLength })
    }
}
