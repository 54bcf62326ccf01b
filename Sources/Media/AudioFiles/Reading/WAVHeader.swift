import Audio

/// Where the sound of a wav file lies and how it is written.
///
/// No length is believed before it was compared with the bytes that are there; lengths that say "not known yet", as
/// killed recorders and pipes leave them, mean all that follows.
struct WAVHeader {
    enum Content: Hashable {
        case samples(SampleEncoding)
        /// mp3 frames in a wave's clothes (format tag 0x55).
        case mpeg
    }

    /// Writers that count their header into the sound, or forget a byte, are off by this much.
    private static let slack = 256
    /// Zero, −1 and what sox, ffmpeg and arecord write into a pipe: near 2³¹ or 2³².
    private static func isUnknown(_ length: Int) -> Bool { length == 0 || length >= 0x7fff_0000 }
    /// Everything of a sub-format's GUID but the tag at its head (RFC 2361 §4).
    private static let subformatTail: [UInt8] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]

    let content: Content
    /// 1 or 2.
    let channels: Int
    /// 8 000 to 48 000 Hz.
    let sampleRate: Int
    /// Offsets of the sound, whole frames unless it is mpeg.
    let sound: Range<Int>

    init(parsing bytes: LittleEndianBytes) throws(AudioFileError) {
        var format: Int?
        var offset = 12
        while offset + 8 <= bytes.count {
            let length = Int(bytes.number32(offset + 4))
            let start = offset + 8
            if bytes.holds("fmt ", at: offset) {
                guard length >= 16, start + length <= bytes.count else {
                    throw AudioFileError(.truncated, "the format chunk is cut short")
                }
                format = offset
            } else if bytes.holds("data", at: offset) {
                guard let format else {
                    throw AudioFileError(.inconsistentHeader, "the sound comes before its format")
                }
                try self.init(bytes, format: format, soundStart: start, soundLength: length)
                return
            }
            // Chunks begin at even offsets.
            offset = start + length + length % 2
        }
        throw AudioFileError(.truncated, "the file ends before its sound")
    }

    private init(
        _ bytes: LittleEndianBytes,
        format: Int,
        soundStart: Int,
        soundLength: Int
    ) throws(AudioFileError) {
        let chunk = format + 8
        var tag = bytes.number16(chunk)
        if tag == 0xfffe, bytes.number32(format + 4) >= 40 {
            // WAVE_FORMAT_EXTENSIBLE keeps the real tag at the head of its sub-format.
            guard Self.subformatTail.indices.allSatisfy({ bytes[chunk + 26 + $0] == Self.subformatTail[$0] }) else {
                throw AudioFileError(.encodingNotSupported, "a sub-format of the file's own")
            }
            tag = bytes.number16(chunk + 24)
        }
        let bits = Int(bytes.number16(chunk + 14))
        self.content = try Self.content(tag, bits)
        self.channels = Int(bytes.number16(chunk + 2))
        guard self.channels > 0 else { throw AudioFileError(.inconsistentHeader, "the file has no channel") }
        guard self.channels <= 2 else {
            throw AudioFileError(.channelsNotSupported, "\(self.channels) channels; 1 or 2 are wanted")
        }
        self.sampleRate = Int(bytes.number32(chunk + 4))
        guard (8_000...48_000).contains(self.sampleRate) else {
            throw AudioFileError(.rateNotSupported, "\(self.sampleRate) Hz; 8000 to 48000 are wanted")
        }

        let available = bytes.count - soundStart
        var length = Self.isUnknown(soundLength) ? available : soundLength
        guard length <= available + Self.slack else {
            throw AudioFileError(.truncated, "\(available) of \(length) bytes of sound are there")
        }
        length = min(length, available)
        if case .samples(let encoding) = self.content {
            let frame = Int(bytes.number16(chunk + 12))
            guard frame == encoding.byteCount * self.channels else {
                throw AudioFileError(
                    .inconsistentHeader,
                    "frames of \(frame) bytes for \(self.channels) channels of \(bits) bits"
                )
            }
            length -= length % frame
        }
        guard length > 0 else { throw AudioFileError(.noSound, "the sound has no bytes") }
        self.sound = soundStart..<soundStart + length
    }

    private static func content(_ tag: UInt16, _ bits: Int) throws(AudioFileError) -> Content {
        switch (tag, bits) {
        case (1, 8): .samples(.unsigned8)
        case (1, 16): .samples(.signed16)
        case (1, 24): .samples(.signed24)
        case (1, 32): .samples(.signed32)
        case (3, 32): .samples(.float32)
        case (3, 64): .samples(.float64)
        case (6, 8): .samples(.companded(.aLaw))
        case (7, 8): .samples(.companded(.muLaw))
        case (0x55, _): .mpeg
        default: throw AudioFileError(.encodingNotSupported, "wav format \(tag) with \(bits) bits")
        }
    }
}
