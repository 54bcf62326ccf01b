/// Why a recording cannot be written, mended or made an mp3 (REC-02, REC-03).
package struct RecordingError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// The disk, a quota or a limit of the process is used up. What was written before plays; calls go on.
        case diskFull = "disk-full"
        /// The disk failed otherwise.
        case ioFailed = "io-failed"
        /// A new recording is begun in an empty file only.
        case fileNotEmpty = "file-not-empty"
        /// The descriptor was opened for appending, so that the header could not be kept right.
        case appendsOnly = "appends-only"
        /// 4 GB, what a wav file can hold: 37 hours of two channels of PCM at 8 kHz.
        case tooLong = "too-long"
        /// It does not begin with the header of a recording.
        case notARecording = "not-a-recording"
        /// The encoder could not be had or gave up.
        case encoderFailed = "encoder-failed"
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { "\(self.code.rawValue): \(self.detail)" }
}
