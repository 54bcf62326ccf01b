/// A text that is said by the server, and how: kept with the prompt that it became, to be changed and said anew (IVR-07).
package struct SpokenText: Hashable, Sendable {
    /// Who says it, and in which language.
    package enum Voice: String, Sendable, CaseIterable {
        case russianMale = "ru-male"
        case russianFemale = "ru-female"
        case englishMale = "en-male"
        case englishFemale = "en-female"
    }

    /// 1 to ``lengthLimit`` Unicode scalars in lines.
    package var text: String
    package var voice: Voice
    /// ``slowest`` to ``fastest``.
    package var wordsPerMinute: Int

    package static let lengthLimit = 2_000
    package static let slowest = 80
    package static let fastest = 300
    package static let usualSpeed = 160

    package init(_ text: String, _ voice: Voice, wordsPerMinute: Int = Self.usualSpeed) {
        self.text = text
        self.voice = voice
        self.wordsPerMinute = wordsPerMinute
    }

    /// - Throws: ``ModelError/Code/invalid`` with the first rule that does not hold.
    package func validate() throws(ModelError) {
        try Validity.require(
            (1...Self.lengthLimit).contains(self.text.unicodeScalars.count),
            "A text that is said has 1 to \(Self.lengthLimit) characters."
        )
        try Validity.require(
            self.text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control },
            "A text that is said has letters, digits, signs and new lines, and nothing that controls."
        )
        try Validity.require(
            self.text.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil },
            "There is no word in the text that could be said."
        )
        try Validity.require(
            (Self.slowest...Self.fastest).contains(self.wordsPerMinute),
            "A text is said with \(Self.slowest) to \(Self.fastest) words a minute."
        )
    }
}

/// Why a text was not said.
package struct SpeechRefusal: Error, Equatable, Sendable {
    package enum Code: String, Sendable, CaseIterable {
        /// The program that speaks is not on this machine.
        case absent
        /// Too many texts wait to be said.
        case busy
        /// The program did not end in time, failed, or gave something else than sound.
        case failed
        /// It would be heard for longer than a prompt may be.
        case tooLong = "too-long"
    }

    package var code: Code
    /// One sentence.
    package var detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}
