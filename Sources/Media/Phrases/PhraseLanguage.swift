/// A language that the server speaks.
package enum PhraseLanguage: String, Hashable, Sendable, CaseIterable, Codable {
    case russian = "ru"
    case english = "en"
}
