import CPCRE2

/// A regular expression that people write, with a limit on what matching may cost (TRK-05).
///
/// The only owner of PCRE2's handle. Made where it is needed and used there: it does not travel between threads.
package final class Pattern {
    /// Why a text is no expression.
    package struct Fault: Error, Equatable {
        /// A sentence of PCRE2's, in English.
        package let detail: String
        /// From which byte of the text on.
        package let offset: Int
    }

    package enum Answer: Equatable, Sendable {
        case matches
        case differs
        /// It took too long: nobody knows.
        case tooCostly
    }

    /// Longest text of an expression, in bytes.
    package static let longestText = 250
    /// Longest subject; a longer one differs.
    package static let longestSubject = 512
    /// Steps of one match: some tenths of a millisecond.
    private static let steps: UInt32 = 20_000
    private static let kibibytes: UInt32 = 256

    private let handle: OpaquePointer

    /// - Throws: ``Fault`` for what is no expression, or too long.
    package init(_ text: String) throws(Fault) {
        let bytes = Array(text.utf8)
        guard (1...Self.longestText).contains(bytes.count) else {
            throw Fault(detail: "an expression has 1 to \(Self.longestText) characters", offset: 0)
        }
        var code: Int32 = 0
        var offset = 0
        guard let handle = martlet_pattern_compile(bytes, bytes.count, &code, &offset) else {
            throw Fault(detail: Self.message(code), offset: offset)
        }
        self.handle = handle
    }

    deinit { martlet_pattern_free(self.handle) }

    /// Whether the expression takes the whole of the subject.
    package func match(_ subject: String) -> Answer {
        let bytes = Array(subject.utf8)
        guard bytes.count <= Self.longestSubject else { return .differs }
        var range = [0, 0]
        let answer = martlet_pattern_match(self.handle, bytes, bytes.count, Self.steps, Self.kibibytes, &range)
        if answer > 0 { return range == [0, bytes.count] ? .matches : .differs }
        return answer == PCRE2_ERROR_NOMATCH ? .differs : .tooCostly
    }

    private static func message(_ code: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 200)
        let length = martlet_pattern_message(code, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, Int(length))), as: UTF8.self)
    }
}
