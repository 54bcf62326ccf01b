/// Why bytes are not a sound that can be used (MED-01).
///
/// `code` is for the faces, which choose their text by it; ``Code/sentence`` is that text in English; `detail` adds the
/// figures, for people and logs.
package struct AudioFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case empty
        case tooLarge = "too-large"
        case tooLong = "too-long"
        case notSound = "not-sound"
        /// Sound, and neither wav nor mp3.
        case formatNotSupported = "format-not-supported"
        /// A wav file with something in it that is not read here.
        case encodingNotSupported = "encoding-not-supported"
        case channelsNotSupported = "channels-not-supported"
        case rateNotSupported = "rate-not-supported"
        case truncated
        case inconsistentHeader = "inconsistent-header"
        case damaged
        case noSound = "no-sound"
        /// The decoder could not be had; the file may be good.
        case decoderFailed = "decoder-failed"

        /// What to tell who sent the file.
        package var sentence: String {
            switch self {
            case .empty: "The file is empty."
            case .tooLarge: "The file is larger than 20 MB."
            case .tooLong: "The sound is too long for its use."
            case .notSound: "The file is not a sound; send a wav or mp3 file."
            case .formatNotSupported: "Sound of this format is not read; send a wav or mp3 file."
            case .encodingNotSupported: "The wav file is compressed in a way that is not read; save it as 16-bit PCM."
            case .channelsNotSupported: "The file has more than two channels; save it as mono or stereo."
            case .rateNotSupported: "The sampling rate is not between 8 and 48 kHz; save the file with another one."
            case .truncated: "The file ends before its sound does; send it once more."
            case .inconsistentHeader: "The head of the file contradicts itself; save it again with another program."
            case .damaged: "The file is damaged: most of it cannot be decoded."
            case .noSound: "There is no sound in the file."
            case .decoderFailed: "The sound could not be read now; try again later."
            }
        }
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { "\(self.code.rawValue): \(self.detail)" }
}
