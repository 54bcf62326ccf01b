import Synchronization

/// A regular expression that is printed in the API's document and checked by the server: one text for both, so that they
/// cannot differ. Written in the part of the syntax that ECMA 262 and Swift read alike; always anchored.
final class TextPattern: Sendable {
    let source: String
    /// `Regex` is not sendable, as it may hold closures; this one is made from text and used by one at a time.
    private let regex: Mutex<Regex<AnyRegexOutput>?>

    /// - Parameter source: without anchors; `^(?:` and `)$` are put around it.
    init(_ source: String) {
        self.source = "^(?:\(source))$"
        let regex = try? Regex(self.source)
        // A pattern that cannot be read is a mistake in this target, and every test that starts the server shows it.
        precondition(regex != nil, "not a regular expression: \(source)")
        self.regex = Mutex(regex?.matchingSemantics(.unicodeScalar))
    }

    func matches(_ text: String) -> Bool {
        self.regex.withLock { (try? $0?.wholeMatch(in: text)) != nil }
    }
}
