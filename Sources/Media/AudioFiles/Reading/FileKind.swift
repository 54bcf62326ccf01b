/// What a file is, by its first bytes.
enum FileKind {
    case wav
    /// Or anything that has no other mark: mp3 has none, so only its frames tell.
    case mp3
    /// Sound or video of another kind, with its name.
    case other(String)

    init(of bytes: LittleEndianBytes) {
        if bytes.holds("RIFF"), bytes.holds("WAVE", at: 8) || bytes.count < 12 {
            self = .wav
        } else if let name = Self.name(of: bytes) {
            self = .other(name)
        } else {
            self = .mp3
        }
    }

    private static func name(of bytes: LittleEndianBytes) -> String? {
        let marks: [(StaticString, Int, String)] = [
            ("OggS", 0, "Ogg"), ("fLaC", 0, "FLAC"), ("ftyp", 4, "MPEG-4 (m4a, aac)"), ("FORM", 0, "AIFF"),
            ("#!AMR", 0, "AMR"), (".snd", 0, "AU"), ("caff", 0, "Core Audio"), ("RF64", 0, "RF64"),
            ("RIFX", 0, "a big-endian wav"), ("RIFF", 0, "RIFF without a wave"), ("wvpk", 0, "WavPack"),
            ("MThd", 0, "MIDI, which holds notes and no sound"),
        ]
        if let mark = marks.first(where: { bytes.holds($0.0, at: $0.1) }) { return mark.2 }
        switch (bytes.number32(0), bytes[0], bytes[1]) {
        case (0x75b2_2630, _, _): return "Windows Media"
        case (0xa3df_451a, _, _): return "Matroska or WebM"
        // MPEG's sync word with the layer that mp3 never has: AAC in ADTS.
        case (_, 0xff, 0xf1), (_, 0xff, 0xf9): return "AAC"
        default: return nil
        }
    }
}
