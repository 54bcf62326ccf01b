/// Why bytes are not a WAV file that can be played.
package struct WAVError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// It does not begin as RIFF/WAVE.
        case notWAV = "not-wav"
        /// It ends before a chunk that it announces, or lacks one.
        case truncated
        /// Neither PCM of 16 bits nor G.711.
        case encodingNotSupported = "encoding-not-supported"
        /// Neither 8 000 nor 16 000 Hz, or not one channel.
        case formatNotSupported = "format-not-supported"
        /// The header contradicts itself.
        case inconsistentHeader = "inconsistent-header"
        /// Longer than the caller permits.
        case tooLong = "too-long"
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { "\(self.code.rawValue): \(self.detail)" }
}
